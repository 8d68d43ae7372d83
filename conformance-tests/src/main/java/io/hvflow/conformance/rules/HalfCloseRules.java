package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules on ending one direction: the writing one here. */
final class HalfCloseRules {
    private HalfCloseRules() {}

    static List<Rule> rules() {
        List<Rule> here = List.of(
                Rule.of("H1", HalfCloseRules::deliversThenEnds)
                        .needs(Capability.HALF_CLOSE, HalfCloseRules::deliversThenPerhapsEnds),
                Rule.of("H2", HalfCloseRules::readingGoesOn)
                        .needs(Capability.HALF_CLOSE, HalfCloseRules::readingGoesOnAsFarAsItDoes),
                Rule.of("H3", HalfCloseRules::writesFail)
                        .needs(Capability.HALF_CLOSE, HalfCloseRules::writesFail)
                        .onBothThreadKinds(),
                Rule.of("H5", HalfCloseRules::readerIsUndisturbed).onBothThreadKinds());
        return Stream.of(here, ShutdownReadChecks.rules(), BothDirectionsChecks.rules())
                .flatMap(List::stream)
                .toList();
    }

    /** Streams that were ended with most of their bytes still with the flow. */
    private static List<Direction> ended(Trial trial) throws Exception {
        List<Direction> ended = new ArrayList<>();
        for (Direction direction : Direction.each(trial, WritingRules.large(trial))) {
            direction.write(WritingRules.LARGE - 5000, 1 << 16);
            direction.write(5000, 1); // pieces so many that a system takes them only in several calls
            Flow writer = direction.writer();
            trial.launch("shutdownWrite", writer::shutdownWrite).join(); // does not wait for the peer to read
            ended.add(direction);
        }
        for (Direction direction : Direction.each(trial)) {
            direction.writer().shutdownWrite(); // nothing at all before the end
            ended.add(direction);
        }
        return ended;
    }

    private static void deliversThenEnds(Trial trial) throws Exception {
        for (Direction direction : ended(trial)) {
            trial.launch("read", direction::readToEnd).join();
        }
    }

    /** Without half-close the bytes arrive all the same; the end may be that of the whole flow. */
    private static void deliversThenPerhapsEnds(Trial trial) throws Exception {
        for (Direction direction : ended(trial)) {
            trial.launch("read", direction::catchUp).join();
            Flow writer = direction.writer();
            trial.launch("close", writer::close);
            trial.launch("read the end", direction::readToEnd).join();
        }
    }

    private static void readingGoesOn(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.writer().shutdownWrite();
            Direction answer = direction.opposite();
            direction.readToEnd();
            Task<Boolean> write = trial.launch("answer", () -> answer.write(2 * WritingRules.LARGE, 100_000));
            answer.read(WritingRules.LARGE / 4);
            answer.read(2 * WritingRules.LARGE - WritingRules.LARGE / 4);
            write.join();
            Task<Boolean> last = trial.launch("read the last", () -> answer.read(10));
            last.awaitBlocked(); // the answer has not ended, only paused
            answer.write(10);
            last.join();
            answer.end();
            answer.readToEnd();
        }
    }

    /** Without half-close the answer may be cut short, but what comes of it is right. */
    private static void readingGoesOnAsFarAsItDoes(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.writer().shutdownWrite();
            Direction answer = direction.opposite();
            Task<IOException> write = trial.start("answer", () -> {
                try {
                    answer.write(2 * WritingRules.LARGE, 100_000);
                    answer.writer().close();
                    return new IOException("it did not fail");
                } catch (IOException e) {
                    return e;
                }
            });
            trial.launch("read", answer::drain).join();
            write.join();
        }
    }

    private static void writesFail(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            direction.write(1000);
            direction.writer().shutdownWrite();
            for (WriteCall call : WriteCall.values()) {
                ByteBuffer src = ByteBuffer.allocate(10);
                Task<Boolean> write = trial.launch("late " + call, () -> call.to(direction.writer(), src));
                FlowClosedException e =
                        trial.expect(FlowClosedException.class, call + " after shutdownWrite", write::join);
                FailureChecks.names(trial, e, "write", direction.writer().remoteAddress());
                trial.check(src.position() == 0, "a write that failed took %d bytes", src.position());
            }
            direction.catchUp(); // and no byte more, which would be wrong
            trial.check(direction.received() == 1000, "%d bytes came", direction.received());
        }
        for (Direction direction :
                Direction.each(trial, trial.options().bufferSize(8192).windowSize(1 << 16))) {
            Flood flood = Flood.start(trial, direction, 1000);
            flood.awaitFull();
            direction.writer().shutdownWrite();
            IOException e = flood.failure();
            trial.check(e instanceof FlowClosedException, "the writer that was blocked failed with %s", e);
        }
    }

    private static void readerIsUndisturbed(Trial trial) throws Exception {
        for (ReadCall call : ReadCall.values()) {
            for (Direction direction : Direction.each(trial)) {
                Direction answer = direction.opposite();
                Task<ReadCall.Got> read = trial.start("reader", () -> call.from(answer.reader(), 1));
                read.awaitBlocked();
                direction.writer().shutdownWrite();
                if (trial.has(Capability.HALF_CLOSE)) {
                    trial.stays("a reader goes on waiting after shutdownWrite", () -> !read.isDone());
                    answer.write(1);
                    ReadCall.Got got = read.join();
                    trial.check(!got.end(), "shutdownWrite made a blocked %s say end of stream", call);
                    answer.received(got.bytes());
                } else {
                    Flow peer = answer.writer();
                    trial.launch("close", peer::close);
                    read.join(); // end of stream at the earliest, and no error
                }
            }
        }
    }
}
