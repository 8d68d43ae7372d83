package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.agent.server.AgentAccess;
import io.hvflow.conformance.agent.server.AgentServer;
import io.hvflow.conformance.agent.server.Budget;
import io.hvflow.conformance.agent.server.Limits;
import io.hvflow.conformance.agent.server.Session;
import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.Frames;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.Protocol;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Both sides against another that keeps no rule. */
class HostileTest {
    private static final Limits LIMITS = new Limits(8, 8, 8, 16, Duration.ofSeconds(20), FlowOptions.FOREVER);

    private final Budget budget = new Budget(1 << 20);
    private final Pipes pipes = new Pipes();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Session.Terms terms(Limits limits) {
        return new Session.Terms(limits, budget, AgentAccess.OPEN, () -> "");
    }

    private FutureTask<AgentServer.End> serve(Limits limits) {
        Carrier carrier = pipes.agent();
        FutureTask<AgentServer.End> agent = new FutureTask<>(
                () -> new Session(carrier.in(), carrier.out(), carrier, complaints::add, terms(limits)).serve());
        Thread.ofPlatform().daemon().start(agent);
        return agent;
    }

    private AgentServer.End endAfter(byte[]... sent) throws Exception {
        FutureTask<AgentServer.End> agent = serve(LIMITS);
        for (byte[] bytes : sent) {
            pipes.suite().out().write(bytes);
        }
        pipes.suite().close();
        return agent.get(20, TimeUnit.SECONDS);
    }

    @Test
    void theAgentWantsAHelloOfItsVersion() throws Exception {
        assertThat(endAfter("GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo(AgentServer.End.PROTOCOL);
        assertThat(complaints).singleElement().asString().contains("it began with the bytes 47");
    }

    @Test
    void theAgentNamesAVersionThatItDoesNotSpeak() throws Exception {
        byte[] hello = Protocol.hello();
        hello[9] = 9;

        assertThat(endAfter(hello)).isEqualTo(AgentServer.End.PROTOCOL);
        assertThat(complaints).singleElement().asString().contains("version 9", "version 1");
    }

    @Test
    void theAgentTellsAHalfFrameFromAnEnd() throws Exception {
        assertThat(endAfter(Protocol.hello(), new byte[] {0, 0})).isEqualTo(AgentServer.End.CHANNEL);
        assertThat(complaints).containsExactly("the control channel ended in the middle of a frame");
    }

    @Test
    void theAgentDoesNotWaitForWhatItMayNotTake() throws Exception {
        assertThat(endAfter(Protocol.hello(), new byte[] {0x7F, -1, -1, -1})).isEqualTo(AgentServer.End.PROTOCOL);
        assertThat(complaints).singleElement().asString().contains("2147483647 bytes");
    }

    @Test
    void theAgentEndsASilentSession() throws Exception {
        FutureTask<AgentServer.End> agent = serve(new Limits(8, 8, 8, 16, Duration.ofMillis(100), FlowOptions.FOREVER));
        pipes.suite().out().write(Protocol.hello());

        assertThat(agent.get(20, TimeUnit.SECONDS)).isEqualTo(AgentServer.End.CHANNEL);
        assertThat(complaints).singleElement().asString().contains("nothing came");
    }

    @Test
    void dataBeyondTheLimitIsRefusedAndTheSessionGoesOn() throws Exception {
        FutureTask<AgentServer.End> served = serve(LIMITS);
        AgentConnection connection = AgentConnection.open("small", pipes.suite(), Duration.ofSeconds(20), new byte[0]);
        RemoteCall call = new RemoteCall(connection, Operation.WRITE);
        ByteBuffer large = ByteBuffer.allocate(2 << 20);
        call.payload(List.of(large)).fields().u32(1).u32(large.remaining());

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(call::perform)
                .withMessageContaining("no room");
        assertThat(new RemoteCall(connection, Operation.PING).perform()).isNotNull();
        connection.close();
        served.get(20, TimeUnit.SECONDS);
    }

    /** Frames that are right as frames, and whatever inside. */
    static Arbitrary<List<byte[]>> anyFrames() {
        Arbitrary<byte[]> garbage =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(60);
        Arbitrary<byte[]> framed = Combinators.combine(Arbitraries.integers().between(0, 5), garbage)
                .as(Frames::of);
        Arbitrary<byte[]> requests = Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(Operation.values()),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(16))
                .as((id, operation, fields) -> Frames.request(id, operation, id & 1, fields));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(1, garbage),
                        net.jqwik.api.Tuple.of(3, framed),
                        net.jqwik.api.Tuple.of(6, requests))
                .list()
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<byte[]>> frames() {
        return anyFrames();
    }

    @Property(tries = 300)
    void theAgentEndsWhateverComes(@ForAll("frames") List<byte[]> frames) throws Exception {
        Pipes own = new Pipes();
        Carrier carrier = own.agent();
        FutureTask<AgentServer.End> agent = new FutureTask<>(
                () -> new Session(carrier.in(), carrier.out(), carrier, complaints::add, terms(LIMITS)).serve());
        Thread.ofVirtual().start(agent);
        own.suite().out().write(Protocol.hello());
        for (byte[] frame : frames) {
            own.suite().out().write(frame);
        }
        own.suite().close();

        assertThat(agent.get(20, TimeUnit.SECONDS)).isNotNull();
        assertGivenBack(budget);
    }

    /** A request's thread ends the session, while the thread that reads has more before it. */
    @Test
    void whatComesWhenTheSessionHasEndedAlreadyHoldsNothing() throws Exception {
        byte[] ending = Frames.request(1, Operation.CONNECT, 0, new byte[0]);
        byte[] late = Frames.request(
                2, Operation.WRITE, 0, new FieldWriter().u32(1).u32(300_000).toBytes());
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        InputStream whenClosed = new ByteArrayInputStream(late) {
            @Override
            public synchronized int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                try {
                    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                int count = super.read(to, offset, length);
                if (count < 0) {
                    read.countDown();
                }
                return count;
            }
        };
        InputStream in = new SequenceInputStream(
                new ByteArrayInputStream(
                        new FieldWriter().bytes(Protocol.hello()).bytes(ending).toBytes()),
                whenClosed);
        Session session =
                new Session(in, OutputStream.nullOutputStream(), closed::countDown, complaints::add, terms(LIMITS));

        assertThat(session.serve()).isEqualTo(AgentServer.End.PROTOCOL);
        assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
        assertGivenBack(budget);
    }

    /** Requests that were under way when the session ended may take a while to notice. */
    static void assertGivenBack(Budget budget) throws InterruptedException {
        long start = System.nanoTime();
        while (budget.held() != 0 && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30)) {
            Thread.sleep(1);
        }
        assertThat(budget.held()).isZero();
    }

