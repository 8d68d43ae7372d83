package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Sizes of every kind: of messages, buffers and amounts. */
final class SizeChecks {
    private static final int MIB = 1 << 20;
    private static final List<Integer> MATRIX =
            List.of(0, 1, 4, 4095, 4096, 4097, 4098, 4099, 5000, 5001, 5002, MIB - 1, MIB, MIB + 1);

    /** The most calls that one direction of one cell of the matrix is cut into. */
    private static final int CALLS = 256;

    private SizeChecks() {}

    static void anySizes(Trial trial) throws Exception {
        Arbitrary<Integer> size = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(1, 2, 3, 4095, 4096, 4097, 65_536, 1 << 20, FlowOptions.MAX_SIZE)),
                Tuple.of(2, Arbitraries.integers().between(1, 10_000)),
                Tuple.of(1, Arbitraries.integers().between(1, FlowOptions.MAX_SIZE)));
        trial.forAll(Combinators.combine(size, size).as(Sizes::new), sizes -> {
            FlowPair pair =
                    trial.open(trial.options().messageSize(sizes.messageSize()).bufferSize(sizes.bufferSize()));
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

    static void illegalSizes(Trial trial) throws Exception {
        FlowOptions options = trial.options();
        List<Function<Integer, FlowOptions>> settings =
                List.of(options::messageSize, options::bufferSize, options::windowSize, options::backlog);
        for (Function<Integer, FlowOptions> setting : settings) {
            for (int illegal : new int[] {0, -1, Integer.MIN_VALUE}) {
                refused(trial, illegal, "1", () -> use(setting.apply(illegal)));
            }
            for (int illegal : new int[] {FlowOptions.MAX_SIZE + 1, Integer.MAX_VALUE}) {
                refused(trial, illegal, "" + FlowOptions.MAX_SIZE, () -> use(setting.apply(illegal)));
            }
            for (int legal : new int[] {1, FlowOptions.MAX_SIZE}) {
                trial.check(!setting.apply(legal).equals(options), "setting %d changed nothing", legal);
            }
        }
        FlowPair pair = trial.open();
        for (Duration illegal : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            for (Flow flow : List.of(pair.near(), pair.far())) {
                refused(trial, illegal, "", () -> flow.setReadTimeout(illegal));
                refused(trial, illegal, "", () -> flow.setWriteTimeout(illegal));
            }
        }
    }

    private static void use(FlowOptions options) {
        throw new AssertionError("these options were taken: " + options);
    }

    private static void refused(Trial trial, Object value, String bound, Action action) {
        String message = String.valueOf(trial.expect(IllegalArgumentException.class, "setting " + value, action)
                .getMessage());
        trial.check(
                message.contains(value.toString()) && message.contains(bound),
                "\"%s\" does not name the value %s and the bound %s",
                message,
                value,
                bound);
    }

    static void sizeMatrix(Trial trial) throws Exception {
        FlowPair pair = trial.open();
        Direction there = Direction.there(trial, pair);
        Direction back = Direction.back(trial, pair);
        for (int one : trial.cases(MATRIX)) {
            for (int other : MATRIX) {
                // Each amount is written in calls of the other, as far as that is not too many.
                Task<Boolean> write = trial.launch("write there", () -> there.write(one, piece(one, other)));
                Task<Boolean> writeBack = trial.launch("write back", () -> back.write(other, piece(other, one)));
                Task<Boolean> read = trial.launch("read there", () -> there.read(one));
                Task<Boolean> readBack = trial.launch("read back", () -> back.read(other));
                read.join();
                readBack.join();
                write.join();
                writeBack.join();
            }
        }
        there.write(1); // nothing too much was left behind the last cell
        there.catchUp();
    }

    private static int piece(int size, int cut) {
        return Math.max(1, Math.max(cut, size / CALLS));
    }
}
