package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A close whose time is up, and closing at once. */
final class EndedCloseChecks {
    private EndedCloseChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("C3", EndedCloseChecks::timeIsUp).onBothThreadKinds(),
                Rule.of("C8", EndedCloseChecks::aborts).onBothThreadKinds());
    }

    private static void timeIsUp(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, WritingRules.large(trial))) {
            direction.write(WritingRules.LARGE, 1 << 16);
            Flow writer = direction.writer();
            long lost = trial.start("close with a peer that does not read", () -> undelivered(trial, writer))
                    .join();
            trial.check(
                    lost >= 0 && lost <= direction.written(),
                    "%d of %d accepted bytes were said to be lost",
                    lost,
                    direction.written());
            @Nullable
            IOException end = trial.start("read what was delivered", () -> readToBreak(direction))
                    .join()
                    .error();
            trial.check(
                    end == null || lost > 0,
                    "close said that nothing was lost, but the peer read %s",
                    String.valueOf(end));
            // An error may take bytes along that the transport had already, end of stream may not.
            long delivered = direction.written() - lost;
            trial.check(
                    end == null ? direction.received() == delivered : direction.received() <= delivered,
                    "%d of %d accepted bytes were said to be lost, but %d came",
                    lost,
                    direction.written(),
                    direction.received());
            for (ReadCall call : ReadCall.values()) {
                trial.expect(FlowClosedException.class, call + " after close", () -> call.from(writer, 10));
            }
        }
        peerHasGone(trial);
    }

    /** The peer breaks the stream off with most of it still to come: nobody but the one that closes hears of it. */
    private static void peerHasGone(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, WritingRules.large(trial))) {
            direction.write(WritingRules.LARGE, 1 << 16);
            direction.reader().abort();
            Flow writer = direction.writer();
            Task<Boolean> close = trial.launch("close with a peer that has gone", writer::close);
            trial.expect(
                    IOException.class, "close of a flow whose accepted bytes its peer did not wait for", close::join);
        }
    }

    /** Closes, and returns how many bytes that says are lost. */
    private static long undelivered(Trial trial, Flow flow) throws IOException {
        try {
            flow.close();
            return 0;
        } catch (FlowTimeoutException e) {
            FailureChecks.names(trial, e, "close", flow.remoteAddress());
            return e.bytes();
        }
    }

    /** How a stream went down: with an error, or with end of stream. */
    private record End(@Nullable IOException error) {}

    private static End readToBreak(Direction direction) {
        try {
            direction.drain();
            return new End(null);
        } catch (IOException e) {
            return new End(e);
        }
    }

    private static void aborts(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, WritingRules.large(trial))) {
            direction.write(WritingRules.LARGE, 1 << 16); // most of it is pending, as no transport holds it
            Direction answer = direction.opposite();
            Flow aborted = direction.writer();
            List<Task<ReadCall.Got>> reads = new ArrayList<>();
            for (ReadCall call : ReadCall.values()) {
                reads.add(trial.start("blocked " + call, () -> call.from(answer.reader(), 10)));
            }
            Flood flood = Flood.start(trial, direction, 1000);
            flood.awaitFull();
            for (Task<ReadCall.Got> read : reads) {
                read.awaitBlocked();
            }
            trial.launch("abort", aborted::abort).join();
            for (Task<ReadCall.Got> read : reads) {
                trial.expect(FlowClosedException.class, read.name() + " at abort", read::join);
            }
            IOException e = flood.failure();
            trial.check(e instanceof FlowClosedException, "the writer that was blocked failed at abort with %s", e);

            @Nullable
            IOException end = trial.start("peer reads", () -> readToBreak(direction))
                    .join()
                    .error();
            trial.check(
                    end instanceof FlowResetException || (end == null && !trial.has(Capability.RESET_DETECTION)),
                    "after abort the peer's reading ended with %s",
                    end == null ? "end of stream, as if all had come" : end);
            trial.check(direction.received() < WritingRules.LARGE, "what was pending at abort came all the same");
        }
        // It also ends a close that waits, and does nothing to a flow that is closed.
        for (Direction direction : Direction.each(trial, ClosingRules.patient(trial))) {
            Flow aborted = direction.writer();
            Task<Boolean> close = trial.launch("close", aborted::close);
            close.awaitBlocked();
            trial.launch("abort", aborted::abort).join();
            try {
                close.join();
            } catch (IOException e) {
                // That an aborted close ends, not how, is what counts.
            }
            trial.launch("abort again", aborted::abort).join();
        }
    }
}
