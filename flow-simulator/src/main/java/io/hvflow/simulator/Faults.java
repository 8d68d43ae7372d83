package io.hvflow.simulator;

import java.time.Duration;

/**
 * The usual faults, as rules to {@link Hypervisor#install install} on a hypervisor, a link or a connection. None of them
 * makes a stream say anything but what was written: they cut it, slow it down, or break it with an error.
 */
public final class Faults {
    private Faults() {}

    /**
     * Every read of the transport gives at most so many bytes.
     *
     * @param bytes at least 1
     * @return the rule
     */
    public static Rule shortReads(int bytes) {
        Verdict verdict = new Verdict.AtMost(bytes);
        return named(
                "shortReads(" + bytes + ")", (event, choices) -> event instanceof Event.Read ? verdict : Verdict.PASS);
    }

    /**
     * Every write to the transport takes at most so many bytes.
     *
     * @param bytes at least 1
     * @return the rule
     */
    public static Rule shortWrites(int bytes) {
        Verdict verdict = new Verdict.AtMost(bytes);
        return named(
                "shortWrites(" + bytes + ")",
                (event, choices) -> event instanceof Event.Write ? verdict : Verdict.PASS);
    }

    /**
     * Every read and every write of the transport moves some number of bytes, chosen anew each time.
     *
     * @param most the largest number, at least 1
     * @return the rule
     */
    public static Rule cuts(int most) {
        new Verdict.AtMost(most);
        return named(
                "cuts(" + most + ")",
                (event, choices) -> event instanceof Event.Read || event instanceof Event.Write
                        ? new Verdict.AtMost(most - choices.choose(most))
                        : Verdict.PASS);
    }

    /**
     * Connections, bytes and the end of a stream take a time to arrive.
     *
     * @param time one way; zero or more
     * @return the rule
     */
    public static Rule latency(Duration time) {
        Verdict verdict = new Verdict.Delay(time);
        return named("latency(" + time + ")", (event, choices) -> travels(event) ? verdict : Verdict.PASS);
    }

    /**
     * Connections, bytes and the end of a stream take a time to arrive, chosen anew each time. Order is kept.
     *
     * @param least the shortest time, zero or more
     * @param most the longest time
     * @return the rule
     */
    public static Rule latency(Duration least, Duration most) {
        new Verdict.Delay(least);
        new Verdict.Delay(most);
        // A thousand steps are enough, and keep the choices small.
        int steps = 1000;
        Duration step = most.minus(least).dividedBy(steps);
        if (least.compareTo(most) > 0) {
            throw new IllegalArgumentException("least is " + least + ", must not be more than most, " + most);
        }
        return named(
                "latency(" + least + ", " + most + ")",
                (event, choices) -> travels(event)
                        ? new Verdict.Delay(least.plus(step.multipliedBy(choices.choose(steps + 1))))
                        : Verdict.PASS);
    }

    /**
     * Nothing arrives while this is installed, and connecting gets no answer; all goes on when it is removed.
     *
     * @return the rule
     */
    public static Rule hold() {
        return named("hold()", (event, choices) -> travels(event) ? Verdict.HOLD : Verdict.PASS);
    }

    /**
     * A connection breaks when so many bytes have passed in either direction. Their reader gets all of them, then an error.
     *
     * @param bytes zero or more; the connections made with it installed, and those that have not passed that many yet
     * @return the rule
     */
    public static Rule resetAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + ", must be zero or more");
        }
        return named(
                "resetAfter(" + bytes + ")",
                (event, choices) -> event instanceof Event.Write write
                                && write.offset() <= bytes
                                && write.offset() + write.bytes() >= bytes
                        ? new Verdict.Reset((int) (bytes - write.offset()))
                        : Verdict.PASS);
    }

    /**
     * Nobody answers: every attempt to connect is refused.
     *
     * @return the rule
     */
    public static Rule refuse() {
        return named("refuse()", (event, choices) -> event instanceof Event.Connect ? Verdict.REFUSE : Verdict.PASS);
    }

    /**
     * A connection that finds the listener's backlog full is refused, as AF_VSOCK does it, instead of waiting.
     *
     * @return the rule
     */
    public static Rule refuseWhenFull() {
        return named(
                "refuseWhenFull()",
                (event, choices) ->
                        event instanceof Event.Connect connect && connect.full() ? Verdict.REFUSE : Verdict.PASS);
    }

    private static boolean travels(Event event) {
        return event instanceof Event.Connect || event instanceof Event.Departure;
    }

    private static Rule named(String name, Rule rule) {
        return new Rule() {
            @Override
            public Verdict judge(Event event, Choices choices) {
                return rule.judge(event, choices);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
