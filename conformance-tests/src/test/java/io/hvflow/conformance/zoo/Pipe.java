package io.hvflow.conformance.zoo;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/** One direction between two sockets in memory: a bounded queue of bytes. Tells nobody of its changes. */
final class Pipe {
    private final ReentrantLock lock = new ReentrantLock();
    // All guarded by lock.
    private final byte[] ring;
    private int start;
    private int size;
    private boolean ended;
    private boolean refused;
    private boolean dropped;
    private boolean broken;

    Pipe(int window) {
        ring = new byte[window];
    }

    int read(ByteBuffer dst, FlowAddress peer) throws IOException {
        lock.lock();
        try {
            if (broken) {
                throw new FlowResetException("read", peer, "the peer aborted the connection", null);
            }
            if (size == 0) {
                return ended || refused || dropped ? -1 : 0;
            }
            int count = Math.min(size, dst.remaining());
            int first = Math.min(count, ring.length - start);
            dst.put(ring, start, first).put(ring, 0, count - first);
            start = (start + count) % ring.length;
            size -= count;
            return count;
        } finally {
            lock.unlock();
        }
    }

    int write(ByteBuffer src, FlowAddress peer) throws IOException {
        lock.lock();
        try {
            if (broken) {
                throw new FlowResetException("write", peer, "the peer aborted the connection", null);
            }
            if (refused) {
                throw new FlowClosedException("write", peer, "the peer takes no more", null);
            }
            if (dropped) {
                int all = src.remaining();
                src.position(src.limit());
                return all;
            }
            int count = Math.min(ring.length - size, src.remaining());
            int end = (start + size) % ring.length;
            int first = Math.min(count, ring.length - end);
            src.get(ring, end, first).get(ring, 0, count - first);
            size += count;
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes. */
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken, and what is there is dropped. */
    void refuse() {
        lock.lock();
        try {
            refused = true;
            size = 0;
        } finally {
            lock.unlock();
        }
    }

    /** What is there and what still comes is dropped, and the writer is not told. */
    void drop() {
        lock.lock();
        try {
            dropped = true;
            size = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Both ends learn that something is wrong; what is there is lost. */
    void breakUp() {
        lock.lock();
        try {
            broken = true;
        } finally {
            lock.unlock();
        }
    }

    boolean readable() {
        lock.lock();
        try {
            return size > 0 || ended || refused || dropped || broken;
        } finally {
            lock.unlock();
        }
    }

    boolean writable() {
        lock.lock();
        try {
            return size < ring.length || refused || dropped || broken;
        } finally {
            lock.unlock();
        }
    }
}
