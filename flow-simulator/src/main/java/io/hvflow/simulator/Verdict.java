package io.hvflow.simulator;

import java.time.Duration;
import java.util.Objects;

/** What a {@link Rule} decides on an {@link Event}. Each kind of event says which of these it understands. */
public sealed interface Verdict {

    /** Nothing of this rule's concern: the next rule decides, and where none does, it happens as it should. */
    Verdict PASS = new Pass();

    /** Held until the rule is removed. */
    Verdict HOLD = new Hold();

    /** Turned away at once. */
    Verdict REFUSE = new Refuse();

    /** It never happens for the other end, and nobody is told: bytes are lost, an end or a reset is not seen. */
    Verdict DROP = new Drop();

    /** The end of one direction is taken for the end of both: who ended it reads end of stream, the other's writes fail. */
    Verdict CLOSE = new Close();

    /** A reset looks like an end in good order: who reads gets what had arrived, then end of stream. */
    Verdict END = new End();

    /** The other direction ends too early for its reader, while its writer goes on without an error. */
    Verdict END_OTHER = new EndOther();

    /** It happens, and with it the guest at one of the two ends crashes, as by {@link Partition#crash}. */
    Verdict CRASH = new Crash();

    /** See {@link #CRASH}. */
    record Crash() implements Verdict {}

    /** See {@link #DROP}. */
    record Drop() implements Verdict {}

    /** See {@link #CLOSE}. */
    record Close() implements Verdict {}

    /** See {@link #END}. */
    record End() implements Verdict {}

    /** See {@link #END_OTHER}. */
    record EndOther() implements Verdict {}

    /** See {@link #PASS}. */
    record Pass() implements Verdict {}

    /** See {@link #HOLD}. */
    record Hold() implements Verdict {}

    /** See {@link #REFUSE}. */
    record Refuse() implements Verdict {}

    /**
     * A short read or write.
     *
     * @param bytes the most that it moves, at least 1
     */
    record AtMost(int bytes) implements Verdict {
        /** Refuses less than one byte: a read or write of nothing would only be tried again. */
        public AtMost {
            if (bytes < 1) {
                throw new IllegalArgumentException("bytes is " + bytes + ", must be at least 1");
            }
        }
    }

    /**
     * A reset that one end learns of and the other does not: the one reads and writes an error and loses what was queued, the
     * other gets what was on its way to it and waits.
     *
     * @param told where the end is that learns of it; one of the event's two
     */
    record ResetOnly(Partition told) implements Verdict {
        /** Refuses null. */
        public ResetOnly {
            Objects.requireNonNull(told, "told");
        }
    }

    /**
     * It happens later.
     *
     * @param time by how much; zero or more
     */
    record Delay(Duration time) implements Verdict {
        private static final Duration MAX = Duration.ofDays(36500);

        /** Refuses a negative time, and one of more than a century: {@link #HOLD} is for those. */
        public Delay {
            Objects.requireNonNull(time, "time");
            if (time.isNegative() || time.compareTo(MAX) > 0) {
                throw new IllegalArgumentException("time is " + time + ", must be from 0 to " + MAX);
            }
        }
    }

    /**
     * Turned away after a time without an answer.
     *
     * @param time how long; zero or more
     */
    record RefuseAfter(Duration time) implements Verdict {
        /** Refuses what {@link Delay} refuses. */
        public RefuseAfter {
            new Delay(time);
        }
    }

    /**
     * It takes a time of its own: begins when what was sent before has arrived, as on a line of limited bandwidth.
     *
     * @param time how long; zero or more
     */
    record Pace(Duration time) implements Verdict {
        /** Refuses what {@link Delay} refuses. */
        public Pace {
            new Delay(time);
        }
    }

    /**
     * The last of the bytes that have not been read are lost.
     *
     * @param most how many at most, at least 1
     */
    record Lose(int most) implements Verdict {
        /** Refuses less than one byte. */
        public Lose {
            new AtMost(most);
        }
    }

    /**
     * The connection breaks. Both ends read and write an error; the reader of these bytes gets those before the break
     * first, the other direction loses what is queued.
     *
     * @param after how many bytes of the event still pass, zero or more
     */
    record Reset(int after) implements Verdict {
        /** Refuses a negative count. */
        public Reset {
            if (after < 0) {
                throw new IllegalArgumentException("after is " + after + ", must be zero or more");
            }
        }
    }
}
