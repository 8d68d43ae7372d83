package io.hvflow.conformance.zoo;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import java.io.IOException;
import java.time.Duration;

/** A listener that is the one it wraps, but for what a subclass gets wrong. */
class ForwardingListener implements FlowListener {
    private final FlowListener listener;

    ForwardingListener(FlowListener listener) {
        this.listener = listener;
    }

    @Override
    public Flow accept() throws IOException {
        return listener.accept();
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
        listener.close();
    }

    @Override
    public String toString() {
        return listener.toString();
    }
}
