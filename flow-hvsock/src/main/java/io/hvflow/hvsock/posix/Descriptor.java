package io.hvflow.hvsock.posix;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A socket's descriptor number and who may use it.
 *
 * <p>The number is the kernel's to hand out again the moment it is closed, so its life is: open; closing, from when on
 * nobody enters; and closed by the last user to leave, once. A path that uses the number enters first and leaves after, so
 * that no path can ever use another's descriptor (T5). Users never block in between, but in poll(2), from which closing wakes
 * them: so a descriptor is closed moments after it was asked to be, and closing itself waits for nobody.
 */
public final class Descriptor {
    private static final int CLOSING = 1 << 30;

    final Side reading = new Side(Linux.POLLIN, Registration.Slot.READER, false);
    final Side writing;
    final Registration registration = new Registration(this);

    final SocketQuirks quirks;

    private final int number;

    /** How many are inside, plus {@link #CLOSING}. */
    private final AtomicInteger users = new AtomicInteger();

    /** Takes charge of a number. */
    Descriptor(int number, SocketQuirks quirks) {
        this.number = number;
        this.quirks = quirks;
        this.writing = new Side(Linux.POLLOUT, Registration.Slot.WRITER, quirks.silentWriters());
    }

    /** The number; only for those who are inside. */
    int number() {
        return number;
    }

    /** Begins to use the number; false, from when closing has begun. */
    boolean enter() {
        for (; ; ) {
            int before = users.get();
            if (before >= CLOSING) {
                return false;
            }
            if (users.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    /** Ends what {@link #enter} or {@link #beginClosing} began. */
    void exit() {
        if (users.decrementAndGet() == CLOSING) {
            release();
        }
    }

    /**
     * Begins closing. The one caller that gets true is inside, and calls {@link #wakeAll} and {@link #exit} after what it
     * has to do on the way out.
     */
    boolean beginClosing() {
        for (; ; ) {
            int before = users.get();
            if (before >= CLOSING) {
                return false;
            }
            if (users.compareAndSet(before, before + 1 + CLOSING)) {
                return true;
            }
        }
    }

    boolean isClosing() {
        return users.get() >= CLOSING;
    }

    /** Releases all who wait, after closing has begun. Who starts to wait later sees that it has. */
    void wakeAll() {
        reading.wakePoll();
        writing.wakePoll();
        registration.fireAll();
    }

    /** Closes at once, for those who have nothing to do on the way out. */
    void close() {
        if (beginClosing()) {
            wakeAll();
            exit();
        }
    }

    private void release() {
        registration.forget();
        reading.release();
        writing.release();
        closeNumber(number);
    }

    /** Gives a number back to the system. */
    static void closeNumber(int number) {
        Scratch scratch = Scratch.take();
        try {
            // Whatever it returns, Linux has freed the number: close(2) is not to be retried.
            Libc.close(scratch.errno, number);
        } finally {
            scratch.give();
        }
    }
}
