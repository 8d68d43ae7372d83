package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules on closing in good order. */
final class ClosingRules {
    private ClosingRules() {}

    static List<Rule> rules() {
        List<Rule> here = List.of(
                Rule.of("C1", ClosingRules::deliversThenEnds).onBothThreadKinds(),
                Rule.of("C2", ClosingRules::waitsForThePeer).onBothThreadKinds(),
                Rule.of("C4", ClosingRules::nothingAfterClose).onBothThreadKinds(),
                Rule.of("C5", ClosingRules::closesOnce).onBothThreadKinds(),
                Rule.of("C6", ClosingRules::releasesOwnCalls).onBothThreadKinds(),
                Rule.of("C9", ClosingRules::dropsWhatStillComes),
                Rule.of("C10", ClosingRules::boundedWithoutShutdown).onBothThreadKinds());
        return Stream.of(here, EndedCloseChecks.rules(), CrowdedCloseChecks.rules(), ReleaseChecks.rules())
                .flatMap(List::stream)
                .toList();
    }

    /** Options under which a close that does not notice what it waits for never ends. */
    static FlowOptions patient(Trial trial) {
        return trial.options().closeTimeout(Duration.ofHours(1));
    }

    private static void deliversThenEnds(Trial trial) throws Exception {
        for (Direction direction :
                Direction.each(trial, WritingRules.large(trial).closeTimeout(Duration.ofHours(1)))) {
            direction.write(WritingRules.LARGE - 5000, 1 << 16);
            direction.write(5000, 1);
            closeWhileRead(trial, direction);
        }
        for (Direction direction : Direction.each(trial, patient(trial))) {
            closeWhileRead(trial, direction); // nothing was written
        }
        closeUnderAWriter(trial);
    }

    private static void closeWhileRead(Trial trial, Direction direction) throws Exception {
        Flow writer = direction.writer();
        Flow reader = direction.reader();
        Task<Boolean> close = trial.launch("close", writer::close);
        trial.launch("read", direction::readToEnd).join();
        trial.launch("peer's close", reader::close).join();
        close.join();
    }

