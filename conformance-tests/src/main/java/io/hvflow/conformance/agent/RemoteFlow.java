package io.hvflow.conformance.agent;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowStats;
import io.hvflow.ReadResult;
import io.hvflow.conformance.agent.wire.Failure;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.PieceReader;
import io.hvflow.conformance.agent.wire.PieceWriter;
import io.hvflow.conformance.agent.wire.Protocol;
import io.hvflow.conformance.agent.wire.ProtocolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A flow at the far end: each call is performed there, and what it throws there is thrown here. */
final class RemoteFlow implements Flow, PieceReader, PieceWriter {
    /** The most that one read asks for: it may bring less than the caller has room for. */
    private static final int MAX_READ = 1 << 20;

    private final AgentConnection connection;
    private final int number;
    private final Set<Capability> capabilities;
    private final FlowAddress local;
    private final FlowAddress remote;

    private RemoteFlow(
            AgentConnection connection,
            int number,
            Set<Capability> capabilities,
            FlowAddress local,
            FlowAddress remote) {
        this.connection = connection;
        this.number = number;
        this.capabilities = capabilities;
        this.local = local;
        this.remote = remote;
    }

    /** The flow that the far end has opened for the call. */
    static RemoteFlow opened(AgentConnection connection, RemoteCall call) throws IOException {
        FieldReader result = call.perform();
        try {
            RemoteFlow flow = new RemoteFlow(
                    connection, result.u32(), capabilities(result.u8()), address(result), address(result));
            result.end();
            return flow;
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    private static Set<Capability> capabilities(int bits) throws ProtocolException {
        if (bits >>> Protocol.CAPABILITIES.size() != 0) {
            throw new ProtocolException("the capabilities " + bits + " are unknown");
        }
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (int i = 0; i < Protocol.CAPABILITIES.size(); i++) {
            if ((bits & 1 << i) != 0) {
                capabilities.add(Protocol.CAPABILITIES.get(i));
            }
        }
        return capabilities;
    }

    static FlowAddress address(FieldReader fields) throws ProtocolException {
        String text = fields.text();
        try {
            return FlowAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("\"" + text + "\" is no address: " + e.getMessage());
        }
    }

    private RemoteCall call(Operation operation) {
        RemoteCall call = new RemoteCall(connection, operation);
        call.fields().u32(number);
        return call;
    }

    @Override
    public ReadResult read() throws IOException {
        RemoteCall call = call(Operation.READ).maxData(Protocol.MAX_DATA);
        FieldReader result = call.perform();
        try {
            boolean end = result.flag();
            result.end();
            if (end == call.data().hasRemaining()) {
                throw new ProtocolException("a read brought " + call.data().remaining() + " bytes and "
                        + (end ? "end of stream" : "no end of stream"));
            }
            return end ? new ReadResult.Eof() : new ReadResult.Data(call.data());
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        checkWritable(dst);
        int room = Math.min(dst.remaining(), MAX_READ);
        RemoteCall call = call(Operation.READ_SOME).maxData(room);
        call.fields().u32(room);
        RemoteCall.Outcome outcome = call.attempt();
        int count = call.data().remaining();
        dst.put(call.data());
        FieldReader result = call.result(outcome);
        try {
            int told = result.u32();
            result.end();
            // What the far end's flow returned is what the caller gets, right or wrong, unless no caller could.
            if (told < -1 || told > room || (told >= 0 && told != count)) {
                throw new ProtocolException("a read brought " + count + " bytes and returned " + told);
            }
            return told;
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    @Override
    public boolean readInto(ByteBuffer dst) throws IOException {
        checkWritable(dst);
        RemoteCall call = call(Operation.READ_INTO).maxData(dst.remaining());
        call.fields().u32(dst.remaining());
        RemoteCall.Outcome outcome = call.attempt();
        dst.put(call.data());
        FieldReader result = call.result(outcome);
        try {
            boolean full = result.flag();
            result.end();
            return full;
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    @Override
    public boolean readPieces(ByteBuffer dst, int piece) throws IOException {
        checkWritable(dst);
        boolean full = true;
        while (full && dst.hasRemaining()) {
            int size = Math.min(dst.remaining(), MAX_READ);
            RemoteCall call = call(Operation.READ_PIECES).maxData(size);
            call.fields().u32(size).u32(piece);
            RemoteCall.Outcome outcome = call.attempt();
            int count = call.data().remaining();
            dst.put(call.data());
            FieldReader result = call.result(outcome);
            try {
                full = result.flag();
                result.end();
                if (full != (count == size)) {
                    throw new ProtocolException("reads brought " + count + " of " + size + " bytes, and "
                            + (full ? "no end of stream" : "end of stream"));
                }
            } catch (ProtocolException e) {
                throw call.broken(e);
            }
        }
        return full;
    }

    private static void checkWritable(ByteBuffer dst) {
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        RemoteCall call = call(Operation.WRITE).payload(List.of(src));
        call.fields().u32(src.remaining());
        write(call, List.of(src));
    }

    @Override
    public void writePieces(ByteBuffer src, int piece) throws IOException {
        RemoteCall call = call(Operation.WRITE_PIECES).payload(List.of(src));
        call.fields().u32(src.remaining()).u32(piece);
        write(call, List.of(src));
    }

    @Override
    public void writev(List<ByteBuffer> srcs) throws IOException {
        List<ByteBuffer> sources = List.copyOf(srcs);
        List<Integer> cuts = cuts(sources);
        RemoteCall call = call(Operation.WRITEV).payload(sources);
        call.fields().u32(cuts.size());
        cuts.forEach(call.fields()::u32);
        write(call, sources);
    }

    /** The sizes of the buffers; the last stands for all that are too many for a request. */
    private static List<Integer> cuts(List<ByteBuffer> srcs) {
        List<Integer> cuts = new ArrayList<>();
        for (ByteBuffer src : srcs) {
            if (cuts.size() < Protocol.MAX_BUFFERS) {
                cuts.add(src.remaining());
            } else {
                cuts.add(cuts.removeLast() + src.remaining());
            }
        }
        return cuts;
    }

    /** Leaves the positions where the far end's call left its own. */
    private void write(RemoteCall call, List<ByteBuffer> srcs) throws IOException {
        RemoteCall.Outcome outcome = call.attempt();
        Failure failure = outcome.failure();
        long total = srcs.stream().mapToLong(ByteBuffer::remaining).sum();
        long moved = failure == null ? total : failure.moved();
        if (moved < 0 || moved > total) {
            throw call.broken(new ProtocolException(moved + " of " + total + " bytes were accepted"));
        }
        for (ByteBuffer src : srcs) {
            int count = (int) Math.min(moved, src.remaining());
            src.position(src.position() + count);
            moved -= count;
        }
        done(call, call.result(outcome));
    }

    private static void done(RemoteCall call, FieldReader result) throws IOException {
        try {
            result.end();
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    @Override
    public void shutdownRead() throws IOException {
        RemoteCall call = call(Operation.SHUTDOWN_READ);
        done(call, call.performAtOnce());
    }

    @Override
    public void shutdownWrite() throws IOException {
        RemoteCall call = call(Operation.SHUTDOWN_WRITE);
        done(call, call.performAtOnce());
    }

    @Override
    public void close() throws IOException {
        RemoteCall call = call(Operation.CLOSE);
        done(call, call.perform());
    }

    /** Waits for the agent's answer, within its patience: abort itself never waits. */
    @Override
    public void abort() {
        RemoteCall call = call(Operation.ABORT);
        try {
            done(call, call.performAtOnce());
        } catch (IOException e) {
            // Without the agent there is no flow, and one that the agent has forgotten was at its end before.
        }
    }

    @Override
    public FlowAddress localAddress() {
        return addresses().getFirst();
    }

    @Override
    public FlowAddress remoteAddress() {
        return addresses().getLast();
    }

    /** Asks the far end anew; what it said at first is the answer where it cannot be asked any more. */
    private List<FlowAddress> addresses() {
        RemoteCall call = call(Operation.ADDRESSES);
        try {
            FieldReader result = call.performAtOnce();
            List<FlowAddress> addresses = List.of(address(result), address(result));
            done(call, result);
            return addresses;
        } catch (IOException e) {
            return List.of(local, remote);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.copyOf(capabilities);
    }

    @Override
    public FlowStats stats() {
        RemoteCall call = call(Operation.STATS);
        try {
            FieldReader result = call.performAtOnce();
            FlowStats stats = new FlowStats(result.i64(), result.i64(), result.i64(), result.i64());
            done(call, result);
            return stats;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void setReadTimeout(Duration timeout) {
        timeout(Operation.READ_TIMEOUT, FlowOptions.checkPositive("readTimeout", timeout));
    }

    @Override
    public void setWriteTimeout(Duration timeout) {
        timeout(Operation.WRITE_TIMEOUT, FlowOptions.checkPositive("writeTimeout", timeout));
    }

    private void timeout(Operation operation, Duration timeout) {
        RemoteCall call = call(operation);
        call.fields().duration(timeout);
        try {
            done(call, call.performAtOnce());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "flow " + local + " - " + remote + " at agent " + connection.name();
    }
}
