package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowResetException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reading at the end of a stream, and after one that broke. */
final class EndOfStreamChecks {
    private EndOfStreamChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("R3", EndOfStreamChecks::allThenEnd),
                Rule.of("R4", EndOfStreamChecks::endIsFinal).onBothThreadKinds(),
                Rule.of("R5", EndOfStreamChecks::brokenIsAnError)
                        .needs(Capability.RESET_DETECTION, EndOfStreamChecks::brokenEnds)
                        .onBothThreadKinds(),
                Rule.of("R6", EndOfStreamChecks::errorIsFinal));
    }

    /** Amounts that the transport holds in full: that the flow itself delivers what it buffers is the matter of H1 and C1. */
    private static void allThenEnd(Trial trial) throws Exception {
        List<Direction> directions = new ArrayList<>();
        for (int amount : new int[] {0, 2, 5000}) {
            for (Direction direction : Direction.each(trial)) {
                direction.write(amount, 1000);
                direction.end();
                directions.add(direction);
            }
            for (Direction direction : Direction.each(trial, trial.options().closeTimeout(Duration.ZERO))) {
                direction.write(amount, 1000);
                Flow writer = direction.writer();
                trial.launch("close", writer::close).join();
                attempt(direction.opposite()); // its failure costs none of the bytes that wait to be read
                directions.add(direction);
            }
        }
        for (Direction direction : directions) {
            if (direction.written() > 0) {
                direction.readSome(1); // the rest is read ahead, and the end with it
            }
            direction.readToEnd();
        }
    }

    /** Writes to a peer that has closed, which may fail at once or later. */
    private static void attempt(Direction direction) {
        try {
            direction.write(1);
        } catch (IOException e) {
            // How writes fail is the matter of W9.
        }
    }

    private static void endIsFinal(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.write(10);
            direction.end();
            direction.readToEnd();
            trial.launch("reads after the end", () -> readPastEnd(trial, direction))
                    .join();
            if (trial.has(Capability.HALF_CLOSE)) {
                Direction answer = direction.opposite();
                answer.write(100);
                answer.catchUp();
                trial.launch("reads after an answer", () -> readPastEnd(trial, direction))
                        .join();
            }
        }
    }

    private static void readPastEnd(Trial trial, Direction direction) throws IOException {
        for (int round = 0; round < 3; round++) {
            for (ReadCall call : ReadCall.values()) {
                ReadCall.Got got = call.from(direction.reader(), 10);
                trial.check(got.end() && !got.bytes().hasRemaining(), "after end of stream %s brought %s", call, got);
            }
        }
    }

    private static void brokenIsAnError(Trial trial) throws Exception {
        for (Task<Broken> end : breakStreams(trial)) {
            Broken broken = end.join();
            trial.check(
                    broken.error() instanceof FlowResetException,
                    "the peer aborted, but its stream %s",
                    broken.error() == null ? "seemed to end in good order" : "failed with " + broken.error());
        }
    }

    /** What is asked where the transport cannot tell: it ends, and brings nothing that was not sent. */
    private static void brokenEnds(Trial trial) throws Exception {
        for (Task<Broken> end : breakStreams(trial)) {
            Broken broken = end.join();
            trial.check(
                    broken.error() == null || broken.error() instanceof FlowResetException,
                    "the peer aborted: neither end of stream nor a reset but %s",
                    String.valueOf(broken.error()));
        }
    }

    /** How a stream went down: with an error, or as if it had ended. */
    private record Broken(@Nullable IOException error) {}

    /** Readers that wait, and readers that still have bytes to read, of a peer that aborts. */
    private static List<Task<Broken>> breakStreams(Trial trial) throws Exception {
        List<Task<Broken>> ends = new ArrayList<>();
        for (Direction direction : Direction.each(trial)) {
            Task<Broken> waiting = trial.start("waiting reader", () -> readToBreak(trial, direction));
            waiting.awaitBlocked();
            direction.writer().abort();
            ends.add(waiting);
        }
        for (Direction direction : Direction.each(trial)) {
            direction.write(5000);
            direction.readSome(1);
            direction.writer().abort();
            ends.add(trial.start("late reader", () -> readToBreak(trial, direction)));
        }
        return ends;
    }

    private static Broken readToBreak(Trial trial, Direction direction) {
        try {
            direction.drain();
            return new Broken(null);
        } catch (IOException e) {
            if (e instanceof FlowResetException reset) {
                FailureChecks.names(trial, reset, "read", direction.reader().remoteAddress());
            }
            return new Broken(e);
        }
    }

    private static void errorIsFinal(Trial trial) throws Exception {
        // This end's own abort makes every target's reads fail, whatever was there to be read.
        for (Direction direction : Direction.each(trial)) {
            direction.write(1000);
            direction.readSome(1);
            direction.reader().abort();
            readPastError(trial, direction.reader());
        }
        if (trial.has(Capability.RESET_DETECTION)) {
            for (Direction direction : Direction.each(trial)) {
                direction.write(1000);
                direction.readSome(1);
                direction.writer().abort();
                trial.expect(IOException.class, "reading on after the peer aborted", direction::drain);
                readPastError(trial, direction.reader());
            }
        }
    }

    private static void readPastError(Trial trial, Flow reader) throws Exception {
        for (int round = 0; round < 3; round++) {
            for (ReadCall call : ReadCall.values()) {
                Task<ReadCall.Got> read = trial.start("read after an error", () -> call.from(reader, 10));
                trial.expect(IOException.class, call + " after a read error", read::join);
            }
        }
    }
}
