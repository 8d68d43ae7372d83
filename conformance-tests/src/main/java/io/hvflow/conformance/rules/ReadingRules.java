package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.ReadResult;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.ReadCall;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** The rules on reading: what a read brings. */
final class ReadingRules {
    private ReadingRules() {}

    static List<Rule> rules() {
        List<Rule> here = List.of(
                Rule.of("R1", ReadingRules::waitsForAByte).onBothThreadKinds(),
                Rule.of("R2", ReadingRules::exactlyOnceInOrder),
                Rule.of("R7", ReadingRules::bufferIsTheCallers),
                Rule.of("R11", ReadingRules::countsOfRead).onBothThreadKinds(),
                Rule.of("R12", ReadingRules::readsMix));
        return Stream.of(here, EndOfStreamChecks.rules(), ReadIntoChecks.rules(), SharedReadingChecks.rules())
                .flatMap(List::stream)
                .toList();
    }

    private static void waitsForAByte(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            Task<ReadResult> read = trial.start("read", direction.reader()::read);
            read.awaitBlocked();
            direction.write(1);
            direction.received(bytes(trial, read.join()));
            for (int size = 1; size <= 200; size += 1 + size / 20) {
                direction.write(size);
                if (size % 3 == 0) {
                    direction.received(bytes(trial, direction.reader().read()));
                }
            }
            // The end comes while bytes are still there to be read: no empty buffer between them and it.
            direction.end();
            while (direction.received() < direction.written()) {
                direction.received(bytes(trial, direction.reader().read()));
            }
            ReadResult last = direction.reader().read();
            trial.check(last instanceof ReadResult.Eof, "after the last byte read() brought %s", last);
        }
    }

    private static ByteBuffer bytes(Trial trial, ReadResult result) {
        return switch (result) {
            case ReadResult.Data data -> {
                trial.check(data.bytes().hasRemaining(), "read() brought an empty buffer");
                yield data.bytes();
            }
            case ReadResult.Eof end ->
                throw new AssertionError("read() said end of stream before the peer had ended it");
        };
    }

    private static void exactlyOnceInOrder(Trial trial) throws Exception {
        Arbitrary<List<Integer>> sizes = Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.integers().between(1, 300)),
                        Tuple.of(2, Arbitraries.integers().between(1, 20_000)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
        Arbitrary<Cuts> cuts = Combinators.combine(
                        sizes, sizes, Arbitraries.of(7, 4096, 65_536), Arbitraries.of(64, 5000, 262_144))
                .as(Cuts::new);
        trial.forAll(cuts, value -> {
            for (Direction direction : Direction.each(
                    trial, trial.options().messageSize(value.messageSize()).bufferSize(value.bufferSize()))) {
                value.carry(trial, direction);
            }
        });
    }

    /**
     * How a stream is cut.
     *
     * @param writes the sizes of the writes
     * @param reads the sizes of the reads, over and over
     * @param messageSize where the flow cuts what it sends
     * @param bufferSize where a long write has to wait
     */
    private record Cuts(List<Integer> writes, List<Integer> reads, int messageSize, int bufferSize) {
        /** Where all are small, the last part of the stream is read in large ones: from far away each is a round trip. */
        private static final int MOST_READS = 100;

        void carry(Trial trial, Direction direction) throws Exception {
            Task<Boolean> write = trial.launch("write", () -> {
                for (int size : writes) {
                    direction.write(size);
                }
            });
            long total = writes.stream().mapToLong(Integer::longValue).sum();
            for (int i = 0; i < MOST_READS && direction.received() < total; i++) {
                int count = direction.readSome(reads.get(i % reads.size()));
                trial.check(count != -1, "end of stream after %d of %d bytes", direction.received(), total);
            }
            direction.read(total - direction.received());
            write.join();
        }
    }

    private static void bufferIsTheCallers(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            List<ByteBuffer> kept = new ArrayList<>();
            List<ByteBuffer> copies = new ArrayList<>();
            for (int round = 0; round < 20; round++) {
                direction.write(1 + 37 * round);
                if (round % 4 == 1) {
                    direction.readSome(1); // what was read ahead beyond it is what read() brings
                }
                while (direction.received() < direction.written()) {
                    ByteBuffer bytes = bytes(trial, direction.reader().read());
                    direction.received(bytes.duplicate());
                    kept.add(bytes);
                    copies.add(ByteBuffer.allocate(bytes.remaining())
                            .put(bytes.duplicate())
                            .flip());
                }
                trial.check(kept.equals(copies), "a later read changed the buffer that an earlier one had brought");
            }
            // The other way round: what the caller does to its buffers changes nothing for later reads.
            direction.write(1000);
            direction.readSome(1);
            for (ByteBuffer bytes : kept) {
                overwrite(bytes);
            }
            direction.catchUp();
        }
    }

    private static void overwrite(ByteBuffer bytes) {
        if (!bytes.isReadOnly()) {
            ByteBuffer all = bytes.duplicate().clear();
            while (all.hasRemaining()) {
                all.put((byte) 0x55);
            }
        }
    }

    private static void countsOfRead(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            Flow reader = direction.reader();
            ByteBuffer none = ByteBuffer.allocate(8).position(8);
            // In a task: where it is got wrong, it waits for bytes.
            int nothing =
                    trial.start("read of nothing", () -> reader.read(none)).join();
            trial.check(nothing == 0, "read(dst) with nothing remaining returned %d", nothing);

            Task<Boolean> first = trial.launch("read", () -> count(trial, direction, 100));
            first.awaitBlocked();
            direction.write(1);
            first.join();
            for (int size = 1; size < 100; size += 1 + size / 10) {
                direction.write(size);
                trial.check(reader.read(none) == 0, "read(dst) with nothing remaining brought something");
                count(trial, direction, 1 + size % 7);
            }
            direction.end();
            while (direction.received() < direction.written()) {
                count(trial, direction, 50);
            }
            int end = reader.read(ByteBuffer.allocate(1));
            trial.check(end == -1, "at end of stream read(dst) returned %d", end);
        }
    }

    /** Reads once into the middle of a buffer, and checks the count, the position, and what is around. */
    private static void count(Trial trial, Direction direction, int room) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(room + 20).position(10).limit(10 + room);
        int count = direction.reader().read(dst);
        trial.check(count >= 1 && count <= room, "read(dst) returned %d with room for %d", count, room);
        trial.check(
                dst.position() == 10 + count,
                "the position went on by %d, the count is %d",
                dst.position() - 10,
                count);
        trial.check(dst.limit() == 10 + room, "read(dst) moved the limit");
        direction.received(dst.slice(10, count));
        for (int i = 0; i < dst.capacity(); i++) {
            boolean outside = i < 10 || i >= 10 + room;
            trial.check(!outside || dst.array()[i] == 0, "read(dst) wrote outside of what remained in dst");
        }
    }

    private static void readsMix(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            for (ReadCall first : ReadCall.values()) {
                for (ReadCall second : ReadCall.values()) {
                    follows(trial, direction, first, second);
                }
            }
        }
        Arbitrary<List<Step>> steps = Combinators.combine(
                        Arbitraries.of(ReadCall.class), Arbitraries.integers().between(1, 3000))
                .as(Step::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(30);
        Arbitrary<List<Integer>> writes =
                Arbitraries.integers().between(1, 5000).list().ofMinSize(1).ofMaxSize(10);
        trial.forAll(Combinators.combine(steps, writes).as(Mix::new), mix -> {
            for (Direction direction : Direction.each(trial)) {
                mix.run(trial, direction);
            }
        });
    }

    /** Whatever the first call leaves over or takes ahead, the second has bytes to find; tries at random may miss a pair. */
    private static void follows(Trial trial, Direction direction, ReadCall first, ReadCall second) throws Exception {
        for (ReadCall call : List.of(first, second)) {
            direction.write(500);
            ReadCall.Got got = call.from(direction.reader(), 300);
            trial.check(!got.end(), "%s said end of stream in the middle of it", call);
            direction.received(got.bytes());
        }
        direction.read(direction.written() - direction.received());
    }

    /** One read: by which call, and of how many bytes where the call can be told. */
    private record Step(ReadCall call, int count) {}

    /** Some writes and some reads; what the reads leave over is read plainly. */
    private record Mix(List<Step> reads, List<Integer> writes) {

        void run(Trial trial, Direction direction) throws Exception {
            Task<Boolean> write = trial.launch("write", () -> {
                for (int size : writes) {
                    direction.write(size);
                }
            });
            long total = writes.stream().mapToLong(Integer::longValue).sum();
            for (Step step : reads) {
                long left = total - direction.received();
                if (left > 0) {
                    ReadCall.Got got = step.call().from(direction.reader(), (int) Math.min(left, step.count()));
                    trial.check(!got.end(), "%s said end of stream with %d bytes still to come", step.call(), left);
                    direction.received(got.bytes());
                }
            }
            direction.read(total - direction.received());
            write.join();
        }
    }
}
