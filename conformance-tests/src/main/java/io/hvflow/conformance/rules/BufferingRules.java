package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

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
                Rule.of("B4", SizeChecks::anySizes),
                Rule.of("B5", SizeChecks::illegalSizes),
                Rule.of("B6", SizeChecks::sizeMatrix).begunEarly());
    }

    private static FlowOptions sized(Trial trial, int bufferSize) {
        return trial.options().messageSize(MESSAGE).bufferSize(bufferSize).windowSize(1 << 16);
    }

    private static void bufferSizeBounds(Trial trial) throws Exception {
        int size = 1 << 17;
        int more = 1 << 20;
        List<Direction> small = Direction.each(trial, sized(trial, size));
        List<Direction> large = Direction.each(trial, sized(trial, size + more));
        List<Flood> floods = Stream.concat(small.stream(), large.stream())
                .map(direction -> Flood.start(trial, direction, MESSAGE))
                .toList();
        for (Flood flood : floods) {
            flood.awaitFull();
        }
        for (int i = 0; i < small.size(); i++) {
            Direction one = small.get(i);
            Direction other = large.get(i);
            // A writer that had only paused goes on, so that in the end the difference is what the sizes differ by.
            trial.await(
                    "a buffer that is larger by " + more + " bytes to hold as much more",
                    () -> Math.abs(other.written() - one.written() - more) <= SLACK);
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
                    trial.launch("one large write", () -> writer.write(direction.next(8 * WritingRules.LARGE)));
            write.awaitBlocked();
            trial.stays("a write that is larger than buffer and window waits", () -> !write.isDone());
        }
    }

    private static void acceptedWithoutWaiting(Trial trial) throws Exception {
        for (int size : new int[] {1, 5000, WritingRules.LARGE}) {
            for (int piece : new int[] {size, 1 + size / 1000}) {
                for (Direction direction : Direction.each(trial, sized(trial, size))) {
                    // The peer does not read: a write that waits for it does not end.
                    trial.launch("write " + size, () -> direction.write(size, piece))
                            .join();
                }
            }
        }
    }
}
