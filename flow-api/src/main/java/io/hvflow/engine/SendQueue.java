package io.hvflow.engine;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Accepted bytes that are not yet with the transport, in order, at most {@code capacity}. Guarded by the outbound lock;
 * the memory that {@link #first} shows may be read without it, since bytes are only put behind it.
 */
final class SendQueue {
    private final int capacity;
    private @Nullable Chunk head; // linked to the tail by Chunk.next; none while nothing is queued
    private @Nullable Chunk tail;
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

    /**
     * Moves bytes from {@code src} into the queue, at most {@code max}, as many as there is space for. Where that fails on the
     * way, the bytes moved before are in the queue, and the position of {@code src} is behind them.
     */
    void append(ByteBuffer src, int max) {
        int left = Math.min(max, capacity - size);
        while (left > 0) {
            Chunk last = tail;
            if (last == null || last.space() == 0) {
                last = extend();
            }
            int before = last.size();
            try {
                last.append(src, left);
            } finally {
                size += last.size() - before;
            }
            int count = last.size() - before;
            if (count == 0) {
                return;
            }
            left -= count;
        }
    }

    private Chunk extend() {
        Chunk fresh = Chunk.take();
        if (tail == null) {
            head = fresh;
        } else {
            tail.next = fresh;
        }
        tail = fresh;
        return fresh;
    }

    /** The bytes that go next, at most {@code max}; the queue is not empty. */
    ByteBuffer first(int max) {
        return Objects.requireNonNull(head).first(max);
    }

    /** Forgets bytes that the transport has taken. */
    void taken(int count) {
        Chunk first = head;
        if (first != null) {
            first.taken(count);
            size -= count;
            if (first.size() == 0) {
                drop(first);
            }
        }
    }

    /** Drops everything. Not while bytes of {@link #first} are being sent: their memory may be another flow's at once. */
    void clear() {
        while (head != null) {
            drop(head);
        }
        size = 0;
    }

    private void drop(Chunk first) {
        head = first.next;
        if (head == null) {
            tail = null;
        }
        first.release();
    }
}
