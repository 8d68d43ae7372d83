package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads of several threads, and reads that are given up. */
final class SharedReadingChecks {
    private static final int READERS = 4;
    private static final int DROPS = 3000;

    private SharedReadingChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("R13", SharedReadingChecks::severalReaders).onBothThreadKinds(),
                Rule.of("R14", SharedReadingChecks::timesOut).onBothThreadKinds(),
                Rule.of("R15", SharedReadingChecks::interrupted).onBothThreadKinds());
    }

    private static void severalReaders(Trial trial) throws Exception {
        onePieceForManyReaders(trial);
        piecesAreContiguous(trial);
    }

    /** One byte for several pending reads: one gets it, the others go on waiting. */
    private static void onePieceForManyReaders(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            List<Task<ReadCall.Got>> reads = new ArrayList<>();
            for (ReadCall call : ReadCall.values()) {
                reads.add(trial.start("pending " + call, () -> call.from(direction.reader(), 1)));
            }
            for (Task<ReadCall.Got> read : reads) {
                read.awaitBlocked();
            }
            for (int left = reads.size(); left > 0; left--) {
                direction.write(1);
                int before = left;
                trial.await("one of " + left + " pending reads", () -> pending(reads) < before);
                trial.stays("one byte releases one reader", () -> pending(reads) == before - 1);
            }
            for (Task<ReadCall.Got> read : reads) {
                ReadCall.Got got = read.join();
                trial.check(!got.end() && got.bytes().remaining() == 1, "one byte for one of several readers: %s", got);
            }
        }
    }

    private static long pending(List<? extends Task<?>> tasks) {
        return tasks.stream().filter(task -> !task.isDone()).count();
    }

    /** The stream is a count, one number in eight bytes: every piece shows where it is from. */
    private static void piecesAreContiguous(Trial trial) throws Exception {
        int numbers = 60_000;
        for (Direction direction : Direction.each(trial)) {
            trial.launch("write", () -> {
                for (int first = 0; first < numbers; first += 500) {
                    direction.writer().write(count(first, 500));
                }
                direction.end();
            });
            List<Task<BitSet>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int size = 8 * (1 + 97 * i);
                readers.add(trial.start("reader " + i, () -> readPieces(trial, direction.reader(), size)));
            }
            BitSet all = new BitSet(numbers);
            for (Task<BitSet> reader : readers) {
                BitSet some = reader.join();
                trial.check(!all.intersects(some), "two readers got the same bytes");
                all.or(some);
            }
            trial.check(all.cardinality() == numbers, "%d of %d bytes were read", all.cardinality() * 8L, numbers * 8L);
        }
    }

    private static ByteBuffer count(int from, int many) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * many);
        for (long number = from; number < from + many; number++) {
            bytes.putLong(number);
        }
        return bytes.flip();
    }

    private static BitSet readPieces(Trial trial, Flow reader, int size) throws IOException {
        BitSet mine = new BitSet();
        boolean more = true;
        while (more) {
            ByteBuffer dst = ByteBuffer.allocate(size);
            more = reader.readInto(dst);
            dst.flip();
            long next = -1;
            while (dst.remaining() >= 8) {
                long number = dst.getLong();
                trial.check(next == -1 || number == next, "%d follows %d in what one readInto got", number, next - 1);
                trial.check(number >= 0 && number < 1 << 20, "what one readInto got begins in the middle of a number");
                trial.check(!mine.get((int) number), "one reader got the same bytes twice");
                mine.set((int) number);
                next = number + 1;
            }
            trial.check(!dst.hasRemaining(), "what one readInto got ends in the middle of a number");
        }
        return mine;
    }

    private static void timesOut(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            Flow reader = direction.reader();
            reader.setReadTimeout(trial.moment());
            for (ReadCall call : ReadCall.values()) {
                Task<ReadCall.Got> read = trial.start(call + " that times out", () -> call.from(reader, 10));
                trial.expect(FlowTimeoutException.class, call + " of nothing", read::join);
            }
            partial(trial, direction);

            // A time-out that is far away changes nothing.
            reader.setReadTimeout(trial.patience());
            Task<Integer> patient = trial.start("patient read", () -> direction.readSome(10));
            patient.awaitBlocked();
            direction.write(1);
            trial.check(patient.join() == 1, "a read that waited for one byte brought %d", patient.join());
        }
        for (Direction direction : Direction.each(trial)) {
            direction.reader().setReadTimeout(Duration.ofMillis(1));
            Task<Boolean> write = drops(trial, direction);
            readDrops(direction, FlowTimeoutException.class);
            write.join();
        }
        GivenUpReadChecks.timesOut(trial);
    }

    /** What a readInto had got when its time was up, all of it or less, is in its buffer, and told. */
    private static void partial(Trial trial, Direction direction) throws Exception {
        direction.write(4);
        ByteBuffer dst = ByteBuffer.allocate(10);
        Task<Boolean> fill = trial.start("readInto", () -> direction.reader().readInto(dst));
        FlowTimeoutException e = trial.expect(FlowTimeoutException.class, "readInto of too few bytes", fill::join);
        trial.check(
                e.bytes() == dst.position(),
                "the position tells of %d bytes, the exception of %d",
                dst.position(),
                e.bytes());
        direction.received(dst.flip());
        // Between written and arrived any time may pass.
        direction.reader().setReadTimeout(trial.patience());
        direction.write(100);
        direction.catchUp();
    }

    private static void interrupted(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            for (ReadCall call : ReadCall.values()) {
                Task<Boolean> read = trial.launch(call + " to interrupt", () -> {
                    trial.expect(
                            InterruptedIOException.class,
                            call + " while interrupted",
                            () -> call.from(direction.reader(), 10));
                    trial.check(Thread.currentThread().isInterrupted(), "%s lost the interrupt status", call);
                });
                read.awaitBlocked();
                read.interrupt();
                read.join();
            }
            partialInterrupted(trial, direction);
        }
        for (Direction direction : Direction.each(trial)) {
            Task<Boolean> write = drops(trial, direction);
            Task<Boolean> reader =
                    trial.launch("interrupted reader", () -> readDrops(direction, InterruptedIOException.class));
            trial.await("the reader to end", () -> {
                reader.interrupt();
                return reader.isDone();
            });
            reader.join();
            write.join();
        }
        GivenUpReadChecks.isInterrupted(trial);
    }

    /** What a readInto had got when it was interrupted is in its buffer. */
    private static void partialInterrupted(Trial trial, Direction direction) throws Exception {
        direction.write(4);
        ByteBuffer dst = ByteBuffer.allocate(10);
        Task<Boolean> fill = trial.start("readInto", () -> direction.reader().readInto(dst));
        fill.awaitBlocked();
        fill.interrupt();
        trial.expect(InterruptedIOException.class, "readInto while interrupted", fill::join);
        direction.received(dst.flip());
        direction.write(100);
        direction.catchUp();
    }

    /** Writes a stream that comes in drops, at a pace at which reads find nothing now and then. */
    private static Task<Boolean> drops(Trial trial, Direction direction) {
        return trial.launch("drops", () -> {
            while (direction.written() < DROPS) {
                direction.write(30);
                trial.pause(Duration.ofNanos(500_000));
            }
        });
    }

    /** Reads the drops by calls that are given up all the time: nothing is lost. */
    private static void readDrops(Direction direction, Class<? extends IOException> givenUp) throws IOException {
        ReadCall[] calls = {ReadCall.READ_INTO, ReadCall.READ_DST, ReadCall.READ_INTO, ReadCall.READ};
        int done = 0;
        while (direction.received() < DROPS) {
            ByteBuffer dst = ByteBuffer.allocate((int) Math.min(70, DROPS - direction.received()));
            try {
                switch (calls[done % calls.length]) {
                    case READ_INTO -> direction.reader().readInto(dst);
                    case READ_DST -> direction.reader().read(dst);
                    case READ ->
                        direction.received(
                                ReadCall.READ.from(direction.reader(), 0).bytes());
                }
                done++;
            } catch (IOException e) {
                if (!givenUp.isInstance(e)) {
                    throw e;
                }
                Thread.interrupted(); // else every later call would be given up too
            }
            direction.received(dst.flip());
        }
    }
}
