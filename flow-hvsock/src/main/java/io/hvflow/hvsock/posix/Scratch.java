package io.hvflow.hvsock.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory for one system call: where its error number goes, and room for its arguments or for the bytes of a heap
 * buffer. Pooled; nobody keeps one across a wait.
 */
final class Scratch {
    static final int SIZE = 65536;

    private static final Pool<Scratch> POOL = new Pool<>(Scratch::new);

    final MemorySegment errno = Arena.global().allocate(Libc.ERRNO_LAYOUT);
    final MemorySegment memory = Arena.global().allocate(SIZE, 64);

    /** A view of {@link #memory}, used by absolute positions only. */
    final ByteBuffer bytes = memory.asByteBuffer();

    private Scratch() {}

    static Scratch take() {
        return POOL.take();
    }

    void give() {
        POOL.give(this);
    }
}
