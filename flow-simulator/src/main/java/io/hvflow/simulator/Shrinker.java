package io.hvflow.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tape of a failing run as simple as it can: shorter, with zeros, with smaller values. It knows nothing of what
 * the values mean; that 0 is the simplest choice everywhere is what makes it work.
 */
final class Shrinker {
    /** So many of the first choices may be counts. */
    private static final int COUNTS = 16;

    private static final int LONGEST_ELEMENT = 4;

    private final Attempt attempt;
    private final int most;
    private final long deadline;
    private int runs;
    private int[] best;

    /** Tries a tape. */
    @FunctionalInterface
    interface Attempt {
        /** The choices that were made, if the run failed in the same way; null if not. */
        int @Nullable [] fails(Tape tape) throws InterruptedException;
    }

    /**
     * Makes one for one failing run.
     *
     * @param failing its choices
     * @param most how many runs it may take
     * @param nanos how long it may take
     */
    Shrinker(int[] failing, Attempt attempt, int most, long nanos) {
        this.best = Tape.of(failing).values();
        this.attempt = attempt;
        this.most = most;
        this.deadline = System.nanoTime() + nanos;
    }

    Tape shrink() throws InterruptedException {
        boolean better = true;
        while (better && !spent()) {
            better = cutTail();
            better |= eachSpan(true);
            better |= eachSpan(false);
            better |= eachValue();
            better |= eachElement();
        }
        return Tape.of(best);
    }

    int runs() {
        return runs;
    }

    private boolean spent() {
        return runs >= most || System.nanoTime() - deadline > 0;
    }

    private boolean cutTail() throws InterruptedException {
        boolean better = false;
        for (int length = best.length / 2; best.length > 0 && length < best.length; ) {
            if (attempt(Arrays.copyOf(best, length))) {
                better = true;
                length = best.length / 2;
            } else {
                length += Math.max(1, (best.length - length) / 2);
            }
        }
        return better;
    }

    /** Tries without each span of choices, or with zeros there; long spans first, from the end. */
    private boolean eachSpan(boolean delete) throws InterruptedException {
        boolean better = false;
        for (int span = Integer.highestOneBit(Math.max(1, best.length)); span >= 1; span /= 2) {
            for (int start = best.length - span; start >= 0 && !spent(); start -= span) {
                if (start + span <= best.length) {
                    better |= attempt(delete ? without(start, span) : zeroed(start, span));
                }
            }
        }
        return better;
    }

    private int[] without(int start, int span) {
        int[] shorter = Arrays.copyOf(best, best.length - span);
        System.arraycopy(best, start + span, shorter, start, best.length - start - span);
        return shorter;
    }

    private int[] zeroed(int start, int span) {
        int[] simpler = best.clone();
        Arrays.fill(simpler, start, start + span, 0);
        return simpler;
    }

    private boolean eachValue() throws InterruptedException {
        boolean better = false;
        for (int i = best.length - 1; i >= 0; i--) {
            for (int less = i < best.length ? best[i] : 0; less > 0 && i < best.length && !spent(); less /= 2) {
                int[] smaller = best.clone();
                smaller[i] -= less;
                if (smaller[i] >= 0 && attempt(smaller)) {
                    better = true;
                    break;
                }
            }
        }
        return better;
    }

    /** Tries a value one less and without some choices behind it: a count, and one of what it counts. */
    private boolean eachElement() throws InterruptedException {
        for (int count = 0; count < Math.min(best.length, COUNTS); count++) {
            for (int length = 1; length <= LONGEST_ELEMENT; length++) {
                for (int start = best.length - length; start > count && !spent(); start--) {
                    if (best[count] == 0) {
                        break;
                    }
                    int[] less = without(start, length);
                    less[count]--;
                    if (attempt(less)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean attempt(int[] values) throws InterruptedException {
        Tape tape = Tape.of(values);
        if (spent() || !simpler(tape.values(), best)) {
            return false;
        }
        runs++;
        int[] made = attempt.fails(tape);
        if (made == null) {
            return false;
        }
        // What was chosen is within the bounds, and may be simpler still than what was tried.
        int[] chosen = Tape.of(made).values();
        best = simpler(chosen, tape.values()) ? chosen : tape.values();
        return true;
    }

    /** Fewer values, or as many that come earlier in the order of dictionaries. */
    private static boolean simpler(int[] one, int[] other) {
        return one.length != other.length ? one.length < other.length : Arrays.compare(one, other) < 0;
    }
}
