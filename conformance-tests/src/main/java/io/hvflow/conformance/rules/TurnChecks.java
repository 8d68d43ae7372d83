package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.TracedFlow;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Several calls wait for each other, and some of them give up. */
final class TurnChecks {
    /** How much a call asks for; what it gets shows its place in the line. */
    private static final int PIECE = 10;

    /** How many wait; every second one gives up. */
    private static final int WAITERS = 6;

    private static final Duration BEGUN = Duration.ofSeconds(1);

    private TurnChecks() {}

    static List<Rule> rules() {
        return List.of(Rule.of("T6", TurnChecks::othersAreServed).onBothThreadKinds());
    }

    /** How a call gives up that waits after another. */
    private enum Manner {
        TIMES_OUT(FlowTimeoutException.class),
        IS_INTERRUPTED(InterruptedIOException.class);

        final Class<? extends IOException> failure;

        Manner(Class<? extends IOException> failure) {
            this.failure = failure;
        }
    }

    private static void othersAreServed(Trial trial) throws Exception {
        for (Manner manner : trial.cases(List.of(Manner.values()))) {
            for (Direction direction : Direction.each(trial)) {
                readers(trial, direction, manner);
            }
            FlowOptions small = trial.options().bufferSize(1000).windowSize(1 << 13);
            for (Direction direction : Direction.each(trial, small)) {
                writers(trial, direction, manner);
            }
        }
        for (Direction direction : Direction.each(trial)) {
            dismissed(trial, direction);
        }
    }

    private static Duration timeout(Trial trial, Manner manner, boolean givesUp) {
        return givesUp && manner == Manner.TIMES_OUT ? trial.moment() : FlowOptions.FOREVER;
    }

    /**
     * A call that has the turn, and goes on until the other end does its part.
     *
     * @param task the call
     * @param <T> what it brings
     */
    record Holder<T>(Task<T> task) {}

    /** Waits until the call is in the line; one whose time may be up by then has been there. */
    private static void lineUp(Trial trial, boolean mayHaveLeft, Task<?> task) throws InterruptedException {
        if (mayHaveLeft) {
            trial.await(task.name() + " to wait", () -> task.isWaiting() || task.isDone());
        } else {
            task.awaitInCall();
        }
    }

    // Reading

    /**
     * Has a thread in {@code readInto}, with the first of {@value #PIECE} bytes, so that it is known to have the turn.
     */
    static Holder<ReadCall.Got> holdReader(Trial trial, Direction direction) throws Exception {
        ByteBuffer dst = ByteBuffer.allocate(PIECE);
        Task<ReadCall.Got> task = trial.start("reader 0", () -> {
            boolean end = !direction.reader().readInto(dst);
            return new ReadCall.Got(dst.flip(), end);
        });
        direction.write(1);
        long start = trial.nanoTime();
        // A buffer that is filled only when all is there does not show it: such a call is given some time to begin.
        while (dst.position() == 0 && trial.nanoTime() - start < BEGUN.toNanos()) {
            trial.pause(Duration.ofMillis(1));
        }
        return new Holder<>(task);
    }

    private static void readers(Trial trial, Direction direction, Manner manner) throws Exception {
        Flow reader = direction.reader();
        if (isElsewhere(reader)) {
            return;
        }
        Holder<ReadCall.Got> holder = holdReader(trial, direction);
        List<Task<ReadCall.Got>> staying = new ArrayList<>();
        List<Task<?>> leaving = new ArrayList<>();
        for (int i = 1; i <= WAITERS; i++) {
            boolean givesUp = i % 2 == 1;
            reader.setReadTimeout(timeout(trial, manner, givesUp));
            if (givesUp) {
                leaving.add(trial.launch(
                        "reader " + i + ", which gives up",
                        () -> givesUp(trial, manner, () -> ReadCall.READ_INTO.from(reader, PIECE))));
            } else {
                staying.add(trial.start("reader " + i, () -> ReadCall.READ_INTO.from(reader, PIECE)));
            }
            lineUp(trial, givesUp && manner == Manner.TIMES_OUT, (givesUp ? leaving : staying).getLast());
        }
        leave(manner, leaving);
        direction.write(PIECE - 1);
        direction.received(holder.task().join().bytes());
        for (Task<ReadCall.Got> task : staying) {
            direction.write(PIECE);
            ReadCall.Got got = task.join();
            direction.received(got.bytes()); // of this place in the stream: else another was served first
            trial.check(!got.end(), "%s met the end of a stream that goes on", task.name());
        }
    }

