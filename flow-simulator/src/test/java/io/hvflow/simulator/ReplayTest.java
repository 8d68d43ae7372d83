package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same seeds give the same runs, also in another JVM; {@code -Dio.hvflow.simulator.seeds=10000} for many. */
class ReplayTest {
    private static final int SEEDS = Integer.getInteger(Exploration.SEEDS, 300);

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everySeedGivesTheSameRunInThisJvmAndInAnother() throws Exception {
        String here = hashes();
        assertThat(hashes()).isEqualTo(here);
        assertThat(OtherJvm.run(ReplayTest.class, "-D" + Exploration.SEEDS + "=" + SEEDS))
                .isEqualTo(here);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void theScenarioMeetsWhatItIsAbout() throws Exception {
        Exploration.of(SixActors::run)
                .seeds(SEEDS)
                .mustMark(
                        "complete",
                        "reset",
                        "held",
                        "broken",
                        "timed out",
                        "short read",
                        "short write",
                        "write that finds no room",
                        "failed read")
                .check();
    }

    public static void main(String[] args) throws Exception {
        System.out.println(hashes());
    }

    private static String hashes() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int seed = 0; seed < SEEDS; seed++) {
            Outcome outcome = Exploration.of(SixActors::run).runQuietly(Tape.ofSeed(seed));
            text.append(seed)
                    .append(' ')
                    .append(Long.toHexString(outcome.hash()))
                    .append(outcome.failure().map(Throwable::toString).orElse(""))
                    .append('\n');
        }
        return text.toString().strip();
    }
}
