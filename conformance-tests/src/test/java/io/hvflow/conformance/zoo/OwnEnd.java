package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import java.io.IOException;

/** For a flow that does wrong only while its own end writes on. */
class OwnEnd extends ForwardingFlow {
    private volatile boolean shut;
    private volatile boolean closed;

    OwnEnd(Flow flow) {
        super(flow);
    }

    /** Whether this end has shut down writing, or has closed. */
    boolean ended() {
        return shut || closed;
    }

    /** Whether this end has closed or aborted. */
    boolean closed() {
        return closed;
    }

    @Override
    public void shutdownWrite() throws IOException {
        shut = true;
        super.shutdownWrite();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }

    @Override
    public void abort() {
        closed = true;
        super.abort();
    }
}
