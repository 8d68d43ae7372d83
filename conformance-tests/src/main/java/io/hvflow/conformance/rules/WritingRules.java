package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rules on writing: what is accepted, and that it arrives. */
final class WritingRules {
    private WritingRules() {}

    static List<Rule> rules() {
        List<Rule> here = List.of(
                Rule.of("W1", WritingRules::acceptsAll),
                Rule.of("W2", WritingRules::orderAcrossCalls),
                Rule.of("W4", WritingRules::arrivesByItself),
                Rule.of("W5", WritingRules::emptySendsNothing).onBothThreadKinds(),
                Rule.of("W6", WritingRules::largerThanBuffer).onBothThreadKinds(),
                Rule.of("W7", WritingRules::backPressure).onBothThreadKinds(),
                Rule.of("W11", WritingRules::anyBuffer));
        return Stream.of(here, GatheringChecks.rules(), FailedWriteChecks.rules(), OwnBufferChecks.rules())
                .flatMap(List::stream)
                .toList();
    }

    /** A buffer so large that no transport's window holds as much: what is written stays with the flow. */
    static FlowOptions large(Trial trial) {
        return trial.options().bufferSize(LARGE).windowSize(1 << 16);
    }

    /** See {@link #large}. */
    static final int LARGE = 1 << 20;

    private static void acceptsAll(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, trial.options().bufferSize(5000))) {
            List<Integer> sizes = List.of(1, 2, 4999, 5000, 5001, 70_000, 1, 400_000);
            long total = sizes.stream().mapToLong(Integer::longValue).sum();
            Task<Boolean> read = trial.launch("read", () -> direction.read(total));
            for (int size : sizes) {
                ByteBuffer src = direction.next(size);
                direction.writer().write(src);
                trial.check(
                        src.position() == size && src.limit() == size,
                        "write of %d bytes returned with position %d, limit %d",
                        size,
                        src.position(),
                        src.limit());
                direction.accepted(size);
            }
            read.join();
        }
        for (Direction direction : Direction.each(trial, large(trial))) {
            // Many small pieces that wait with the flow: a system takes only so many in one call (IOV_MAX).
            direction.write(LARGE / 2, LARGE / 2);
            direction.write(5000, 1);
            List<ByteBuffer> ones = new ArrayList<>();
            for (ByteBuffer rest = direction.next(5000); rest.hasRemaining(); ) {
                ones.add(ByteBuffer.wrap(new byte[] {rest.get()}));
            }
            direction.writer().writev(ones);
            trial.check(
                    ones.stream().noneMatch(ByteBuffer::hasRemaining), "writev returned before it took every buffer");
            direction.accepted(ones.size());
            direction.catchUp();
        }
    }

    private static void orderAcrossCalls(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, trial.options().bufferSize(10_000))) {
            int[] sizes = {3, 9000, 1, 50_000, 7, 7, 200_000, 2, 10_001};
            Task<Boolean> write = trial.launch("write", () -> {
                for (int round = 0; round < 6; round++) {
                    for (int i = 0; i < sizes.length; i++) {
                        WriteCall call = WriteCall.inTurn(round + i);
                        ByteBuffer src = direction.next(sizes[i]);
                        call.to(direction.writer(), src);
                        direction.accepted(src.position());
                    }
                }
            });
            long round = 0;
            for (int size : sizes) {
                round += size;
            }
            direction.read(6 * round);
            write.join();
        }
    }

    private static void arrivesByItself(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            for (int burst : new int[] {1, 2, 50}) {
                direction.write(burst, 1);
                trial.launch("read", direction::catchUp).join();
            }
        }
        for (Direction direction : Direction.each(trial, large(trial))) {
            direction.write(LARGE, 10_000);
            trial.launch("read", direction::catchUp).join();
        }
    }

    private static void emptySendsNothing(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial)) {
            Task<Integer> read = trial.start("read", () -> direction.readSome(10));
            empties(direction.writer());
            read.awaitBlocked();
            trial.stays("an empty write brings the reader nothing", () -> !read.isDone());
            direction.write(1);
            trial.check(read.join() == 1, "the first byte came as %d", read.join());
        }
        for (Direction direction : Direction.each(trial, large(trial))) {
            direction.write(LARGE); // the buffer is full, but nothing needs no room
            trial.launch("empty writes", () -> empties(direction.writer())).join();
            direction.catchUp();
        }
    }

    private static void empties(Flow writer) throws IOException {
        writer.write(ByteBuffer.allocate(0));
        writer.write(ByteBuffer.allocateDirect(8).position(8));
        writer.writev(List.of());
        writer.writev(List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(0)));
    }

    private static void largerThanBuffer(Trial trial) throws Exception {
        for (int bufferSize : new int[] {1, 4096}) {
            for (WriteCall call : WriteCall.values()) {
                for (Direction direction : Direction.each(trial, trial.options().bufferSize(bufferSize))) {
                    int size = LARGE + 1;
                    ByteBuffer src = direction.next(size);
                    Task<Boolean> write = trial.launch("large " + call, () -> call.to(direction.writer(), src));
                    Task<Boolean> read = trial.launch("read", () -> direction.read(size));
                    write.join();
                    read.join();
                    direction.accepted(size);
                    direction.write(10); // what is written after it comes after it
                    direction.catchUp();
                }
            }
        }
    }

    private static void backPressure(Trial trial) throws Exception {
        FlowOptions options = trial.options().bufferSize(20_000).windowSize(1 << 16);
        for (Direction direction : Direction.each(trial, options)) {
            Flood flood = Flood.start(trial, direction, 1000);
            trial.await("the first bytes to be accepted", () -> direction.written() > 0);
            flood.awaitFull();
            long first = direction.written();
            trial.launch("read", () -> direction.read(first + LARGE / 4)).join();
            trial.check(!flood.isOver(), "the writer failed when its peer began to read");
        }
    }

    private static void anyBuffer(Trial trial) throws Exception {
        for (Direction direction : Direction.each(trial, large(trial))) {
            byte[] array = new byte[8192];
            List<ByteBuffer> reused = List.of(
                    ByteBuffer.wrap(array),
                    ByteBuffer.allocateDirect(8192),
                    ByteBuffer.allocate(9000).slice(500, 8192),
                    ByteBuffer.allocateDirect(9000).slice(500, 8192));
            // So many that most of them wait with the flow while their sources are used again.
            for (int round = 0; round < 50; round++) {
                for (ByteBuffer buffer : reused) {
                    for (boolean readOnly : new boolean[] {false, true}) {
                        writeAndReuse(trial, direction, buffer, readOnly, 1 + (round * 83) % 4000);
                    }
                }
            }
            direction.catchUp();
        }
    }

    private static void writeAndReuse(Trial trial, Direction direction, ByteBuffer buffer, boolean readOnly, int size)
            throws IOException {
        ByteBuffer bytes = direction.next(size);
        buffer.clear().position(11).put(bytes.duplicate()).flip().position(11);
        ByteBuffer src = readOnly ? buffer.asReadOnlyBuffer() : buffer.duplicate();
        direction.writer().write(src);
        direction.accepted(size);
        trial.check(!src.hasRemaining(), "write left %d bytes of a buffer", src.remaining());
        trial.check(buffer.equals(bytes), "write changed the bytes of its source");
        buffer.clear();
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0x55);
        }
    }
}
