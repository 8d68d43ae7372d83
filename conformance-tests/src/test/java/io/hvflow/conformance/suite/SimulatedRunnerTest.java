package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.targets.SimulationTarget;
import io.hvflow.conformance.trial.Check;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Task;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That nothing that goes wrong in a simulated rule is dropped. */
class SimulatedRunnerTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.schedules(60);

    private static RuleResult run(Check check) throws InterruptedException {
        return new SimulatedRunner(new SimulationTarget(), SETTINGS).run(Rule.of("R1", check));
    }

    private static void assertFails(String reason, Check check) throws InterruptedException {
        RuleResult result = run(check);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reason()).contains(reason);
    }

    @Test
    void anErrorInARuleIsAFailure() throws InterruptedException {
        assertFails("StackOverflowError: as if", trial -> {
            throw new StackOverflowError("as if");
        });
    }

    @Test
    void anErrorInATaskThatNobodyWaitsForIsAFailure() throws InterruptedException {
        assertFails("NoClassDefFoundError: as if", trial -> {
            Task<Boolean> task = trial.launch("task", () -> {
                throw new NoClassDefFoundError("as if");
            });
            trial.await("the task", task::isDone);
        });
    }

    @Test
    void anErrorInATaskThatIsReleasedAtTheEndIsAFailure() throws InterruptedException {
        assertFails("LinkageError: as if", trial -> {
            FlowPair pair = trial.open();
            trial.launch("reader", () -> {
                        try {
                            pair.near().read();
                        } finally {
                            throwError();
                        }
                    })
                    .awaitBlocked();
        });
    }

    private static void throwError() {
        throw new LinkageError("as if");
    }

    @Test
    void aFailureSaysAtWhichScheduleOfHowManyItCame() throws InterruptedException {
        RuleResult result = run(trial ->
                trial.check(trial.stage().cases(List.of(1, 2, 3, 4, 5)).getFirst() != 5, "five"));

        String how = result.failures().getFirst().schedule().orElseThrow().how();
        assertThat(how).matches("(?s)failed at schedule \\d+ of at most 60; this run failed with .*five.*");
    }

    /** With the seed that is reported the schedule that failed is the first. */
    @Test
    void aFailureThatDoesNotComeAgainIsReportedWithItsSeed() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        // The first schedule is run three times, each of the others once.
        RuleResult result = run(trial -> trial.check(runs.incrementAndGet() != 10, "once only"));

        assertThat(result.failures().getFirst().seed()).hasValue(SETTINGS.seed() + 7);
        assertThat(result.reason()).contains("the schedule of seed 0x" + Long.toHexString(SETTINGS.seed() + 7));
    }

    /** In the first schedule, which is run several times anyway, and in one that is run once unless it fails. */
    @Test
    void aFailureThatDoesNotComeAgainIsAFailureThatSaysSo() throws InterruptedException {
        for (int failing : new int[] {1, 2, 3, 10}) {
            AtomicInteger runs = new AtomicInteger();
            assertFails("not deterministic", trial -> trial.check(runs.incrementAndGet() != failing, "once only"));
        }
        assertThat(run(trial -> {}).verdict()).isEqualTo(Verdict.PASS);
    }
}
