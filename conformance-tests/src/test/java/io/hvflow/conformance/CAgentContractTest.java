package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentTarget;
import io.hvflow.conformance.agent.CAgent;
import io.hvflow.conformance.agent.Meeting;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by flows between this process and the agent in C: a few tries of everything, as {@code process} has many. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CAgentContractTest {
    private static final Set<Group> FRAMED = EnumSet.of(Group.READING, Group.WRITING, Group.HALF_CLOSE, Group.CLOSING);

    @TempDir
    private Path directory;

    /** A compiler on a busy machine takes its time. */
    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void build() {
        CAgent.program();
    }

    private AgentTarget target() {
        String sockets = "unix://" + directory.resolve("{port}");
        Agent agent = Agent.command(List.of(CAgent.program().toString()));
        return new AgentTarget(
                        "c",
                        EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ),
                        agent,
                        Meeting.nearConnects(sockets, sockets))
                .forbidden(FlowAddress.parse("unix:///dev/null/hvflow.sock"));
    }

    /**
     * What close does at the end that closes: the agent in C hands over without reading, and is not bounded by an abort at the same
     * moment.
     */
    private static final Set<String> ITS_OWN_CLOSE = Set.of("C11", "C12");

    private static TargetResult run(Target target, List<Rule> all) throws Exception {
        List<Rule> rules =
                all.stream().filter(rule -> !ITS_OWN_CLOSE.contains(rule.id())).toList();
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
        assertThat(run(target(), Rules.all()).results())
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
        assertThat(run(target().framed(), rules).results())
                .filteredOn(it -> it.verdict() != Verdict.PASS)
                .extracting(it -> it.rule().id())
                .containsExactly("H11", "C13");
    }
}
