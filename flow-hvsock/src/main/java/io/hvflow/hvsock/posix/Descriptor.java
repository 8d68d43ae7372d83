package io.hvflow.hvsock.posix;

import io.hvflow.hvsock.handle.UseCount;

/**
 * A socket's descriptor number and who may use it.
 *
 * <p>Its life is: none yet; open; closing, from when on nobody enters; and closed by the last user to leave, once. A path that
 * uses the number enters first and leaves after; {@link Scratch#in} does both. Users never block in between, but in poll(2),
 * from which closing wakes them: so a descriptor is closed moments after it was asked to be, and closing itself waits for
 * nobody.
 *
 * <p>It is made before its number, so that nothing is left to fail between the moment at which the system hands a number
 * out and the one from when on somebody is in charge of it. Closing allocates nothing (C13).
 */
public final class Descriptor extends UseCount {
    private static final int NONE = -1;

    final Side reading;
    final Side writing;
    final Registration registration = new Registration(this);

    final SocketQuirks quirks;

    /** Written before anybody else knows of this. */
    private int number;

    /** Takes charge of a number. */
    Descriptor(int number, SocketQuirks quirks) {
        this.quirks = quirks;
        this.reading = new Side(Registration.Slot.READER, false);
        this.writing = new Side(Registration.Slot.WRITER, quirks.silent());
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

    /**
     * After {@link #beginClosing}, and what the caller had to do on the way out, whatever became of that: releases all who wait,
     * and leaves. Who starts to wait later sees that closing has begun.
     */
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

    /** Closes at once, for those who have nothing to do on the way out. */
    void close() {
        if (beginClosing()) {
            endClosing();
        }
    }

    @Override
    protected void giveBack() {
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
