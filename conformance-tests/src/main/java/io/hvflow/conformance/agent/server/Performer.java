package io.hvflow.conformance.agent.server;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowStats;
import io.hvflow.Flows;
import io.hvflow.ReadResult;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.OptionFields;
import io.hvflow.conformance.agent.wire.Protocol;
import io.hvflow.conformance.agent.wire.ProtocolException;
import io.hvflow.spi.FlowProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does what a request asks, on the caller's thread. */
final class Performer {
    private final Holder holder;
    private final AgentAccess access;
    private final Request request;
    private final FieldWriter result = new FieldWriter();
    private ByteBuffer data = ByteBuffer.allocate(0);
    private long moved;

    Performer(Holder holder, AgentAccess access, Request request) {
        this.holder = holder;
        this.access = access;
        this.request = request;
    }

    /** The fields of the reply. */
    byte[] result() {
        return result.toBytes();
    }

    /** What was read, also by a call that failed. */
    ByteBuffer data() {
        return data;
    }

    /** How far the call got with the bytes of its request: those that were read, or accepted. */
    long moved() {
        return moved;
    }

    void perform() throws IOException {
        request.checkRoom();
        FieldReader in = request.fields();
        switch (request.operation()) {
            case PING -> in.end();
            case WHO -> {
                in.end();
                who();
            }
            case REACH -> reach(only(in.text(), in));
            case INTERRUPT -> throw new IllegalStateException("an interrupt is not performed by a thread of its own");
            case LISTEN -> listen(address(in.text()), OptionFields.read(in));
            case CONNECT -> connect(address(in.text()), OptionFields.read(in));
            case ACCEPT -> accept(holder.listener(only(in.u32(), in)));
            case ACCEPT_TIMEOUT -> {
                FlowListener listener = holder.listener(in.u32()).listener();
                listener.setAcceptTimeout(only(in.duration(), in));
            }
            case CLOSE_LISTENER -> closeListener(only(in.u32(), in));
            case READ -> read(flow(in));
            case READ_SOME -> readSome(holder.flow(request.flow()));
            case READ_INTO -> readInto(holder.flow(request.flow()));
            case WRITE -> write(charged());
            case WRITEV -> writev(charged());
            case WRITE_PIECES -> writePieces(charged());
            case READ_PIECES -> readPieces(holder.flow(request.flow()));
            case SHUTDOWN_READ -> flow(in).shutdownRead();
            case SHUTDOWN_WRITE -> flow(in).shutdownWrite();
            case CLOSE -> close(only(in.u32(), in));
            case ABORT -> abort(only(in.u32(), in));
            case READ_TIMEOUT -> {
                Flow flow = holder.flow(in.u32());
                flow.setReadTimeout(only(in.duration(), in));
            }
            case WRITE_TIMEOUT -> {
                Flow flow = holder.flow(in.u32());
                flow.setWriteTimeout(only(in.duration(), in));
            }
            case STATS -> stats(flow(in).stats());
            case ADDRESSES -> addresses(flow(in));
        }
    }

    private static <T> T only(T value, FieldReader in) throws ProtocolException {
        in.end();
        return value;
    }

    private Flow flow(FieldReader in) throws IOException {
        return holder.flow(only(in.u32(), in));
    }

    /** The flow that the request writes to, with room for what its buffer takes of that. */
    private Flow charged() throws IOException {
        HeldFlow held = holder.held(request.flow());
        held.charge(request.count());
        return held.flow();
    }

    private static FlowAddress address(String text) {
        return FlowAddress.parse(text);
    }

    private void who() {
        Map<String, String> facts = Who.facts();
        result.u16(facts.size());
        facts.forEach((name, value) -> result.text(name).text(value));
    }

    /** For each provider of the scheme why it cannot serve it here; an empty reason where it can. */
    private void reach(String scheme) {
        List<FlowProvider> serving = Flows.providers().stream()
                .filter(provider -> provider.schemes().contains(scheme))
                .toList();
        result.u16(serving.size());
        for (FlowProvider provider : serving) {
            result.text(provider.name()).text(provider.unavailable(scheme).orElse(""));
        }
    }

