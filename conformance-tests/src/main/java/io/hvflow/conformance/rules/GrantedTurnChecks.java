package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A call waits for the turn of another, and a third waits after both. At the moment at which the first ends, the second
 * gives up, or everything ends. Whichever comes first: the third gets the turn, or the end, and every close returns.
 */
final class GrantedTurnChecks {
    private static final int PIECE = 10;

    /** After which the second gives up: time enough for the third to line up. */
    private static final Duration TIMEOUT = Duration.ofMillis(40);

    private static final Duration BEGUN = Duration.ofSeconds(1);

    /** By how much the turn is granted before the second gives up, in microseconds. */
    private static final List<Integer> LEADS = List.of(0, 5, 20, 50, 200, 1000);

    private GrantedTurnChecks() {}

    /** What happens to the second at the moment of the grant. */
    private enum Moment {
        TIMES_OUT,
        IS_INTERRUPTED,
        OWN_SHUTDOWN,
        OWN_CLOSE,
        OWN_ABORT,
        PEER_CLOSES,
        PEER_ABORTS;

        boolean givesUp() {
            return this == TIMES_OUT || this == IS_INTERRUPTED;
        }

        boolean is(Throwable failure) {
            return switch (this) {
                case TIMES_OUT -> failure instanceof FlowTimeoutException;
                case IS_INTERRUPTED -> failure instanceof InterruptedIOException;
                default -> true; // which it is to be is the matter of other rules
            };
        }
    }

    static void everybodyIsServed(Trial trial) throws Exception {
        FlowOptions options = ClosingRules.patient(trial).bufferSize(1000).windowSize(1 << 13);
        for (Moment moment : trial.cases(List.of(Moment.values()))) {
            for (boolean reading : trial.cases(List.of(true, false))) {
                for (Direction direction : Direction.each(trial, options)) {
                    Flow flow = reading ? direction.reader() : direction.writer();
                    if (TurnChecks.isElsewhere(flow)) {
                        continue;
                    }
                    int rounds = moment.givesUp() && !trial.target().isSimulated() ? trial.share(3) : 1;
                    Line line = reading ? new Readers(trial, direction) : new Writers(trial, direction);
                    for (int round = 0; round < Math.max(1, rounds); round++) {
                        List<Integer> leads = trial.cases(LEADS);
                        line.race(moment, leads.get(round * 2 % leads.size()));
                    }
                    line.close();
                }
            }
        }
    }

    /** How a call ended, and with which bytes: those that a read brought, or that were left to write. */
    private record Ended(ByteBuffer bytes, boolean end, Optional<IOException> failure) {
        boolean failed() {
            return failure.isPresent();
        }
    }

    private interface Call {
        /** True at the end of the stream. */
        boolean run(ByteBuffer bytes) throws IOException;
    }

    /** Three calls on one direction of a flow: one that has the turn, and two that wait for it. */
    private abstract static class Line {
        final Trial trial;
        final Direction direction;

        Line(Trial trial, Direction direction) {
            this.trial = trial;
            this.direction = direction;
        }

        /** The flow whose calls these are. */
        abstract Flow flow();

        abstract Flow peer();

        abstract void timeout(Duration timeout);

        abstract void shutdown() throws IOException;

        /** Has a call take the turn. */
        abstract Task<Ended> hold() throws Exception;

        /** Makes the second or the third call. */
        abstract Task<Ended> call(String name, int number);

        /** Has the other end do what ends the first call. */
        abstract void let();

        /** The second has given up, or not: so the third is served. */
        abstract void serve(Task<Ended> first, Ended second, Task<Ended> third) throws Exception;

        void race(Moment moment, int lead) throws Exception {
            Task<Ended> first = hold();
            timeout(moment == Moment.TIMES_OUT ? TIMEOUT : FlowOptions.FOREVER);
            long begun = trial.nanoTime();
            Task<Ended> second = waiting("second, which " + moment, 2);
            timeout(FlowOptions.FOREVER);
            Task<Ended> third = waiting("third", 3);
            long due = moment == Moment.TIMES_OUT ? begun + TIMEOUT.toNanos() : trial.nanoTime();
            Task<Boolean> let = trial.launch("grant", () -> {
                pauseUntil(due - lead * 1000L);
                let();
            });
            Task<Boolean> happens = trial.launch(moment.toString(), () -> happen(moment, second, lead));
            if (!moment.givesUp()) {
                for (Task<Ended> each : List.of(first, second, third)) {
                    each.join();
                }
                return; // who closes waits for the other end to close too, which it does in the end
            }
            Ended ended = second.join();
            happens.join();
            let.join();
            trial.check(
                    ended.failure().filter(failure -> !moment.is(failure)).isEmpty(),
                    "%s failed with %s",
                    second.name(),
                    ended.failure());
            serve(first, ended, third);
        }

        private Task<Ended> waiting(String name, int number) throws InterruptedException {
            Task<Ended> task = call(name, number);
            trial.await(name + " to wait", () -> task.isWaiting() || task.isDone());
            return task;
        }

        final Task<Ended> start(String name, ByteBuffer bytes, Call call) {
            return trial.start(name, () -> {
                try {
                    boolean end = call.run(bytes);
                    return new Ended(bytes, end, Optional.empty());
                } catch (IOException e) {
                    return new Ended(bytes, false, Optional.of(e));
                }
            });
        }

        private void pauseUntil(long due) {
            long left = due - trial.nanoTime();
            if (left > 0) {
                trial.pause(Duration.ofNanos(left));
            }
        }

