package io.hvflow.hvsock.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the bytes of one direction of a socket and for the call that moves them. Pooled, so that only sockets with
 * bytes under way hold any; the calls know its address alone, so whoever is in one keeps the block reachable.
 */
final class Block {
    static final int SIZE = 65536;

    /** More than this are left to the garbage collector: 16 MiB. */
    private static final int POOLED = 256;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Block[] POOL = new Block[POOLED]; // guarded by LOCK
    private static int pooled; // guarded by LOCK

    /** What a test has happen when a block is taken, in place of a shortage at that moment. */
    static @Nullable Runnable whenTaken;

    private final Arena arena = Arena.ofAuto();
    final MemorySegment error = arena.allocate(Winsock.ERROR_LAYOUT);
    final MemorySegment count = arena.allocate(JAVA_INT);
    final MemorySegment flags = arena.allocate(JAVA_INT);
    final MemorySegment buffers = arena.allocate(2L * Windows.WSABUF_SIZE, Long.BYTES);
    private final MemorySegment memory = arena.allocate(SIZE, Long.BYTES);

    /** A view of the memory, used by absolute positions only. */
    final ByteBuffer bytes = memory.asByteBuffer();

    private Block() {}

    static Block take() {
        Runnable first = whenTaken;
        if (first != null) {
            first.run();
        }
        LOCK.lock();
        try {
            if (pooled > 0) {
                return POOL[--pooled];
            }
        } finally {
            LOCK.unlock();
        }
        return new Block();
    }

    /** Gives the block back; the caller forgets it. */
    void give() {
        LOCK.lock();
        try {
            if (pooled < POOLED) {
                POOL[pooled++] = this;
            }
        } finally {
            LOCK.unlock();
        }
    }

    /** Has a WSABUF name a part of the memory. */
    void name(int buffer, int at, int length) {
        long wsabuf = (long) buffer * Windows.WSABUF_SIZE;
        buffers.set(JAVA_INT, wsabuf + Windows.WSABUF_LEN, length);
        buffers.set(ADDRESS, wsabuf + Windows.WSABUF_BUF, memory.asSlice(at, length));
    }
}
