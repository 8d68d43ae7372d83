package io.hvflow.simulator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in one direction, in order. Its array is a power of two long, grows with its content, and is there only
 * while needed. Whoever owns the ring guards it and bounds its size.
 */
final class Ring {
    /** Arrays up to this length are not worth taking from an idle flow. */
    static final int SMALL = 1024;

    private final BytePool pool;
    private byte @Nullable [] array;
    private int start;
    private long wraps;
    private int size;

    Ring(BytePool pool) {
        this.pool = pool;
    }

    int size() {
        return size;
    }

    /** How often bytes were put across the end of the array. */
    long wraps() {
        return wraps;
    }

    /** Takes {@code count} bytes from {@code src}. */
    void put(ByteBuffer src, int count) {
        byte[] bytes = withRoomFor(count);
        int end = (start + size) & (bytes.length - 1);
        int first = Math.min(count, bytes.length - end);
        src.get(bytes, end, first);
        if (first < count) {
            src.get(bytes, 0, count - first);
            wraps++;
        }
        size += count;
    }

    /** Moves the first {@code count} bytes, of those that are there, to {@code dst}. */
    void take(ByteBuffer dst, int count) {
        byte[] bytes = array;
        if (bytes == null) {
            return;
        }
        int first = Math.min(count, bytes.length - start);
        dst.put(bytes, start, first);
        dst.put(bytes, 0, count - first);
        size -= count;
        // An empty ring begins anew: short messages then stay in the same few cache lines.
        start = size == 0 ? 0 : (start + count) & (bytes.length - 1);
    }

    /** Forgets the last {@code count} bytes, of those that are there. */
    void dropLast(int count) {
        size -= count;
    }

    /** Gives a large array away while it holds nothing: the reader has caught up with the writer. */
    void idle() {
        if (size == 0 && array != null && array.length > SMALL) {
            clear();
        }
    }

    /** Drops everything. */
    void clear() {
        if (array != null) {
            pool.give(array);
            array = null;
        }
        start = 0;
        size = 0;
    }

    private byte[] withRoomFor(int count) {
        byte[] old = array;
        int needed = size + count;
        if (old != null && old.length >= needed) {
            return old;
        }
        byte[] grown = pool.take(Math.max(SMALL, Integer.highestOneBit(needed - 1) << 1));
        if (old != null) {
            int first = Math.min(size, old.length - start);
            System.arraycopy(old, start, grown, 0, first);
            System.arraycopy(old, 0, grown, first, size - first);
            pool.give(old);
        }
        array = grown;
        start = 0;
        return grown;
    }
}
