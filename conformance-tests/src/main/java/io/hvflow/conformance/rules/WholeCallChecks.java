package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Time-outs bound whole calls: also those that get on all the time, and those that wait for their turn. */
final class WholeCallChecks {
    /** What a clock's own grain may take off a time-out. */
    private static final Duration GRAIN = Duration.ofMillis(5);

    /** Where time costs nothing, so much that a call which takes twice its time-out is late. */
    private static final Duration VIRTUAL = Duration.ofSeconds(2);

    /** Less than a writer may spin for room. */
    private static final Duration BREATH = Duration.ofNanos(100_000);

    /** More than a peer that takes little sips reads within any patience. */
    private static final int LARGE = 32 << 20;

    /** One for all, since nobody looks at what is in it. */
    private static final class Large {
        static final ByteBuffer BYTES = ByteBuffer.allocate(LARGE).asReadOnlyBuffer();
    }

    /** How many large writes a transport may take without being read, before it counts as endless. */
    private static final int WRITES = 4;

    private WholeCallChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("R16", WholeCallChecks::readsAreBounded).onBothThreadKinds(),
                Rule.of("W13", WholeCallChecks::writesAreBounded).onBothThreadKinds());
    }

    /** How a call ended that had a time-out, and how long it took. */
    private record Ended(@Nullable IOException failure, Duration took) {}

    private static Ended call(Trial trial, Action action) throws Exception {
        long start = trial.nanoTime();
        IOException failure = null;
        try {
            action.run();
        } catch (IOException e) {
            failure = e;
        }
        return new Ended(failure, Duration.ofNanos(trial.nanoTime() - start));
    }

    private static Duration timeout(Trial trial) {
        return trial.target().isSimulated() ? VIRTUAL : trial.moment().multipliedBy(2);
    }

    private static void inTime(Trial trial, String what, Ended ended) {
        trial.check(
                ended.took().compareTo(timeout(trial).plus(trial.late())) <= 0,
                "%s took %d ms, with a time-out of %d ms",
                what,
                ended.took().toMillis(),
                timeout(trial).toMillis());
    }

    private static void timedOut(Trial trial, String what, Ended ended) {
        trial.check(
                ended.failure() instanceof FlowTimeoutException,
                "%s was to time out but %s",
                what,
                ended.failure() == null ? "succeeded" : "failed with " + ended.failure());
        inTime(trial, what, ended);
        trial.check(
                ended.took().compareTo(timeout(trial).minus(GRAIN)) >= 0,
                "%s gave up after %d of %d ms",
                what,
                ended.took().toMillis(),
                timeout(trial).toMillis());
    }

    /** So many calls that their time-outs, one after the other, are longer than the patience. */
    private static int many(Trial trial) {
        return (int) (trial.patience().dividedBy(timeout(trial)) + 10);
    }

    // Reading

    private static void readsAreBounded(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            bytesTrickle(trial, direction);
        }
        for (Direction direction : Direction.each(trial)) {
            readsWaitForTheirTurn(trial, direction);
        }
        for (Direction direction : Direction.each(trial)) {
            direction.reader().setReadTimeout(timeout(trial));
            List<Task<Ended>> reads = new ArrayList<>();
            List<ReadCall> calls = List.of(ReadCall.values());
            for (int i = many(trial); i > 0; i--) {
                ReadCall call = calls.get(i % calls.size());
                reads.add(trial.start(call + " " + i, () -> call(trial, () -> call.from(direction.reader(), 10))));
            }
            allTimeOut(trial, reads);
        }
    }

    /** However often something comes, the call is over when its time is up, and what came is not lost. */
    private static void bytesTrickle(Trial trial, Direction direction) throws Exception {
        Flow reader = direction.reader();
        AtomicBoolean enough = new AtomicBoolean();
        Task<Boolean> trickle = trial.launch("trickle", () -> {
            while (!enough.get()) {
                direction.write(1);
                trial.pause(timeout(trial).dividedBy(40));
            }
        });
        reader.setReadTimeout(timeout(trial));
        ByteBuffer dst = ByteBuffer.allocate(1 << 20);
        Task<Ended> read = trial.start("readInto", () -> call(trial, () -> reader.readInto(dst)));
        Ended ended = read.join();
        enough.set(true);
        trickle.join();
        timedOut(trial, "readInto of bytes that trickle in", ended);
        direction.received(dst.flip());
        reader.setReadTimeout(FlowOptions.FOREVER);
        trial.launch("read the rest", direction::catchUp).join();
    }

    private static void readsWaitForTheirTurn(Trial trial, Direction direction) throws Exception {
        Flow reader = direction.reader();
        TurnChecks.Holder<ReadCall.Got> first = TurnChecks.holdReader(trial, direction);
        reader.setReadTimeout(timeout(trial));
        List<Task<Ended>> others = new ArrayList<>();
        for (ReadCall call : ReadCall.values()) {
            others.add(trial.start(call + " after another", () -> call(trial, () -> call.from(reader, 10))));
        }
        allTimeOut(trial, others);
        direction.write(9);
        direction.received(first.task().join().bytes());
        trial.check(direction.received() == 10, "the first reader got %d of 10 bytes", direction.received());
    }

    private static void allTimeOut(Trial trial, List<Task<Ended>> calls) throws Exception {
        for (Task<Ended> call : calls) {
            timedOut(trial, call.name(), call.join());
        }
    }

    // Writing

    private static void writesAreBounded(Trial trial) throws Exception {
        FlowOptions small = trial.options().bufferSize(8192).windowSize(1 << 16);
        ByteBuffer large = Large.BYTES;
        for (Manner manner : trial.cases(List.of(Manner.values()))) {
            for (Direction direction : Direction.each(trial, small.messageSize(manner.sip))) {
                readEvenly(trial, direction, manner, large);
            }
        }
        for (Direction direction : Direction.each(trial, small)) {
            writesWaitForTheirTurn(trial, direction, large);
        }
    }

    /** How a large write is made, and how much of it a peer takes at a time that reads evenly. */
    private enum Manner {
        WRITE(256) {
            @Override
            void write(Flow flow, ByteBuffer src) throws IOException {
                flow.write(src.duplicate());
            }
        },
        /** Each of the pieces goes out within its time-out. */
        PIECES(256) {
            @Override
            void write(Flow flow, ByteBuffer src) throws IOException {
                List<ByteBuffer> pieces = new ArrayList<>();
                int size = src.remaining() / MANY;
                for (int i = 0; i < MANY; i++) {
                    pieces.add(src.slice(i * size, size));
                }
                flow.writev(pieces);
            }
        },
        /** The peer takes all there is, so soon that a writer need never sleep. */
        ENDLESS(1 << 14) {
            @Override
            void write(Flow flow, ByteBuffer src) throws IOException {
                List<ByteBuffer> pieces = new ArrayList<>();
                for (int i = 0; i < (TurnChecks.isElsewhere(flow) ? 1 : MANY); i++) {
                    pieces.add(src.duplicate());
                }
                flow.writev(pieces);
            }
        };

        private static final int MANY = 1000;

        final int sip;

        Manner(int sip) {
            this.sip = sip;
        }

        abstract void write(Flow flow, ByteBuffer src) throws IOException;
    }

    /** However evenly the peer reads, the call is over when its time is up. */
    private static void readEvenly(Trial trial, Direction direction, Manner manner, ByteBuffer large) throws Exception {
        Flow writer = direction.writer();
        AtomicBoolean enough = new AtomicBoolean();
        trial.launch("even reader", () -> {
            ByteBuffer dst = ByteBuffer.allocate(manner.sip);
            while (!enough.get() && direction.reader().read(dst.clear()) != -1) {
                breathe(trial);
            }
        });
        writer.setWriteTimeout(timeout(trial));
        untilTimedOut(trial, manner + " to a peer that reads evenly", () -> manner.write(writer, large));
        enough.set(true);
    }

    /** By working, since whoever sleeps may sleep longer. */
    private static void breathe(Trial trial) {
        if (trial.target().isSimulated()) {
            trial.pause(timeout(trial).dividedBy(200));
        } else {
            long start = System.nanoTime();
            while (System.nanoTime() - start < BREATH.toNanos()) {
                Thread.onSpinWait();
            }
        }
    }

    /** A transport may take one large write or the other at once; one that it does not take must time out. */
    private static void untilTimedOut(Trial trial, String what, Action write) throws Exception {
        for (int i = 0; i < WRITES; i++) {
            Ended ended = trial.start(what, () -> call(trial, write)).join();
            if (ended.failure() != null) {
                timedOut(trial, what, ended);
                return;
            }
            inTime(trial, what, ended);
        }
        trial.fail((long) WRITES * LARGE + " bytes were accepted though the peer read next to nothing");
    }

    private static void writesWaitForTheirTurn(Trial trial, Direction direction, ByteBuffer large) throws Exception {
        Flow writer = direction.writer();
        Task<Boolean> first = TurnChecks.holdWriter(trial, direction).task();
        writer.setWriteTimeout(timeout(trial));
        for (WriteCall call : WriteCall.values()) {
            untilTimedOut(trial, call + " after another", () -> call.to(writer, large.duplicate()));
        }
        // Also where each of many has its turn for a while.
        first.interrupt();
        try {
            first.join();
        } catch (IOException e) {
            // Unless the transport has taken all of it.
        }
        untilTimedOut(trial, "write", () -> writer.write(large.duplicate()));
        List<Task<Ended>> writes = new ArrayList<>();
        for (int i = many(trial); i > 0; i--) {
            WriteCall call = WriteCall.inTurn(i);
            writes.add(trial.start(
                    call + " " + i, () -> call(trial, () -> call.to(writer, ByteBuffer.allocate(1 << 16)))));
        }
        for (Task<Ended> write : writes) {
            Ended ended = write.join();
            inTime(trial, write.name(), ended);
            if (ended.failure() != null) {
                timedOut(trial, write.name(), ended); // a relay may have moved what it holds, and made room
            }
        }
    }
}
