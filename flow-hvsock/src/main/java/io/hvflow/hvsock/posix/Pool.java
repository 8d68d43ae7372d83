package io.hvflow.hvsock.posix;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that is used for the time of one call and never freed: about as many pieces come to exist as calls ever
 * ran at the same time. Taking a piece that exists and giving one back allocate nothing, so that giving back cannot fail; and
 * they take no lock as long as few pieces are out.
 *
 * <p>Not a stack of linked pieces alone, since with pieces that come back one compare-and-set cannot tell the old top from
 * the same piece put there anew.
 */
final class Pool<T extends Pool.Piece<T>> {
    /** Two for each processor: a power of two. */
    private static final int SLOTS =
            Integer.highestOneBit(Math.max(2, Runtime.getRuntime().availableProcessors())) * 2;

    /** What can be pooled: it has the link by which it is kept when all slots are taken. */
    abstract static class Piece<T> {
        private @Nullable T below; // the pool's
    }

    private final Supplier<T> maker;
    private final AtomicReferenceArray<@Nullable T> slots;
    private final ReentrantLock lock = new ReentrantLock();

    /** The latest piece for which there was no slot. Written with {@link #lock}. */
    private volatile @Nullable T top;

    Pool(Supplier<T> maker) {
        this(maker, SLOTS);
    }

    /** With that many slots, a power of two. */
    Pool(Supplier<T> maker, int slots) {
        this.maker = maker;
        this.slots = new AtomicReferenceArray<>(slots);
    }

    T take() {
        int start = start();
        for (int i = 0; i < slots.length(); i++) {
            int slot = (start + i) & (slots.length() - 1);
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        T taken = top == null ? null : pop();
        return taken != null ? taken : maker.get();
    }

    void give(T piece) {
        int start = start();
        for (int i = 0; i < slots.length(); i++) {
            int slot = (start + i) & (slots.length() - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, piece)) {
                return;
            }
        }
        push(piece);
    }

    private @Nullable T pop() {
        lock.lock();
        try {
            T popped = top;
            if (popped != null) {
                Piece<T> piece = popped;
                top = piece.below;
                piece.below = null;
            }
            return popped;
        } finally {
            lock.unlock();
        }
    }

    private void push(T pushed) {
        lock.lock();
        try {
            Piece<T> piece = pushed;
            piece.below = top;
            top = pushed;
        } finally {
            lock.unlock();
        }
    }

    /** Threads begin at different slots, so that on many processors they do not all want the same one. */
    private static int start() {
        return (int) Thread.currentThread().threadId();
    }
}
