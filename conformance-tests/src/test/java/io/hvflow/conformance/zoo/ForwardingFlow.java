package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowStats;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A flow that is the one it wraps, but for what a subclass gets wrong. */
class ForwardingFlow implements Flow {
    private final Flow flow;

    ForwardingFlow(Flow flow) {
        this.flow = flow;
    }

    @Override
    public ReadResult read() throws IOException {
        return flow.read();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return flow.read(dst);
    }

    @Override
    public boolean readInto(ByteBuffer dst) throws IOException {
        return flow.readInto(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        flow.write(src);
    }

    @Override
    public void writev(List<ByteBuffer> srcs) throws IOException {
        flow.writev(srcs);
    }

    @Override
    public void shutdownRead() throws IOException {
        flow.shutdownRead();
    }

    @Override
    public void shutdownWrite() throws IOException {
        flow.shutdownWrite();
    }

    @Override
    public void close() throws IOException {
        flow.close();
    }

    @Override
    public void abort() {
        flow.abort();
    }

    @Override
    public Runnable onClose(Runnable action) {
        return flow.onClose(action);
    }

    @Override
    public FlowAddress localAddress() {
        return flow.localAddress();
    }

    @Override
    public FlowAddress remoteAddress() {
        return flow.remoteAddress();
    }

    @Override
    public Set<Capability> capabilities() {
        return flow.capabilities();
    }

    @Override
    public FlowStats stats() {
        return flow.stats();
    }

    @Override
    public void setReadTimeout(Duration timeout) {
        flow.setReadTimeout(timeout);
    }

    @Override
    public void setWriteTimeout(Duration timeout) {
        flow.setWriteTimeout(timeout);
    }

    @Override
    public String toString() {
        return flow.toString();
    }
}
