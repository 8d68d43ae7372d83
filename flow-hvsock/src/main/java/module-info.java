/** Flows over hypervisor and UNIX-domain sockets. */
module io.hvflow.hvsock {
    requires transitive io.hvflow;
    requires static org.jspecify;

    exports io.hvflow.hvsock;
}