    private void listen(FlowAddress address, FlowOptions options) throws IOException {
        access.check(address);
        FlowListener listener = Flows.listen(address, options);
        FlowAddress local = listener.localAddress();
        result.u32(holder.add(listener, options)).text(local.toString());
    }

    private void closeListener(int number) throws IOException {
        try {
            holder.listener(number).listener().close();
        } finally {
            holder.listenerClosed(number);
        }
    }

    private void connect(FlowAddress address, FlowOptions options) throws IOException {
        access.check(address);
        opened(Flows.connect(address, options), options);
    }

    private void accept(Holder.HeldListener held) throws IOException {
        opened(held.listener().accept(), held.options());
    }

    private void opened(Flow flow, FlowOptions options) throws IOException {
        result.u32(holder.add(flow, options)).u8(bits(flow.capabilities()));
        addresses(flow);
    }

    static int bits(Set<Capability> capabilities) {
        int bits = 0;
        for (int i = 0; i < Protocol.CAPABILITIES.size(); i++) {
            bits |= capabilities.contains(Protocol.CAPABILITIES.get(i)) ? 1 << i : 0;
        }
        return bits;
    }

    private void addresses(Flow flow) {
        result.text(flow.localAddress().toString()).text(flow.remoteAddress().toString());
    }

    private void stats(FlowStats stats) {
        result.i64(stats.bytesRead())
                .i64(stats.reads())
                .i64(stats.bytesWritten())
                .i64(stats.writes());
    }

    private void read(Flow flow) throws IOException {
        switch (flow.read()) {
            case ReadResult.Data it -> {
                data = it.bytes();
                result.u8(0);
            }
            case ReadResult.Eof end -> result.u8(1);
        }
    }

    private void readSome(Flow flow) throws IOException {
        ByteBuffer dst = request.payload();
        try {
            result.u32(flow.read(dst));
        } finally {
            data = dst.flip();
            moved = data.remaining();
        }
    }

    private void readInto(Flow flow) throws IOException {
        ByteBuffer dst = request.payload();
        try {
            result.u8(flow.readInto(dst) ? 1 : 0);
        } finally {
            data = dst.flip();
            moved = data.remaining();
        }
    }

    private void readPieces(Flow flow) throws IOException {
        ByteBuffer dst = request.payload();
        int size = dst.limit();
        try {
            int count = 0;
            while (dst.position() < size && count != -1) {
                dst.limit(Math.min(size, dst.position() + request.piece()));
                count = flow.read(dst);
            }
            result.u8(dst.position() == size ? 1 : 0);
        } finally {
            data = dst.flip();
            moved = data.remaining();
        }
    }

    private void write(Flow flow) throws IOException {
        ByteBuffer src = request.payload();
        try {
            flow.write(src);
        } finally {
            moved = src.position();
        }
    }

    private void writev(Flow flow) throws IOException {
        List<ByteBuffer> srcs = request.payloads();
        try {
            flow.writev(srcs);
        } finally {
            moved = srcs.stream().mapToLong(ByteBuffer::position).sum();
        }
    }

    private void writePieces(Flow flow) throws IOException {
        ByteBuffer src = request.payload();
        int size = src.remaining();
        for (int start = 0; start < size; start += request.piece()) {
            ByteBuffer piece = src.slice(start, Math.min(request.piece(), size - start));
            try {
                flow.write(piece);
            } finally {
                moved += piece.position();
            }
        }
    }

    private void close(int number) throws IOException {
        Flow flow = holder.flow(number);
        try {
            flow.close();
        } finally {
            holder.flowEnded(number);
        }
    }

    private void abort(int number) throws IOException {
        holder.flow(number).abort();
        holder.flowEnded(number);
    }
}
