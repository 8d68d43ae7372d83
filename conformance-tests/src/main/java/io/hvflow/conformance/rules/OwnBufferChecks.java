package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Memory;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a caller does to its own buffers while a flow has them. */
final class OwnBufferChecks {
    private static final int SIZE = 1000;

    /** What stands before and after the racing buffer, where nothing must be read or written. */
    private static final byte FOREIGN = (byte) 0xC5;

    private static final int MARGIN = 8192;

    /** The last byte of what is written while buffers race; no other has its value. */
    private static final byte LAST = 2;

    private static final Duration RACING = Duration.ofMillis(150);

    private OwnBufferChecks() {}

    static List<Rule> rules() {
        return List.of(Rule.of("W14", OwnBufferChecks::concernsThatCallAlone));
    }

    /** A buffer is its caller's: at an end in another process the caller is an agent, with buffers of its own. */
    private static void concernsThatCallAlone(Trial trial) throws Exception {
        for (Gone gone : trial.cases(List.of(Gone.values()))) {
            for (Direction direction : Direction.each(trial)) {
                ByteBuffer bad = gone.buffer();
                badWrites(trial, direction, bad);
                badReads(trial, direction, bad);
                badWrites(trial, direction, bad);
            }
        }
        for (Direction direction : Direction.each(trial)) {
            if (!TurnChecks.isElsewhere(direction.writer())) {
                oneBufferTwice(trial, direction);
            }
        }
        for (Memory memory : trial.cases(List.of(Memory.HEAP, Memory.DIRECT))) {
            for (Direction direction : Direction.each(trial)) {
                if (!TurnChecks.isElsewhere(direction.writer())) {
                    racingWrites(trial, direction, memory);
                }
            }
            for (Direction direction : Direction.each(trial)) {
                if (!TurnChecks.isElsewhere(direction.reader())) {
                    racingReads(trial, direction, memory);
                }
            }
        }
    }

    // Buffers that cannot be used

    /** Why a buffer cannot be used. */
    private enum Gone {
        CLOSED {
            @Override
            ByteBuffer buffer() {
                try (Arena arena = Arena.ofShared()) {
                    return arena.allocate(SIZE).asByteBuffer();
                }
            }
        },
        ANOTHER_THREADS {
            @Override
            ByteBuffer buffer() throws InterruptedException {
                ByteBuffer[] made = new ByteBuffer[1];
                // Only that thread could close it, and it has gone: so many bytes stay until the process ends.
                Thread thread = Thread.ofPlatform()
                        .start(() -> made[0] = Arena.ofConfined().allocate(SIZE).asByteBuffer());
                thread.join();
                return made[0];
            }
        };

        abstract ByteBuffer buffer() throws InterruptedException;
    }

    private static void badWrites(Trial trial, Direction direction, ByteBuffer bad) throws Exception {
        Flow writer = direction.writer();
        if (TurnChecks.isElsewhere(writer)) {
            return;
        }
        direction.write(10);
        fails("write of a buffer that is gone", () -> writer.write(bad.clear()));
        direction.accepted(bad.position());
        direction.write(SIZE);
        // What was accepted before the bad one arrives, and its position says how much that is.
        ByteBuffer good = direction.next(3 * SIZE);
        fails(
                "writev with a buffer that is gone",
                () -> writer.writev(List.of(good, bad.clear(), ByteBuffer.allocate(10))));
        direction.accepted(good.position());
        trial.check(bad.position() == 0, "%d bytes of a buffer that is gone were accepted", bad.position());
        direction.write(10);
        trial.launch("read", direction::catchUp).join();
    }

    private static void badReads(Trial trial, Direction direction, ByteBuffer bad) throws Exception {
        Flow reader = direction.reader();
        if (TurnChecks.isElsewhere(reader)) {
            return;
        }
        direction.write(5 * SIZE);
        fails("read into a buffer that is gone", () -> reader.read(bad.clear()));
        trial.launch("read", () -> direction.read(SIZE)).join();
        fails("readInto a buffer that is gone", () -> reader.readInto(bad.clear()));
        trial.launch("read", direction::catchUp).join();
    }

    private static void fails(String doing, Action call) {
        try {
            call.run();
        } catch (IOException | RuntimeException e) {
            return;
        } catch (Exception | Error e) {
            throw new AssertionError(doing + " was to fail with an exception but failed with " + e, e);
        }
        throw new AssertionError(doing + " was to fail but succeeded");
    }

    /** The second time there is nothing left of it. */
    private static void oneBufferTwice(Trial trial, Direction direction) throws Exception {
        long before = direction.writer().stats().bytesWritten();
        ByteBuffer twice = direction.next(SIZE);
        direction.writer().writev(List.of(twice, twice));
        direction.accepted(twice.position());
        direction.write(SIZE);
        trial.launch("read", direction::catchUp).join();
        long wrote = direction.writer().stats().bytesWritten() - before;
        trial.check(
                wrote == direction.written(),
                "with one buffer twice in a writev %d bytes arrived, and %d are counted",
                direction.written(),
                wrote);
    }

