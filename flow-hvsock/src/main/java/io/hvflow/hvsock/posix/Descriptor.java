package io.hvflow.hvsock.posix;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A socket's descriptor number and who may use it.
 *
 * <p>The number is the kernel's to hand out again the moment it is closed, so its life is: none yet; open; closing, from when
 * on nobody enters; and closed by the last user to leave, once. A path that uses the number enters first and leaves after, so
 * that no path can ever use another's descriptor (T5); {@link Scratch#in} does both. Users never block in between, but in
 * poll(2), from which closing wakes them: so a descriptor is closed moments after it was asked to be, and closing itself
 * waits for nobody.
 *
 * <p>It is made before its number, so that nothing is left to fail between the moment at which the system hands a number
 * out and the one from when on somebody is in charge of it. Closing allocates nothing (C13).
 */
public final class Descriptor {
    private static final int CLOSING = 1 << 30;
    private static final int NONE = -1;

    final Side reading;
    final Side writing;
    final Registration registration = new Registration(this);

    final SocketQuirks quirks;

    /** Written before anybody else knows of this. */
    private int number;

    /** How many are inside, plus {@link #CLOSING}. */
    private final AtomicInteger users = new AtomicInteger();

    /** Takes charge of a number. */
    Descriptor(int number, SocketQuirks quirks) {
        this.quirks = quirks;
        this.reading = new Side(Linux.POLLIN, Registration.Slot.READER, false);
        this.writing = new Side(Linux.POLLOUT, Registration.Slot.WRITER, quirks.silent());
        this.number = number;
    }

    /** For a number that is to come, which {@link #adopt} takes charge of. */
    Descriptor(SocketQuirks quirks) {
        this(NONE, quirks);
    }

    /** Takes charge of what a system call returned; nothing, if that is an error. Returns it as it is. */
    int adopt(int outcome) {
        if (outcome >= 0) {
            number = outcome;
        }
        return outcome;
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

    /** Ends what {@link #enter} began. */
    void exit() {
        if (users.decrementAndGet() == CLOSING) {
            release();
        }
    }

    /**
     * Begins closing. The one caller that gets true is inside, and calls {@link #endClosing} after what it has to do on the
     * way out, whatever becomes of that.
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

    /** Releases all who wait, and leaves. Who starts to wait later sees that closing has begun. */
    void endClosing() {
        try {
            reading.wakePoll();
        } finally {
            try {
                writing.wakePoll();
            } finally {
                try {
                    registration.fireAll();
                } finally {
                    exit();
                }
            }
        }
    }

    boolean isClosing() {
        return users.get() >= CLOSING;
    }

    /** Closes at once, for those who have nothing to do on the way out. */
    void close() {
        if (beginClosing()) {
            endClosing();
        }
    }

    private void release() {
        try {
            registration.forget();
        } finally {
            try {
                reading.release();
            } finally {
                try {
                    writing.release();
                } finally {
                    closeNumber(number);
                }
            }
        }
    }

    /** Gives a number back to the system. Takes no memory. */
    static void closeNumber(int number) {
        if (number >= 0) {
            Libc.close(number);
        }
    }
}
