package io.hvflow.conformance.suite;

import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Manner;
import io.hvflow.conformance.trial.NotApplicable;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Symptom;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.conformance.trial.Trace;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Outcome;
import io.hvflow.simulator.Simulation;
import io.hvflow.simulator.SimulationError;
import io.hvflow.simulator.SimulationError.Kind;
import io.hvflow.simulator.Tape;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs one rule on one target in a simulation, with one schedule after the other; a failing one is made as simple as it can be. */
public final class SimulatedRunner {
    /** One run in so many is done twice, to see that it is the same. */
    private static final int TWICE = 50;

    private final Target target;
    private final Duration stall;
    private final Settings settings;

    SimulatedRunner(Target target, Settings settings) {
        this.target = target;
        this.stall = settings.patience();
        this.settings = settings.virtual();
    }

    /** Why a token cannot be replayed, if so. */
    public static Optional<String> unreadable(String token) {
        try {
            Tape.parse(token);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    RuleResult run(Rule rule) throws InterruptedException {
        long start = System.nanoTime();
        Run run = new Run(rule, start);
        TrialResult result = run.result();
        return run.elsewhere ? RuleResult.elsewhere(rule) : RuleResult.of(rule, List.of(result));
    }

    /** All schedules of one rule. */
    private final class Run {
        private final Rule rule;
        private final long start;
        private final Optional<Rule.Weaker> weaker;
        private final Exploration exploration;
        private final SortedMap<String, Integer> marks = new TreeMap<>();
        // Written by the main actor of one run after the other, and read between runs.
        private volatile @Nullable Trial last;
        private volatile @Nullable String notApplicable;
        private Explored explored = Explored.NOTHING;
        private int number;
        private boolean elsewhere;
        private String found = "";

        Run(Rule rule, long start) {
            this.rule = rule;
            this.start = start;
            this.weaker = rule.weaker().filter(it -> !target.capabilities().contains(it.needed()));
            this.exploration = Exploration.of(this::play)
                    .seeds(1)
                    .stall(stall)
                    .maxTime(settings.deadline())
                    .shrinkTime(settings.propertyTime().multipliedBy(5));
        }

        TrialResult result() throws InterruptedException {
            if (rule.real().isPresent()) {
                return TrialResult.notApplicable(
                        ThreadKind.VIRTUAL, "a simulation has no " + rule.real().get(), duration());
            }
            try {
                explore();
            } catch (SimulationError e) {
                return failed(failure(e), e.outcome(), OptionalLong.empty());
            } catch (NotRepeated e) {
                return failed(e, Optional.empty(), OptionalLong.of(e.seed()));
            }
            return weaker.map(it -> "target does not declare " + it.needed() + "; weaker behaviour checked")
                    .or(() -> Optional.ofNullable(notApplicable))
                    .map(why -> TrialResult.notApplicable(ThreadKind.VIRTUAL, why, duration()))
                    .orElseGet(() -> TrialResult.passed(ThreadKind.VIRTUAL, marks, explored, duration()));
        }

        private void explore() throws InterruptedException {
            if (settings.replay().isPresent()) {
                found = "replayed";
                exploration.replay(settings.replay().get());
                return;
            }
            int schedules = Math.multiplyExact(settings.schedules(), rule.oftener());
            elsewhere = true;
            for (int i = 0; i < schedules && notApplicable == null; i++) {
                if (!settings.shard().has(rule.id(), i)) {
                    continue;
                }
                elsewhere = false;
                number = i + 1;
                found = "failed at schedule " + (i + 1) + " of at most " + schedules;
                Exploration one = exploration.firstSeed(settings.seed() + i);
                if (i % TWICE == 0) {
                    one.check();
                    Outcome traced = exploration.run(Tape.ofSeed(settings.seed() + i));
                    passedBefore(traced, settings.seed() + i);
                    count(traced);
                    Trial trial = last;
                    if (trial != null) {
                        count(Coverage.of(trial.trace().recording(), traced.trace()));
                    }
                    continue;
                }
                Outcome outcome = exploration.runQuietly(Tape.ofSeed(settings.seed() + i));
                if (outcome.failure().isPresent()) {
                    one.check();
                    passedBefore(outcome, settings.seed() + i);
                }
                count(outcome);
            }
        }

        /** The same schedule has passed: whatever else it did, nothing is known of it. */
        private static void passedBefore(Outcome outcome, long seed) {
            outcome.failure().ifPresent(failure -> {
                throw new NotRepeated(seed, failure);
            });
        }

        private void count(Outcome outcome) {
            explored = explored.with(outcome.hash());
            count(outcome.marks());
        }

        private void count(Map<String, Integer> more) {
            more.forEach((name, count) -> marks.merge(name, count, Integer::sum));
        }

        /** One run. */
        private void play(Simulation simulation) throws Exception {
            Trial trial = new Trial(target, rule, ThreadKind.VIRTUAL, settings, new SimulatedStage(simulation), "");
            last = trial;
            Weather.draw(simulation).begin(simulation);
            try {
                weaker.map(Rule.Weaker::check).orElse(rule.check()).run(trial);
            } catch (NotApplicable e) {
                notApplicable = e.reason();
                return;
            }
            trial.checkTasks();
            trial.release();
            simulation.heal(settings.patience());
            trial.checkErrors();
        }

        private TrialResult failed(Throwable failure, Optional<Outcome> outcome, OptionalLong seed) {
            Trial trial = last;
            Trace.Recording recording =
                    trial == null ? Trace.Recording.empty() : trial.trace().recording();
            return new TrialResult(
                    ThreadKind.VIRTUAL,
                    Verdict.FAIL,
                    message(failure),
                    manner(failure),
                    Symptom.of(failure, recording),
                    Runner.stackTrace(failure),
                    Optional.empty(),
                    seed,
                    outcome.map(it -> schedule(number, found, it)),
                    Collections.emptySortedMap(), // of what came before a failure nothing is to be learned
                    Explored.NOTHING,
                    recording,
                    duration());
        }

        private String message(Throwable failure) {
            boolean said = failure instanceof AssertionError && failure.getMessage() != null;
            String prefix = weaker.map(it -> "(weaker behaviour, without " + it.needed() + ") ")
                    .orElse("");
            return prefix + (said ? failure.getMessage() : failure.toString());
        }

        private Duration duration() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** A schedule that failed, and passed when it was run again. */
    private static final class NotRepeated extends AssertionError {
        private static final long serialVersionUID = 1L;

        private final long seed;

        NotRepeated(long seed, Throwable failure) {
            super(
                    "not deterministic: the schedule of seed 0x" + Long.toHexString(seed) + " failed with " + failure
                            + ", and passed when it was run again. A check and a target of a simulation may use no clock,"
                            + " chance or order but the simulation's",
                    failure);
            this.seed = seed;
        }

        /** With which the schedule that failed is the first. */
        long seed() {
            return seed;
        }
    }

    /** What the scenario itself threw; else what is wrong with the run. */
    private static Throwable failure(SimulationError error) {
        Throwable cause = error.getCause();
        return error.kind() == Kind.SCENARIO && cause != null ? cause : error;
    }

    /** A simulation that cannot go on does not wait for what the rule would wait for. */
    private static String manner(Throwable failure) {
        return failure instanceof SimulationError error
                        && (error.kind() == Kind.DEADLOCK
                                || error.kind() == Kind.ENDLESS
                                || error.kind() == Kind.UNFINISHED)
                ? Manner.HANGS
                : Manner.of(failure);
    }

    private static FailingSchedule schedule(int number, String found, Outcome outcome) {
        return new FailingSchedule(
                number,
                outcome.tape().token(),
                found + "; this run " + outcome,
                outcome.trace().text(),
                outcome.trace().figure());
    }
}
