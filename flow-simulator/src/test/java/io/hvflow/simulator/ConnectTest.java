package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.VsockAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectTest {
    private static final FlowAddress GUEST = FlowAddress.parse("sim://guest:5000");
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ZERO);
    private static final FlowOptions ONE_WAITS = OPTIONS.backlog(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Hypervisor hypervisor = new Hypervisor(scheduler, Choices.seeded(0));

    @AfterEach
    void nothingIsLeftBehind() {
        hypervisor.close();
        assertThat(hypervisor.namespace().all()).isEmpty();
    }

    private Flow dial() throws IOException {
        return hypervisor.connect(GUEST, OPTIONS.connectTimeout(SECOND));
    }

    @Test
    void L1_nobodyListens() {
        assertThatThrownBy(this::dial)
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContaining("connect sim://guest:5000");
        assertThat(hypervisor.connections()).isEmpty();
    }

    @Test
    void L2_L6_aConnectToAFullBacklogTimesOutNotBeforeAndIsNeverAccepted() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, ONE_WAITS);
        Flow first = dial();
        Running<Flow> second = Running.start(this::dial).awaitBlocked();
        scheduler.advance(SECOND.minusNanos(1));
        assertThat(second.result()).isNotDone();
        scheduler.advance(Duration.ofNanos(1));
        assertThatThrownBy(second::get).hasCauseInstanceOf(FlowTimeoutException.class);
        assertAccepts(listener, first);
        assertAcceptsNobody(listener);
        assertThat(hypervisor.connections()).hasSize(1);
    }

    @Test
    void L6_anInterruptedConnectKeepsTheStatusAndIsNeverAccepted() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, ONE_WAITS);
        Flow first = dial();
        Running<Boolean> second = Running.start(() -> {
            assertThatThrownBy(this::dial).isInstanceOf(InterruptedIOException.class);
            return Thread.currentThread().isInterrupted();
        });
        second.awaitBlocked().thread().interrupt();
        assertThat(second.get()).isTrue();
        assertAccepts(listener, first);
        assertAcceptsNobody(listener);
    }

    @Test
    void L6_aConnectThatNeedNotWaitDoesNotLookAtTheInterrupt() throws Exception {
        hypervisor.listen(GUEST, OPTIONS);
        Running<Boolean> dials = Running.start(() -> {
            Thread.currentThread().interrupt();
            dial();
            return Thread.currentThread().isInterrupted();
        });
        assertThat(dials.get()).isTrue();
    }

    @Test
    void L7_aBurstOfClientsIsServedInOrderAndNoneIsLost() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS.backlog(4));
        List<Running<Flow>> clients = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            clients.add(Running.start(i % 10 == 0 ? Thread.ofPlatform() : Thread.ofVirtual(), this::dial));
        }
        Set<FlowAddress> accepted = new HashSet<>();
        for (int i = 0; i < clients.size(); i++) {
            accepted.add(listener.accept().remoteAddress());
        }
        assertThat(accepted).hasSize(clients.size());
        for (Running<Flow> client : clients) {
            assertThat(accepted).contains(client.get().localAddress());
        }
    }

    @Test
    void L7_whoWaitsForRoomIsTakenInOrder() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, ONE_WAITS);
        Flow first = dial();
        Running<Flow> second = Running.start(this::dial).awaitBlocked();
        Running<Flow> third = Running.start(this::dial).awaitBlocked();
        assertAccepts(listener, first);
        Flow secondFlow = second.get();
        assertThat(third.result()).isNotDone();
        assertAccepts(listener, secondFlow);
        assertAccepts(listener, third.get());
    }

    @Test
    void L3_takenUntilTheListenerIsClosed() throws IOException {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS);
        assertThatThrownBy(() -> hypervisor.partition("guest").listen(GUEST, OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("sim://guest:5000")
                .hasMessageContaining("taken");
        listener.close();
        listener.close();
        hypervisor.listen(GUEST, OPTIONS);
        assertThat(dial()).isNotNull();
    }

    @Test
    void L3_anotherPartitionsNameIsNotLocal() {
        Partition other = hypervisor.partition("other");
        hypervisor.partition("guest");
        for (String text :
                List.of("sim://guest:5000", "sim://nobody:1", "vsock://2:1", "vsock://99:1", "hvsock://parent/1")) {
            assertThatThrownBy(() -> other.listen(FlowAddress.parse(text), OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("listen " + text)
                    .hasMessageContaining("not local");
        }
        for (String text : List.of("hybrid:///run/vm.sock:1", "hyperkit://:1/vm")) {
            assertThatThrownBy(() -> other.listen(FlowAddress.parse(text), OPTIONS))
                    .hasMessageContaining("not local");
            assertThatThrownBy(() -> other.connect(FlowAddress.parse(text), OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("on the host");
        }
    }

    @Test
    void L3_whatIsNoPartitionIsRefusedWithTheReason() {
        for (String text : List.of(
                "vsock://0:1", "sim://hypervisor:1", "sim://0:1", "hvsock://broadcast/1", "sim://99999999999:1")) {
            FlowAddress address = FlowAddress.parse(text);
            assertThatThrownBy(() -> hypervisor.listen(address, OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("listen " + text)
                    .hasMessageContaining("no partition");
            assertThatThrownBy(() -> hypervisor.connect(address, OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("no partition");
        }
        for (String text : List.of("vsock://:1", "hvsock://wildcard/1", "hvsock://children/1")) {
            assertThatThrownBy(() -> hypervisor.connect(FlowAddress.parse(text), OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("no partition");
        }
    }

    @Test
    void L3_aPathThatNoSocketCouldHaveIsRefusedWithItsLength() throws IOException {
        String fits = "unix:" + "x".repeat(107);
        hypervisor.listen(FlowAddress.parse(fits), OPTIONS);
        hypervisor.connect(FlowAddress.parse(fits), OPTIONS);
        for (String text : List.of(fits + "x", "hybrid:" + "x".repeat(103) + ":5000")) {
            FlowAddress address = FlowAddress.parse(text);
            assertThatThrownBy(() -> hypervisor.listen(address, OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("108 bytes");
            assertThatThrownBy(() -> hypervisor.connect(address, OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContaining("108 bytes");
        }
    }

    @Test
    void L4_bothEndsKnowBothAddresses() throws IOException {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS);
        Flow near = dial();
        Flow far = listener.accept();
        assertThat(near.remoteAddress()).isEqualTo(GUEST);
        assertThat(far.localAddress()).isEqualTo(GUEST);
        assertThat(near.localAddress()).isEqualTo(far.remoteAddress());
        assertThat(near.localAddress().toString()).startsWith("sim://host:");
        Connection connection = hypervisor.connection(far);
        assertThat(connection).isSameAs(hypervisor.connection(near));
        assertThat(connection.from()).isSameAs(hypervisor.host());
        assertThat(connection.to()).isSameAs(hypervisor.partition("guest"));
        assertThat(connection.address()).isEqualTo(GUEST);
    }

    @Test
    void L5_closingAListenerReleasesAcceptRefusesWhoWaitsResetsWhoIsQueuedAndSparesWhoIsAccepted() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, ONE_WAITS);
        Flow accepted = dial();
        Flow far = listener.accept();
        Flow queued = dial();
        Running<Flow> waits = Running.start(this::dial).awaitBlocked();
        listener.close();
        assertThatThrownBy(waits::get).hasCauseInstanceOf(FlowRefusedException.class);
        assertThatThrownBy(queued::read).isInstanceOf(FlowResetException.class);
        accepted.write(ByteBuffer.wrap(new byte[] {7}));
        assertThat(far.read(ByteBuffer.allocate(9))).isEqualTo(1);
        assertThatThrownBy(listener::accept).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void L5_closingReleasesABlockedAccept() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS);
        Running<Flow> accepts = Running.start(listener::accept).awaitBlocked();
        listener.close();
        assertThatThrownBy(accepts::get).hasCauseInstanceOf(FlowClosedException.class);
    }

    @Test
    void L6_acceptObeysItsTimeOut() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS);
        listener.setAcceptTimeout(SECOND);
        Running<Flow> accepts = Running.start(listener::accept).awaitBlocked();
        scheduler.advance(SECOND);
        assertThatThrownBy(accepts::get).hasCauseInstanceOf(FlowTimeoutException.class);
    }

    @Test
    void L6_aClientThatHasGoneIsAcceptedWithWhatItLeft() throws IOException {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS);
        Flow gone = dial();
        gone.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        gone.close();
        Flow far = listener.accept();
        ByteBuffer dst = ByteBuffer.allocate(9);
        assertThat(far.readInto(dst)).isFalse();
        assertThat(dst.position()).isEqualTo(3);
    }

    @Test
    void L10_anyPortIsFreeAndReported() throws IOException {
        Set<FlowAddress> ports = new HashSet<>();
        for (String text : List.of(
                "sim://guest:any", "sim://guest:any", "sim://:any", "vsock://3:any", "vsock://:any", "hybrid:vm:any")) {
            FlowListener listener = hypervisor.listen(FlowAddress.parse(text), OPTIONS);
            assertThat(ports.add(listener.localAddress())).isTrue();
            assertThat(listener.localAddress().toString()).doesNotContain("any");
            Flow near = hypervisor.connect(listener.localAddress(), OPTIONS);
            assertThat(listener.accept().remoteAddress()).isEqualTo(near.localAddress());
        }
    }

    @Test
    void L10_aPortThatSomebodyHasTakenIsPassedOver() throws IOException {
        FlowListener first = hypervisor.listen(FlowAddress.parse("vsock://3:any"), OPTIONS);
        long port = ((VsockAddress) first.localAddress()).port();
        hypervisor.listen(FlowAddress.parse("vsock://3:" + (port + 1)), OPTIONS);
        FlowListener third = hypervisor.listen(FlowAddress.parse("vsock://3:any"), OPTIONS);
        assertThat(third.localAddress()).isEqualTo(FlowAddress.parse("vsock://3:" + (port + 2)));
    }

    @Test
    void theWindowIsTheSmallerOne() throws IOException {
        hypervisor.bind(null, GUEST, FlowOptions.DEFAULTS.windowSize(50));
        for (int own : new int[] {20, 80}) {
            SimSocket near =
                    new Connector(hypervisor, hypervisor.host(), GUEST, FlowOptions.DEFAULTS.windowSize(own)).connect();
            assertThat(Sockets.write(near, 0, 100)).isEqualTo(Math.min(own, 50));
        }
    }

    @Test
    void closingTheHypervisorEndsEverything() throws Exception {
        FlowListener listener = hypervisor.listen(GUEST, OPTIONS);
        Flow near = dial();
        Flow far = listener.accept();
        Running<Flow> accepts = Running.start(listener::accept).awaitBlocked();
        Fault hold =
                hypervisor.link(hypervisor.host(), hypervisor.partition("x")).install(Faults.hold());
        hypervisor.close();
        hypervisor.close();
        hold.close();
        assertThat(hypervisor.undisturbed()).isTrue();
        assertThatThrownBy(accepts::get).hasCauseInstanceOf(FlowClosedException.class);
        assertThatThrownBy(near::read).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(far::read).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(this::dial).isInstanceOf(FlowClosedException.class);
        assertThatThrownBy(() -> hypervisor.listen(GUEST, OPTIONS)).isInstanceOf(FlowClosedException.class);
    }

    private static void assertAccepts(FlowListener listener, Flow expected) throws IOException {
        assertThat(listener.accept().remoteAddress()).isEqualTo(expected.localAddress());
    }

    private void assertAcceptsNobody(FlowListener listener) throws Exception {
        listener.setAcceptTimeout(SECOND);
        Running<Flow> accepts = Running.start(listener::accept).awaitBlocked();
        scheduler.advance(SECOND);
        assertThatThrownBy(accepts::get).hasCauseInstanceOf(FlowTimeoutException.class);
    }
}
