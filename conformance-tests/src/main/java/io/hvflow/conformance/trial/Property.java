package io.hvflow.conformance.trial;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;

/**
 * A check over many values. Tries values until one fails, the number of tries or the time is used up; makes a failing value
 * as small as it can, and says with which seed the first try is the failing one.
 *
 * @param <T> the values
 */
final class Property<T> {
    /** The step between the seeds of tries; odd, so that all differ. */
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

    /** While shrinking, what must happen must happen within this: waiting for a hang would use up the time. */
    private static final Duration HURRY = Duration.ofMillis(500);

    private static final int MAX_SHRINKS = 1000;
    private static final int MAX_CANDIDATES = 200;

    private final Trial trial;
    private final Arbitrary<T> values;
    private final PropertyBody<T> body;

    Property(Trial trial, Arbitrary<T> values, PropertyBody<T> body) {
        this.trial = trial;
        this.values = values;
        this.body = body;
    }

    void check() throws Exception {
        Optional<Random> given = trial.stage().values();
        if (given.isPresent()) {
            checkOne(given.get());
            return;
        }
        long start = System.nanoTime();
        for (int tried = 0; tried < trial.tries() && (tried == 0 || !spent(start, 1)); tried++) {
            long seed = trial.settings().seed() + tried * SEED_STEP;
            Optional<Failing<T>> failing = attempt(sample(new Random(seed)));
            if (failing.isPresent()) {
                throw explain(failing.get(), seed, tried + 1);
            }
        }
    }

    /** Tries one value, of whose kind and size others dispose. */
    private void checkOne(Random random) throws Exception {
        T value = Jqwik.call(sample(random)::value);
        String text = Values.text(value);
        try {
            body.check(value);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n  for: " + text, e);
        } catch (IOException e) {
            throw new AssertionError(e + "\n  for: " + text, e);
        }
    }

    private Shrinkable<T> sample(Random random) {
        return Jqwik.call(() -> values.generator(trial.tries(), true).next(random));
    }

    private boolean spent(long start, int times) {
        return System.nanoTime() - start
                > times * trial.settings().propertyTime().toNanos();
    }

    /** Runs the body once, with nothing open and an empty trace, and cleans up after it. */
    private Optional<Failing<T>> attempt(Shrinkable<T> shrinkable) throws Exception {
        T value = Jqwik.call(shrinkable::value);
        String text = Values.text(value);
        trial.trace().clear();
        try {
            body.check(value);
            return Optional.empty();
        } catch (NotApplicable e) {
            throw e;
        } catch (Exception | Error e) {
            if (trial.cancelled()) {
                throw e;
            }
            return Optional.of(new Failing<>(shrinkable, text, e, trial.trace().recording()));
        } finally {
            if (!trial.cancelled()) {
                // A body about interrupts may leave the status set, which must not end the cleaning up.
                Thread.interrupted();
                trial.cleanUp();
            }
        }
    }

    private PropertyFailure explain(Failing<T> found, long seed, int tried) throws Exception {
        Failing<T> smallest = shrink(found);
        if (!smallest.equals(found)) {
            // It failed in a hurry; only if it also fails at leisure is it the better example.
            smallest = attempt(smallest.shrinkable()).orElse(found);
        }
        return new PropertyFailure(
                smallest.text(), found.text(), tried, seed, smallest.recording(), smallest.failure());
    }

    private Failing<T> shrink(Failing<T> found) throws Exception {
        Duration patience = trial.patience();
        trial.patience(patience.compareTo(HURRY) < 0 ? patience : HURRY);
        try {
            return shrinkHurriedly(found);
        } finally {
            trial.patience(patience);
        }
    }

    /** Takes the first smaller value that fails in the same way, until there is none. */
    private Failing<T> shrinkHurriedly(Failing<T> found) throws Exception {
        long start = System.nanoTime();
        Failing<T> smallest = found;
        int shrinks = 0;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Shrinkable<T> candidate : candidates(smallest.shrinkable())) {
                if (++shrinks > MAX_SHRINKS || spent(start, 2)) {
                    return smallest;
                }
                Optional<Failing<T>> failing = attempt(candidate);
                if (failing.isPresent()
                        && failing.get().failure().getClass() == found.failure().getClass()) {
                    smallest = failing.get();
                    smaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private List<Shrinkable<T>> candidates(Shrinkable<T> shrinkable) {
        return Jqwik.call(() -> shrinkable.shrink().limit(MAX_CANDIDATES).toList());
    }

    private record Failing<T>(Shrinkable<T> shrinkable, String text, Throwable failure, Trace.Recording recording) {}
}
