package io.hvflow.conformance.agent.server;

import io.hvflow.conformance.agent.wire.Protocol;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all sessions of an agent together may hold for suites: requests, their data, and what flows have accepted. */
public final class Budget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    public Budget(long most) {
        this.most = most;
    }

    /** As much as leaves a quarter of the heap for everything else. */
    static Budget ofThisProcess() {
        return new Budget(Math.min(4L * Protocol.MAX_DATA, Runtime.getRuntime().maxMemory() / 4 * 3));
    }

    /** Takes so many bytes if there are as many; whoever gets them gives them back. */
    boolean take(long bytes) {
        long now = held.addAndGet(bytes);
        if (now <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** What is held now. */
    public long held() {
        return held.get();
    }
}
