package io.hvflow.simulator;

import static io.hvflow.simulator.Sockets.counting;
import static io.hvflow.simulator.Sockets.read;
import static io.hvflow.simulator.Sockets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a fault works by being open
class FaultsTest {
    private static final FlowAddress GUEST = FlowAddress.parse("sim://guest:1");
    private static final Duration TEN = Duration.ofMillis(10);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Hypervisor hypervisor = new Hypervisor(scheduler, Choices.seeded(1));
    private SimSocket near;
    private SimSocket far;

    @BeforeEach
    void connect() throws IOException {
        Sockets pair = Sockets.connect(hypervisor, 100);
        near = pair.near();
        far = pair.far();
    }

    private SimSocket dial(Duration timeout) throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS.connectTimeout(timeout);
        return new Connector(hypervisor, hypervisor.host(), GUEST, options).connect();
    }

    @Test
    void shortReadsAndWritesLastUntilTheHandleIsClosed() throws IOException {
        try (Fault writes = hypervisor.install(Faults.shortWrites(3));
                Fault reads = hypervisor.install(Faults.shortReads(2))) {
            assertThat(write(near, 0, 10)).isEqualTo(3);
            assertThat(read(far, 10)).isEqualTo(counting(0, 2));
            assertThat(read(far, 10)).isEqualTo(counting(2, 1));
            assertThat(read(far, 10)).isEmpty();
        }
        assertThat(write(near, 0, 10)).isEqualTo(10);
        assertThat(read(far, 10)).isEqualTo(counting(0, 10));
    }

    @Test
    void cutsAreOfEverySizeFromOneToTheMost() throws IOException {
        hypervisor.install(Faults.cuts(4));
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sizes.add(write(near, 0, 10));
            while (read(far, 10).length > 0) {}
        }
        assertThat(sizes).contains(1, 2, 3, 4).allMatch(size -> size >= 1 && size <= 4);
    }

    @Test
    void theFirstVerdictWinsConnectionBeforeLinkBeforeHypervisor() throws IOException {
        Partition guest = hypervisor.partition("guest");
        hypervisor.install(Faults.shortWrites(4));
        assertThat(write(near, 0, 10)).isEqualTo(4);
        Fault onLink = hypervisor.link(guest, hypervisor.host()).install(Faults.shortWrites(3));
        assertThat(write(near, 0, 10)).isEqualTo(3);
        Fault onConnection = hypervisor.connections().getFirst().install(Faults.shortWrites(2));
        assertThat(write(near, 0, 10)).isEqualTo(2);
        Fault later = hypervisor.connections().getFirst().install(Faults.shortWrites(1));
        assertThat(write(near, 0, 10)).isEqualTo(2);
        later.close();
        onConnection.close();
        onConnection.close();
        onLink.close();
        assertThat(write(near, 0, 10)).isEqualTo(4);
    }

    @Test
    void aRuleOfAnotherLinkOrConnectionHasNoSay() throws IOException {
        Sockets other = Sockets.connect(hypervisor, 100);
        hypervisor.link(hypervisor.host(), hypervisor.partition("elsewhere")).install(Faults.shortWrites(1));
        hypervisor.connections().getLast().install(Faults.shortWrites(2));
        assertThat(write(near, 0, 10)).isEqualTo(10);
        assertThat(write(other.near(), 0, 10)).isEqualTo(2);
    }

    @Test
    void anEventTellsItsDirectionAndPlaceInTheStream() throws IOException {
        List<Event> events = new ArrayList<>();
        hypervisor.install((event, choices) -> {
            events.add(event);
            return Verdict.PASS;
        });
        Partition host = hypervisor.host();
        Partition guest = hypervisor.partition("guest");
        write(near, 0, 10);
        write(far, 0, 200);
        write(far, 0, 200);
        read(far, 7);
        read(far, 7);
        read(far, 7);
        near.shutdownWrite();
        assertThat(events)
                .containsExactly(
                        new Event.Write(host, guest, 0, 10, 0),
                        new Event.Departure(host, guest, 0, 10),
                        new Event.Write(guest, host, 0, 100, 0),
                        new Event.Departure(guest, host, 0, 100),
                        new Event.Read(host, guest, 0, 7),
                        new Event.Read(host, guest, 7, 3),
                        new Event.End(host, guest, 10, new Event.Unread(100, true)),
                        new Event.Departure(host, guest, 10, 0));
    }

    @Test
    void latencyDelaysBytesAndTheEndAndKeepsTheirOrder() throws IOException {
        Fault latency = hypervisor.install(Faults.latency(TEN));
        write(near, 0, 10);
        scheduler.advance(Duration.ofMillis(9));
        write(near, 10, 10);
        near.shutdownWrite();
        assertThat(read(far, 100)).isEmpty();
        scheduler.advance(Duration.ofMillis(1));
        assertThat(read(far, 100)).isEqualTo(counting(0, 10));
        assertThat(read(far, 100)).isEmpty();
        latency.close();
        scheduler.advance(Duration.ofMillis(9));
        assertThat(read(far, 100)).isEqualTo(counting(10, 10));
        assertThat(read(far, 100)).isNull();
    }

    @Test
    void whatIsWrittenAfterALatencyWasRemovedDoesNotOvertake() throws IOException {
        try (Fault latency = hypervisor.install(Faults.latency(TEN))) {
            write(near, 0, 10);
        }
        write(near, 10, 10);
        near.shutdownWrite();
        assertThat(read(far, 100)).isEmpty();
        scheduler.advance(TEN);
        assertThat(read(far, 100)).isEqualTo(counting(0, 20));
        assertThat(read(far, 100)).isNull();
    }

    @Test
    void bytesUnderWayFillTheWindow() throws IOException {
        hypervisor.install(Faults.latency(TEN));
        assertThat(write(near, 0, 90)).isEqualTo(90);
        assertThat(write(near, 0, 90)).isEqualTo(10);
        assertThat(write(near, 0, 90)).isZero();
    }

    @Test
    void chosenLatenciesStayWithinTheirBounds() throws IOException {
        hypervisor.install(Faults.latency(TEN, TEN.multipliedBy(2)));
        for (int i = 0; i < 20; i++) {
            write(near, 0, 1);
            scheduler.advance(TEN.minusNanos(1));
            assertThat(read(far, 1)).isEmpty();
            scheduler.advance(TEN.plusNanos(1));
            assertThat(read(far, 1)).hasSize(1);
        }
    }

    @Test
    void whatIsHeldGoesOnWhenTheHandleIsClosed() throws IOException {
        Fault hold = hypervisor.install(Faults.hold());
        write(near, 0, 10);
        near.shutdownWrite();
        scheduler.advance(Duration.ofDays(1));
        assertThat(read(far, 100)).isEmpty();
        hold.close();
        assertThat(read(far, 100)).isEqualTo(counting(0, 10));
        assertThat(read(far, 100)).isNull();
    }

    @Test
    void aHoldInOneDirectionLeavesTheOtherAlone() throws IOException {
        Partition host = hypervisor.host();
        hypervisor.install((event, choices) ->
                event instanceof Event.Departure && event.from() == host ? Verdict.HOLD : Verdict.PASS);
        write(near, 0, 10);
        write(far, 0, 10);
        assertThat(read(far, 100)).isEmpty();
        assertThat(read(near, 100)).hasSize(10);
    }

    @Test
    void R5_resetAfterGivesTheReaderExactlyThoseBytesThenAnError() throws IOException {
        hypervisor.install(Faults.resetAfter(25));
        assertThat(write(near, 0, 10)).isEqualTo(10);
        assertThat(write(far, 0, 10)).isEqualTo(10);
        assertThat(write(near, 10, 20)).isEqualTo(15);
        assertThatThrownBy(() -> write(near, 0, 1)).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(() -> read(near, 1)).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(() -> write(far, 0, 1)).isInstanceOf(FlowResetException.class);
        assertThat(read(far, 100)).isEqualTo(counting(0, 25));
        assertThatThrownBy(() -> read(far, 1)).isInstanceOf(FlowResetException.class);
    }

    @Test
    void R5_aResetBehindDelayedBytesComesWithThem() throws IOException {
        hypervisor.install(Faults.latency(TEN));
        hypervisor.install(Faults.resetAfter(5));
        write(near, 0, 10);
        assertThat(read(far, 100)).isEmpty();
        scheduler.advance(TEN);
        assertThat(read(far, 100)).isEqualTo(counting(0, 5));
        assertThatThrownBy(() -> read(far, 1)).isInstanceOf(FlowResetException.class);
    }

    @Test
    void R5_aReaderMayBeResetToo() throws IOException {
        hypervisor.install((event, choices) -> event instanceof Event.Read ? new Verdict.Reset(4) : Verdict.PASS);
        write(near, 0, 10);
        assertThat(read(far, 100)).isEqualTo(counting(0, 4));
        assertThatThrownBy(() -> read(far, 1)).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(() -> write(near, 0, 1)).isInstanceOf(FlowResetException.class);
    }

    @Test
    void L1_refusedByAFault() throws IOException {
        hypervisor.bind(null, GUEST, FlowOptions.DEFAULTS);
        try (Fault refuse = hypervisor.install(Faults.refuse())) {
            assertThatThrownBy(() -> dial(TEN))
                    .isInstanceOf(FlowRefusedException.class)
                    .hasMessageContaining("sim://guest:1")
                    .hasMessageContaining("refuse()");
        }
        dial(TEN).close();
    }

    @Test
    void L2_aHeldConnectTimesOutAndNothingIsLeft() throws Exception {
        SimListenSocket listener = hypervisor.bind(null, GUEST, FlowOptions.DEFAULTS);
        hypervisor.install(Faults.hold());
        Running<SimSocket> dials = Running.start(() -> dial(TEN)).awaitBlocked();
        scheduler.advance(TEN.minusNanos(1));
        assertThat(dials.result()).isNotDone();
        scheduler.advance(Duration.ofNanos(1));
        assertThatThrownBy(dials::get).hasCauseInstanceOf(FlowTimeoutException.class);
        assertThat(listener.accept()).isNull();
        assertThat(hypervisor.held()).isEmpty();
        assertThat(hypervisor.connections()).hasSize(1);
    }

    @Test
    void L2_aHeldConnectGoesOnWhenTheHandleIsClosed() throws Exception {
        SimListenSocket listener = hypervisor.bind(null, GUEST, FlowOptions.DEFAULTS);
        Fault hold = hypervisor.install(Faults.hold());
        Running<SimSocket> dials = Running.start(() -> dial(TEN)).awaitBlocked();
        hold.close();
        assertThat(dials.get().remoteAddress()).isEqualTo(GUEST);
        assertThat(listener.accept()).isNotNull();
    }

    @Test
    void L2_aDelayedConnectTakesItsTimeOrTimesOut() throws Exception {
        hypervisor.bind(null, GUEST, FlowOptions.DEFAULTS);
        hypervisor.install(Faults.latency(TEN));
        Running<SimSocket> dials = Running.start(() -> dial(TEN.plusNanos(1))).awaitBlocked();
        Running<SimSocket> hasty = Running.start(() -> dial(TEN.minusNanos(1))).awaitBlocked();
        scheduler.advance(TEN.minusNanos(1));
        assertThatThrownBy(hasty::get).hasCauseInstanceOf(FlowTimeoutException.class);
        assertThat(dials.result()).isNotDone();
        scheduler.advance(Duration.ofNanos(1));
        assertThat(dials.get()).isNotNull();
    }

    @Test
    void L7_aFullBacklogRefusesAtOnceWhereAFaultSaysSo() throws IOException {
        hypervisor.bind(null, GUEST, FlowOptions.DEFAULTS.backlog(1));
        hypervisor.install(Faults.refuseWhenFull());
        dial(TEN);
        assertThatThrownBy(() -> dial(TEN)).isInstanceOf(FlowRefusedException.class);
    }

    @Test
    void aVerdictThatTheEventDoesNotUnderstandIsALoudMistake() {
        hypervisor.install((event, choices) -> Verdict.REFUSE);
        assertThatThrownBy(() -> write(near, 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Refuse")
                .hasMessageContaining("Write");
    }

    @Test
    void aConnectionTakesItsRulesAlong() {
        hypervisor.connections().getFirst().install(Faults.hold());
        assertThat(hypervisor.undisturbed()).isFalse();
        near.close();
        far.close();
        assertThat(hypervisor.undisturbed()).isTrue();
    }

    @Test
    void illegalArgumentsAreNamed() {
        assertThatThrownBy(() -> Faults.shortReads(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> Faults.shortWrites(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Faults.cuts(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> Faults.latency(TEN.negated())).hasMessageContaining("PT-0.01S");
        assertThatThrownBy(() -> Faults.latency(TEN, Duration.ZERO)).hasMessageContaining("least");
        assertThatThrownBy(() -> Faults.latency(FlowOptions.FOREVER)).hasMessageContaining("time");
        assertThatThrownBy(() -> Faults.resetAfter(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Verdict.Reset(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Verdict.RefuseAfter(Duration.ofSeconds(-1)))
                .hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> Choices.seeded(1).choose(0)).hasMessageContaining("bound");
    }
}