    @Property(tries = 300)
    void theSuiteFailsInOneWayWhateverComes(@ForAll("frames") List<byte[]> frames) throws Exception {
        Pipes own = new Pipes();
        own.agent().out().write(Protocol.hello());
        AgentConnection connection = AgentConnection.open("bad", own.suite(), Duration.ofSeconds(20), new byte[0]);
        FutureTask<Object> call = new FutureTask<>(() -> {
            try {
                return RemoteListener.listen(connection, FlowAddress.parse("sim://x:1"), FlowOptions.DEFAULTS);
            } catch (IOException | IllegalArgumentException | IllegalStateException e) {
                return e;
            }
        });
        Thread.ofVirtual().start(call);
        for (byte[] frame : frames) {
            own.agent().out().write(frame);
        }
        own.agent().close();

        Object outcome = call.get(20, TimeUnit.SECONDS);
        assertThat(outcome).isInstanceOf(AgentException.class);
        connection.close();
    }

    @Test
    void theSuiteGivesUpAnAgentThatDoesNotGreet() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> AgentConnection.open("mute", pipes.suite(), Duration.ofMillis(100), new byte[0]))
                .withMessageContaining("agent mute: it did not greet");
    }

    @Test
    void theSuiteGivesUpAnAgentThatFallsSilent() throws Exception {
        pipes.agent().out().write(Protocol.hello());
        AgentConnection connection = AgentConnection.open("mute", pipes.suite(), Duration.ofMillis(500), new byte[0]);

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(new RemoteCall(connection, Operation.ACCEPT)::perform)
                .withMessageContaining("it has been silent");
    }

    @Test
    void theSuiteNamesAVersionThatItDoesNotSpeak() throws Exception {
        byte[] hello = Protocol.hello();
        hello[9] = 2;
        pipes.agent().out().write(hello);

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new RemoteCall(
                                AgentConnection.open("new", pipes.suite(), Duration.ofSeconds(20), new byte[0]),
                                Operation.PING)
                        .perform())
                .withMessageContaining("version 2");
    }
}
