package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.targets.PlainTarget;
import io.hvflow.conformance.trial.Check;
import io.hvflow.conformance.trial.Manner;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.ThreadKind;
import io.hvflow.conformance.trial.Trace;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Arbitraries;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private static final Check KEPT = trial -> {};
    private static final Check BROKEN = trial -> trial.fail("it is broken");

    @Test
    void aCheckThatReturnsPasses() throws Exception {
        RuleResult result = Fixture.run(Rule.of("R1", KEPT).onBothThreadKinds());

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.trials()).extracting(TrialResult::threads).containsExactly(ThreadKind.values());
    }

    @Test
    void aCheckThatThrowsFailsWithItsMessageAndStack() throws Exception {
        RuleResult result = Fixture.run(Rule.of("R1", BROKEN));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reason()).isEqualTo("it is broken");
        assertThat(result.failures().getFirst().stackTrace()).contains("RunnerTest");
    }

    @Test
    void anUnexpectedExceptionFailsAndIsNamed() throws Exception {
        RuleResult result = Fixture.run(Rule.of("R1", trial -> {
            throw new IOException("no such thing");
        }));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reason()).isEqualTo("java.io.IOException: no such thing");
    }

    @Test
    void anErrorInARuleOrInATaskThatNobodyWaitsForFails() throws Exception {
        RuleResult inRule = Fixture.run(Rule.of("R1", trial -> {
            throw new StackOverflowError("as if");
        }));
        RuleResult inTask = Fixture.run(Rule.of("R1", trial -> {
            Task<Boolean> task = trial.launch("task", () -> {
                throw new NoClassDefFoundError("as if");
            });
            trial.await("the task", task::isDone);
        }));

        assertThat(inRule.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(inRule.reason()).isEqualTo("java.lang.StackOverflowError: as if");
        assertThat(inTask.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(inTask.reason()).isEqualTo("java.lang.NoClassDefFoundError: as if");
    }

    @Test
    void anErrorOfAnyKindFailsTheRule() throws Exception {
        for (Error error : List.of(
                new OutOfMemoryError("none"), new StackOverflowError("deep"), new NoClassDefFoundError("gone"))) {
            Rule rule = Rule.of("R1", trial -> {
                throw error;
            });
            Rule property = Rule.of(
                    "R1",
                    trial -> trial.forAll(Arbitraries.just(1), one -> {
                        throw error;
                    }));

            assertThat(Fixture.run(rule).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(Fixture.run(rule).reason()).isEqualTo(error.toString());
            assertThat(Fixture.run(property).verdict()).isEqualTo(Verdict.FAIL);
            assertThat(Fixture.run(property).reason()).startsWith(error.getMessage());
        }
    }

    @Test
    void aTargetWithoutPairsIsHeldToWhatForeignEndsShow() throws Exception {
        Target target = new PlainTarget();
        Rule both = Rule.of("R1", BROKEN);
        Rule foreign = Rule.of("H11", BROKEN).withForeignEnds(KEPT);
        Rule broken = Rule.of("H11", KEPT).withForeignEnds(BROKEN);

        assertThat(new Runner(target, Fixture.SETTINGS).run(both).verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(new Runner(target, Fixture.SETTINGS).run(foreign).verdict()).isEqualTo(Verdict.PASS);
        assertThat(new Runner(target, Fixture.SETTINGS).run(broken).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aRuleFailsIfOneKindOfThreadsFailsAndSaysWhich() throws Exception {
        Rule rule = Rule.of("T2", trial -> trial.check(!Thread.currentThread().isVirtual(), "no"))
                .onBothThreadKinds();

        RuleResult result = Fixture.run(rule);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reason()).isEqualTo("on virtual threads: no");
    }

    @Test
    void aTargetWithoutThePlaceIsNotApplicable() throws Exception {
        RuleResult result = Fixture.run(Rule.of("L1", Trial::place));

        assertThat(result.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(result.reason()).isEqualTo("target toy has no place to listen and connect");
    }

    @Test
    void withoutTheCapabilityTheWeakerBehaviourIsChecked() throws Exception {
        Rule keeps = Rule.of("R5", BROKEN).needs(Capability.RESET_DETECTION, KEPT);
        Rule breaks = Rule.of("R5", KEPT).needs(Capability.RESET_DETECTION, BROKEN);

        assertThat(Fixture.run(keeps).verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
        assertThat(Fixture.run(keeps).reason())
                .isEqualTo("target does not declare RESET_DETECTION; weaker behaviour checked");
        assertThat(Fixture.run(breaks).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Fixture.run(breaks).reason()).isEqualTo("(weaker behaviour, without RESET_DETECTION) it is broken");
    }

    @Test
    void withTheCapabilityTheRuleItselfIsChecked() throws Exception {
        Rule rule = Rule.of("R5", KEPT).needs(Capability.RESET_DETECTION, BROKEN);

        assertThat(Fixture.run(rule, Capability.RESET_DETECTION).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aCheckThatHangsFailsAndTheDumpShowsWhere() throws Exception {
        Rule rule = Rule.of("R1", trial -> {
                    trial.launch("idler", RunnerTest::idle);
                    idle();
                })
                .onBothThreadKinds();

        RuleResult result = new Runner(Fixture.target(), Fixture.IMPATIENT).run(rule);

        assertThat(result.failures()).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.message()).isEqualTo("did not end within 1000 ms");
            assertThat(trial.manner()).isEqualTo(Manner.HANGS);
            assertThat(trial.stackTrace()).contains("RunnerTest.idle");
            assertThat(trial.threadDump().orElseThrow())
                    .contains("R1/rule", "R1/idler", "RunnerTest.idle")
                    .doesNotContain("Reference Handler");
        });
    }

    private static void idle() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void aReaderThatIsLeftIsReleasedByTheEndOfTheTrial() throws Exception {
        Task<?>[] reader = new Task<?>[1];
        Rule rule = Rule.of("R1", trial -> {
            FlowPair pair = trial.open();
            reader[0] = trial.start("reader", () -> pair.near().read(ByteBuffer.allocate(1)));
            reader[0].awaitBlocked();
        });

        assertThat(Fixture.run(rule).verdict()).isEqualTo(Verdict.PASS);
        assertThat(reader[0].isDone()).isTrue();
    }

    @Test
    void aThreadThatNothingReleasesFailsTheRule() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Rule rule = Rule.of("R1", trial -> trial.launch("deaf", () -> awaitUninterrupted(end)));

        RuleResult result = new Runner(Fixture.target(), Fixture.IMPATIENT).run(rule);
        end.countDown();

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reason()).isEqualTo("deaf did not end, though its flows were aborted and it was interrupted");
    }

    private static void awaitUninterrupted(CountDownLatch end) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // Deaf: that is what it is for.
            }
        }
    }

    @Test
    void aFailureShowsWhatTheFlowsDid() throws Exception {
        Rule rule = Rule.of("R1", trial -> {
            Flow near = trial.open().near();
            near.write(ByteBuffer.allocate(3));
            trial.start("reader", () -> near.read()).awaitBlocked();
            trial.fail("enough");
        });

        Trace.Recording recording = Fixture.run(rule).failures().getFirst().recording();

        assertThat(recording.first())
                .extracting(step -> step.thread() + " " + step.flow() + "." + step.operation() + " " + step.outcome())
                .containsExactly("rule near.write(3) done", "reader near.read() ");
        assertThat(recording.first().getLast().pending()).isTrue();
    }
}
