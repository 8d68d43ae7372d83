package io.hvflow.conformance.agent.server;

import io.hvflow.conformance.agent.wire.AgentRefusal;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import io.hvflow.conformance.agent.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Something that the suite asks for, from its frame to its reply, with the data that follows it. */
final class Request {
    private final int id;
    private final Operation operation;
    private final boolean virtual;
    private final FieldReader fields;

    /** How much data is yet to come; the thread that reads the control channel counts. */
    private int missing;

    private final int flow;
    private final int count;
    private final @Nullable ByteBuffer payload;
    private final int[] cuts;
    private final int piece;

    private final Budget budget;
    private final AtomicLong held = new AtomicLong();
    private final Lock lock = new ReentrantLock();

    // Both guarded by lock.
    private @Nullable Thread thread;
    private boolean interrupted;

    /** What a request costs besides its fields and its data: this object, a thread. */
    private static final int COST = 4096;

    /** The fields of an operation that has numbers only. */
    private static final int SMALL = 64;

    Request(int id, Operation operation, int flags, FieldReader fields, Budget budget) throws ProtocolException {
        this.id = id;
        this.operation = operation;
        this.virtual = (flags & Protocol.ON_VIRTUAL_THREAD) != 0;
        this.fields = fields;
        this.budget = budget;
        int frame = fields.remaining();
        int pieces = 0;
        switch (operation) {
            case READ_SOME, READ_INTO, WRITE -> {
                flow = fields.u32();
                count = fields.size(Protocol.MAX_DATA, "the size of a " + operation);
                cuts = new int[] {count};
                fields.end();
            }
            case WRITEV -> {
                flow = fields.u32();
                cuts = readCuts(fields);
                count = IntStream.of(cuts).sum();
            }
            case WRITE_PIECES, READ_PIECES -> {
                flow = fields.u32();
                count = fields.size(Protocol.MAX_DATA, "the size of a " + operation);
                cuts = new int[0];
                pieces = fields.size(Protocol.MAX_DATA, "the size of a piece");
                fields.end();
                if (pieces == 0) {
                    throw new ProtocolException("pieces of no bytes were asked for");
                }
            }
            default -> {
                flow = 0;
                count = 0;
                cuts = new int[0];
            }
        }
        piece = pieces;
        missing = operation.hasData() ? count : 0;
        // What ends or asks must be answered when there is no room, too: it is small, and bounded in number.
        payload = count == 0 && frame <= SMALL ? ByteBuffer.allocate(0) : room((long) count + 2L * frame + COST);
    }

    /** Where the data goes, if the agent has room for it. */
    private @Nullable ByteBuffer room(long bytes) {
        if (!budget.take(bytes)) {
            return null;
        }
        try {
            ByteBuffer room = ByteBuffer.allocate(count);
            held.set(bytes);
            return room;
        } catch (OutOfMemoryError e) {
            // The heap has no such piece, whatever the budget says. One request is refused; the session goes on.
            budget.give(bytes);
            return null;
        }
    }

    /** Gives back what it held; a repeat does nothing. Nobody may use its data from now on. */
    void release() {
        budget.give(held.getAndSet(0));
    }

    private static int[] readCuts(FieldReader fields) throws ProtocolException {
        int buffers = fields.size(Protocol.MAX_BUFFERS, "the number of buffers");
        int[] sizes = new int[buffers];
        long total = 0;
        for (int i = 0; i < buffers; i++) {
            int size = fields.size(Protocol.MAX_DATA, "the size of a buffer");
            sizes[i] = size;
            total += size;
        }
        fields.end();
        if (total > Protocol.MAX_DATA) {
            throw new ProtocolException("a WRITEV is of " + total + " bytes, must be of at most " + Protocol.MAX_DATA);
        }
        return sizes;
    }

    int id() {
        return id;
    }

    Operation operation() {
        return operation;
    }

    boolean virtual() {
        return virtual;
    }

    FieldReader fields() {
        return fields;
    }

    int flow() {
        return flow;
    }

    int count() {
        return count;
    }

    /** How many bytes each read or write of several has at most. */
    int piece() {
        return piece;
    }

    boolean complete() {
        return missing == 0;
    }

    /** Takes data that came for it. */
    void data(ByteBuffer bytes) throws ProtocolException {
        if (bytes.remaining() > missing || !bytes.hasRemaining()) {
            throw new ProtocolException(bytes.remaining() + " bytes of data came for request "
                    + Integer.toUnsignedString(id) + ", which lacks " + missing);
        }
        missing -= bytes.remaining();
        if (payload != null) {
            payload.put(bytes);
            if (missing == 0) {
                payload.flip();
            }
        }
    }

    /** Refuses a request for more data than there is room for. */
    void checkRoom() throws AgentRefusal {
        if (payload == null) {
            throw new AgentRefusal("no room for " + count
                    + " more bytes of data; ask for less at a time, or give the agent more memory");
        }
    }

    /** The data to write, or the room for what is read. */
    ByteBuffer payload() {
        return Objects.requireNonNull(payload, "payload");
    }

    /** The data to write as the buffers that the suite had it in. */
    List<ByteBuffer> payloads() {
        ByteBuffer all = payload();
        List<ByteBuffer> parts = new ArrayList<>(cuts.length);
        int start = 0;
        for (int size : cuts) {
            parts.add(all.slice(start, size));
            start += size;
        }
        return parts;
    }

    /** Runs the body on this thread, which an interrupt reaches meanwhile, and returns whether its status is set after it. */
    boolean run(Runnable body) {
        begin();
        try {
            body.run();
        } finally {
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
        }
        return Thread.interrupted();
    }

    private void begin() {
        lock.lock();
        try {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    void interrupt() {
        lock.lock();
        try {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
