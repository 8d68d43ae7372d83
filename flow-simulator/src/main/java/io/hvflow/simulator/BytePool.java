package io.hvflow.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that no ring needs now, for the next that does: a flow that falls idle gives its array away without making the
 * busy ones allocate. Bounded; what does not fit is left to the garbage collector.
 */
final class BytePool {
    private static final int MAX_LOG = 20;
    private static final int BYTES_PER_SIZE = 2 << MAX_LOG;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by lock; indexed by the binary logarithm of the arrays' length.
    private final List<ArrayDeque<byte[]>> free = new ArrayList<>();

    BytePool() {
        for (int log = 0; log <= MAX_LOG; log++) {
            free.add(new ArrayDeque<>(0));
        }
    }

    /** An array of exactly {@code length} bytes, a power of two, with any content. */
    byte[] take(int length) {
        int log = Integer.numberOfTrailingZeros(length);
        if (log <= MAX_LOG) {
            byte @Nullable [] pooled;
            lock.lock();
            try {
                pooled = free.get(log).pollLast();
            } finally {
                lock.unlock();
            }
            if (pooled != null) {
                return pooled;
            }
        }
        return new byte[length];
    }

    void give(byte[] array) {
        int log = Integer.numberOfTrailingZeros(array.length);
        if (log > MAX_LOG) {
            return;
        }
        ArrayDeque<byte[]> same = free.get(log);
        lock.lock();
        try {
            if ((long) (same.size() + 1) << log <= BYTES_PER_SIZE) {
                same.addLast(array);
            }
        } catch (OutOfMemoryError e) {
            // No room for what was only to be kept; whoever gives an array away is in the middle of something.
            same.clear();
        } finally {
            lock.unlock();
        }
    }
}
