package io.hvflow.simulator;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowStats;
import io.hvflow.PeerCredentials;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A flow in a simulation: another actor may come before every call that moves bytes or ends something, also where the call would
 * not come to the socket, as a read of bytes that an earlier one brought along.
 */
final class ScheduledFlow implements Flow {
    private final Flow flow;
    private final Baton baton;

    ScheduledFlow(Flow flow, Baton baton) {
        this.flow = flow;
        this.baton = baton;
    }

    @Override
    public ReadResult read() throws IOException {
        baton.step();
        return flow.read();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        baton.step();
        return flow.read(dst);
    }

    @Override
    public boolean readInto(ByteBuffer dst) throws IOException {
        baton.step();
        return flow.readInto(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        baton.step();
        flow.write(src);
    }

    @Override
    public void writev(List<ByteBuffer> srcs) throws IOException {
        baton.step();
        flow.writev(srcs);
    }

    @Override
    public void shutdownRead() throws IOException {
        baton.step();
        flow.shutdownRead();
    }

    @Override
    public void shutdownWrite() throws IOException {
        baton.step();
        flow.shutdownWrite();
    }

    @Override
    public void close() throws IOException {
        baton.step();
        flow.close();
    }

    @Override
    public void abort() {
        baton.step();
        flow.abort();
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
    public Optional<PeerCredentials> peerCredentials() throws IOException {
        return flow.peerCredentials();
    }

    @Override
    public Runnable onClose(Runnable action) {
        return flow.onClose(action);
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
