package io.hvflow.conformance.trial;

import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was first seen to go wrong in a trial, whatever rule the trial was about: the same in every rule that fails for the same
 * reason. A check about buffers that waits for the end of a stream, for example, hangs as H1 says that it must not.
 *
 * @param text what was seen, in a few words; empty if nothing in particular
 * @param rule the rule that says that this must not be; empty if no rule does so in particular
 * @param place where in the code of the target or under it something was thrown; empty if nothing was, or only by the library
 */
public record Symptom(String text, String rule, String place) {
    public static final Symptom NONE = new Symptom("", "", "");

    /** The packages whose frames say nothing of the target. */
    public static final Set<String> OF_SUITE = Set.of(
            "io.hvflow.conformance",
            "io.hvflow.conformance.agent",
            "io.hvflow.conformance.agent.server",
            "io.hvflow.conformance.agent.wire",
            "io.hvflow.conformance.cli",
            "io.hvflow.conformance.contract",
            "io.hvflow.conformance.plain",
            "io.hvflow.conformance.providers",
            "io.hvflow.conformance.report",
            "io.hvflow.conformance.rules",
            "io.hvflow.conformance.script",
            "io.hvflow.conformance.soak",
            "io.hvflow.conformance.storm",
            "io.hvflow.conformance.suite",
            "io.hvflow.conformance.targets",
            "io.hvflow.conformance.text",
            "io.hvflow.conformance.trial");

    /** A stream whose bytes are not those that were written. */
    static final class WrongBytes extends AssertionError {
        private static final long serialVersionUID = 1;

        WrongBytes(String message) {
            super(message);
        }
    }

    /** End of stream before all that was written. */
    static final class EndTooSoon extends AssertionError {
        private static final long serialVersionUID = 1;

        EndTooSoon(String message) {
            super(message);
        }
    }