    // Buffers whose position another thread moves

    /** A buffer in the middle of foreign memory, whose position and limit another thread moves as long as it runs. */
    private static final class Racing {
        final ByteBuffer all;
        final ByteBuffer buffer;
        private final AtomicBoolean enough = new AtomicBoolean();
        private final Task<Boolean> mover;

        Racing(Trial trial, Memory memory) {
            all = memory.allocate(MARGIN + SIZE + MARGIN);
            while (all.hasRemaining()) {
                all.put(FOREIGN);
            }
            buffer = all.slice(MARGIN, SIZE);
            while (buffer.hasRemaining()) {
                buffer.put((byte) 1);
            }
            mover = trial.launch(
                    "mover",
                    () -> move(trial, new SplittableRandom(trial.settings().seed())));
        }

        private void move(Trial trial, SplittableRandom random) {
            while (!enough.get()) {
                for (int i = 0; i < 100; i++) {
                    try {
                        buffer.clear().position(random.nextInt(SIZE));
                    } catch (IllegalArgumentException e) {
                        // The call moves it too.
                    }
                }
                trial.pause(Duration.ofNanos(1)); // in a simulation somebody else has to come too
            }
        }

        void stop() throws Exception {
            enough.set(true);
            mover.join();
        }
    }

    private static void racingWrites(Trial trial, Direction direction, Memory memory) throws Exception {
        Flow writer = direction.writer();
        Flow reader = direction.reader();
        Racing racing = new Racing(trial, memory);
        Task<Boolean> read = trial.launch("read what comes", () -> readToLast(trial, reader));
        long start = trial.nanoTime();
        int calls = 0;
        while (trial.nanoTime() - start < RACING.toNanos() && calls < calls(trial)) {
            WriteCall call = WriteCall.inTurn(++calls);
            carelessly(call.toString(), () -> {
                if (call == WriteCall.WRITE) {
                    writer.write(racing.buffer);
                } else {
                    writer.writev(List.of(racing.buffer, racing.buffer));
                }
            });
        }
        racing.stop();
        writer.write(ByteBuffer.wrap(new byte[] {LAST}));
        read.join();
        trial.launch("write as usual", () -> direction.write(SIZE)).join();
        trial.launch("read as usual", () -> direction.read(SIZE)).join();
    }

    /** In a simulation there are many schedules instead. */
    private static int calls(Trial trial) {
        return trial.target().isSimulated() ? 50 : 20_000;
    }

    /** Reads up to the last byte. */
    private static void readToLast(Trial trial, Flow reader) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(1 << 16);
        byte last = 0;
        while (last != LAST) {
            trial.check(reader.read(dst.clear()) != -1, "end of stream in a stream that goes on");
            for (dst.flip(); dst.hasRemaining(); ) {
                last = dst.get();
                trial.check(last != FOREIGN, "bytes from outside the buffer were sent");
            }
        }
    }

    private static void racingReads(Trial trial, Direction direction, Memory memory) throws Exception {
        Flow reader = direction.reader();
        Racing racing = new Racing(trial, memory);
        AtomicBoolean enough = new AtomicBoolean();
        Task<Boolean> write = trial.launch("write on", () -> {
            while (!enough.get()) {
                direction.writer().write(ByteBuffer.allocate(4 * SIZE));
            }
            direction.writer().write(ByteBuffer.wrap(new byte[] {LAST}));
        });
        long start = trial.nanoTime();
        int calls = 0;
        reader.setReadTimeout(trial.patience());
        while (trial.nanoTime() - start < RACING.toNanos() && calls < calls(trial)) {
            boolean into = calls++ % 2 == 0;
            carelessly(into ? "readInto" : "read", () -> {
                if (into) {
                    reader.readInto(racing.buffer);
                } else {
                    reader.read(racing.buffer);
                }
            });
        }
        racing.stop();
        enough.set(true);
        for (int i = 0; i < MARGIN; i++) {
            trial.check(
                    racing.all.get(i) == FOREIGN && racing.all.get(MARGIN + SIZE + i) == FOREIGN,
                    "the memory around the buffer was written to");
        }
        reader.setReadTimeout(FlowOptions.FOREVER);
        trial.launch("read the rest", () -> readToLast(trial, reader)).join();
        write.join();
        trial.launch("write as usual", () -> direction.write(SIZE)).join();
        trial.launch("read as usual", () -> direction.read(SIZE)).join();
    }

    /** A call whose buffer is moved meanwhile may do anything but fail as if the stream were broken. */
    private static void carelessly(String doing, Action call) throws Exception {
        try {
            call.run();
        } catch (RuntimeException | FlowTimeoutException e) {
            // Its own fault: a buffer that is moved all the time may also never be full.
        } catch (IOException e) {
            throw new AssertionError(doing + " of a buffer that another thread moves took the stream along: " + e, e);
        }
    }
}
