/** Flows over hypervisor and UNIX-domain sockets. Grant native access to this module: {@code --enable-native-access=io.hvflow.hvsock}. */
module io.hvflow.hvsock {
    requires transitive io.hvflow;
    requires static org.jspecify;

    exports io.hvflow.hvsock;

    provides io.hvflow.spi.FlowProvider with
            io.hvflow.hvsock.HvsockProvider;
}
