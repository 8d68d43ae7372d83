package io.hvflow.conformance.agent.server;

import io.hvflow.Flow;
import io.hvflow.conformance.agent.wire.AgentRefusal;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A flow of a session, and the memory that its buffer may have taken: never more than was written to it, nor than its {@code
 * bufferSize}.
 */
final class HeldFlow {
    private final Flow flow;
    private final int bufferSize;
    private final Budget budget;
    private final Lock lock = new ReentrantLock();

    // Both guarded by lock.
    private long charged;
    private boolean over;

    HeldFlow(Flow flow, int bufferSize, Budget budget) {
        this.flow = flow;
        this.bufferSize = bufferSize;
        this.budget = budget;
    }

    Flow flow() {
        return flow;
    }

    /** Makes sure of the memory that the flow's buffer takes if so many bytes are written. */
    void charge(long bytes) throws AgentRefusal {
        lock.lock();
        try {
            long more = over ? 0 : Math.min(bufferSize, charged + bytes) - charged;
            if (!budget.take(more)) {
                throw new AgentRefusal(
                        "no room for " + more
                                + " more bytes in the flow's buffer; choose a smaller bufferSize, or give the agent more memory");
            }
            charged += more;
        } finally {
            lock.unlock();
        }
    }

    /** The flow has ended and holds nothing any more. */
    void release() {
        lock.lock();
        try {
            over = true;
            budget.give(charged);
            charged = 0;
        } finally {
            lock.unlock();
        }
    }
}
