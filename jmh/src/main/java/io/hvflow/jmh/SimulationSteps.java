package io.hvflow.jmh;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Outcome;
import io.hvflow.simulator.Simulation;
import io.hvflow.simulator.Tape;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How many steps a simulation takes in a second: three pairs of actors play ping-pong, with choices drawn from seeds. */
public class SimulationSteps {
    private static final int PAIRS = 3;
    private static final int ROUNDS = 2_000;
    private static final FlowAddress ADDRESS = FlowAddress.parse("sim://guest:7");

    /** JMH makes it. */
    public SimulationSteps() {}

    /** What JMH reports beside the runs: the steps. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Counters {
        /** The steps that were taken. */
        public long steps;

        private long seed;

        /** JMH makes it. */
        public Counters() {}
    }

    /**
     * One run.
     *
     * @param counters counts its steps
     * @return how it went
     * @throws InterruptedException if JMH stops it
     */
    @Benchmark
    public Outcome run(Counters counters) throws InterruptedException {
        Outcome outcome = Exploration.of(SimulationSteps::play).runQuietly(Tape.ofSeed(counters.seed++));
        if (outcome.failure().isPresent()) {
            throw new AssertionError(outcome.failure().get());
        }
        counters.steps += outcome.steps();
        return outcome;
    }

    private static void play(Simulation simulation) throws IOException {
        FlowListener listener = simulation.guest("guest").listen(ADDRESS, FlowOptions.DEFAULTS);
        for (int i = 0; i < PAIRS; i++) {
            Flow near = simulation.host().connect(ADDRESS, FlowOptions.DEFAULTS);
            Flow far = listener.accept();
            simulation.spawn("near", () -> rounds(near, true));
            simulation.spawn("far", () -> rounds(far, false));
        }
    }

    private static void rounds(Flow flow, boolean first) throws IOException {
        ByteBuffer ball = ByteBuffer.allocate(16);
        for (int i = 0; i < ROUNDS; i++) {
            if (first) {
                flow.write(ball.clear());
            }
            if (!flow.readInto(ball.clear())) {
                throw new IOException("the ball is lost");
            }
            if (!first) {
                flow.write(ball.flip());
            }
        }
    }
}