    /** Of what ended a trial in which that happened. */
    public static Symptom of(Throwable failure, Trace.Recording recording) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof WrongBytes) {
                return new Symptom("other bytes were read than were written", "R2", "");
            }
            if (at instanceof EndTooSoon) {
                return endTooSoon(recording);
            }
            if (at instanceof Hang hang) {
                return hang(hang.thread(), recording);
            }
            if (!(at instanceof AssertionError)) {
                return thrown(at, recording);
            }
        }
        return NONE;
    }

    /** Of a thread that did not end: by its last call, and what was done to the flow before. */
    public static Symptom hang(@Nullable String thread, Trace.Recording recording) {
        Optional<Step> pending = recording.steps().stream()
                .filter(step -> step.pending() && step.thread().equals(thread))
                .reduce((first, second) -> second);
        if (pending.isEmpty()) {
            return NONE;
        }
        Step step = pending.get();
        End here = new End(step.flow(), recording);
        End peer = here.peer();
        String call = step.call();
        return switch (call) {
            case "read", "readInto" -> {
                if (here.did("abort")) {
                    yield stuck(call, "own abort", "C8");
                }
                if (here.did("close")) {
                    yield stuck(call, "own close", "C6");
                }
                if (here.did("shutdownRead")) {
                    yield stuck(call, "own shutdownRead", "H6");
                }
                if (peer.did("abort")) {
                    yield stuck(call, "the peer's abort", "C8");
                }
                if (peer.did("close")) {
                    yield stuck(call, "the peer's close", "C1");
                }
                if (peer.did("shutdownWrite")) {
                    yield stuck(call, "the peer's shutdownWrite", "H1");
                }
                yield peer.did("write") || peer.did("writev") ? stuck(call, "the peer's writes", "W4") : NONE;
            }
            case "write", "writev" -> {
                if (here.did("abort")) {
                    yield stuck(call, "own abort", "C8");
                }
                if (here.did("close")) {
                    yield stuck(call, "own close", "C6");
                }
                if (here.did("shutdownWrite")) {
                    yield stuck(call, "own shutdownWrite", "H3");
                }
                if (peer.did("abort")) {
                    yield stuck(call, "the peer's abort", "W8");
                }
                if (peer.did("close")) {
                    yield stuck(call, "the peer's close", "W8");
                }
                if (peer.did("shutdownRead")) {
                    yield stuck(call, "the peer's shutdownRead", "H7");
                }
                yield peer.did("read") || peer.did("readInto") ? stuck(call, "the peer's reads", "W7") : NONE;
            }
            case "close" -> new Symptom("close never returned", "C10", "");
            case "abort" -> new Symptom("abort never returned", "C8", "");
            case "shutdownWrite" -> new Symptom("shutdownWrite never returned", "H1", "");
            case "shutdownRead" -> new Symptom("shutdownRead never returned", "H6", "");
            default -> NONE;
        };
    }

    private static Symptom stuck(String call, String after, String rule) {
        String kind = call.startsWith("read") ? "a read" : "a write";
        return new Symptom(kind + " never returned after " + after, rule, "");
    }

    private static Symptom endTooSoon(Trace.Recording recording) {
        Optional<Step> end = recording.steps().stream()
                .filter(step -> step.outcome().startsWith("end of stream"))
                .reduce((first, second) -> second);
        if (end.isEmpty()) {
            return NONE;
        }
        End peer = new End(end.get().flow(), recording).peer();
        String text = "end of stream came before all bytes that were written";
        if (peer.did("abort")) {
            return new Symptom(text + ", after the peer's abort", "R5", "");
        }
        if (peer.did("close")) {
            return new Symptom(text + ", after the peer's close", "C1", "");
        }
        return peer.did("shutdownWrite")
                ? new Symptom(text + ", after the peer's shutdownWrite", "H1", "")
                : new Symptom("end of stream came though the peer had ended nothing", "R3", "");
    }

    /** Of an exception that no check expected: by where it, or what caused it, was thrown, else by the call that failed with it. */
    private static Symptom thrown(Throwable e, Trace.Recording recording) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            String place = place(at);
            if (!place.isEmpty()) {
                return new Symptom(at.getClass().getSimpleName() + " at " + place, "", place);
            }
        }
        String type = e.getClass().getSimpleName();
        return recording.steps().stream()
                .filter(step -> step.failed() && step.outcome().startsWith(type))
                .reduce((first, second) -> second)
                .map(step -> failed(e, step, new End(step.flow(), recording)))
                .orElseGet(() -> new Symptom(type, "", ""));
    }

    /** Of a call that failed: where nobody had done what may make it fail, by what was done instead. */
    private static Symptom failed(Throwable e, Step step, End here) {
        End peer = here.peer();
        String call = step.call();
        String text = call + " failed with " + e.getClass().getSimpleName();
        Symptom none = new Symptom(text, "", "");
        boolean ended = e instanceof FlowResetException || e instanceof FlowClosedException;
        if (!ended || peer.name().isEmpty() || here.did("abort") || here.did("close") || peer.did("abort")) {
            return none;
        }
        return switch (call) {
            case "read", "readInto" -> {
                if (here.did("shutdownRead")) {
                    yield new Symptom(text + " after own shutdownRead", "H6", "");
                }
                if (peer.did("close")) {
                    yield new Symptom(text + " after the peer's close", "C1", "");
                }
                yield peer.did("shutdownWrite")
                        ? new Symptom(text + " after the peer's shutdownWrite", "H1", "")
                        : new Symptom(text + " though nobody had ended anything", "R3", "");
            }
            case "write", "writev" -> {
                if (here.did("shutdownWrite") || peer.did("close") || peer.did("shutdownRead")) {
                    yield none;
                }
                yield here.did("shutdownRead")
                        ? new Symptom(text + " after own shutdownRead", "H8", "")
                        : new Symptom(text + " though nobody had ended anything", "W1", "");
            }
            default -> none;
        };
    }

    /** The first frame that is neither the suite's nor the JDK's; nor the library's, whose own exceptions have many causes. */
    private static String place(Throwable e) {
        boolean ofLibrary = e.getClass().getName().startsWith("io.hvflow.");
        return Stream.of(e.getStackTrace())
                .filter(frame -> !isOfSuite(frame.getClassName()) && !isOfJdk(frame.getClassName()))
                .findFirst()
                .filter(frame -> !ofLibrary || !isOfLibrary(frame.getClassName()))
                .map(frame -> frame.getClassName().replaceFirst(".*\\.", "") + "." + frame.getMethodName() + "("
                        + frame.getFileName() + ":" + frame.getLineNumber() + ")")
                .orElse("");
    }

    private static boolean isOfSuite(String name) {
        return OF_SUITE.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                || name.startsWith("net.jqwik.")
                || name.startsWith("org.junit.");
    }

    private static boolean isOfJdk(String name) {
        return Stream.of("java.", "javax.", "jdk.", "sun.").anyMatch(name::startsWith);
    }

    private static boolean isOfLibrary(String name) {
        return Stream.of("io.hvflow.", "io.hvflow.spi.", "io.hvflow.hvsock.", "io.hvflow.simulator.")
                .anyMatch(prefix -> name.startsWith(prefix) && !name.startsWith("io.hvflow.conformance."));
    }

    /** One end of a pair, by what was asked of it. */
    private record End(String name, Trace.Recording recording) {
        End peer() {
            String other = name.startsWith("near")
                    ? name.replaceFirst("near", "far")
                    : name.startsWith("far") ? name.replaceFirst("far", "near") : "";
            return new End(other, recording);
        }

        /** Whether that was asked of it, and did not fail. */
        boolean did(String operation) {
            return recording.asked(name, operation);
        }
    }
}
