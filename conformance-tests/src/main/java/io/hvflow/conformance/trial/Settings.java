package io.hvflow.conformance.trial;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * How hard and how patiently the suite looks.
 *
 * @param patience how long what must happen may take
 * @param moment how long nothing must happen before the suite believes that nothing will
 * @param deadline how long one trial may take before it counts as hung
 * @param tries how many values a property is tried with, at most
 * @param propertyTime how long one property may go on trying, whatever {@code tries} says
 * @param seed from which all random choices follow
 * @param schedules with how many schedules a rule is tried in a simulation
 * @param replay the one schedule to try instead
 * @param shard which part of all this is looked at here
 * @param pace how many times longer than usual the suite is patient, as the machine is that much slower
 * @param parallelism how many trials run at the same time; most of them wait, so it may exceed the processors
 */
public record Settings(
        Duration patience,
        Duration moment,
        Duration deadline,
        int tries,
        Duration propertyTime,
        long seed,
        int schedules,
        Optional<String> replay,
        Shard shard,
        Pace pace,
        int parallelism) {

    /** The prefix of the system properties that change the defaults for {@code FlowContract}. */
    public static final String PROPERTIES = "io.hvflow.conformance.";

    public static final Settings DEFAULTS = new Settings(
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(60),
            100,
            Duration.ofSeconds(2),
            0x5EEDL,
            200,
            Optional.empty(),
            Shard.WHOLE,
            Pace.USUAL,
            8);

    /** The defaults on this machine as busy as it is: patience, moment and deadline are as many times longer as it is slower. */
    public static Settings here() {
        return DEFAULTS.pace(Pace.here());
    }

    /**
     * The defaults of this machine, and what the system properties {@code io.hvflow.conformance.seed}, {@code .tries}, {@code .schedules}, {@code .replay} and
     * {@code .patience} (seconds) say. Blocks while the machine's pace is measured.
     */
    public static Settings fromSystemProperties() {
        Settings settings = here();
        String seed = System.getProperty(PROPERTIES + "seed");
        if (seed != null) {
            settings = settings.seed(seed(seed));
        }
        String patience = System.getProperty(PROPERTIES + "patience");
        if (patience != null) {
            settings = settings.pace(Pace.USUAL).patient(Duration.ofMillis(millis("patience", patience)));
        }
        String token = System.getProperty(PROPERTIES + "replay");
        if (token != null) {
            settings = settings.replay(token);
        }
        return settings.schedules(count("schedules", settings.schedules())).tries(count("tries", settings.tries()));
    }

    /** With none at all, everything would pass. */
    private static int count(String property, int otherwise) {
        String text = System.getProperty(PROPERTIES + property);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw wrong(property, text, "a whole number of at least 1");
        }
        return Integer.parseInt(text);
    }

    private static long millis(String property, String text) {
        if (!text.matches("[0-9]{1,6}(\\.[0-9]+)?") || Double.parseDouble(text) < 0.001) {
            throw wrong(property, text, "a number of seconds above zero, such as 2.5");
        }
        return (long) (Double.parseDouble(text) * 1000);
    }

    private static IllegalArgumentException wrong(String property, String text, String right) {
        return new IllegalArgumentException("-D" + PROPERTIES + property + "=" + text + " is not " + right);
    }

    /** Reads a seed as the reports write it: decimal, or hexadecimal after {@code 0x}. */
    public static long seed(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }

    /** The patience, and why it is longer than usual, if so. */
    public String patienceText() {
        String seconds =
                BigDecimal.valueOf(patience.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
        return pace.text().isEmpty() ? seconds : seconds + " (" + pace.text() + ")";
    }

    /** Another patience, a deadline that leaves a trial several of what must happen, and a moment that is as much longer. */
    public Settings patient(Duration value) {
        long times = Math.max(1, value.dividedBy(DEFAULTS.patience()));
        return patience(value)
                .deadline(value.multipliedBy(6))
                .moment(DEFAULTS.moment().multipliedBy(times));
    }

    /** These, or others with that patience and a deadline to suit where theirs is longer, for what is waited for in vain. */
    public Settings atMost(Duration value) {
        return patience.compareTo(value) > 0 ? patient(value).deadline(value.multipliedBy(4)) : this;
    }

    /** As patient as that pace asks for. */
    public Settings pace(Pace value) {
        return new Settings(
                value.scale(DEFAULTS.patience()),
                value.scale(DEFAULTS.moment()),
                value.scale(DEFAULTS.deadline()),
                tries,
                propertyTime,
                seed,
                schedules,
                replay,
                shard,
                value,
                parallelism);
    }

    /** For virtual time, in which no machine is slow, and a schedule has to be the same on all of them. */
    public Settings virtual() {
        return pace.equals(Pace.USUAL) ? this : pace(Pace.USUAL);
    }

    public Settings patience(Duration value) {
        return new Settings(
                value, moment, deadline, tries, propertyTime, seed, schedules, replay, shard, pace, parallelism);
    }

    public Settings moment(Duration value) {
        return new Settings(
                patience, value, deadline, tries, propertyTime, seed, schedules, replay, shard, pace, parallelism);
    }

    public Settings deadline(Duration value) {
        return new Settings(
                patience, moment, value, tries, propertyTime, seed, schedules, replay, shard, pace, parallelism);
    }

    public Settings tries(int value) {
        return new Settings(
                patience, moment, deadline, value, propertyTime, seed, schedules, replay, shard, pace, parallelism);
    }

    public Settings propertyTime(Duration value) {
        return new Settings(
                patience, moment, deadline, tries, value, seed, schedules, replay, shard, pace, parallelism);
    }

    public Settings seed(long value) {
        return new Settings(
                patience, moment, deadline, tries, propertyTime, value, schedules, replay, shard, pace, parallelism);
    }

    public Settings parallelism(int value) {
        return new Settings(
                patience, moment, deadline, tries, propertyTime, seed, schedules, replay, shard, pace, value);
    }

    public Settings schedules(int value) {
        return new Settings(
                patience, moment, deadline, tries, propertyTime, seed, value, replay, shard, pace, parallelism);
    }

    public Settings shard(Shard value) {
        return new Settings(
                patience, moment, deadline, tries, propertyTime, seed, schedules, replay, value, pace, parallelism);
    }

    /** Tries just that one, of which a report has told. */
    public Settings replay(String token) {
        return new Settings(
                patience,
                moment,
                deadline,
                tries,
                propertyTime,
                seed,
                schedules,
                Optional.of(token),
                shard,
                pace,
                parallelism);
    }
}
