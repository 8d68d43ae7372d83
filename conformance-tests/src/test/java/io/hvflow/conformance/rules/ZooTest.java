package io.hvflow.conformance.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.hvflow.Capability;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.zoo.SourceDefect;
import io.hvflow.conformance.zoo.WrongFlow;
import io.hvflow.conformance.zoo.Zoo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The suite proves itself: every rule catches a flow that breaks it, and lets flows alone that break another. The matrix is
 * written to target/zoo.txt. With {@code -Dio.hvflow.zoo.thorough=true} every rule is run on every wrong flow.
 */
@Tag("long")
class ZooTest {
    private static final Path REPORT = Path.of("target", "zoo.txt");

    @Test
    void everyRuleHasAWrongFlow() {
        Set<String> caught = new LinkedHashSet<>();
        Zoo.wrong().forEach(wrong -> caught.addAll(wrong.fails()));

        assertThat(caught).containsExactlyInAnyOrderElementsOf(Contract.ids());
    }

    @Test
    void everyDefectOfTheSourceSystemIsThereForEveryRuleThatItBreaks() {
        List<String> missing = new ArrayList<>();
        for (SourceDefect defect : SourceDefect.values()) {
            for (String rule : defect.rules()) {
                boolean there = Zoo.wrong().stream()
                        .anyMatch(wrong -> wrong.fails().contains(rule)
                                && wrong.source().filter(defect::equals).isPresent());
                if (!there) {
                    missing.add(rule + ": " + defect.text());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThat(Zoo.wrong()).extracting(WrongFlow::name).doesNotHaveDuplicates();
    }

    @Test
    void whatAWrongFlowMayFailIsARuleAndHasAReason() {
        assertThat(Zoo.wrong()).allSatisfy(wrong -> {
            assertThat(Contract.ids()).containsAll(wrong.mayFail());
            assertThat(wrong.mayFail()).doesNotContainAnyElementsOf(wrong.fails());
            assertThat(wrong.mayFail()).allMatch(rule -> wrong.why().contains(rule + ": "));
        });
    }

    @TestFactory
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    Stream<DynamicTest> everyWrongFlowIsCaughtByItsRuleAndByNoOther() throws Exception {
        List<Judgement> judgements = new Judge(Boolean.getBoolean("io.hvflow.zoo.thorough")).judge(Zoo.wrong());
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, ZooReport.of(judgements));
        return judgements.stream()
                .map(judgement -> dynamicTest(
                        judgement.wrong().rule() + " " + judgement.wrong().name(),
                        () -> assertThat(judgement.mistakes())
                                .as(judgement.wrong().defect())
                                .isEmpty()));
    }

    /** Else what fails a wrong flow might be what it is made of. */
    @TestFactory
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    Stream<DynamicTest> rightFlowsKeepEveryRule() throws Exception {
        // A transport without HALF_CLOSE would have close wait for a peer that cannot know of it.
        List<Target> targets = List.of(
                Zoo.right(), Zoo.lacking(Capability.RESET_DETECTION), Zoo.lacking(Capability.PEER_SHUTDOWN_READ));
        Settings settings =
                Settings.here().moment(Duration.ofMillis(20)).tries(12).parallelism(8);
        List<DynamicTest> tests = new ArrayList<>();
        for (Target target : targets) {
            TargetResult result = new Suite(Rules.all(), settings).run(target);
            for (RuleResult rule : result.results()) {
                tests.add(dynamicTest(
                        target.name() + " " + rule.rule().id(),
                        () -> assertThat(rule.verdict()).as(rule.reason()).isNotEqualTo(Verdict.FAIL)));
            }
        }
        return tests.stream();
    }
}
