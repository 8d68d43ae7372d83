package io.hvflow.conformance.storm;

import io.hvflow.conformance.storm.Storm.Kind;

/**
 * One call of a storm, as it went. Its times in the order of events are numbers that no two share: one that ended at a smaller number
 * than another began had returned before. A lane's thread writes it; others read it once it has ended.
 */
final class StormCall {

    /** How a call ended. */
    enum Result {
        DONE,
        END_OF_STREAM,
        CLOSED,
        RESET,
        TIMED_OUT,
        INTERRUPTED,
        /** In a way that no call may. */
        UNEXPECTED
    }

    private static final byte[] NOTHING = {};

    final int lane;
    final boolean near;
    final Kind kind;
    final int size;
    final long begin;
    final long beginNanos;

    // Written by the lane's thread before `ended` is.
    Result result = Result.DONE;
    String detail = "";
    byte[] bytes = NOTHING; // that a read brought
    long moved; // that were accepted or brought
    long said; // by the exception of a time-out
    int number = -1; // of a write
    boolean wasInterrupted;
    boolean isInterrupted;
    long end;
    long endNanos;
    volatile boolean ended;

    StormCall(int lane, boolean near, Kind kind, int size, long begin, long beginNanos) {
        this.lane = lane;
        this.near = near;
        this.kind = kind;
        this.size = size;
        this.begin = begin;
        this.beginNanos = beginNanos;
    }

    boolean is(Result... results) {
        for (Result one : results) {
            if (one == result) {
                return true;
            }
        }
        return false;
    }

    boolean is(Kind... kinds) {
        for (Kind one : kinds) {
            if (one == kind) {
                return true;
            }
        }
        return false;
    }

    /** Whether it had returned when the other was made. */
    boolean before(StormCall other) {
        return ended && end < other.begin;
    }

    /** Whether it had been made when the other returned. */
    boolean begunBefore(StormCall other) {
        return begin < other.end;
    }

    long millis() {
        return (endNanos - beginNanos) / 1_000_000;
    }

    @Override
    public String toString() {
        String amount = kind.writes() || kind == Kind.READ_DST || kind == Kind.READ_INTO ? " of " + size : "";
        String went = ended ? " (" + result + (moved > 0 ? ", " + moved + " bytes" : "") + detail + ")" : "";
        return kind + amount + " by lane " + lane + " at " + Storm.end(near) + went;
    }
}