    private static void givesUp(Trial trial, Manner manner, Action call) {
        trial.expect(manner.failure, "a call that waits after another and " + manner, call);
    }

    private static void leave(Manner manner, List<Task<?>> leaving) throws Exception {
        if (manner == Manner.IS_INTERRUPTED) {
            leaving.forEach(Task::interrupt);
        }
        for (Task<?> task : leaving) {
            task.join();
        }
    }

    /** When a call begins that an agent is asked for is not known here: only this process's ends can be lined up. */
    static boolean isElsewhere(Flow flow) {
        return flow instanceof TracedFlow traced && traced.pieceReader().isPresent();
    }

    // Writing

    /**
     * Has a thread in a large {@code write}, of which the peer has read one byte, so that it is known to have the turn.
     */
    static Holder<Boolean> holdWriter(Trial trial, Direction direction) throws Exception {
        Task<Boolean> task =
                trial.launch("writer 0", () -> direction.writer().write(ByteBuffer.allocate(WritingRules.LARGE)));
        trial.launch("read one byte of it", () -> skip(trial, direction.reader(), 1))
                .join();
        task.awaitBlocked();
        return new Holder<>(task);
    }

    private static void writers(Trial trial, Direction direction, Manner manner) throws Exception {
        Flow writer = direction.writer();
        if (isElsewhere(writer)) {
            return;
        }
        Holder<Boolean> holder = holdWriter(trial, direction);
        List<Task<?>> staying = new ArrayList<>();
        List<Task<?>> leaving = new ArrayList<>();
        for (int i = 1; i <= WAITERS; i++) {
            boolean givesUp = i % 2 == 1;
            byte[] bytes = filled(i);
            writer.setWriteTimeout(timeout(trial, manner, givesUp));
            if (givesUp) {
                leaving.add(trial.launch(
                        "writer " + i + ", which gives up",
                        () -> givesUp(trial, manner, () -> writer.write(ByteBuffer.wrap(bytes)))));
            } else {
                staying.add(trial.launch("writer " + i, () -> writer.write(ByteBuffer.wrap(bytes))));
            }
            lineUp(trial, givesUp && manner == Manner.TIMES_OUT, (givesUp ? leaving : staying).getLast());
        }
        leave(manner, leaving);
        Task<Boolean> read = trial.launch("read", () -> {
            skip(trial, direction.reader(), WritingRules.LARGE - 1);
            for (int i = 2; i <= WAITERS; i += 2) {
                ByteBuffer got = ByteBuffer.allocate(PIECE);
                trial.check(direction.reader().readInto(got), "end of stream in a stream that goes on");
                trial.check(
                        got.flip().equals(ByteBuffer.wrap(filled(i))),
                        "the bytes of writer %d were due, those of writer %d came",
                        i,
                        got.get(0));
            }
        });
        read.join();
        holder.task().join();
        for (Task<?> task : staying) {
            task.join();
        }
    }

    private static byte[] filled(int number) {
        byte[] bytes = new byte[PIECE];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static void skip(Trial trial, Flow reader, int count) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(1 << 16);
        for (int left = count; left > 0; left -= dst.position()) {
            dst.clear().limit(Math.min(left, dst.capacity()));
            trial.check(reader.read(dst) != -1, "end of stream in a stream that goes on");
        }
    }

    // Dismissal

    /** All are dismissed at once, while one of them gives up. */
    private static void dismissed(Trial trial, Direction direction) throws Exception {
        if (isElsewhere(direction.reader()) || isElsewhere(direction.writer())) {
            return;
        }
        List<Task<ReadCall.Got>> reads = new ArrayList<>();
        List<ReadCall> calls = List.of(ReadCall.values());
        for (int i = 0; i < WAITERS; i++) {
            ReadCall call = calls.get(i % calls.size());
            reads.add(trial.start("reader " + i, () -> call.from(direction.reader(), PIECE)));
        }
        for (Task<ReadCall.Got> read : reads) {
            read.awaitBlocked();
        }
        reads.get(WAITERS / 2).interrupt();
        direction.reader().shutdownRead();
        for (Task<ReadCall.Got> read : reads) {
            try {
                trial.check(read.join().end(), "%s brought bytes at shutdownRead", read.name());
            } catch (InterruptedIOException e) {
                trial.check(
                        read == reads.get(WAITERS / 2), "%s was not interrupted but failed with %s", read.name(), e);
            }
        }
    }
}
