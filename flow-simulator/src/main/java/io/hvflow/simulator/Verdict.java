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
