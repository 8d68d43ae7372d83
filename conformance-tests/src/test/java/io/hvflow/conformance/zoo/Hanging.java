package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** For a flow of which a call hangs: until it is aborted, as a trial does with all its flows in the end. */
class Hanging extends ForwardingFlow {
    private final CountDownLatch aborted = new CountDownLatch(1);

    Hanging(Flow flow) {
        super(flow);
    }

    boolean aborted() {
        return aborted.getCount() == 0;
    }

    /** Waits for the abort, however long that takes, and returns how the call then fails. */
    IOException hang() throws InterruptedIOException {
        try {
            aborted.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
        return new FlowClosedException("wait", remoteAddress(), "this end has aborted the flow", null);
    }

    @Override
    public void abort() {
        aborted.countDown();
        super.abort();
    }
}
