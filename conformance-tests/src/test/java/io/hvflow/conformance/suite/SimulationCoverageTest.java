package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.targets.SimulationTarget;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The suite in a simulation, as it is run by default: every rule holds, and what is rare came about. */
@Tag("long")
class SimulationCoverageTest {
    @TestFactory
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    Stream<DynamicTest> everyRuleHoldsAndADefaultRunComesByWhatIsDue() throws Exception {
        TargetResult result = new Suite(Rules.all(), Settings.DEFAULTS).run(new SimulationTarget());

        Stream<DynamicTest> rules = result.results().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.rule().id(),
                        () -> assertThat(rule.verdict()).as(rule.reason()).isNotEqualTo(Verdict.FAIL)));
        Stream<DynamicTest> marks = Coverage.DUE.stream()
                .map(mark -> DynamicTest.dynamicTest(
                        mark,
                        () -> assertThat(result.marks()).as("marks of the run").containsKey(mark)));
        return Stream.concat(rules, marks);
    }

    @Test
    @Timeout(60)
    void aRunThatDoesLittleComesByLittle() throws Exception {
        Rule rule = Rule.of("R1", trial -> Direction.each(trial).getFirst().write(1));

        TargetResult result = new Suite(List.of(rule), Settings.DEFAULTS.schedules(3)).run(new SimulationTarget());

        assertThat(result.marks().keySet()).doesNotContainAnyElementsOf(List.of("wait to write", "failed write"));
    }
}