    /** A write that is under way is not accepted as a whole, but all before it are. */
    private static void closeUnderAWriter(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, patient(trial))) {
            Flow writer = direction.writer();
            Flow reader = direction.reader();
            Flood flood = Flood.start(trial, direction, 40_000);
            flood.awaitFull();
            Task<Boolean> close = trial.launch("close", writer::close);
            Task<Boolean> drain = trial.launch("read", direction::drain);
            flood.failure();
            drain.join();
            trial.check(
                    direction.received() >= flood.accepted() && direction.received() <= direction.written(),
                    "%d bytes were accepted, %d of them by a write that failed, but %d came before end of stream",
                    direction.written(),
                    direction.written() - flood.accepted(),
                    direction.received());
            trial.launch("peer's close", reader::close).join();
            close.join();
        }
    }

    private static void waitsForThePeer(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, patient(trial))) {
            direction.write(100);
            peerCloses(trial, direction);
        }
        if (trial.has(Capability.HALF_CLOSE)) {
            // To have shut down writing before is no reason not to wait.
            for (Direction direction : Direction.each(trial, patient(trial))) {
                direction.write(100);
                direction.writer().shutdownWrite();
                direction.readToEnd();
                peerCloses(trial, direction);
            }
        }
        // A peer that stays open is waited for closeTimeout, and that is no failure.
        for (Direction direction : Direction.each(trial)) {
            direction.write(100);
            Flow writer = direction.writer();
            trial.launch("close with a peer that stays open", writer::close).join();
        }
        // Nor is there anybody to wait for once the peer has broken the stream off.
        for (Direction direction : Direction.each(trial, patient(trial))) {
            Flow one = direction.writer();
            Task<Boolean> close = trial.launch("close whose peer aborts", () -> {
                try {
                    one.close();
                } catch (IOException e) {
                    // That may be said, or not: all that was accepted was delivered.
                }
            });
            close.awaitBlocked();
            direction.reader().abort();
            close.join();
        }
    }

    private static void peerCloses(Trial trial, Direction direction) throws Exception {
        Flow one = direction.writer();
        Flow other = direction.reader();
        Task<Boolean> close = trial.launch("close", one::close);
        close.awaitBlocked();
        trial.stays("close waits for the peer", () -> !close.isDone());
        trial.launch("peer's close", other::close).join();
        close.join();
    }

    private static void nothingAfterClose(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, trial.options().closeTimeout(Duration.ZERO))) {
            direction.opposite().write(100); // what was never read is not read now
            Flow closed = direction.writer();
            trial.launch("close", closed::close).join();
            for (ReadCall call : ReadCall.values()) {
                Task<ReadCall.Got> read = trial.start("late read", () -> call.from(closed, 10));
                FlowClosedException e = trial.expect(FlowClosedException.class, call + " after close", read::join);
                FailureChecks.names(trial, e, "read", closed.remoteAddress());
            }
            for (WriteCall call : WriteCall.values()) {
                Task<Boolean> write = trial.launch("late write", () -> call.to(closed, ByteBuffer.allocate(10)));
                FlowClosedException e = trial.expect(FlowClosedException.class, call + " after close", write::join);
                FailureChecks.names(trial, e, "write", closed.remoteAddress());
            }
            trial.launch("late shutdowns", () -> {
                        closed.shutdownRead();
                        closed.shutdownWrite();
                    })
                    .join();
        }
    }

    private static void closesOnce(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, patient(trial))) {
            Flow one = direction.writer();
            Flow other = direction.reader();
            direction.write(100);
            List<Task<Boolean>> closes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                closes.add(trial.launch("close " + i, one::close));
            }
            for (Task<Boolean> close : closes) {
                close.awaitBlocked();
            }
            trial.stays(
                    "every close waits until the first is done",
                    () -> closes.stream().noneMatch(Task::isDone));
            direction.readToEnd();
            trial.launch("peer's close", other::close).join();
            for (Task<Boolean> close : closes) {
                close.join();
            }
            trial.launch("close again", one::close).join();
            trial.launch("peer's close again", other::close).join();
        }
    }

    private static void releasesOwnCalls(Trial trial) throws Exception {
        FlowOptions options = trial.options().bufferSize(8192).windowSize(1 << 16);
        for (Direction direction : Direction.each(trial, options)) {
            Direction answer = direction.opposite();
            Flow closed = direction.writer();
            List<Task<ReadCall.Got>> reads = new ArrayList<>();
            for (ReadCall call : ReadCall.values()) {
                reads.add(trial.start("blocked " + call, () -> call.from(answer.reader(), 10)));
            }
            Flood flood = Flood.start(trial, direction, 1000);
            flood.awaitFull();
            for (Task<ReadCall.Got> read : reads) {
                read.awaitBlocked();
            }
            trial.launch("close", closed::close); // how it ends, with a peer that does not read, is the matter of C3
            for (Task<ReadCall.Got> read : reads) {
                trial.expect(FlowClosedException.class, read.name() + " at close", read::join);
            }
            IOException e = flood.failure();
            trial.check(e instanceof FlowClosedException, "the writer that was blocked failed at close with %s", e);
        }
    }

    private static void dropsWhatStillComes(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, patient(trial))) {
            Flow closing = direction.reader();
            Flow peer = direction.writer();
            direction.write(1000); // it is there already when close begins, and nobody reads it
            Task<Boolean> close = trial.launch("close", closing::close);
            close.awaitBlocked();
            // More than fits anywhere: a close that leaves it lying blocks the peer.
            Task<Boolean> write = trial.launch("write to a peer that closes", () -> {
                try {
                    direction.write(4L * WritingRules.LARGE, 1 << 16);
                } catch (FlowClosedException e) {
                    // As good: the peer reads no more.
                }
            });
            write.join();
            trial.launch("peer's close", peer::close).join();
            close.join();
        }
    }

    private static void boundedWithoutShutdown(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            Flow one = direction.writer();
            trial.launch("close of an idle flow", one::close).join();
            trial.launch("read the end", direction::readToEnd).join();
        }
        for (Direction direction : Direction.each(trial, patient(trial))) {
            Flow one = direction.writer();
            Flow other = direction.reader();
            Task<Boolean> close = trial.launch("close", one::close);
            trial.launch("read the end while the peer closes", direction::readToEnd)
                    .join();
            trial.launch("peer's close", other::close).join();
            close.join();
        }
        for (int i = 0; i < 10; i++) {
            FlowPair pair = trial.open(patient(trial));
            Task<Boolean> near = trial.launch("near close", pair.near()::close);
            Task<Boolean> far = trial.launch("far close", pair.far()::close);
            near.join();
            far.join();
        }
    }
}
