package io.hvflow.conformance.agent.server;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Hands on ten sentences a minute, and counts the others: strangers can make an agent complain as often as they like. */
final class Sparing implements Consumer<String> {
    private static final int MOST = 10;
    private static final long MINUTE = 60_000_000_000L;

    private final Consumer<String> to;
    private final Lock lock = new ReentrantLock();

    // All guarded by lock.
    private long begin = System.nanoTime();
    private int shown;
    private long dropped;

    Sparing(Consumer<String> to) {
        this.to = to;
    }

    @Override
    public void accept(String sentence) {
        lock.lock();
        try {
            if (System.nanoTime() - begin > MINUTE) {
                begin = System.nanoTime();
                shown = 0;
            }
            if (shown == MOST) {
                dropped++;
                return;
            }
            shown++;
            to.accept(dropped == 0 ? sentence : sentence + " (" + dropped + " complaints before were not shown)");
            dropped = 0;
        } finally {
            lock.unlock();
        }
    }
}
