package io.hvflow.simulator;

import io.hvflow.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The usual faults, as rules to {@link Hypervisor#install install} on a hypervisor, a link or a connection. They cut
 * streams, slow them down, stop them, or break them with an error. What real hypervisors do worse is in {@link Profile}.
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

    /**
     * Nothing leaves one partition, and its attempts to connect get no answer, until this is removed; towards it all passes.
     *
     * @param from the partition that is not heard
     * @return the rule
     */
    public static Rule holdFrom(Partition from) {
        return named(
                "holdFrom(" + from.name() + ")",
                (event, choices) -> travels(event) && event.from() == from ? Verdict.HOLD : Verdict.PASS);
    }

    /**
     * Each direction of each connection carries so many bytes in a second.
     *
     * @param bytesPerSecond at least 1
     * @return the rule
     */
    public static Rule bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond is " + bytesPerSecond + ", must be at least 1");
        }
        return named(
                "bandwidth(" + bytesPerSecond + ")",
                (event, choices) -> event instanceof Event.Departure departure && departure.bytes() > 0
                        ? new Verdict.Pace(Duration.ofSeconds(departure.bytes()).dividedBy(bytesPerSecond))
                        : Verdict.PASS);
    }

    /**
     * Each direction of a connection stalls behind so many bytes: what is written then fills the window and stays, with no
     * error and no end, until this is removed.
     *
     * @param bytes zero or more
     * @return the rule
     */
    public static Rule creditStall(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + ", must be zero or more");
        }
        return named(
                "creditStall(" + bytes + ")",
                (event, choices) ->
                        event instanceof Event.Departure departure && departure.offset() + departure.bytes() > bytes
                                ? Verdict.HOLD
                                : Verdict.PASS);
    }

    /**
     * Attempts to connect get no answer until this is removed; connections that are there go on.
     *
     * @return the rule
     */
    public static Rule silentConnect() {
        return named(
                "silentConnect()", (event, choices) -> event instanceof Event.Connect ? Verdict.HOLD : Verdict.PASS);
    }

    /**
     * Readers never learn that a writer has shut down writing; they do when it closes.
     *
     * @return the rule
     */
    public static Rule lostEnd() {
        return named("lostEnd()", (event, choices) -> event instanceof Event.End ? Verdict.DROP : Verdict.PASS);
    }

    /**
     * An end that frees its socket with bytes unread resets the connection, as TCP and AF_UNIX do and AF_VSOCK does not: its
     * peer reads an error, and what it had written and the peer not read is lost. A flow that closes reads on until its {@code
     * closeTimeout}, so that none are unread unless that is short.
     *
     * @return the rule
     */
    public static Rule resetUnread() {
        Verdict verdict = new Verdict.Reset(0);
        return named(
                "resetUnread()",
                (event, choices) ->
                        event instanceof Event.Close close && close.unread().bytes() > 0 ? verdict : Verdict.PASS);
    }

    /**
     * Several rules as one: the first that has something to say about an event is heard.
     *
     * @param name what it is called
     * @param rules the rules, in order
     * @return the rule
     */
    static Rule firstOf(String name, List<Rule> rules) {
        Set<Capability> lacks =
                rules.stream().flatMap(rule -> rule.lacks().stream()).collect(Collectors.toUnmodifiableSet());
        return named(name, lacks, (event, choices) -> {
            for (Rule rule : rules) {
                Verdict verdict = rule.judge(event, choices);
                if (!(verdict instanceof Verdict.Pass)) {
                    return verdict;
                }
            }
            return Verdict.PASS;
        });
    }

    /**
     * Another rule, at some of the events only, chosen anew each time.
     *
     * @param percent at how many of a hundred, from 0 to 100
     * @param rule the other rule
     * @return the rule
     */
    public static Rule sometimes(int percent, Rule rule) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent is " + percent + ", must be from 0 to 100");
        }
        Objects.requireNonNull(rule, "rule");
        return named("sometimes(" + percent + ", " + rule + ")", rule.lacks(), (event, choices) -> {
            Verdict verdict = rule.judge(event, choices);
            // Nothing is chosen where there is nothing to choose.
            return verdict instanceof Verdict.Pass || choices.choose(100) < 100 - percent ? Verdict.PASS : verdict;
        });
    }

    private static boolean travels(Event event) {
        return event instanceof Event.Connect || event instanceof Event.Departure;
    }

    static Rule named(String name, Rule rule) {
        return named(name, rule.lacks(), rule);
    }

    static Rule named(String name, Set<Capability> lacks, Rule rule) {
        return new Rule() {
            @Override
            public Set<Capability> lacks() {
                return lacks;
            }

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
