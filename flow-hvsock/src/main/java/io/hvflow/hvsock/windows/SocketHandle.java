package io.hvflow.hvsock.windows;

import io.hvflow.FlowAddress;
import io.hvflow.hvsock.handle.UseCount;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A SOCKET and who may use it.
 *
 * <p>Windows hands the number out again as soon as it is closed, so its life is: open; closing, from when on nobody enters and
 * those inside are being cancelled; and closed by the last one to leave, once (T5). Cancelling ends the calls that block at
 * that moment, and not one that is about to; so it is repeated until all are out.
 */
final class SocketHandle extends UseCount {
    private static final long FIRST_PAUSE = 50_000;
    private static final long LONGEST_PAUSE = 10_000_000;

    private final FlowAddress address;

    /** Written before anybody else knows of this. */
    private long number;

    private final CountDownLatch freed = new CountDownLatch(1);

    /** Held for a moment while a send begins and while receives are cancelled, never while a call blocks. */
    private final ReentrantLock lock = new ReentrantLock();

    private boolean sending; // guarded by lock

    /**
     * For a socket that is to come: it is made before, so that nothing is left to fail when the system has handed out a number.
     *
     * @param address what the socket is for, in messages
     */
    SocketHandle(FlowAddress address) {
        this.number = Windows.NO_SOCKET;
        this.address = address;
    }

    /** Takes charge of what a call returned; nothing, if that is an error. Returns it as it is. */
    long adopt(long outcome) {
        if (outcome >= 0) {
            number = outcome;
        }
        return outcome;
    }

    /** The number; only for those who are inside. */
    long number() {
        return number;
    }

    /** What the socket is for, in messages. */
    FlowAddress address() {
        return address;
    }

    @Override
    protected void giveBack() {
        try {
            if (number != Windows.NO_SOCKET) {
                Winsock.close(number);
            }
        } finally {
            freed.countDown();
        }
    }

    /** Whoever is inside sends; until {@link #endSend}, nobody cancels receives. */
    void beginSend() {
        lock.lock();
        try {
            sending = true;
        } finally {
            lock.unlock();
        }
    }

    void endSend() {
        lock.lock();
        try {
            sending = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the receives and accepts that block at this moment. Not while there is a send: the system cancels that too, and
     * nobody could tell how much of it had gone.
     */
    void cancelReceives() {
        if (!enter()) {
            return;
        }
        try {
            lock.lock();
            try {
                if (!sending) {
                    Winsock.cancel(number);
                }
            } finally {
                lock.unlock();
            }
        } finally {
            exit();
        }
    }

    /** Closes, as soon as those inside are out, whom it drives out. Does not wait for it. A repeat does nothing. */
    void close() {
        // Closing begins inside, so that the number stays ours while others are driven out.
        if (!beginClosing()) {
            return;
        }
        boolean left = false;
        try {
            if (othersAreInside()) {
                Winsock.cancel(number);
                HelperThreads.own().execute(this::driveOut);
                left = true;
            }
        } finally {
            // Without a thread to be had for it, those inside are driven out here, which takes a moment.
            if (!left) {
                driveOut();
            }
        }
    }

    private void driveOut() {
        try {
            long pause = FIRST_PAUSE;
            while (othersAreInside()) {
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE);
                Winsock.cancel(number);
            }
        } finally {
            exit();
        }
    }

    /** After {@link #close}: waits until the number is closed, for that long at most, or until interrupted. */
    void awaitFreed(long nanos) {
        try {
            boolean inTime = freed.await(nanos, TimeUnit.NANOSECONDS);
            assert inTime : "a blocked call was not to be cancelled";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
