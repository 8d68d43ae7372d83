package io.hvflow.spi;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Accepted bytes that are not yet with the transport, in order, at most {@code capacity}. Guarded by the outbound lock;
 * the memory that {@link #first} shows may be read without it, since bytes are only put behind it.
 */
final class SendQueue {
    private final int capacity;
    private @Nullable ArrayDeque<Chunk> chunks; // made when bytes are first queued
    private int size;

    SendQueue(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int space() {
        return capacity - size;
    }

    /** Moves as many bytes from {@code src} into the queue as there is space for. */
    int append(ByteBuffer src) {
        int total = 0;
        while (src.hasRemaining() && size < capacity) {
            Chunk last = chunks().peekLast();
            if (last == null || last.space() == 0) {
                last = Chunk.take();
                chunks().addLast(last);
            }
            int count = last.append(src, capacity - size);
            size += count;
            total += count;
        }
        return total;
    }

    /** The bytes that go next, at most {@code max}; the queue is not empty. */
    ByteBuffer first(int max) {
        return chunks().getFirst().first(max);
    }

    /** Forgets bytes that the transport has taken. */
    void taken(int count) {
        if (count == 0) {
            return;
        }
        Chunk first = chunks().getFirst();
        first.taken(count);
        size -= count;
        if (first.size() == 0) {
            chunks().removeFirst().release();
        }
    }

    /** Drops everything. Not while bytes of {@link #first} are being sent: their memory may be another flow's at once. */
    void clear() {
        while (size > 0) {
            Chunk chunk = chunks().removeFirst();
            size -= chunk.size();
            chunk.release();
        }
    }

    private ArrayDeque<Chunk> chunks() {
        if (chunks == null) {
            chunks = new ArrayDeque<>(1);
        }
        return chunks;
    }
}
