package io.hvflow.engine;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One end of a transport in memory, with a bounded window, whose every call is recorded and which can be broken. */
final class MemorySocket implements StreamSocket {
    final List<Integer> sends = new ArrayList<>(); // guarded by wire
    final List<Integer> receives = new ArrayList<>(); // guarded by wire
    final TestWaiting waiting = new TestWaiting(this::writableNow);
    /** Whether the callback comes as soon as there is room; otherwise the test calls it. */
    volatile boolean prompt = true;

    /** Whether an abort stays unknown to the peer, as some devices leave it. */
    volatile boolean hidesAbort;

    volatile int closes;

    /** Called by every send before it does anything. */
    volatile Runnable beforeSend = () -> {};

    /** Called by every receive after it has looked, with what it found and before it says so. */
    volatile Runnable afterReceive = () -> {};

    private final Object wire;
    private final FlowAddress address;
    private final byte[] queue; // guarded by wire: what this end has received
    private int size; // guarded by wire
    private boolean readShut; // guarded by wire
    private boolean writeShut; // guarded by wire
    private boolean closed; // guarded by wire
    private boolean reset; // guarded by wire
    private boolean resetOnce; // guarded by wire
    private MemorySocket peer;

    private MemorySocket(Object wire, String name, int window) {
        this.wire = wire;
        this.address = FlowAddress.parse("sim://" + name + ":1");
        this.queue = new byte[window];
        this.peer = this;
    }

    static MemorySocket[] pair(int window) {
        Object wire = new Object();
        MemorySocket a = new MemorySocket(wire, "a", window);
        MemorySocket b = new MemorySocket(wire, "b", window);
        a.peer = b;
        b.peer = a;
        return new MemorySocket[] {a, b};
    }

    static Flow[] flows(int window, FlowOptions options) {
        MemorySocket[] pair = pair(window);
        return new Flow[] {BufferedFlow.of(pair[0], options), BufferedFlow.of(pair[1], options)};
    }

    /** The next send fails by a reset, of which no later call is told. */
    void resetOnce() {
        synchronized (wire) {
            resetOnce = true;
        }
    }

    /** How many sends there were. */
    int sent() {
        synchronized (wire) {
            return sends.size();
        }
    }

    private void changed() {
        waiting.wakeAll();
        peer.waiting.wakeAll();
        writableNow();
        peer.writableNow();
    }

    private void writableNow() {
        boolean writable;
        synchronized (wire) {
            writable = closed || reset || peer.size < peer.queue.length || peer.readShut;
        }
        if (prompt && writable) {
            waiting.callBack();
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        try {
            return receive(dst);
        } finally {
            afterReceive.run();
        }
    }

    private int receive(ByteBuffer dst) throws IOException {
        int count;
        synchronized (wire) {
            receives.add(dst.remaining());
            if (closed) {
                throw new FlowClosedException("read", peer.address, "closed", null);
            }
            if (size == 0) {
                if (reset) {
                    throw new FlowResetException("read", peer.address, "reset", null);
                }
                return peer.writeShut || readShut ? -1 : 0;
            }
            count = Math.min(size, dst.remaining());
            dst.put(queue, 0, count);
            System.arraycopy(queue, count, queue, 0, size - count);
            size -= count;
        }
        changed();
        return count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        beforeSend.run();
        int count;
        synchronized (wire) {
            sends.add(src.remaining());
            if (resetOnce) {
                resetOnce = false;
                peer.writeShut = true;
                throw new FlowResetException("write", peer.address, "reset", null);
            }
            if (reset) {
                throw new FlowResetException("write", peer.address, "reset", null);
            }
            if (closed || peer.readShut || (peer.closed && !peer.hidesAbort) || writeShut) {
                throw new FlowClosedException("write", peer.address, "the peer reads no more", null);
            }
            count = Math.min(src.remaining(), peer.queue.length - peer.size);
            src.get(peer.queue, peer.size, count);
            peer.size += count;
        }
        if (count > 0) {
            changed();
        }
        return count;
    }

    @Override
    public void shutdownRead() {
        synchronized (wire) {
            readShut = true;
            size = 0;
        }
        changed();
    }

    @Override
    public void shutdownWrite() {
        synchronized (wire) {
            writeShut = true;
        }
        changed();
    }

    @Override
    public void close() {
        synchronized (wire) {
            closes++;
            closed = true;
            writeShut = true;
        }
        changed();
    }

    @Override
    public void abort() {
        synchronized (wire) {
            closes++;
            closed = true;
            if (!hidesAbort) {
                peer.reset = true;
                peer.size = 0;
            }
        }
        changed();
    }

    @Override
    public FlowAddress localAddress() {
        return address;
    }

    @Override
    public FlowAddress remoteAddress() {
        return peer.address;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Waiting waiting() {
        return waiting;
    }
}
