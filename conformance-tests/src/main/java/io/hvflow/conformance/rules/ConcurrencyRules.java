package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.script.ScriptChecks;
import io.hvflow.conformance.storm.StormChecks;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** The rules on concurrency. */
final class ConcurrencyRules {
    private static final int BLOCKED = 1000;

    private ConcurrencyRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("T1", ConcurrencyRules::noDeadlock).onBothThreadKinds().begunEarly(),
                Rule.of("T2", ConcurrencyRules::noLocking).onBothThreadKinds().begunEarly(),
                Rule.of("T3", ConcurrencyRules::blockedLetOthersRun)
                        .onBothThreadKinds()
                        .begunEarly()
                        .aboutReal("carriers of virtual threads"),
                Rule.of("T4", ScriptChecks::agreeWithModel),
                Rule.of("T5", ConcurrencyRules::numbersAreNotMixedUp)
                        .onBothThreadKinds()
                        .aloneInProcess()
                        .aboutReal("descriptors"),
                Rule.of("T7", StormChecks::everyCallEnds).onBothThreadKinds());
    }

    private static void noDeadlock(Trial trial) throws Exception {
        for (int bufferSize : trial.cases(List.of(1000, 1 << 18))) {
            FlowPair pair = trial.open(trial.options().bufferSize(bufferSize));
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (Direction direction : List.of(Direction.there(trial, pair), Direction.back(trial, pair))) {
                // Little ones take many calls, each of which a far end in another machine has to be told of.
                int amount = Math.max(WritingRules.LARGE, 16 * bufferSize);
                tasks.add(trial.launch("write", () -> direction.write(amount, 3 * bufferSize)));
                tasks.add(trial.launch("read", () -> direction.read(amount)));
            }
            for (Task<Boolean> task : tasks) {
                task.join();
            }
        }
    }

    private static void noLocking(Trial trial) throws Exception {
        FlowPair pair = trial.open(trial.options().bufferSize(5000));
        int amount = trial.share(300_000);
        for (int round = 0; round < 4; round++) {
            // Every round has threads of its own: what one has seen of a flow, the next must see too.
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (Direction direction : List.of(Direction.there(trial, pair), Direction.back(trial, pair))) {
                SplittableRandom sizes = new SplittableRandom(trial.settings().seed() + round);
                SplittableRandom counts = sizes.split();
                tasks.add(trial.launch("writer", () -> {
                    while (direction.written() < amount) {
                        direction.write((int) Math.min(amount - direction.written(), size(sizes)));
                    }
                }));
                tasks.add(trial.launch("reader", () -> {
                    while (direction.received() < amount) {
                        int count = direction.readSome((int) Math.min(amount - direction.received(), size(counts)));
                        trial.check(count != -1, "end of stream before the peer had ended it");
                    }
                }));
            }
            for (Task<Boolean> task : tasks) {
                task.join();
            }
        }
    }

    /** Mostly small, at times larger than the buffer. */
    private static int size(SplittableRandom random) {
        return random.nextInt(1, random.nextInt(20) == 0 ? 20_000 : 200);
    }

    private static void blockedLetOthersRun(Trial trial) throws Exception {
        List<Direction> readers = new ArrayList<>();
        List<Task<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < BLOCKED / 2; i++) {
            FlowPair pair = trial.open();
            for (Direction direction : List.of(Direction.there(trial, pair), Direction.back(trial, pair))) {
                readers.add(direction);
                reads.add(trial.start("blocked read " + readers.size(), () -> direction.readSome(10)));
            }
        }
        List<Task<?>> others = blockInOtherWays(trial);
        reads.getLast().awaitBlocked();
        trial.check(reads.stream().noneMatch(Task::isDone), "a read of nothing ended");
        trial.check(others.stream().noneMatch(Task::isDone), "a call that was to block ended");

        Direction free = Direction.there(trial, trial.open());
        Task<Boolean> write = trial.launch("write beside the blocked", () -> free.write(1 << 20));
        trial.launch("read beside the blocked", () -> free.read(1 << 20)).join();
        write.join();

        for (Direction direction : readers) {
            direction.write(1);
        }
        for (Task<Integer> read : reads) {
            trial.check(read.join() == 1, "a blocked read brought %d bytes instead of one", read.join());
        }
    }

    /** For each other call that blocks, more threads in it than there are carriers. */
    private static List<Task<?>> blockInOtherWays(Trial trial) throws Exception {
        int many = 2
                + Integer.getInteger(
                        "jdk.virtualThreadScheduler.parallelism",
                        Runtime.getRuntime().availableProcessors());
        List<Task<?>> blocked = new ArrayList<>();
        List<Flood> floods = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            FlowOptions options = trial.options().bufferSize(8192).closeTimeout(Duration.ofHours(1));
            floods.add(Flood.start(trial, Direction.there(trial, trial.open(options)), 8192));
            Flow closing = trial.open(options).near();
            blocked.add(trial.launch("blocked close " + i, closing::close));
        }
        for (Flood flood : floods) {
            flood.awaitFull();
            blocked.add(flood.task());
        }
        Optional<Target.Place> place = trial.target().place();
        if (place.isPresent()) {
            FlowListener listener = trial.listen(place.get().listen(), trial.options());
            for (int i = 0; i < many; i++) {
                blocked.add(trial.start("blocked accept " + i, listener::accept));
            }
        }
        return blocked;
    }

    private static void numbersAreNotMixedUp(Trial trial) throws Exception {
        FlowOptions options = trial.options().closeTimeout(Duration.ZERO);
        int rounds = trial.share(60);
        for (int round = 0; round < rounds; round++) {
            Flow old = trial.open(options).near();
            AtomicBoolean stop = new AtomicBoolean();
            Task<Boolean> reader = trial.launch("old reader", () -> readStill(trial, old, stop));
            Task<Boolean> writer = trial.launch("old writer", () -> writeStill(trial, old, stop));
            boolean abort = round % 2 == 0;
            trial.launch("end", () -> {
                        if (abort) {
                            old.abort();
                        } else {
                            closeAnyhow(old);
                        }
                    })
                    .join();
            // The new ends get the numbers that the old one had.
            FlowPair pair = trial.open(options);
            for (Direction direction : List.of(Direction.there(trial, pair), Direction.back(trial, pair))) {
                direction.write(10_000, 1000);
                trial.launch("new reader", direction::catchUp).join();
            }
            stop.set(true);
            reader.join();
            writer.join();
            pair.near().abort();
            pair.far().abort();
        }
    }

    /** Reads of a flow that nobody writes to, before it ends and after. */
    private static void readStill(Trial trial, Flow flow, AtomicBoolean stop) {
        ByteBuffer dst = ByteBuffer.allocate(1000);
        while (!stop.get() && !Thread.currentThread().isInterrupted()) {
            try {
                int count = flow.read(dst);
                trial.check(count <= 0, "a flow that was closed brought %d bytes of another", count);
            } catch (IOException e) {
                trial.pause(Duration.ofNanos(20_000)); // it has ended; go on all the same
            }
        }
    }

    private static void writeStill(Trial trial, Flow flow, AtomicBoolean stop) {
        ByteBuffer src = ByteBuffer.allocate(1000);
        while (!stop.get() && !Thread.currentThread().isInterrupted()) {
            try {
                flow.write(src.clear());
            } catch (IOException e) {
                trial.pause(Duration.ofNanos(20_000)); // it has ended; go on all the same
            }
        }
    }

    private static void closeAnyhow(Flow flow) {
        try {
            flow.close();
        } catch (IOException e) {
            // Bytes that are lost are no matter here.
        }
    }
}
