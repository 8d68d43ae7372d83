package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The protocol's page: its example session, byte by byte, and its numbers. The session listens on a file in the current directory. */
class AgentPageTest {
    @Test
    void theAgentAnswersTheExampleByteByByte() throws Exception {
        Pipes pipes = new Pipes();
        Carrier carrier = pipes.agent();
        List<String> complaints = new CopyOnWriteArrayList<>();
        FutureTask<AgentServer.End> agent =
                new FutureTask<>(() -> AgentServer.serve(carrier.in(), carrier.out(), carrier, complaints::add));
        Thread.ofVirtual().start(agent);

        Example example = Example.play(pipes.suite());
        pipes.suite().close();

        assertThat(example.seen()).hasSizeGreaterThan(10).isEqualTo(example.expected());
        assertThat(agent.get()).isEqualTo(AgentServer.End.DONE);
        assertThat(complaints).isEmpty();
    }

    @Test
    void everyOperationStandsThereWithItsNumber() throws IOException {
        String page = Example.page();
        for (Operation operation : Operation.values()) {
            assertThat(page).contains("| " + operation.code() + " | `" + operation + "` |");
        }
    }

    @Test
    void theLimitsStandThere() throws IOException {
        assertThat(Example.page())
                .contains(String.format("%,d", Protocol.MAX_FRAME))
                .contains(String.format("%,d", Protocol.MAX_DATA))
                .contains(String.format("%,d", Protocol.MAX_BUFFERS));
    }
}
