package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;
import io.hvflow.conformance.agent.Meeting;
import io.hvflow.conformance.agent.PythonAgent;
import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.report.FailureText;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by flows between this process and an agent that was written from the protocol's page, in Python. */
@Tag("long")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonAgentContractTest {
    private static final Set<Group> FRAMED = EnumSet.of(Group.READING, Group.WRITING, Group.HALF_CLOSE, Group.CLOSING);

    @TempDir
    private Path directory;

    @BeforeAll
    static void find() {
        PythonAgent.command();
    }

    private AgentTarget target() {
        String sockets = "unix://" + directory.resolve("{port}");
        return new AgentTarget(
                        "python",
                        EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ),
                        Agent.command(PythonAgent.command()),
                        Meeting.nearConnects(sockets, sockets))
                .forbidden(FlowAddress.parse("unix:///dev/null/hvflow.sock"));
    }

    private static TargetResult run(Target target, List<Rule> rules) throws Exception {
        TargetResult result = new Suite(rules, Settings.DEFAULTS.tries(5).parallelism(16)).run(target);
        assertThat(result.results())
                .filteredOn(it -> it.verdict() == Verdict.FAIL)
                .extracting(FailureText::of)
                .isEmpty();
        assertThat(result.conformant()).isTrue();
        return result;
    }

    @Test
    void everyRuleIsKept() throws Exception {
        assertThat(run(target(), Rules.all()).results())
                .filteredOn(it -> it.verdict() != Verdict.PASS)
                .extracting(it -> it.rule().id())
                .containsExactly("R5", "H11", "C13", "L11");
    }

    /** What frames have no part in was tried without. */
    @Test
    void framedFlowsKeepEveryRuleOfReadingWritingAndEndingToo() throws Exception {
        List<Rule> rules = Rules.all().stream()
                .filter(rule -> FRAMED.contains(rule.group()))
                .toList();

        assertThat(rules).hasSizeGreaterThan(40);
        assertThat(run(target().framed(), rules).results())
                .filteredOn(it -> it.verdict() != Verdict.PASS)
                .extracting(it -> it.rule().id())
                .containsExactly("H11", "C13");
    }
}
