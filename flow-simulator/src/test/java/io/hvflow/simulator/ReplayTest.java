package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
        assertThat(inAnotherJvm()).isEqualTo(here);
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

    private static String inAnotherJvm() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + Exploration.SEEDS + "=" + SEEDS,
                        "-cp",
                        classPath(),
                        ReplayTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed.strip();
    }

    /** Where these tests run on the module path, a new JVM does not: it needs all three as directories or jars. */
    private static String classPath() {
        return String.join(
                System.getProperty("path.separator"),
                location(ReplayTest.class),
                location(Simulation.class),
                location(io.hvflow.Flow.class),
                location(org.assertj.core.api.Assertions.class),
                location(Test.class));
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }
}
