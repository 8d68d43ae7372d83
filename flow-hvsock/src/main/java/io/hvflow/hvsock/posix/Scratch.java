package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for one system call: where its error number goes, and room for its arguments or for the bytes of a heap
 * buffer. Pooled; nobody keeps one across a wait.
 *
 * <p>It is also how a call enters a descriptor ({@link #in}): {@code try (Scratch scratch = Scratch.in(...))} claims both or
 * neither, and gives both back whatever is thrown. Giving back allocates nothing.
 */
final class Scratch extends Pool.Piece<Scratch> implements AutoCloseable {
    static final int SIZE = 65536;

    /** Where the error number stands, behind the memory. */
    private static final long ERRNO = SIZE;

    private static final Pool<Scratch> POOL = new Pool<>(Scratch::new);

    /** What a test has happen when memory is taken, in place of a shortage at that moment. */
    static @Nullable Runnable whenTaken;

    final MemorySegment errno;
    final MemorySegment memory;

    /** A view of {@link #memory}, used by absolute positions only. */
    final ByteBuffer bytes;

    /** What {@link #close} leaves. */
    private @Nullable Descriptor inside;

    private Scratch() {
        MemorySegment all = Arena.global().allocate(SIZE + Libc.ERRNO_LAYOUT.byteSize(), 64);
        memory = all.asSlice(0, SIZE);
        errno = all.asSlice(ERRNO);
        bytes = memory.asByteBuffer();
    }

    /** Memory for a call on no descriptor, or on one that the caller is inside of. */
    static Scratch take() {
        Runnable first = whenTaken;
        if (first != null) {
            first.run();
        }
        return POOL.take();
    }

    /**
     * Enters a descriptor, with memory for a call on it.
     *
     * @throws FlowClosedException if closing has begun; of the operation on that address
     */
    static Scratch in(Descriptor descriptor, String operation, FlowAddress address) throws FlowClosedException {
        Scratch scratch = take();
        if (descriptor.enter()) {
            scratch.inside = descriptor;
            return scratch;
        }
        scratch.close();
        throw Failures.closed(operation, address);
    }

    @Override
    public void close() {
        Descriptor left = inside;
        inside = null;
        try {
            POOL.give(this);
        } finally {
            if (left != null) {
                left.exit();
            }
        }
    }
}
