package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.spi.Waiter;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PipeTest {
    private static final Duration TICK = Duration.ofMillis(1);

    /** What is done to a pipe. */
    sealed interface Op {
        record Put(int bytes, int delay, boolean direct) implements Op {}

        record Take(int bytes, boolean direct) implements Op {}

        record Finish(Mark mark, int delay) implements Op {}

        record Stop() implements Op {}

        record Reset() implements Op {}

        record Tick() implements Op {}
    }

    @Provide
    Arbitrary<List<Op>> scripts() {
        Arbitrary<Integer> sizes = Arbitraries.integers().between(0, 6000);
        Arbitrary<Integer> delays = Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(1, 1), Tuple.of(1, 3));
        Arbitrary<Boolean> direct = Arbitraries.of(false, true);
        Arbitrary<Op> ops = Arbitraries.frequencyOf(
                Tuple.of(20, Combinators.combine(sizes, delays, direct).as(Op.Put::new)),
                Tuple.of(20, Combinators.combine(sizes, direct).as(Op.Take::new)),
                Tuple.of(
                        1,
                        Combinators.combine(Arbitraries.of(Mark.END, Mark.RESET), delays)
                                .as(Op.Finish::new)),
                Tuple.of(1, Arbitraries.just(new Op.Stop())),
                Tuple.of(1, Arbitraries.just(new Op.Reset())),
                Tuple.of(10, Arbitraries.just(new Op.Tick())));
        return ops.list().ofMaxSize(60);
    }

    /** The same stream, told simply: bytes in queues. */
    private static final class Model {
        private record Item(int value, Mark mark, long due) {}

        final int window;
        final ArrayDeque<Item> underWay = new ArrayDeque<>();
        final ArrayDeque<Integer> arrived = new ArrayDeque<>();
        Mark end = Mark.NONE;
        boolean finished;
        boolean brokenBehind;
        boolean stopped;
        boolean broken;
        boolean endTaken;
        long now;
        int nextValue;

        Model(int window) {
            this.window = window;
        }

        int put(int count, int delay) {
            if (finished) {
                return brokenBehind ? Pipe.BROKEN : Pipe.FINISHED;
            }
            if (broken) {
                return Pipe.BROKEN;
            }
            if (stopped) {
                return Pipe.STOPPED;
            }
            int inPipe = arrived.size() + underWay.size();
            int put = Math.min(count, window - inPipe);
            for (int i = 0; i < put; i++) {
                underWay.add(new Item(nextValue++, Mark.NONE, now + delay));
            }
            arrive();
            return put;
        }

        void finish(Mark mark, int delay) {
            if (finished || broken || stopped) {
                return;
            }
            finished = true;
            brokenBehind = mark == Mark.RESET;
            underWay.add(new Item(0, mark, now + delay));
            arrive();
        }

        void arrive() {
            while (!underWay.isEmpty() && underWay.peek().due() <= now) {
                Item item = underWay.poll();
                if (item.mark() == Mark.NONE) {
                    arrived.add(item.value());
                } else {
                    end = item.mark();
                }
            }
        }

        void drop() {
            arrived.clear();
            underWay.clear();
        }

        /** The outcome of a take that finds no bytes. */
        int nothing() {
            if (stopped || endTaken) {
                return Pipe.END;
            }
            if (broken || end == Mark.RESET) {
                return Pipe.BROKEN;
            }
            endTaken = end == Mark.END;
            return endTaken ? Pipe.END : 0;
        }
    }

    @Property(tries = 2000)
    void T4_aPipeAgreesWithAQueueOfBytes(
            @ForAll @IntRange(min = 1, max = 5000) int window, @ForAll("scripts") List<Op> script) {
        ManualScheduler scheduler = new ManualScheduler();
        Pipe pipe = new Pipe(scheduler, Runnable::run, new BytePool(), window);
        Model model = new Model(window);
        for (Op op : script) {
            switch (op) {
                case Op.Put put -> {
                    ByteBuffer src = buffer(put.bytes(), put.direct());
                    for (int i = 0; i < put.bytes(); i++) {
                        src.put((byte) (model.nextValue + i));
                    }
                    src.flip();
                    int expected = model.put(put.bytes(), put.delay());
                    assertThat(pipe.put(src.asReadOnlyBuffer(), put.bytes(), passage(put.delay())))
                            .isEqualTo(expected);
                }
                case Op.Take take -> take(pipe, model, take);
                case Op.Finish finish -> {
                    pipe.finish(finish.mark(), passage(finish.delay()));
                    model.finish(finish.mark(), finish.delay());
                }
                case Op.Stop stop -> {
                    pipe.stop();
                    model.stopped = true;
                    model.drop();
                }
                case Op.Reset reset -> {
                    pipe.reset();
                    model.broken = true;
                    model.drop();
                }
                case Op.Tick tick -> {
                    scheduler.advance(TICK);
                    model.now++;
                    model.arrive();
                }
            }
        }
    }

    private static void take(Pipe pipe, Model model, Op.Take take) {
        ByteBuffer dst = buffer(take.bytes(), take.direct());
        int count = pipe.take(dst, Integer.MAX_VALUE);
        if (model.arrived.isEmpty()) {
            assertThat(count).isEqualTo(model.nothing());
            return;
        }
        assertThat(count)
                .isEqualTo(Math.min(take.bytes(), model.arrived.size()))
                .isEqualTo(dst.position());
        for (int i = 0; i < count; i++) {
            assertThat(dst.get(i)).isEqualTo(model.arrived.poll().byteValue());
        }
    }

    private static ByteBuffer buffer(int size, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static Passage passage(int ticks) {
        return ticks == 0 ? null : Passage.after(TICK.multipliedBy(ticks));
    }

    @Test
    void whatWasSentBeforeASilenceArrivesAndNothingElseDoes() {
        ManualScheduler scheduler = new ManualScheduler();
        Pipe pipe = new Pipe(scheduler, Runnable::run, new BytePool(), 8);
        pipe.put(ByteBuffer.allocate(2), 2, null);
        pipe.put(ByteBuffer.allocate(1), 1, passage(1));
        pipe.sever();

        assertThat(pipe.put(ByteBuffer.allocate(9), 9, null)).isEqualTo(5);
        pipe.finish(Mark.END, null);
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isEqualTo(2);
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isZero();
        scheduler.advance(TICK);
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isEqualTo(1);
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isZero();
        pipe.vanish();
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isZero();
    }

    @Test
    void aResetOfTheReaderAloneLosesWhatIsQueuedAndTheWriterGoesOnUntilItsWindowIsFull() {
        Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 8);
        pipe.put(ByteBuffer.allocate(2), 2, null);
        pipe.resetReader();

        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isEqualTo(Pipe.BROKEN);
        pipe.stop(); // the reader closes
        assertThat(pipe.put(ByteBuffer.allocate(9), 9, null)).isEqualTo(6);
        assertThat(pipe.put(ByteBuffer.allocate(9), 9, null)).isZero();
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isEqualTo(Pipe.END);
    }

    @Test
    void aResetOfTheWriterAloneLetsTheReaderWaitBehindWhatWasSent() {
        Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 8);
        pipe.put(ByteBuffer.allocate(2), 2, null);
        pipe.resetWriter();

        assertThat(pipe.put(ByteBuffer.allocate(9), 9, null)).isEqualTo(Pipe.BROKEN);
        pipe.finish(Mark.END, null); // the writer closes
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isEqualTo(2);
        assertThat(pipe.take(ByteBuffer.allocate(9), 9)).isZero();
    }

    /** Long puts and takes copy at the same time, while the array grows, wraps and is given away, and until somebody ends it. */
    @Test
    void aWriterAndAReaderWhoCopyAtTheSameTimeDoNotMeet() throws Exception {
        BytePool pool = new BytePool();
        for (int round = 0; round < 100; round++) {
            Pipe pipe = new Pipe(FreeScheduler.INSTANCE, Runnable::run, pool, 3000 + 1000 * round);
            int seed = round;
            long goal = 1_000_000;
            CountDownLatch begun = new CountDownLatch(1);
            AtomicLong taken = new AtomicLong();
            Thread writer = Thread.ofPlatform().start(() -> putUntil(pipe, new SplittableRandom(seed), goal));
            Thread reader =
                    Thread.ofPlatform().start(() -> taken.set(takeAll(pipe, new SplittableRandom(~seed), begun)));
            if (round % 2 == 1) {
                assertThat(begun.await(5, TimeUnit.MINUTES)).isTrue();
                pipe.reset();
            }
            assertThat(writer.join(Duration.ofMinutes(5))).isTrue();
            assertThat(reader.join(Duration.ofMinutes(5))).isTrue();
            if (round % 2 == 0) {
                assertThat(taken).hasValue(goal);
            } else {
                assertThat(taken).hasValueBetween(1, goal); // -1 where a byte was wrong
            }
        }
    }

    private static void putUntil(Pipe pipe, SplittableRandom sizes, long goal) {
        Parker room = FreeScheduler.INSTANCE.parker("for room");
        long put = 0;
        while (put < goal) {
            ByteBuffer src = ByteBuffer.allocate((int) Math.min(goal - put, sizes.nextInt(1, 10_000)));
            for (int i = 0; i < src.capacity(); i++) {
                src.put(i, (byte) ((put + i) % 127));
            }
            int count = pipe.put(src, src.remaining(), null);
            if (count < 0) {
                return;
            }
            if (count == 0 && pipe.awaitWritable(room)) {
                room.park(Waiter.NEVER);
            }
            put += count;
        }
        pipe.finish(Mark.END, null);
    }

    /** How many bytes came before the end, or the reset; -1 where one is not what was put. */
    private static long takeAll(Pipe pipe, SplittableRandom sizes, CountDownLatch begun) {
        Parker bytes = FreeScheduler.INSTANCE.parker("for bytes");
        long taken = 0;
        while (true) {
            ByteBuffer dst = ByteBuffer.allocate(sizes.nextInt(1, 10_000));
            int count = pipe.take(dst, dst.capacity());
            if (count < 0) {
                begun.countDown();
                return taken;
            }
            if (count == 0 && pipe.awaitReadable(bytes)) {
                bytes.park(Waiter.NEVER);
            }
            for (int i = 0; i < count; i++) {
                if (dst.get(i) != (taken + i) % 127) {
                    begun.countDown();
                    return -1;
                }
            }
            taken += count;
            if (count > 0) {
                begun.countDown();
            }
        }
    }

    @Test
    void W14_aBufferThatIsMovedOrClosedMeanwhileFailsItsOwnCallAlone() {
        for (int size : new int[] {10, 5000}) { // copied with the lock, and without
            Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 10_000);
            assertThatThrownBy(() -> pipe.put(ByteBuffer.allocate(size - 1), size, null))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            ByteBuffer closed = closed(size);
            assertThatThrownBy(() -> pipe.put(closed, size, null)).isInstanceOf(IllegalStateException.class);
            assertThat(closed.position()).isZero();
            assertThat(pipe.take(ByteBuffer.allocate(1), 1)).isZero();

            assertThat(pipe.put(counting(size), size, null)).isEqualTo(size);
            assertThatThrownBy(() -> pipe.take(closed(size), size)).isInstanceOf(IllegalStateException.class);
            ByteBuffer dst = ByteBuffer.allocate(size);
            assertThat(pipe.take(dst, size)).isEqualTo(size);
            assertThat(dst.flip()).isEqualTo(counting(size));
        }
    }

    private static ByteBuffer closed(int size) {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(size).asByteBuffer();
        }
    }

    private static ByteBuffer counting(int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        while (bytes.hasRemaining()) {
            bytes.put((byte) bytes.position());
        }
        return bytes.flip();
    }

    @Test
    void C13_whatCannotBeSentOnItsWayBreaksTheStreamForBothEnds() {
        Scheduler tired = new Scheduler() {
            @Override
            public long now() {
                return 0;
            }

            @Override
            public Parker parker(Object purpose) {
                return new FreeParker();
            }

            @Override
            public void at(long time, Runnable action) {
                throw new OutOfMemoryError("as if");
            }
        };
        for (boolean end : new boolean[] {false, true}) {
            Pipe pipe = new Pipe(tired, Runnable::run, new BytePool(), 10);
            Parker reader = tired.parker("for bytes");
            assertThat(pipe.awaitReadable(reader)).isTrue();
            assertThatThrownBy(() -> {
                        if (end) {
                            pipe.finish(Mark.END, passage(1));
                        } else {
                            pipe.put(ByteBuffer.allocate(2), 2, passage(1));
                        }
                    })
                    .isInstanceOf(OutOfMemoryError.class);
            reader.park(Waiter.NEVER); // returns: it was woken
            assertThat(pipe.take(ByteBuffer.allocate(2), 2)).isEqualTo(Pipe.BROKEN);
            assertThat(pipe.put(ByteBuffer.allocate(2), 2, null)).isNegative();
        }
    }

    @Test
    void C13_anActionThatThrowsDoesNotKeepTheNextFromRunning() {
        Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 1);
        int[] runs = {0};
        Runnable throwing = () -> {
            pipe.whenWritable(() -> runs[0]++, Runnable::run);
            throw new StackOverflowError("as if");
        };
        assertThatThrownBy(() -> pipe.whenWritable(throwing, Runnable::run)).isInstanceOf(StackOverflowError.class);
        pipe.whenWritable(() -> runs[0]++, Runnable::run);
        assertThat(runs[0]).isEqualTo(2);
    }

    /** The reader may be inside a call of a framed flow, whose lock the writer's action takes too. */
    @Test
    void T1_whatAReaderMakesDueRunsOnAnotherThread() throws Exception {
        Hypervisor hypervisor = new Hypervisor();
        Sockets pair = Sockets.connect(hypervisor, 10);
        Sockets.write(pair.near(), 0, 10);
        CompletableFuture<Thread> ran = new CompletableFuture<>();
        pair.near().waiting().whenWritable(() -> ran.complete(Thread.currentThread()));
        Sockets.read(pair.far(), 10);
        assertThat(ran.get(5, TimeUnit.MINUTES)).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void anActionThatAsksForTheNextOneIsNotNestedInItself() {
        Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 1);
        int[] depth = {0};
        int[] runs = {0};
        Runnable action = new Runnable() {
            @Override
            public void run() {
                assertThat(++depth[0]).isEqualTo(1);
                if (++runs[0] < 100_000) {
                    pipe.whenWritable(this, Runnable::run);
                }
                depth[0]--;
            }
        };
        pipe.whenWritable(action, Runnable::run);
        assertThat(runs[0]).isEqualTo(100_000);
    }

    @Test
    void theActionRunsWhenThereIsRoomAndOnlyOnce() {
        Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 3);
        pipe.put(ByteBuffer.allocate(3), 3, null);
        int[] runs = {0};
        pipe.whenWritable(() -> runs[0]++, Runnable::run);
        assertThat(runs[0]).isZero();
        pipe.take(ByteBuffer.allocate(1), 1);
        pipe.take(ByteBuffer.allocate(1), 1);
        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void theActionRunsWhenThePipeEnds() {
        for (Consumer<Pipe> ending :
                List.<Consumer<Pipe>>of(Pipe::stop, Pipe::reset, pipe -> pipe.finish(Mark.END, null))) {
            Pipe pipe = new Pipe(new ManualScheduler(), Runnable::run, new BytePool(), 3);
            pipe.put(ByteBuffer.allocate(3), 3, null);
            int[] runs = {0};
            pipe.whenWritable(() -> runs[0]++, Runnable::run);
            ending.accept(pipe);
            assertThat(runs[0]).isEqualTo(1);
        }
    }
}
