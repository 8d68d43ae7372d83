package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Ending the reading direction. */
final class ShutdownReadChecks {
    private ShutdownReadChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("H6", ShutdownReadChecks::endsReading).onBothThreadKinds(),
                Rule.of("H7", ShutdownReadChecks::peerIsTold)
                        .needs(Capability.PEER_SHUTDOWN_READ, ShutdownReadChecks::peerIsNotDeceived),
                Rule.of("H8", ShutdownReadChecks::writingGoesOn));
    }

    private static void endsReading(Trial trial) throws Exception {
        record Blocked(ReadCall call, Direction direction, Task<ReadCall.Got> read) {}
        List<Blocked> blocked = new ArrayList<>();
        for (ReadCall call : ReadCall.values()) {
            for (Direction direction : Direction.each(trial)) {
                Task<ReadCall.Got> read = trial.start("blocked " + call, () -> call.from(direction.reader(), 10));
                blocked.add(new Blocked(call, direction, read));
            }
        }
        for (Blocked each : blocked) {
            each.read().awaitBlocked();
            each.direction().reader().shutdownRead();
            ReadCall.Got got = each.read().join();
            trial.check(
                    got.end() && !got.bytes().hasRemaining(),
                    "a blocked %s brought %s at shutdownRead",
                    each.call(),
                    got);
        }
        for (Direction direction : Direction.each(trial)) {
            direction.write(5000);
            direction.readSome(10); // what is read ahead beyond it is dropped too
            direction.reader().shutdownRead();
            onlyEnd(trial, direction);
            try {
                direction.write(10);
            } catch (IOException e) {
                // Whether the peer's writes fail is the matter of H7.
            }
            onlyEnd(trial, direction);
        }
    }

    private static void onlyEnd(Trial trial, Direction direction) throws Exception {
        for (ReadCall call : ReadCall.values()) {
            ReadCall.Got got = trial.start("late " + call, () -> call.from(direction.reader(), 10))
                    .join();
            trial.check(got.end() && !got.bytes().hasRemaining(), "after shutdownRead %s brought %s", call, got);
        }
    }

    private static void peerIsTold(Trial trial) throws Exception {
        for (WriteCall call : WriteCall.values()) {
            for (Direction direction : Direction.each(trial)) {
                direction.reader().shutdownRead();
                IOException e = FailedWriteChecks.writeUntilFailure(trial, direction.writer(), call);
                trial.check(
                        e instanceof FlowClosedException,
                        "after the peer's shutdownRead %s failed with %s, not with FlowClosedException",
                        call,
                        e);
            }
        }
        for (Direction direction :
                Direction.each(trial, trial.options().bufferSize(8192).windowSize(1 << 16))) {
            Flood flood = Flood.start(trial, direction, 1000);
            flood.awaitFull();
            direction.reader().shutdownRead();
            IOException e = flood.failure();
            trial.check(e instanceof FlowClosedException, "the writer that was blocked failed with %s", e);
        }
    }

    /** Where the peer is not told, its writes succeed, wait or fail as to one who was told, and in no other way. */
    private static void peerIsNotDeceived(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.reader().shutdownRead();
            direction.writer().setWriteTimeout(trial.moment());
            try {
                direction.write(1 << 20, 1000);
            } catch (FlowClosedException | FlowTimeoutException e) {
                // As documented.
            }
            onlyEnd(trial, direction);
        }
    }

    private static void writingGoesOn(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.write(100);
            direction.writer().shutdownRead();
            Task<Boolean> write = trial.launch("write", () -> direction.write(WritingRules.LARGE, 100_000));
            direction.read(100 + WritingRules.LARGE);
            write.join();
        }
        // Also for a writer who is blocked meanwhile.
        FlowOptions options = trial.options().bufferSize(8192).windowSize(1 << 16);
        for (Direction direction : Direction.each(trial, options)) {
            Task<Boolean> write = trial.launch("blocked write", () -> direction.write(WritingRules.LARGE));
            write.awaitBlocked();
            direction.writer().shutdownRead();
            direction.read(WritingRules.LARGE);
            write.join();
        }
    }
}
