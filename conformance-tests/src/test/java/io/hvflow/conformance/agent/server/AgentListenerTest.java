package io.hvflow.conformance.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.Agent;
import io.hvflow.conformance.agent.AgentException;
import io.hvflow.conformance.agent.AgentToken;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that listens, and callers of all kinds. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentListenerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final AgentToken TOKEN =
            AgentToken.of("a secret of 24 bytes ...".getBytes(StandardCharsets.US_ASCII));
    private static final AgentToken OTHER =
            AgentToken.of("a secret of 24 bytes ..!".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path directory;

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<Agent> agents = new ArrayList<>();
    private final List<Flow> silent = new ArrayList<>();
    private FlowAddress address;
    private FlowListener listener;

    @BeforeEach
    void listen() throws Exception {
        address = FlowAddress.parse("unix://" + directory.resolve("agent"));
        listener = Flows.listen(address, FlowOptions.DEFAULTS);
    }

    @AfterEach
    void end() throws Exception {
        agents.forEach(Agent::disconnect);
        silent.forEach(Flow::abort);
        listener.close();
    }

    private void serve(AgentAccess access, int sessions, Duration hello) {
        Limits limits = new Limits(8, 8, 8, 16, LONG, hello);
        AgentListener agent = new AgentListener(listener, access, sessions, complaints::add, limits);
        Thread.ofPlatform().daemon().start(() -> {
            try {
                agent.serve();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Agent agent() {
        Agent agent = Agent.at(address).patience(LONG);
        agents.add(agent);
        return agent;
    }

    private Agent agent(AgentToken token) {
        Agent agent = agent().token(token);
        agents.add(agent);
        return agent;
    }

    @Test
    void aSuiteWithTheTokenIsServedAndNoOther() throws Exception {
        serve(AgentAccess.OPEN.token(TOKEN), 4, LONG);

        assertThat(agent(TOKEN).who()).isNotEmpty();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> agent(OTHER).who())
                .withMessageContaining("the suite's token is not this agent's");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> agent().who())
                .withMessageContaining("this agent wants a token");
        assertThat(agent(TOKEN).who()).isNotEmpty();
    }

    @Test
    void aTokenThatNobodyAskedForDoesNoHarm() throws Exception {
        serve(AgentAccess.OPEN, 4, LONG);

        assertThat(agent(TOKEN).who()).isNotEmpty();
    }

    @Test
    void onlyAddressesOfTheListAreUsed() throws Exception {
        serve(AgentAccess.OPEN.allow(List.of("unix://" + directory + "/ok-*")), 4, LONG);
        Agent agent = agent();

        agent.listen(FlowAddress.parse("unix://" + directory.resolve("ok-1")), FlowOptions.DEFAULTS)
                .close();
        for (String path : List.of("other", "ok-1/sub", "ok-/../other", "../ok-1")) {
            FlowAddress refused = FlowAddress.parse("unix://" + directory + "/" + path);
            assertThatExceptionOfType(AgentException.class)
                    .as(path)
                    .isThrownBy(() -> agent.listen(refused, FlowOptions.DEFAULTS))
                    .withMessageContaining("is not among the addresses that this agent may use");
            assertThatExceptionOfType(AgentException.class)
                    .as(path)
                    .isThrownBy(() -> agent.connect(refused, FlowOptions.DEFAULTS))
                    .withMessageContaining("--allow");
        }
    }

    @Test
    void whoSaysNoHelloIsSentAwayInTime() throws Exception {
        serve(AgentAccess.OPEN, 4, Duration.ofMillis(200));

        Flow caller = Flows.connect(address, FlowOptions.DEFAULTS.readTimeout(LONG));
        silent.add(caller);

        assertThat(endOf(caller)).isTrue();
        assertThat(agent().who()).isNotEmpty();
        assertThat(complaints).anyMatch(it -> it.contains("no hello came within"));
    }

    @Test
    void manyThatSayNothingKeepNobodyOut() throws Exception {
        serve(AgentAccess.OPEN, 2, LONG);

        for (int i = 0; i < 100; i++) {
            silent.add(Flows.connect(address, FlowOptions.DEFAULTS.readTimeout(LONG)));
        }

        assertThat(agent().who()).isNotEmpty();
        assertThat(endOf(silent.getFirst())).isTrue();
        assertThat(complaints).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void noMoreSessionsAreServedThanThereArePlaces() throws Exception {
        serve(AgentAccess.OPEN, 2, LONG);
        Agent first = agent();
        Agent second = agent();
        first.who();
        second.who();

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> agent().who())
                .withMessageContaining("this agent serves 2 sessions already");

        first.disconnect();
        Agent third = agent();
        // The place is free when the agent has seen the end.
        long start = System.nanoTime();
        while (true) {
            try {
                third.who();
                break;
            } catch (AgentException e) {
                assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
                Thread.sleep(10);
            }
        }
        assertThat(second.who()).isNotEmpty();
    }

    /** Whether the flow reads its end, in whatever way. */
    private static boolean endOf(Flow flow) {
        try {
            return flow.read(ByteBuffer.allocate(1)) == -1;
        } catch (java.io.IOException e) {
            return !(e instanceof io.hvflow.FlowTimeoutException);
        }
    }
}
