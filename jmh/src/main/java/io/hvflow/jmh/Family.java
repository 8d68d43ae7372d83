package io.hvflow.jmh;

/** Transports of one kind, which a flow is compared with. */
enum Family {
    /** The same kernel path for all. */
    UNIX("unix:"),
    /** Within one JVM. */
    MEMORY("sim:"),
    /** Between machines; of the peers only C speaks it. */
    VSOCK("vsock:");

    private final String flow;

    Family(String flow) {
        this.flow = flow;
    }

    /** What the flow of this kind is called. */
    String flow() {
        return flow;
    }
}
