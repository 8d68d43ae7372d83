package io.hvflow.hvsock.posix;

import io.hvflow.spi.Waiter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread waits for a descriptor.
 *
 * <p>Either kind of thread first gives its processor away and lets its caller try again a few times, for blocking and being
 * woken takes longer than most waits for a peer that is at work. Then a platform thread blocks in poll(2) on the socket and on an
 * eventfd, by which it can be woken: one context switch, and no other thread has a part in it. A virtual thread would pin its
 * carrier there; it registers with the poller and parks. Either way {@link #state} carries the permit.
 */
final class DescriptorWaiter implements Waiter, Runnable {
    /**
     * How long to sleep between looks when the process has no descriptor left for an eventfd or a poller: then waiting costs
     * processor time, but goes on.
     */
    static final int SLICE_MILLIS = 1;

    private static final int IDLE = 0;
    private static final int PERMITTED = 1;
    private static final int WAITING = 2;

    /** Spares every idle flow two objects. */
    private static final AtomicIntegerFieldUpdater<DescriptorWaiter> STATE =
            AtomicIntegerFieldUpdater.newUpdater(DescriptorWaiter.class, "state");

    private final Descriptor descriptor;
    private final @Nullable Side side;

    /** Read back when it is reset, so that who returns sees what the waker did before it woke. */
    private volatile int state = IDLE;

    /** The thread that is parked, while one is; one that blocks in poll(2) is woken by the eventfd. */
    private volatile @Nullable Thread parked;

    /** Made when a platform thread first blocks here; used by the waiting thread only. */
    private @Nullable InterruptHook interruptHook;

    DescriptorWaiter(Descriptor descriptor, @Nullable Side side) {
        this.descriptor = descriptor;
        this.side = side;
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield: another look is worth while, or is not
    public void await(long deadline) {
        Thread thread = Thread.currentThread();
        if (STATE.compareAndSet(this, PERMITTED, IDLE)
                || thread.isInterrupted()
                || (deadline != NEVER && deadline - System.nanoTime() <= 0)) {
            return;
        }
        if (side == null) {
            park(thread, deadline);
        } else if (thread.isVirtual() ? side.mayYield() : side.mayLook()) {
            Thread.yield();
        } else if (side.isHasty()) {
            park(thread, slice(deadline));
        } else if (descriptor.enter()) {
            if (thread.isVirtual()) {
                awaitPoller(thread, side, deadline);
            } else {
                awaitPoll(thread, side, side.lookBy(deadline));
            }
        }
    }

    @Override
    public void wake() {
        if (STATE.getAndSet(this, PERMITTED) != WAITING) {
            return;
        }
        Thread thread = parked;
        if (thread != null) {
            LockSupport.unpark(thread);
        } else if (side != null && descriptor.enter()) {
            // If closing has begun, whoever closes does this.
            try {
                side.wakePoll();
            } finally {
                descriptor.exit();
            }
        }
    }

    /** What the poller and an interrupt do. */
    @Override
    public void run() {
        wake();
    }

    /** The caller has entered the descriptor, and stays inside while it blocks; closing wakes it. */
    private void awaitPoll(Thread thread, Side side, long deadline) {
        try {
            int wakeDescriptor = side.wakeDescriptor();
            if (wakeDescriptor < 0) {
                park(thread, slice(deadline));
                return;
            }
            InterruptHook hook = interruptHook;
            if (hook == null) {
                hook = new InterruptHook(this);
                interruptHook = hook;
            }
            try (PollSet set = PollSet.take()) {
                awaitPoll(set, hook, side, wakeDescriptor, deadline);
            }
        } finally {
            descriptor.exit();
        }
    }

    private void awaitPoll(PollSet set, InterruptHook hook, Side side, int wakeDescriptor, long deadline) {
        try {
            if (!STATE.compareAndSet(this, IDLE, WAITING)) {
                return;
            }
            try {
                // An interrupt that has come already wakes right here: the state says WAITING.
                hook.blocking();
                if (!descriptor.isClosing()
                        && set.poll(descriptor.number(), side.slot.interest, wakeDescriptor, millis(deadline))) {
                    Eventfd.drain(wakeDescriptor);
                }
            } finally {
                hook.unblocked();
            }
        } finally {
            STATE.getAndSet(this, IDLE);
        }
    }

    /**
     * The caller has entered the descriptor; it leaves before it parks. Where the system may keep silent, the poller asks from
     * time to time.
     */
    private void awaitPoller(Thread thread, Side side, long deadline) {
        boolean inside = true;
        boolean armed = false;
        try {
            parked = thread;
            if (!STATE.compareAndSet(this, IDLE, WAITING)) {
                return;
            }
            armed = descriptor.registration.arm(side.slot, this);
            boolean closing = descriptor.isClosing();
            inside = false;
            descriptor.exit();
            if (!closing) {
                parkNow(armed ? deadline : slice(deadline));
            }
        } finally {
            try {
                if (armed) {
                    descriptor.registration.disarm(side.slot);
                }
            } finally {
                parked = null;
                STATE.getAndSet(this, IDLE);
                if (inside) {
                    descriptor.exit();
                }
            }
        }
    }

    private void park(Thread thread, long deadline) {
        parked = thread;
        try {
            if (STATE.compareAndSet(this, IDLE, WAITING)) {
                parkNow(deadline);
            }
        } finally {
            parked = null;
            STATE.getAndSet(this, IDLE);
        }
    }

    private void parkNow(long deadline) {
        if (state != WAITING) {
            // Woken since, and what unparks may have been used up by a lock on the way here.
            return;
        }
        if (deadline == NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, deadline - System.nanoTime());
        }
    }

    private static long slice(long deadline) {
        long slice = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS);
        return deadline == NEVER || deadline - slice > 0 ? slice : deadline;
    }

    /** The time left for poll(2): rounded up, so that it does not return just before the deadline, again and again. */
    private static int millis(long deadline) {
        if (deadline == NEVER) {
            return -1;
        }
        long nanos = Math.max(0, deadline - System.nanoTime());
        return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    }
}
