package io.hvflow.conformance;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** The rules on buffering. */
final class BufferingRules {
    /** Cuts long writes into equal sends, so that the transport's window holds the same however it is filled. */
    private static final int MESSAGE = 4096;

    /** What the window may differ by from one flow to another: systems count their own overhead in it. */
    private static final int SLACK = 1 << 17;

    private BufferingRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("B1", TransferChecks::messageSizeBounds),
                Rule.of("B2", BufferingRules::bufferSizeBounds),
                Rule.of("B3", BufferingRules::acceptedWithoutWaiting).onBothThreadKinds(),
                Rule.of("B4", BufferingRules::anySizes),
                Rule.of("B5", BufferingRules::illegalSizes),
                Rule.of("B6", SizeMatrix::check));
    }

    private static FlowOptions sized(Trial trial, int bufferSize) {
        return trial.options().messageSize(MESSAGE).bufferSize(bufferSize).windowSize(1 << 16);
    }

    private static void bufferSizeBounds(Trial trial) throws Exception {
        int size = 1 << 17;
        int larger = size + (1 << 20);
        record Sizes(Direction small, Flood smallFlood, Direction large, Flood largeFlood) {}
        List<Direction> small = Direction.each(trial, sized(trial, size));
        List<Direction> large = Direction.each(trial, sized(trial, larger));
        List<Sizes> all = new ArrayList<>();
        for (int i = 0; i < small.size(); i++) {
            all.add(new Sizes(
                    small.get(i),
                    Flood.start(trial, small.get(i), MESSAGE),
                    large.get(i),
                    Flood.start(trial, large.get(i), MESSAGE)));
        }
        for (Sizes sizes : all) {
            sizes.smallFlood().awaitFull();
            sizes.largeFlood().awaitFull();
            // A writer that had only paused goes on, so that in the end the difference is what the sizes differ by.
            long differ = larger - size;
            trial.await(
                    "a buffer that is larger by " + differ + " bytes to hold as much more",
                    () -> Math.abs(sizes.large().written() - sizes.small().written() - differ) <= SLACK);
        }
        Direction one = small.getFirst();
        manyWriters(trial, sized(trial, size), () -> one.written() + MESSAGE + SLACK);
        oneLargeWrite(trial, sized(trial, size));
    }

    /** Writers at the same time share one buffer: each sees what the others have put there. */
    private static void manyWriters(Trial trial, FlowOptions options, LongSupplier bound) throws Exception {
        int writers = 8;
        for (Direction shared : Direction.each(trial, options)) {
            List<Direction> directions = new ArrayList<>();
            List<Flood> floods = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                Direction direction = new Direction(trial, shared.writer(), shared.reader());
                directions.add(direction);
                floods.add(Flood.start(trial, direction, 16 * MESSAGE));
            }
            for (Flood flood : floods) {
                flood.awaitFull();
            }
            long accepted = directions.stream().mapToLong(Direction::written).sum();
            trial.check(
                    accepted <= bound.getAsLong(),
                    "of one writer, buffer and transport took no more than %d bytes, of %d writers %d",
                    bound.getAsLong(),
                    writers,
                    accepted);
        }
    }

    /** A write that is larger than what is free is not accepted as a whole. */
    private static void oneLargeWrite(Trial trial, FlowOptions options) throws Exception {
        for (Direction direction : Direction.each(trial, options)) {
            Flow writer = direction.writer();
            Task<Boolean> write =
                    trial.launch("one large write", () -> writer.write(direction.next((int) Flood.LIMIT / 2)));
            write.awaitBlocked();
            trial.stays("a write that is larger than buffer and window waits", () -> !write.isDone());
        }
    }

    private static void acceptedWithoutWaiting(Trial trial) throws Exception {
        for (int size : new int[] {1, 5000, WritingRules.LARGE}) {
            for (int piece : new int[] {size, 1 + size / 1000}) {
                for (Direction direction : Direction.each(trial, sized(trial, size))) {
                    // The peer does not read: a write that waits for it does not end.
                    trial.launch("write " + size, () -> direction.write(size, piece)).join();
                }
            }
        }
    }

    private static void anySizes(Trial trial) throws Exception {
        Arbitrary<Integer> size = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(1, 2, 3, 4095, 4096, 4097, 65_536, 1 << 20, FlowOptions.MAX_SIZE)),
                Tuple.of(2, Arbitraries.integers().between(1, 10_000)),
                Tuple.of(1, Arbitraries.integers().between(1, FlowOptions.MAX_SIZE)));
        trial.forAll(Combinators.combine(size, size).as(Sizes::new), sizes -> {
            FlowPair pair = trial.open(
                    trial.options().messageSize(sizes.messageSize()).bufferSize(sizes.bufferSize()));
            Direction there = Direction.there(trial, pair);
            Direction back = Direction.back(trial, pair);
            Task<Boolean> write = trial.launch("write there", () -> there.write(sizes.total(), 700));
            Task<Boolean> writeBack = trial.launch("write back", () -> back.write(sizes.total(), sizes.total()));
            Task<Boolean> readBack = trial.launch("read back", () -> back.read(sizes.total()));
            there.read(sizes.total());
            readBack.join();
            write.join();
            writeBack.join();
        });
    }

    /** A legal pair of sizes. */
    private record Sizes(int messageSize, int bufferSize) {

        /** Fewer bytes where each costs a call of the system. */
        int total() {
            return messageSize < 16 || bufferSize < 16 ? 2000 : 60_000;
        }
    }

    private static void illegalSizes(Trial trial) throws Exception {
        FlowOptions options = trial.options();
        List<Function<Integer, FlowOptions>> settings =
                List.of(options::messageSize, options::bufferSize, options::windowSize, options::backlog);
        for (Function<Integer, FlowOptions> setting : settings) {
            for (int illegal : new int[] {0, -1, Integer.MIN_VALUE}) {
                refused(trial, illegal, "1", () -> setting.apply(illegal));
            }
            for (int illegal : new int[] {FlowOptions.MAX_SIZE + 1, Integer.MAX_VALUE}) {
                refused(trial, illegal, "" + FlowOptions.MAX_SIZE, () -> setting.apply(illegal));
            }
            setting.apply(1);
            setting.apply(FlowOptions.MAX_SIZE);
        }
        FlowPair pair = trial.open();
        for (Duration illegal : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            for (Flow flow : List.of(pair.near(), pair.far())) {
                refused(trial, illegal, "", () -> flow.readTimeout(illegal));
                refused(trial, illegal, "", () -> flow.writeTimeout(illegal));
            }
        }
    }

    private static void refused(Trial trial, Object value, String bound, Action action) {
        String message = String.valueOf(
                trial.expect(IllegalArgumentException.class, "setting " + value, action).getMessage());
        trial.check(
                message.contains(value.toString()) && message.contains(bound),
                "\"%s\" does not name the value %s and the bound %s",
                message,
                value,
                bound);
    }

    /** The rule on the size matrix. */
    private static final class SizeMatrix {
        private static final int MIB = 1 << 20;
        private static final int[] SIZES = {
            0, 1, 4, 4095, 4096, 4097, 4098, 4099, 5000, 5001, 5002, MIB - 1, MIB, MIB + 1
        };

        /** The most calls that one direction of one cell is cut into. */
        private static final int CALLS = 256;

        static void check(Trial trial) throws Exception {
            FlowPair pair = trial.open();
            Direction there = Direction.there(trial, pair);
            Direction back = Direction.back(trial, pair);
            for (int one : SIZES) {
                for (int other : SIZES) {
                    // Each amount is written in calls of the other, as far as that is not too many.
                    Task<Boolean> write = trial.launch("write there", () -> there.write(one, piece(one, other)));
                    Task<Boolean> writeBack = trial.launch("write back", () -> back.write(other, piece(other, one)));
                    Task<Boolean> readBack = trial.launch("read back", () -> back.read(other));
                    there.read(one);
                    readBack.join();
                    write.join();
                    writeBack.join();
                }
            }
            ByteBuffer last = ByteBuffer.allocate(1);
            there.write(1);
            trial.check(pair.far().read(last) == 1, "the stream went on with %s after the last cell", last);
        }

        private static int piece(int size, int cut) {
            return Math.max(1, Math.max(cut, size / CALLS));
        }
    }
}
