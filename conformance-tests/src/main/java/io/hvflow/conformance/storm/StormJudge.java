package io.hvflow.conformance.storm;

import io.hvflow.conformance.storm.Storm.Kind;
import io.hvflow.conformance.storm.StormCall.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the calls of a storm went as the contract allows, whichever of those that were made at once came first. */
final class StormJudge {
    private final Storm.Setting setting;
    private final boolean breaks;
    private final boolean tellsResets;
    private final List<StormCall> calls;

    /**
     * Makes one.
     *
     * @param breaks whether the connection may have broken by itself
     * @param tellsResets whether a stream that broke does not look like one that ended
     * @param calls all calls, each of which has ended
     */
    StormJudge(Storm.Setting setting, boolean breaks, boolean tellsResets, List<StormCall> calls) {
        this.setting = setting;
        this.breaks = breaks;
        this.tellsResets = tellsResets;
        this.calls = calls;
    }

    /** Fails with what is wrong. */
    void check() {
        calls.forEach(this::checkCall);
        for (boolean near : new boolean[] {true, false}) {
            checkStream(near);
        }
    }

    private static void check(boolean ok, String rules, StormCall call, String why) {
        if (!ok) {
            throw new AssertionError(call + ": " + why + " (" + rules + ")");
        }
    }

    /** A call of one of these kinds at that end that had been made when {@code call} returned. */
    private boolean made(boolean near, StormCall call, Kind... kinds) {
        return calls.stream().anyMatch(it -> it != call && it.near == near && it.is(kinds) && it.begunBefore(call));
    }

    /** The call of one of these kinds at that end that had returned when {@code call} was made. */
    private @Nullable StormCall returned(boolean near, StormCall call, Kind... kinds) {
        return calls.stream()
                .filter(it -> it.near == near && it.is(kinds) && it.before(call))
                .findFirst()
                .orElse(null);
    }

    private boolean anyAbort(StormCall call) {
        return breaks || made(true, call, Kind.ABORT) || made(false, call, Kind.ABORT);
    }

    // One call

    private void checkCall(StormCall call) {
        check(!call.is(Result.UNEXPECTED), "T7", call, "no call ends so");
        check(!call.wasInterrupted || call.isInterrupted, "R15, C14", call, "the interrupt status is gone");
        switch (call.kind) {
            case WRITE, WRITEV -> checkWrite(call);
            case READ, READ_DST, READ_INTO -> checkRead(call);
            case CLOSE -> checkClose(call);
            case ABORT, SHUTDOWN_READ, SHUTDOWN_WRITE, INTERRUPT ->
                check(call.is(Result.DONE), "C4, C8, H4", call, "it does not fail");
        }
    }

    private void checkGivenUp(StormCall call, int timeout) {
        if (call.is(Result.TIMED_OUT)) {
            check(timeout > 0 && call.millis() >= timeout, "R14, W12", call, "its time was not up: " + timeout + " ms");
        }
        if (call.is(Result.INTERRUPTED)) {
            boolean asked = calls.stream()
                    .anyMatch(it -> it.is(Kind.INTERRUPT) && it.size == call.lane && it.begunBefore(call));
            check(asked, "R15", call, "nobody interrupted it");
            check(call.isInterrupted, "R15", call, "the interrupt status is not set");
        }
    }

    private void checkRead(StormCall call) {
        checkGivenUp(call, setting.times(call.near).read());
        boolean own = made(call.near, call, Kind.CLOSE, Kind.ABORT);
        switch (call.result) {
            case DONE -> {
                boolean full = call.kind == Kind.READ || call.moved <= call.size;
                check(call.moved >= 1 && full, "R1, R11", call, "wrong count");
                check(call.kind != Kind.READ_INTO || call.moved == call.size, "R8", call, "not filled");
                StormCall ended = returned(call.near, call, Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_READ);
                check(ended == null, "C4, H6", call, "it came after " + ended);
                StormCall last = calls.stream()
                        .filter(it -> it.near == call.near && it.kind.reads() && it.before(call))
                        .filter(it -> it.is(Result.END_OF_STREAM, Result.RESET))
                        .findFirst()
                        .orElse(null);
                check(last == null, "R4, R6", call, "it came after " + last);
            }
            case END_OF_STREAM -> {
                boolean ended =
                        made(!call.near, call, Kind.CLOSE, Kind.SHUTDOWN_WRITE) || (!tellsResets && anyAbort(call));
                check(ended || made(call.near, call, Kind.SHUTDOWN_READ), "R5", call, "nobody has ended the stream");
            }
            case CLOSED -> check(own, "R5, C6", call, "this end is not closed");
            case RESET -> {
                boolean closes = own || made(!call.near, call, Kind.CLOSE);
                check(closes || anyAbort(call), "R5", call, "nobody has broken the stream");
            }
            default -> {}
        }
    }

