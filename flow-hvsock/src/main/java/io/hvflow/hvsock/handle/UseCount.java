package io.hvflow.hvsock.handle;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Who uses numbers of the system's, and when they are given back: by the last user to leave after closing has begun, once.
 *
 * <p>A number is the system's to hand out again the moment it is given back. So a path that uses it enters first and leaves
 * after, and nobody enters any more once closing has begun: no path can ever use another's number (T5). Entering, leaving
 * and closing never block and allocate nothing (C13).
 */
public abstract class UseCount {
    private static final int CLOSING = 1 << 30;

    /** Spares every idle flow an object. */
    private static final AtomicIntegerFieldUpdater<UseCount> USERS =
            AtomicIntegerFieldUpdater.newUpdater(UseCount.class, "users");

    /** How many are inside, plus {@link #CLOSING}. */
    private volatile int users;

    /** With nobody inside. */
    protected UseCount() {}

    /** With that many inside already. */
    protected UseCount(int inside) {
        users = inside;
    }

    /** Gives the numbers back. Called once, when nobody is inside and nobody can enter. */
    protected abstract void giveBack();

    /** Begins to use the numbers; false, and nothing done, once closing has begun. */
    public final boolean enter() {
        return add(1);
    }

    /** Ends what {@link #enter} or {@link #beginClosing} began. */
    public final void exit() {
        if (USERS.decrementAndGet(this) == CLOSING) {
            giveBack();
        }
    }

    /**
     * Begins closing: the one caller that gets true is inside, and calls {@link #exit} whatever becomes of what it does
     * there.
     */
    public final boolean beginClosing() {
        return add(1 + CLOSING);
    }

    /** Whether closing has begun. */
    public final boolean isClosing() {
        return users >= CLOSING;
    }

    /** Begins closing, for one that is inside, if nobody else is. It then calls {@link #exit}. */
    public final boolean beginClosingIfAlone() {
        return USERS.compareAndSet(this, 1, 1 + CLOSING);
    }

    /**
     * Leaves as {@link #exit} does, if exactly that many were inside before: for one that has something to do while others
     * keep the numbers, or nobody does.
     */
    protected final boolean exitFrom(int before) {
        if (!USERS.compareAndSet(this, before, before - 1)) {
            return false;
        }
        if (before - 1 == CLOSING) {
            giveBack();
        }
        return true;
    }

    /** How many are inside; more than 1 &lt;&lt; 30 once closing has begun. */
    protected final int users() {
        return users;
    }

    /** For the one that closes, inside: whether anybody else is. */
    public final boolean othersAreInside() {
        return users > CLOSING + 1;
    }

    private boolean add(int more) {
        for (; ; ) {
            int before = users;
            if (before >= CLOSING) {
                return false;
            }
            if (USERS.compareAndSet(this, before, before + more)) {
                return true;
            }
        }
    }
}