        private void happen(Moment moment, Task<?> second, int lead) throws IOException {
            trial.pause(Duration.ofNanos(lead * 1000L));
            switch (moment) {
                case TIMES_OUT -> {}
                case IS_INTERRUPTED -> second.interrupt();
                case OWN_SHUTDOWN -> shutdown();
                case OWN_CLOSE -> orderly(flow());
                case OWN_ABORT -> flow().abort();
                case PEER_CLOSES -> orderly(peer());
                case PEER_ABORTS -> peer().abort();
            }
        }

        private static void orderly(Flow flow) {
            try {
                flow.close();
            } catch (IOException e) {
                // That it ends is what counts here.
            }
        }

        /** Both ends close: nobody has taken along what they wait for. */
        void close() throws Exception {
            List<Task<Boolean>> closes = new ArrayList<>();
            for (Flow each : List.of(flow(), peer())) {
                closes.add(trial.launch("close in the end", () -> orderly(each)));
            }
            for (Task<Boolean> each : closes) {
                each.join();
            }
        }
    }

    private static final class Readers extends Line {
        Readers(Trial trial, Direction direction) {
            super(trial, direction);
        }

        @Override
        Flow flow() {
            return direction.reader();
        }

        @Override
        Flow peer() {
            return direction.writer();
        }

        @Override
        void timeout(Duration timeout) {
            flow().setReadTimeout(timeout);
        }

        @Override
        void shutdown() throws IOException {
            flow().shutdownRead();
        }

        @Override
        Task<Ended> hold() throws Exception {
            ByteBuffer dst = ByteBuffer.allocate(PIECE);
            Task<Ended> first = start("first", dst, own -> !flow().readInto(own));
            direction.write(1);
            long start = trial.nanoTime();
            // A buffer that is filled only when all is there does not show it: such a call is given some time to begin.
            while (dst.position() == 0 && trial.nanoTime() - start < BEGUN.toNanos()) {
                trial.pause(Duration.ofMillis(1));
            }
            return first;
        }

        @Override
        Task<Ended> call(String name, int number) {
            return start(name, ByteBuffer.allocate(PIECE), dst -> !flow().readInto(dst));
        }

        @Override
        void let() {
            try {
                direction.write(PIECE - 1);
            } catch (IOException e) {
                // Everything has ended before.
            }
        }

        @Override
        void serve(Task<Ended> first, Ended second, Task<Ended> third) throws Exception {
            got(first);
            trial.check(
                    second.failed() && second.bytes().position() == 0,
                    "the second ended with %s though nothing came for it",
                    second);
            direction.write(PIECE);
            got(third);
        }

        private void got(Task<Ended> task) throws Exception {
            Ended ended = task.join();
            trial.check(!ended.failed() && !ended.end(), "%s ended with %s", task.name(), ended);
            direction.received(ended.bytes().flip());
        }
    }

    private static final class Writers extends Line {
        private final int large;

        Writers(Trial trial, Direction direction) {
            super(trial, direction);
            this.large = trial.target().isSimulated() ? 1 << 16 : WritingRules.LARGE; // relays hold something too
        }

        @Override
        Flow flow() {
            return direction.writer();
        }

        @Override
        Flow peer() {
            return direction.reader();
        }

        @Override
        void timeout(Duration timeout) {
            flow().setWriteTimeout(timeout);
        }

        @Override
        void shutdown() throws IOException {
            flow().shutdownWrite();
        }

        private static ByteBuffer filled(int number, int size) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) number);
            return ByteBuffer.wrap(bytes);
        }

        @Override
        Task<Ended> hold() throws Exception {
            Task<Ended> first = start("first", filled(1, large), this::write);
            ByteBuffer one =
                    trial.start("read one byte of the first", () -> read(1)).join();
            trial.check(one.equals(filled(1, 1)), "another byte than one of the first came");
            return first;
        }

        @Override
        Task<Ended> call(String name, int number) {
            return start(name, filled(number, PIECE), this::write);
        }

        private boolean write(ByteBuffer src) throws IOException {
            flow().write(src);
            return false;
        }

        @Override
        void let() {
            try {
                int rest = large - 1;
                trial.check(read(rest).equals(filled(1, rest)), "other bytes than those of the first came");
            } catch (IOException e) {
                // Everything has ended before.
            }
        }

        private ByteBuffer read(int size) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(size);
            while (dst.hasRemaining()) {
                if (peer().read(dst) == -1) {
                    throw new EOFException("end of stream after " + dst.position() + " of " + size + " bytes");
                }
            }
            return dst.flip();
        }

        /** What the second wrote before it gave up comes in one piece, before what the third wrote or after. */
        @Override
        void serve(Task<Ended> first, Ended second, Task<Ended> third) throws Exception {
            for (Task<Ended> each : List.of(first, third)) {
                Ended ended = each.join();
                trial.check(!ended.failed(), "%s ended with %s", each.name(), ended);
            }
            ByteBuffer some = filled(2, second.bytes().position());
            ByteBuffer all = filled(3, PIECE);
            ByteBuffer got = trial.start("read the rest", () -> read(some.remaining() + all.remaining()))
                    .join();
            trial.check(
                    got.equals(joined(some, all)) || got.equals(joined(all, some)),
                    "%d bytes of the second and %d of the third came in pieces",
                    some.remaining(),
                    all.remaining());
        }

        private static ByteBuffer joined(ByteBuffer one, ByteBuffer other) {
            return ByteBuffer.allocate(one.remaining() + other.remaining())
                    .put(one.duplicate())
                    .put(other.duplicate())
                    .flip();
        }
    }
}
