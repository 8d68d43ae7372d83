package io.hvflow.simulator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes in one direction, in order. Its array is a power of two long, grows with its content, and is there only
 * while needed. Whoever owns the ring guards it and bounds its size.
 *
 * <p>One writer and one reader may copy at the same time, both without the guard: a put or a take then has a begin and an end
 * with it, and a copy in between. What is being copied is neither moved nor given away meanwhile.
 */
final class Ring {
    /** Arrays up to this length are not worth taking from an idle flow. */
    static final int SMALL = 1024;

    private final BytePool pool;
    private byte @Nullable [] array;
    private int start;
    private long wraps;
    private int size;
    // A copy under way: from its begin to its end, or until the content is dropped.
    private int putting;
    private int taking;
    private byte @Nullable [] putInto; // the writer's
    private int putAt; // the writer's
    private byte @Nullable [] takeFrom; // the reader's
    private int takeAt; // the reader's

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

    /** Makes room for {@code count} bytes, one or more. */
    void beginPut(int count) {
        byte[] bytes = withRoomFor(count);
        putting = count;
        putInto = bytes;
        putAt = (start + size) & (bytes.length - 1);
    }

    /**
     * After {@link #beginPut}, without the guard: moves those bytes from {@code src}. Throws what the buffer throws, with its
     * position unchanged: its owner may have moved its position or limit meanwhile, or closed its memory.
     */
    void copyIn(ByteBuffer src, int count) {
        byte[] bytes = putInto;
        if (bytes != null) {
            int first = Math.min(count, bytes.length - putAt);
            int position = src.position();
            src.get(position, bytes, putAt, first);
            src.get(position + first, bytes, 0, count - first);
            src.position(position + count);
        }
    }

    /** After {@link #copyIn}: the bytes are there, unless the content was dropped meanwhile. */
    void endPut() {
        if (putInto != null && putAt + putting > putInto.length) {
            wraps++;
        }
        size += putting;
        putting = 0;
        putInto = null;
    }

    /** In place of {@link #endPut}: forgets those bytes. */
    void dropPut() {
        putting = 0;
        putInto = null;
    }

    /** Chooses the first {@code count} bytes, of those that are there, one or more. */
    void beginTake(int count) {
        taking = count;
        takeFrom = array;
        takeAt = start;
    }

    /** After {@link #beginTake}, without the guard: moves those bytes to {@code dst}. Throws as {@link #copyIn} does. */
    void copyOut(ByteBuffer dst, int count) {
        byte[] bytes = takeFrom;
        if (bytes != null) {
            int first = Math.min(count, bytes.length - takeAt);
            int position = dst.position();
            dst.put(position, bytes, takeAt, first);
            dst.put(position + first, bytes, 0, count - first);
            dst.position(position + count);
        }
    }

    /** After {@link #copyOut}: the bytes are not there any more. */
    void endTake() {
        byte[] bytes = array;
        if (bytes != null) {
            size -= taking;
            // An empty ring begins anew: short messages then stay in the same few cache lines.
            start = size == 0 && putting == 0 ? 0 : (start + taking) & (bytes.length - 1);
        }
        taking = 0;
        takeFrom = null;
    }

    /** In place of {@link #endTake}: the bytes stay. */
    void dropTake() {
        taking = 0;
        takeFrom = null;
    }

    /** Forgets the last {@code count} bytes, or as many of them as there are and are not being taken. */
    void dropLast(int count) {
        size -= Math.min(count, size - taking);
    }

    /** Gives a large array away while it holds nothing: the reader has caught up with the writer. */
    void idle() {
        if (size == 0 && putting == 0 && array != null && array.length > SMALL) {
            clear();
        }
    }

    /** Drops everything, also what is being put. */
    void clear() {
        if (array != null) {
            discard(array);
            array = null;
        }
        start = 0;
        size = 0;
        putting = 0;
        taking = 0;
    }

    /** Gives an array away, unless somebody is copying from it or into it. */
    private void discard(byte[] unused) {
        if (putting == 0 && taking == 0) {
            pool.give(unused);
        }
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
            discard(old);
        }
        array = grown;
        start = 0;
        return grown;
    }
}
