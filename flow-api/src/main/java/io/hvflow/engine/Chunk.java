package io.hvflow.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A block of {@value #SIZE} bytes of native memory, with the bytes from {@link #start} to {@link #end} in use. Chunks are
 * pooled for the process, so that only flows with bytes under way hold any. They count against the JVM's {@code
 * -XX:MaxDirectMemorySize}.
 */
final class Chunk {
    static final int SIZE = 65536;

    /**
     * More than this are left to the garbage collector: 64 MiB. A fresh one costs as much as some dozens of small writes, which
     * shows where thousands of flows have bytes under way at once.
     */
    private static final int POOLED = 1024;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Chunk[] POOL = new Chunk[POOLED]; // guarded by LOCK
    private static int pooled; // guarded by LOCK

    /**
     * Of the kind that callers mostly bring along: where all buffers are of one kind, the segment that a native call needs of
     * each is an allocation that the compiler does away with; where memory of an arena is among them, it does not.
     */
    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);

    /** A second view of the memory, for whoever takes bytes out while another puts bytes in. */
    private final ByteBuffer view = memory.duplicate();

    /** The chunk behind it, for a queue that has several. */
    @Nullable
    Chunk next;

    private int start;
    private int end;

    private Chunk() {}

    static Chunk take() {
        LOCK.lock();
        try {
            if (pooled > 0) {
                return POOL[--pooled];
            }
        } finally {
            LOCK.unlock();
        }
        return new Chunk();
    }

    /** Gives the chunk back; the caller forgets it. */
    void release() {
        start = 0;
        end = 0;
        next = null;
        LOCK.lock();
        try {
            if (pooled < POOLED) {
                POOL[pooled++] = this;
            }
        } finally {
            LOCK.unlock();
        }
    }

    int start() {
        return start;
    }

    int size() {
        return end - start;
    }

    int space() {
        return SIZE - end;
    }

    /**
     * Moves bytes from {@code src} behind those in use: at most {@code max}, as many as both have. The caller may move its buffer
     * meanwhile from another thread, so where it begins and ends is asked once.
     */
    int append(ByteBuffer src, int max) {
        int from = src.position();
        int count = Math.min(Math.min(max, src.limit() - from), space());
        if (count <= 0) {
            return 0;
        }
        memory.put(end, src, from, count);
        end += count;
        src.position(from + count);
        return count;
    }

    /** As {@link #append}, with a word before the bytes that says how many they are; nothing if it cannot be all of it. */
    int appendFrame(ByteBuffer src, int max) {
        int from = src.position();
        int count = Math.min(Math.min(max, src.limit() - from), space() - Frames.WORD);
        if (count <= 0) {
            return 0;
        }
        memory.put(end + Frames.WORD, src, from, count);
        appendWord(count);
        end += count;
        src.position(from + count);
        return count;
    }

    /** Puts a word, least significant byte first, behind the bytes in use, which leave room for it. */
    void appendWord(int word) {
        memory.putInt(end, Integer.reverseBytes(word));
        end += Frames.WORD;
    }

    /** Moves bytes in use to {@code dst}, as many as both have. */
    int moveTo(ByteBuffer dst) {
        int to = dst.position();
        int count = Math.min(size(), dst.limit() - to);
        if (count <= 0) {
            return 0;
        }
        dst.put(to, memory, start, count);
        start += count;
        dst.position(to + count);
        return count;
    }

    /** The free memory behind the bytes in use, at most {@code max} bytes; {@link #filled} tells what came of it. */
    ByteBuffer free(int max) {
        return view.limit(end + Math.min(max, space())).position(end);
    }

    void filled(int count) {
        end += count;
    }

    /** The first bytes in use, at most {@code max}; {@link #taken} tells how many of them are done with. */
    ByteBuffer first(int max) {
        return view.limit(start + Math.min(max, size())).position(start);
    }

    void taken(int count) {
        start += count;
    }
}
