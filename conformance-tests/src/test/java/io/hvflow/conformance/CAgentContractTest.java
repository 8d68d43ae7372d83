package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.agent.CAgent;
import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.report.FailureText;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Targets;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.targets.CTarget;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract, kept by flows between this process and the agent in C: a few tries of everything, as {@code process} has many. */
@Tag("long")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CAgentContractTest {
    private static final Set<Group> FRAMED = EnumSet.of(Group.READING, Group.WRITING, Group.HALF_CLOSE, Group.CLOSING);

    /** A compiler on a busy machine takes its time. */
    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void build() {
        CAgent.program();
    }

    private static TargetResult run(Target target, List<Rule> rules) throws Exception {
        TargetResult result = new Suite(rules, Settings.here().tries(5).parallelism(16)).run(target);
        assertThat(result.results())
                .filteredOn(it -> it.verdict() == Verdict.FAIL)
                .extracting(FailureText::of)
                .isEmpty();
        assertThat(result.conformant()).isTrue();
        return result;
    }

    @Test
    void everyRuleIsKept() throws Exception {
        assertThat(run(Targets.found().named(List.of("c")).getFirst(), Rules.all())
                        .results())
                .filteredOn(it -> it.verdict() != Verdict.PASS)
                .extracting(it -> it.rule().id())
                .containsExactly("R5", "H11", "C13", "L11");
    }

    /** What frames have no part in, and takes longest, was tried without. */
    @Test
    void framedFlowsKeepEveryRuleOfReadingWritingAndEndingToo() throws Exception {
        List<Rule> rules = Rules.all().stream()
                .filter(rule -> FRAMED.contains(rule.group()))
                .toList();

        assertThat(rules).hasSizeGreaterThan(40);
        assertThat(run(CTarget.framed(), rules).results())
                .filteredOn(it -> it.verdict() != Verdict.PASS)
                .extracting(it -> it.rule().id())
                .containsExactly("H11", "C13");
    }
}
