package io.hvflow.simulator;

import io.hvflow.spi.Waiter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When an installed {@link Rule} has a say: from a time on, between two times, in turns, a number of times. Times count from the
 * installation, on the clock of the hypervisor: the virtual one in a {@link Simulation}. What a rule holds, it lets go when
 * its time is over, as it does when it is removed. Immutable.
 *
 * {@snippet :
 * link.install(Faults.hold(), Schedule.between(Duration.ofSeconds(1), Duration.ofSeconds(3))); // an outage of two seconds
 * link.install(Faults.latency(LONG), Schedule.every(Duration.ofMinutes(1), Duration.ofSeconds(5))); // bad for 5 s a minute
 * link.install(Faults.resetAfter(0), Schedule.after(Duration.ofSeconds(2)).once()); // the next write then breaks
 * link.install(Faults.sometimes(10, Faults.refuse()), Schedule.until(Duration.ofSeconds(9))); // chance and time together
 * }
 */
public final class Schedule {
    private static final Schedule ALWAYS = new Schedule(0, Waiter.NEVER, 0, Long.MAX_VALUE);
    private static final Duration MAX = Duration.ofDays(36500);

    private final long from;
    private final long length;
    private final long period;
    private final long most;

    private Schedule(long from, long length, long period, long most) {
        this.from = from;
        this.length = length;
        this.period = period;
        this.most = most;
    }

    /**
     * From the installation until the rule is removed.
     *
     * @return the schedule that a rule has where nothing is said
     */
    public static Schedule always() {
        return ALWAYS;
    }

    /**
     * From a time until the rule is removed.
     *
     * @param from zero or more
     * @return the schedule
     * @throws IllegalArgumentException if it is negative, or more than a century
     */
    public static Schedule after(Duration from) {
        return new Schedule(nanos("from", from, 0), Waiter.NEVER, 0, Long.MAX_VALUE);
    }

    /**
     * From the installation until a time.
     *
     * @param to more than zero
     * @return the schedule
     * @throws IllegalArgumentException if it is not more than zero, or more than a century
     */
    public static Schedule until(Duration to) {
        return between(Duration.ZERO, to);
    }

    /**
     * From one time until another.
     *
     * @param from zero or more
     * @param to more than {@code from}
     * @return the schedule
     * @throws IllegalArgumentException if they are out of order, negative, or more than a century
     */
    public static Schedule between(Duration from, Duration to) {
        long start = nanos("from", from, 0);
        return new Schedule(start, nanos("to", to, start + 1) - start, 0, Long.MAX_VALUE);
    }

    /**
     * Again and again: on at the beginning of each period, then off for the rest of it.
     *
     * @param period from one beginning to the next
     * @param on more than zero, and less than {@code period}
     * @return the schedule
     * @throws IllegalArgumentException if {@code on} is not within these bounds, or the period is more than a century
     */
    public static Schedule every(Duration period, Duration on) {
        long length = nanos("on", on, 1);
        return new Schedule(0, length, nanos("period", period, length + 1), Long.MAX_VALUE);
    }

    /**
     * The same, later.
     *
     * @param delay by how much; zero or more
     * @return the schedule
     * @throws IllegalArgumentException if it is negative, or more than a century
     */
    public Schedule delayed(Duration delay) {
        return new Schedule(from + nanos("delay", delay, 0), length, period, most);
    }

    /**
     * The same, for the first event at which the rule has a say.
     *
     * @return the schedule
     */
    public Schedule once() {
        return times(1);
    }

    /**
     * The same, for so many of the events at which the rule has a say. What it holds then, it goes on to hold.
     *
     * @param count at least 1
     * @return the schedule
     * @throws IllegalArgumentException if it is less
     */
    public Schedule times(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", must be at least 1");
        }
        return new Schedule(from, length, period, count);
    }

    /** At how many events at most. */
    long most() {
        return most;
    }

    /**
     * When it is off next.
     *
     * @param age nanoseconds since the installation
     * @return the age then; {@link Waiter#NEVER} if it stays on; {@code age} itself if it is off now
     */
    long offAt(long age) {
        long since = age - from;
        if (since < 0) {
            return age;
        }
        if (length == Waiter.NEVER) {
            return Waiter.NEVER;
        }
        long phase = period == 0 ? since : since % period;
        return phase < length ? age - phase + length : age;
    }

    private static long nanos(String name, Duration time, long least) {
        Objects.requireNonNull(time, name);
        if (time.compareTo(MAX) > 0 || time.toNanos() < least) {
            throw new IllegalArgumentException(
                    name + " is " + time + ", must be from " + Duration.ofNanos(least) + " to " + MAX);
        }
        return time.toNanos();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schedule that
                && from == that.from
                && length == that.length
                && period == that.period
                && most == that.most;
    }

    @Override
    public int hashCode() {
        return Objects.hash(from, length, period, most);
    }

    @Override
    public String toString() {
        if (equals(ALWAYS)) {
            return "always";
        }
        StringBuilder text = new StringBuilder("from ").append(Duration.ofNanos(from));
        if (length != Waiter.NEVER) {
            text.append(" for ").append(Duration.ofNanos(length));
        }
        if (period != 0) {
            text.append(" every ").append(Duration.ofNanos(period));
        }
        return most == Long.MAX_VALUE
                ? text.toString()
                : text.append(", ")
                        .append(most)
                        .append(most == 1 ? " time" : " times")
                        .toString();
    }
}
