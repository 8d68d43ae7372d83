package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Memory;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.nio.ByteBuffer;
import java.util.List;

/** The read that fills its buffer. */
final class ReadIntoChecks {
    private ReadIntoChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("R8", ReadIntoChecks::fills).onBothThreadKinds(),
                Rule.of("R9", ReadIntoChecks::endComesFirst).onBothThreadKinds(),
                Rule.of("R10", ReadIntoChecks::nothingRemaining).onBothThreadKinds());
    }

    private static void fills(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, trial.options().bufferSize(4096))) {
            for (int size : new int[] {1, 10, 4095, 4097, 300_000}) {
                for (Memory memory : Memory.values()) {
                    Task<Boolean> fill = trial.launch("readInto", () -> fill(trial, direction, memory, size));
                    // In three pieces, and with bytes behind that are not its own.
                    Task<Boolean> write = trial.launch("write", () -> {
                        direction.write(size / 3);
                        direction.write(size - size / 3 - size / 4);
                        direction.write(size / 4);
                    });
                    fill.join();
                    write.join();
                    direction.write(25);
                    fill(trial, direction, memory, 10);
                    direction.read(5);
                    fill(trial, direction, memory, 10);
                }
            }
        }
    }

    private static void fill(Trial trial, Direction direction, Memory memory, int size) throws Exception {
        ByteBuffer whole = memory.allocate(size + 16);
        ByteBuffer dst = whole.duplicate().position(8).limit(8 + size);
        trial.check(direction.reader().readInto(dst), "readInto said end of stream before the peer had ended it");
        trial.check(
                dst.position() == 8 + size && dst.limit() == 8 + size,
                "readInto returned with %d of %d bytes",
                dst.position() - 8,
                size);
        direction.received(whole.slice(8, size));
        trial.check(
                whole.getLong(0) == 0 && whole.getLong(8 + size) == 0,
                "readInto wrote outside of what remained in dst");
    }

    private static void endComesFirst(Trial trial) throws Exception {
        for (int there : new int[] {0, 7, 6000}) {
            for (Direction direction : Direction.each(trial)) {
                ByteBuffer dst = ByteBuffer.allocate(10_003).position(3);
                Task<Boolean> fill =
                        trial.start("readInto", () -> direction.reader().readInto(dst));
                direction.write(there, 2500);
                fill.awaitBlocked();
                direction.end();
                trial.check(!fill.join(), "readInto said that it filled the buffer with too few bytes");
                trial.check(
                        dst.position() == 3 + there,
                        "%d bytes came before end of stream, the position went on by %d",
                        there,
                        dst.position() - 3);
                direction.received(dst.slice(3, there));
            }
        }
    }

    private static void nothingRemaining(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            nothing(trial, direction.reader()); // nothing is there to be read: it must not wait for that
            direction.write(100);
            direction.read(1);
            nothing(trial, direction.reader()); // something is there: it must not take it
            direction.catchUp();
        }
    }

    private static void nothing(Trial trial, Flow reader) throws Exception {
        ByteBuffer full = ByteBuffer.allocate(8).position(8);
        for (ByteBuffer dst : List.of(
                ByteBuffer.allocate(0), full, ByteBuffer.allocateDirect(8).limit(0))) {
            int position = dst.position();
            boolean filled = trial.start("readInto of nothing", () -> reader.readInto(dst))
                    .join();
            trial.check(filled, "readInto with nothing remaining returned false");
            trial.check(dst.position() == position, "readInto with nothing remaining moved the position");
        }
    }
}
