package io.hvflow.conformance.trial;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import java.io.IOException;
import java.time.Duration;

/** A listener whose accepted flows belong to a trial. */
final class TracedListener implements FlowListener {
    private final FlowListener listener;
    private final Trial trial;

    TracedListener(FlowListener listener, Trial trial) {
        this.listener = listener;
        this.trial = trial;
    }

    @Override
    public Flow accept() throws IOException {
        Trace.Event event = trial.trace().begin("listener", "accept()");
        try {
            Flow flow = trial.trackAccepted(listener.accept());
            event.ended("a flow");
            return flow;
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    @Override
    public void setAcceptTimeout(Duration timeout) {
        listener.setAcceptTimeout(timeout);
    }

    @Override
    public FlowAddress localAddress() {
        return listener.localAddress();
    }

    @Override
    public void close() throws IOException {
        Trace.Event event = trial.trace().begin("listener", "close()");
        try {
            listener.close();
            event.ended("done");
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    @Override
    public String toString() {
        return listener.toString();
    }
}