    private void checkWrite(StormCall call) {
        checkGivenUp(call, setting.times(call.near).write());
        boolean own = made(call.near, call, Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_WRITE);
        boolean peer = made(!call.near, call, Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_READ);
        switch (call.result) {
            case DONE -> {
                check(call.moved == call.size, "W1", call, "not all of it was accepted");
                StormCall ended = returned(call.near, call, Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_WRITE);
                check(ended == null, "C4, H3", call, "it came after " + ended);
                StormCall failed = calls.stream()
                        .filter(it -> it.near == call.near && it.kind.writes() && it.before(call))
                        .filter(it -> it.is(Result.CLOSED, Result.RESET))
                        .findFirst()
                        .orElse(null);
                check(failed == null, "W10", call, "it came after " + failed);
            }
            case TIMED_OUT ->
                check(call.said == call.moved, "W12", call, "it says that " + call.said + " were accepted");
            case CLOSED -> check(own || peer || breaks, "W9", call, "nobody has closed anything");
            case RESET -> check(peer || anyAbort(call), "W9", call, "nobody has broken the stream");
            default -> {}
        }
    }

    private void checkClose(StormCall call) {
        switch (call.result) {
            case DONE -> {}
            case TIMED_OUT ->
                check(
                        call.said > 0 && call.millis() >= setting.closeMillis(),
                        "C3",
                        call,
                        "its time was not up, or nothing was lost: it says " + call.said + " bytes");
            case CLOSED, RESET -> {
                boolean peer = made(!call.near, call, Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_READ);
                check(peer || anyAbort(call), "C1", call, "the peer was there and took everything");
            }
            default -> check(false, "C2", call, "no close ends so");
        }
    }

    // One direction: what the end reads that is near, or not, and its peer writes

    private void checkStream(boolean near) {
        List<StormCall> writes =
                calls.stream().filter(it -> it.near != near && it.kind.writes()).toList();
        Map<Integer, List<StormCall>> readers = new LinkedHashMap<>();
        calls.stream()
                .filter(it -> it.near == near && it.kind.reads() && it.moved > 0)
                .forEach(it -> readers.computeIfAbsent(it.lane, lane -> new ArrayList<>())
                        .add(it));
        new Interleaving(writes, List.copyOf(readers.values())).mistake().ifPresent(mistake -> {
            throw new AssertionError(mistake + " (R2, R13, W3, W12)");
        });
        long accepted = writes.stream().mapToLong(it -> it.moved).sum();
        long received = readers.values().stream()
                .flatMap(List::stream)
                .mapToLong(it -> it.moved)
                .sum();
        for (StormCall read : calls) {
            if (read.near == near && read.kind.reads() && healthy(read)) {
                boolean told = (read.is(Result.END_OF_STREAM) && (tellsResets || !broken()))
                        || (read.is(Result.RESET) && closedWell(!near));
                check(
                        !told || received == accepted,
                        "R3, R5, C1",
                        read,
                        String.format(Locale.ROOT, "%d of %d accepted bytes came before it", received, accepted));
            }
        }
    }

    /** Whether its end had done nothing by then but to read, and that to the end. */
    private boolean healthy(StormCall read) {
        return read.is(Result.END_OF_STREAM, Result.RESET)
                && !made(read.near, read, Kind.SHUTDOWN_READ, Kind.CLOSE, Kind.ABORT);
    }

    /** Whether anything may have broken the stream. */
    private boolean broken() {
        return breaks || calls.stream().anyMatch(it -> it.is(Kind.ABORT) || (it.is(Kind.CLOSE) && !it.is(Result.DONE)));
    }

    /** Whether the end has closed, and was given no reason to lose anything. */
    private boolean closedWell(boolean near) {
        return !broken()
                && calls.stream().anyMatch(it -> it.near == near && it.is(Kind.CLOSE))
                && calls.stream().allMatch(it -> it.near != near || !it.is(Kind.CLOSE) || it.is(Result.DONE));
    }
}
