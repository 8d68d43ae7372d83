package io.hvflow.conformance.trial;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowStats;
import io.hvflow.PeerCredentials;
import io.hvflow.ReadResult;
import io.hvflow.conformance.agent.wire.PieceReader;
import io.hvflow.conformance.agent.wire.PieceWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A flow whose operations are written down, and which otherwise is the flow that it wraps. */
public final class TracedFlow implements Flow {
    private final Flow flow;
    private final String name;
    private final Trace trace;

    TracedFlow(Flow flow, String name, Trace trace) {
        this.flow = flow;
        this.name = name;
        this.trace = trace;
    }

    @Override
    public ReadResult read() throws IOException {
        Trace.Event event = trace.begin(name, "read()");
        try {
            ReadResult result = flow.read();
            event.ended(
                    result instanceof ReadResult.Data data ? bytes(data.bytes().remaining()) : "end of stream");
            return result;
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        Trace.Event event = trace.begin(name, "read(" + dst.remaining() + ")");
        try {
            int count = flow.read(dst);
            event.ended(count == -1 ? "end of stream" : bytes(count));
            return count;
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    @Override
    public boolean readInto(ByteBuffer dst) throws IOException {
        int position = dst.position();
        Trace.Event event = trace.begin(name, "readInto(" + dst.remaining() + ")");
        try {
            boolean full = flow.readInto(dst);
            event.ended(full ? "full" : "end of stream after " + bytes(dst.position() - position));
            return full;
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        traced("write(" + src.remaining() + ")", () -> flow.write(src));
    }

    /** How to have it write many times at once, if it is a flow that can be told so. */
    Optional<PieceWriter> pieceWriter() {
        return flow instanceof PieceWriter writer
                ? Optional.of((src, piece) ->
                        traced("write(" + src.remaining() + " by " + piece + ")", () -> writer.writePieces(src, piece)))
                : Optional.empty();
    }

    /** How to have it read many times at once, if it is a flow that can be told so. */
    public Optional<PieceReader> pieceReader() {
        return flow instanceof PieceReader reader
                ? Optional.of((dst, piece) -> readPieces(reader, dst, piece))
                : Optional.empty();
    }

    private boolean readPieces(PieceReader reader, ByteBuffer dst, int piece) throws IOException {
        int position = dst.position();
        Trace.Event event = trace.begin(name, "read(" + dst.remaining() + " by " + piece + ")");
        try {
            boolean full = reader.readPieces(dst, piece);
            event.ended(full ? "full" : "end of stream after " + bytes(dst.position() - position));
            return full;
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    @Override
    public void writev(List<ByteBuffer> srcs) throws IOException {
        long total = srcs.stream().mapToLong(ByteBuffer::remaining).sum();
        traced("writev(" + total + " in " + srcs.size() + ")", () -> flow.writev(srcs));
    }

    @Override
    public void shutdownRead() throws IOException {
        traced("shutdownRead()", flow::shutdownRead);
    }

    @Override
    public void shutdownWrite() throws IOException {
        traced("shutdownWrite()", flow::shutdownWrite);
    }

    @Override
    public void close() throws IOException {
        traced("close()", flow::close);
    }

    @Override
    public void abort() {
        Trace.Event event = trace.begin(name, "abort()");
        try {
            flow.abort();
            event.ended("done");
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
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
    public Optional<PeerCredentials> peerCredentials() throws IOException {
        return flow.peerCredentials();
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
        return name + " (" + flow + ")";
    }

    private interface Operation {
        void run() throws IOException;
    }

    private void traced(String operation, Operation body) throws IOException {
        Trace.Event event = trace.begin(name, operation);
        try {
            body.run();
            event.ended("done");
        } catch (Throwable e) {
            event.failed(e);
            throw e;
        }
    }

    private static String bytes(int count) {
        return count == 1 ? "1 byte" : count + " bytes";
    }
}
