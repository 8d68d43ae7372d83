/** Benchmarks. */
module io.hvflow.jmh {
    requires io.hvflow;
    requires io.hvflow.hvsock;
    requires io.hvflow.simulator;
    requires com.google.gson;
    requires com.samskivert.jmustache;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires java.management;
    requires jdk.management;
    requires jmh.core;
    requires okio;
    requires org.newsclub.net.unix;
    requires static org.jspecify;
}
