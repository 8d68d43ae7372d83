package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Capability;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.wire.Carrier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a target says when its two ends do not come about. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentTargetTest {
    private static final FlowOptions SOON = FlowOptions.DEFAULTS.connectTimeout(Duration.ofMillis(300));

    @TempDir
    private Path directory;

    private String at(String name) {
        return "unix://" + directory.resolve(name);
    }

    private static IOException failure(Meeting meeting) {
        Pipes pipes = new Pipes();
        Carrier carrier = pipes.agent();
        Thread.ofVirtual()
                .start(() -> AgentServer.serve(carrier.in(), carrier.out(), carrier, complaint -> {
                    throw new AssertionError(complaint);
                }));
        Agent agent = new Agent("Java", pipes::suite, Duration.ofSeconds(20));
        Target target = new AgentTarget("odd", EnumSet.noneOf(Capability.class), agent, meeting);
        try {
            return assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> target.open(SOON))
                    .actual();
        } finally {
            agent.disconnect();
        }
    }

    /** The near end only says that nobody came, and the far one knows why. */
    @Test
    void whyTheFarEndDidNotConnectIsSaid() {
        IOException failure = failure(Meeting.farConnects(at("here"), at("nowhere")));

        assertThat(failure)
                .hasMessageContainingAll("the near end", at("here"), "the far end", at("nowhere"), "no socket file");
        assertThat(failure.getSuppressed()).hasSize(1);
    }

    @Test
    void whyTheNearEndDidNotConnectIsSaid() {
        IOException failure = failure(Meeting.nearConnects(at("nowhere"), at("there")));

        assertThat(failure).hasMessageContainingAll(at("nowhere"), "no socket file");
    }
}
