package io.hvflow.hvsock.posix;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that is used for the time of one call and never freed: about as many pieces come to exist as calls ever
 * ran at the same time. Taking and giving back allocate nothing and take no lock.
 *
 * <p>Not a stack of linked pieces, since with pieces that come back one compare-and-set cannot tell the old top from
 * the same piece put there anew.
 */
final class Pool<T> {
    private static final int SLOTS =
            Integer.highestOneBit(Math.max(2, Runtime.getRuntime().availableProcessors())) * 2;

    private final Supplier<T> maker;
    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Queue<T> overflow = new ConcurrentLinkedQueue<>();

    Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    T take() {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        T taken = overflow.poll();
        return taken != null ? taken : maker.get();
    }

    void give(T piece) {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, piece)) {
                return;
            }
        }
        overflow.add(piece);
    }

    /** Threads begin at different slots, so that on many processors they do not all want the same one. */
    private static int start() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
