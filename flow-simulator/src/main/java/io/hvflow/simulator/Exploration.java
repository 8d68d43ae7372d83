package io.hvflow.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a {@link Scenario} with many schedules, and makes of a failing one the simplest that it can find.
 *
 * {@snippet :
 * Exploration.of(simulation -> {
 *     FlowListener listener = simulation.guest("guest").listen(FlowAddress.parse("vsock://:5000"), FlowOptions.DEFAULTS);
 *     simulation.spawn(simulation.guest("guest"), "server", () -> serve(listener.accept()));
 *     ask(simulation.host().connect(FlowAddress.parse("sim://guest:5000"), FlowOptions.DEFAULTS));
 * }).check();
 * }
 *
 * <p>A failure is thrown as a {@link SimulationError} whose message has the token that repeats it. With {@value #REPLAY} set
 * to that token, {@link #check} does nothing but replay it. Immutable; runs block the calling thread and follow one another.
 */
public final class Exploration {
    /** The system property that makes {@link #check} replay one token. */
    public static final String REPLAY = "io.hvflow.simulator.replay";

    /** The system property for how many seeds {@link #check} tries, where the code does not say. */
    public static final String SEEDS = "io.hvflow.simulator.seeds";

    /**
     * The system property for the part of the seeds that {@link #check} tries, {@code K/N}, where several processes share them: the
     * K-th of N, from 1, has every N-th. The marks that the runs together must come by are not asked of a part.
     */
    public static final String SHARD = "io.hvflow.simulator.shard";

    private static final Pattern SHARD_FORM = Pattern.compile("([1-9]\\d{0,8})/([1-9]\\d{0,8})");
    private static final int DEFAULT_SEEDS = 200;

    /** One run in so many is done twice, to see that it is the same. */
    private static final int TWICE = 50;

    private static final int MOST_SHRINKS = 20_000;
    private static final Duration DEFAULT_SHRINK_TIME = Duration.ofSeconds(20);

    private final Scenario scenario;
    private final int seeds;
    private final long firstSeed;
    private final Limits limits;
    private final Duration shrinkTime;
    private final List<String> marks;

    private Exploration(
            Scenario scenario, int seeds, long firstSeed, Limits limits, Duration shrinkTime, List<String> marks) {
        this.scenario = scenario;
        this.seeds = seeds;
        this.firstSeed = firstSeed;
        this.limits = limits;
        this.shrinkTime = shrinkTime;
        this.marks = marks;
    }

    /**
     * Explores a scenario with the seeds from 0 to 199, or as many as {@value #SEEDS} says.
     *
     * @param scenario what to run
     * @return the exploration, which has not begun
     */
    public static Exploration of(Scenario scenario) {
        int seeds = Integer.getInteger(SEEDS, DEFAULT_SEEDS);
        return new Exploration(
                Objects.requireNonNull(scenario, "scenario"),
                Math.max(1, seeds),
                0,
                Limits.DEFAULTS,
                DEFAULT_SHRINK_TIME,
                List.of());
    }

    /**
     * Tries so many seeds.
     *
     * @param count at least 1
     * @return this with that count
     */
    public Exploration seeds(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", must be at least 1");
        }
        return new Exploration(scenario, count, firstSeed, limits, shrinkTime, marks);
    }

    /**
     * Begins with another seed than 0.
     *
     * @param seed the first
     * @return this with that seed
     */
    public Exploration firstSeed(long seed) {
        return new Exploration(scenario, seeds, seed, limits, shrinkTime, marks);
    }

    /**
     * Gives an actor up that makes no step for so long: it has blocked outside the simulation. 5 seconds at first.
     *
     * @param time real time, more than zero
     * @return this with that time
     */
    public Exploration stall(Duration time) {
        return limited(new Limits(positive("stall", time), limits.steps(), limits.time()));
    }

    /**
     * Gives a run up that takes more than so many steps. 5 million at first.
     *
     * @param count at least 1
     * @return this with that count
     */
    public Exploration maxSteps(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", must be at least 1");
        }
        return limited(new Limits(limits.stall(), count, limits.time()));
    }

    /**
     * Gives a run up that takes more virtual time. A day at first.
     *
     * @param time more than zero
     * @return this with that time
     */
    public Exploration maxTime(Duration time) {
        return limited(new Limits(limits.stall(), limits.steps(), positive("maxTime", time)));
    }

    /**
     * Takes no longer than that to make a failing run simpler. 20 seconds at first.
     *
     * @param time real time, more than zero
     * @return this with that time
     */
    public Exploration shrinkTime(Duration time) {
        return new Exploration(scenario, seeds, firstSeed, limits, positive("shrinkTime", time), marks);
    }

    /**
     * Fails {@link #check} unless the runs together come by each of these marks: rare cases that a test is about.
     *
     * @param names of {@link Simulation#mark marks}
     * @return this with those beside the marks that it must hit already
     */
    public Exploration mustMark(String... names) {
        List<String> more = new ArrayList<>(marks);
        more.addAll(Arrays.asList(names));
        return new Exploration(scenario, seeds, firstSeed, limits, shrinkTime, List.copyOf(more));
    }

    private Exploration limited(Limits other) {
        return new Exploration(scenario, seeds, firstSeed, other, shrinkTime, marks);
    }

    private static Duration positive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " is " + time + ", must be more than zero");
        }
        return time;
    }

    /**
     * Runs the scenario with each seed, until it fails. Every run of a failure, and one in 50 of the others, is done twice
     * and must be the same. With {@value #SHARD} set, only with that part of the seeds.
     *
     * @return how often the runs came by each mark, by name
     * @throws SimulationError if the scenario failed or is not deterministic, or a mark was missed
     * @throws InterruptedException if the calling thread is interrupted
     */
    public SortedMap<String, Integer> check() throws InterruptedException {
        String token = System.getProperty(REPLAY);
        if (token != null) {
            return replay(token).marks();
        }
        SortedMap<String, Integer> hits = new TreeMap<>();
        int[] shard = shard();
        int first = shard[0] - 1;
        for (long i = first; i < seeds; i += shard[1]) {
            Tape tape = Tape.ofSeed(firstSeed + i);
            Outcome outcome = run(tape, false);
            if (outcome.failure().isPresent()) {
                throw explain(outcome, "at schedule " + (i + 1) + " of at most " + seeds);
            }
            if (i % TWICE == 0) {
                compare(outcome, run(tape, false));
            }
            outcome.marks().forEach((name, count) -> hits.merge(name, count, Integer::sum));
        }
        for (String mark : shard[1] == 1 ? marks : List.<String>of()) {
            if (!hits.containsKey(mark)) {
                throw new SimulationError(
                        SimulationError.Kind.SCENARIO,
                        "no run of " + seeds + " came by \"" + mark + "\"; they came by " + hits,
                        null);
            }
        }
        return hits;
    }

    /** K and N. */
    private static int[] shard() {
        String text = System.getProperty(SHARD, "1/1");
        Matcher form = SHARD_FORM.matcher(text);
        if (form.matches()) {
            int number = Integer.parseInt(form.group(1));
            int of = Integer.parseInt(form.group(2));
            if (number <= of) {
                return new int[] {number, of};
            }
        }
        throw new IllegalArgumentException(SHARD + " is \"" + text + "\", must be K/N with K from 1 to N, such as 3/8");
    }

    /**
     * Runs the scenario with the choices of one tape: for those who make tapes, and failing ones simpler, themselves.
     *
     * @param tape the choices
     * @return the run, if it passed; its trace is empty
     * @throws SimulationError if the scenario failed or is not deterministic; the message has the token of this tape
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Outcome check(Tape tape) throws InterruptedException {
        Outcome outcome = run(tape, false);
        if (outcome.failure().isPresent()) {
            Outcome traced = run(tape, true);
            compare(outcome, traced);
            throw failed(traced, "in this run of a tape");
        }
        return outcome;
    }

    /**
     * Runs the scenario with every schedule and every choice that there is, until it fails: for small scenarios.
     *
     * @param most how many runs to do at most
     * @return how many there were
     * @throws SimulationError if the scenario failed, or {@code most} were not enough
     * @throws InterruptedException if the calling thread is interrupted
     */
    public int checkAll(int most) throws InterruptedException {
        int[] next = {};
        for (int runs = 1; runs <= most; runs++) {
            Outcome outcome = run(Tape.of(next), false);
            if (outcome.failure().isPresent()) {
                throw explain(outcome, "at schedule " + runs + " of all");
            }
            ChoiceLog log = outcome.log();
            int last = log.size() - 1;
            while (last >= 0 && log.value(last) + 1 >= log.bound(last)) {
                last--;
            }
            if (last < 0) {
                return runs;
            }
            next = Arrays.copyOf(log.values(), last + 1);
            next[last]++;
        }
        throw new SimulationError(
                SimulationError.Kind.ENDLESS, "there are more than " + most + " schedules; none of those failed", null);
    }

    /**
     * Runs the scenario twice with the choices of a token, and keeps the trace.
     *
     * @param token as a failure's message has it
     * @return the run, if it passed
     * @throws SimulationError if the scenario failed or is not deterministic
     * @throws IllegalArgumentException if the token is none
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Outcome replay(String token) throws InterruptedException {
        Tape tape = Tape.parse(token);
        Outcome outcome = run(tape, true);
        compare(outcome, run(tape, false));
        if (outcome.failure().isPresent()) {
            throw failed(outcome, "in this run of a token");
        }
        return outcome;
    }

    /**
     * Runs the scenario once. A failure is in what is returned.
     *
     * @param tape the choices
     * @return how it went, with its trace
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Outcome run(Tape tape) throws InterruptedException {
        return run(tape, true);
    }

    /**
     * Runs the scenario once, and keeps no trace: for many runs.
     *
     * @param tape the choices
     * @return how it went; its trace is empty
     * @throws InterruptedException if the calling thread is interrupted
     */
    public Outcome runQuietly(Tape tape) throws InterruptedException {
        return run(tape, false);
    }

    private Outcome run(Tape tape, boolean keepTrace) throws InterruptedException {
        return Simulation.run(tape, scenario, limits, keepTrace);
    }

    private static void compare(Outcome one, Outcome two) {
        boolean sameEnd = alike(one.failure(), two.failure());
        if (one.hash() == two.hash() && sameEnd) {
            return;
        }
        String difference = one.log().difference(two.log());
        throw new SimulationError(
                SimulationError.Kind.NOT_DETERMINISTIC,
                "not deterministic with " + one.tape() + ": "
                        + (difference == null ? "the same choices had other effects" : difference)
                        + (sameEnd ? "" : "; one run " + ending(one) + ", another " + ending(two))
                        + ". A scenario may use no clock, chance or order but the simulation's",
                one.failure().or(two::failure).orElse(null));
    }

    private static String ending(Outcome outcome) {
        return outcome.failure().map(it -> "failed with " + it).orElse("passed");
    }

    private SimulationError explain(Outcome found, String when) throws InterruptedException {
        Throwable failure = found.failure().orElseThrow();
        if (isKind(failure, SimulationError.Kind.BLOCKED_OUTSIDE)) {
            return failed(run(found.tape(), true), when); // each attempt to shrink it would have to wait for the stall
        }
        compare(found, run(found.tape(), false));
        Shrinker shrinker = new Shrinker(
                found.log().values(),
                tape -> {
                    Outcome outcome = run(tape, false);
                    return alike(found.failure(), outcome.failure())
                            ? outcome.log().values()
                            : null;
                },
                MOST_SHRINKS,
                shrinkTime.toNanos());
        Tape smallest = shrinker.shrink();
        Outcome shrunk = run(smallest, true);
        if (shrunk.failure().isEmpty()) {
            compare(found, shrunk);
        }
        return failed(
                shrunk,
                when + "; shrunk in " + shrinker.runs() + " runs, from "
                        + found.log().size() + " choices to " + smallest.values().length + " (found with "
                        + found.tape() + ")");
    }

    private static boolean isKind(Throwable failure, SimulationError.Kind kind) {
        return failure instanceof SimulationError error && error.kind() == kind;
    }

    private static boolean alike(Optional<Throwable> one, Optional<Throwable> two) {
        if (one.isEmpty() || two.isEmpty()) {
            return one.isEmpty() && two.isEmpty();
        }
        Throwable failure = one.get();
        Throwable other = two.get();
        return failure.getClass() == other.getClass()
                && (!(other instanceof SimulationError error) || isKind(failure, error.kind()));
    }

    private static SimulationError failed(Outcome outcome, String when) {
        Throwable failure = outcome.failure().orElse(null);
        String token = outcome.tape().token();
        return new SimulationError(
                "the scenario failed " + when + ":\n" + failure + "\nto replay it, run with -D" + REPLAY + "="
                        + token + "\nor call replay(\"" + token + "\") instead of check()\n"
                        + outcome.trace().excerpt(),
                failure,
                outcome);
    }
}
