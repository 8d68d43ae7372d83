package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The symptom of each profile as a flow's user meets it, and that it goes with the profile: 20 schedules each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfileTest {
    private static final FlowAddress GUEST = FlowAddress.parse("sim://guest:5000");
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.readTimeout(Duration.ofSeconds(3)).closeTimeout(Duration.ofMillis(10));

    private final Set<Profile> shown = EnumSet.noneOf(Profile.class);

    /** What is to be seen on a connection from the host to the guest. */
    private interface Symptom {
        void show(Simulation simulation, Flow host, Flow guest) throws Exception;
    }

    private void shows(Profile profile, Symptom symptom) throws Exception {
        shows(profile, OPTIONS, symptom);
    }

    private void shows(Profile profile, FlowOptions options, Symptom symptom) throws Exception {
        shown.add(profile);
        Exploration.of(simulation -> {
                    FlowListener listener =
                            simulation.guest("guest").listen(FlowAddress.parse("vsock://:5000"), options);
                    Flow host = simulation.host().connect(GUEST, options);
                    Flow guest = listener.accept();
                    simulation.hypervisor().install(profile.rule());
                    symptom.show(simulation, host, guest);
                })
                .seeds(20)
                .check();
    }

    /** The opposite of the symptom is what a clean hypervisor shows. */
    private void cleanShows(Symptom symptom) throws Exception {
        shows(Profile.CLEAN, symptom);
    }

    @AfterAll
    void everyProfileHasItsTest() {
        assertThat(shown).containsExactlyInAnyOrder(Profile.values());
    }

    @Test
    void aNumberNamesOneProfile() {
        for (Profile profile : Profile.values()) {
            assertThat(Profile.byId(profile.id())).isEqualTo(profile);
        }
        assertThatThrownBy(() -> Profile.byId("F-99"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"F-99\"")
                .hasMessageContaining("hybrid-host-halfclose-is-close");
    }

    @Test
    void f01AnAnswerAfterTheHostsHalfCloseIsLost() throws Exception {
        shows(Profile.HYBRID_HOST_HALFCLOSE_IS_CLOSE, (simulation, host, guest) -> {
            host.write(bytes(10));
            host.shutdownWrite();
            assertThat(guest.readInto(ByteBuffer.allocate(10))).isTrue();
            assertThat(guest.read()).isInstanceOf(ReadResult.Eof.class);
            assertThatThrownBy(() -> guest.write(bytes(5))).isInstanceOf(FlowClosedException.class);
            assertThat(host.read()).isInstanceOf(ReadResult.Eof.class);
        });
        cleanShows((simulation, host, guest) -> {
            host.shutdownWrite();
            guest.write(bytes(5));
            assertThat(host.readInto(ByteBuffer.allocate(5))).isTrue();
        });
    }

    @Test
    void f02TheHostWaitsForAnEndThatTheGuestHasSent() throws Exception {
        shows(Profile.HYBRID_GUEST_HALFCLOSE_LOST, (simulation, host, guest) -> {
            guest.write(bytes(5));
            guest.shutdownWrite();
            assertThat(host.readInto(ByteBuffer.allocate(5))).isTrue();
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
            host.write(bytes(5));
            assertThat(guest.readInto(ByteBuffer.allocate(5))).isTrue();
            guest.close();
            assertThat(host.read()).isInstanceOf(ReadResult.Eof.class);
        });
    }

    @Test
    void f03TheTailThatTheHostWroteBeforeItClosedIsLost() throws Exception {
        shows(Profile.HYBRID_HOST_CLOSE_RACE_DROPS_TAIL, (simulation, host, guest) -> {
            host.write(bytes(70_000));
            host.close();
            assertThat(readAll(guest)).isLessThan(70_000);
        });
    }

    @Test
    void f04And22AConnectIsRefused() throws Exception {
        shows(
                Profile.HYBRID_NO_LISTENER,
                (simulation, host, guest) -> assertThatThrownBy(
                                () -> simulation.host().connect(GUEST, OPTIONS))
                        .isInstanceOf(FlowRefusedException.class));
        shows(Profile.TRANSIENT_ENETDOWN, (simulation, host, guest) -> {
            for (int i = 0; i < 1000; i++) {
                try {
                    simulation.host().connect(GUEST, OPTIONS);
                    return;
                } catch (FlowRefusedException expected) {
                    simulation.mark("refused");
                }
            }
            throw new AssertionError("refused a thousand times");
        });
    }

    @Test
    void f05AConnectGetsNoAnswerAndOpenFlowsGoOn() throws Exception {
        shows(Profile.HYBRID_GUEST_NOT_READY, (simulation, host, guest) -> {
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
            host.write(bytes(5));
            assertThat(guest.readInto(ByteBuffer.allocate(5))).isTrue();
        });
    }

    @Test
    void f05bARefusalComesLateAndTheNextConnectWorks() throws Exception {
        FlowAddress closed = FlowAddress.parse("sim://guest:6000");
        FlowOptions patient = OPTIONS.connectTimeout(Duration.ofSeconds(10));
        shows(Profile.HYBRID_REFUSAL_LATE, (simulation, host, guest) -> {
            Duration start = simulation.elapsed();
            assertThatThrownBy(() -> simulation.host().connect(closed, patient))
                    .isInstanceOf(FlowRefusedException.class);
            assertThat(simulation.elapsed().minus(start)).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5100));
            assertThatThrownBy(() -> simulation.host().connect(closed, OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
            simulation.guest("guest").listen(FlowAddress.parse("vsock://:6000"), OPTIONS);
            Duration listening = simulation.elapsed();
            simulation.host().connect(closed, OPTIONS);
            assertThat(simulation.elapsed().minus(listening)).isLessThan(Duration.ofMillis(100));
        });
        cleanShows((simulation, host, guest) -> {
            Duration start = simulation.elapsed();
            assertThatThrownBy(() -> simulation.host().connect(closed, patient))
                    .isInstanceOf(FlowRefusedException.class);
            assertThat(simulation.elapsed().minus(start)).isLessThan(Duration.ofMillis(100));
        });
    }

    @Test
    void f08EverythingStalls() throws Exception {
        shows(Profile.HYBRID_ABANDONED_CONNECT_WEDGES_VMM, (simulation, host, guest) -> {
            host.write(bytes(5));
            assertThatThrownBy(guest::read).isInstanceOf(FlowTimeoutException.class);
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void f09WhatEitherEndWroteBeforeItClosedIsLost() throws Exception {
        shows(Profile.HYPERV_CLOSE_DISCARDS_INFLIGHT, (simulation, host, guest) -> {
            guest.write(bytes(1000));
            guest.close();
            assertThat(readAll(host)).isLessThan(1000);
        });
    }

    @Test
    void f10NeitherEndLearnsOfAHalfClose() throws Exception {
        shows(Profile.HYPERV_NO_HALFCLOSE, (simulation, host, guest) -> {
            host.shutdownWrite();
            guest.shutdownWrite();
            assertThatThrownBy(guest::read).isInstanceOf(FlowTimeoutException.class);
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void f11TheGuestsHalfCloseCutsWhatItReads() throws Exception {
        shows(Profile.HYPERV_EARLY_EOF_HOST_SERVER, (simulation, host, guest) -> {
            host.write(bytes(100));
            guest.shutdownWrite();
            host.write(bytes(100_000));
            assertThat(readAll(guest)).isEqualTo(100);
        });
    }

    @Test
    void f12AWriterBlocksWhoseReaderWantsNoMore() throws Exception {
        FlowOptions impatient =
                OPTIONS.writeTimeout(Duration.ofSeconds(3)).windowSize(24_576).bufferSize(4096);
        shows(Profile.HYPERV_SHUTRD_INVISIBLE, impatient, (simulation, host, guest) -> {
            guest.shutdownRead();
            host.write(bytes(24_576));
            assertThatThrownBy(() -> host.write(bytes(10_000))).isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void f14ManySmallPiecesThatAreNotReadBreakTheConnection() throws Exception {
        shows(Profile.VIRTIO_SKB_OVERHEAD_RESET, (simulation, host, guest) -> {
            int written = writeUntilReset(simulation, host);
            assertThat(written).isBetween(400, 600);
            ByteBuffer queued = ByteBuffer.allocate(written);
            assertThat(guest.readInto(queued)).isTrue();
            assertThatThrownBy(guest::read).isInstanceOf(FlowResetException.class);
        });
        shows(Profile.VIRTIO_SKB_OVERHEAD_RESET, (simulation, host, guest) -> {
            host.write(bytes(200_000)); // the bytes are not what counts
            for (int i = 0; i < 1000; i++) {
                guest.write(bytes(1));
                assertThat(host.readInto(ByteBuffer.allocate(1))).isTrue();
            }
        });
        cleanShows((simulation, host, guest) -> {
            assertThat(writeUntilReset(simulation, host)).isEqualTo(1000);
            assertThat(guest.readInto(ByteBuffer.allocate(1000))).isTrue();
        });
    }

    @Test
    void f14bManySmallPiecesThatAreNotReadLeaveAHole() throws Exception {
        shows(Profile.VIRTIO_SKB_OVERHEAD_LOSS, (simulation, host, guest) -> {
            assertThat(writeUntilReset(simulation, host)).isEqualTo(1000);
            int queued = 455; // times 576 is 256 KiB, nearly
            assertThat(guest.readInto(ByteBuffer.allocate(queued))).isTrue();
            host.write(ByteBuffer.wrap(new byte[] {42}));
            ByteBuffer next = ByteBuffer.allocate(1);
            assertThat(guest.readInto(next)).isTrue();
            assertThat(next.get(0)).isEqualTo((byte) 42);
            assertThatThrownBy(guest::read).isInstanceOf(FlowTimeoutException.class);
        });
    }

    /** Writes single bytes, apart from one another so that the flow does not send them together; how many were written. */
    private static int writeUntilReset(Simulation simulation, Flow flow) throws Exception {
        int written = 0;
        try {
            while (written < 1000) {
                flow.write(bytes(1));
                written++;
                simulation.sleep(Duration.ofMillis(10));
            }
            return written;
        } catch (FlowResetException broken) {
            return written;
        }
    }

    @Test
    void f15AResetLooksLikeAnEnd() throws Exception {
        shows(Profile.VIRTIO_RST_LOOKS_LIKE_EOF, (simulation, host, guest) -> {
            host.write(bytes(100));
            host.abort();
            assertThat(readAll(guest)).isEqualTo(100);
            assertThatThrownBy(() -> guest.write(bytes(1))).isInstanceOf(FlowClosedException.class);
        });
        cleanShows((simulation, host, guest) -> {
            host.abort();
            assertThatThrownBy(guest::read).isInstanceOf(FlowResetException.class);
        });
    }

    @Test
    void f10And12And15FlowsDoNotDeclareWhatTheTransportLacks() throws Exception {
        lacks(Profile.HYPERV_NO_HALFCLOSE, Capability.HALF_CLOSE);
        lacks(Profile.HYPERV_SHUTRD_INVISIBLE, Capability.PEER_SHUTDOWN_READ);
        lacks(Profile.VIRTIO_RST_LOOKS_LIKE_EOF, Capability.RESET_DETECTION);
    }

    private static void lacks(Profile profile, Capability capability) throws Exception {
        try (Hypervisor hypervisor = new Hypervisor();
                FlowListener listener = hypervisor.listen(GUEST, OPTIONS)) {
            try (Fault fault = hypervisor.install(profile.rule())) {
                Flow flow = hypervisor.connect(GUEST, OPTIONS);
                assertThat(flow.capabilities()).hasSize(2).doesNotContain(capability);
                assertThat(listener.accept().capabilities()).isEqualTo(flow.capabilities());
                assertThat(hypervisor.connect(GUEST, OPTIONS.framing(true)).capabilities())
                        .contains(capability);
                assertThat(fault.effects()).isZero();
            }
            assertThat(hypervisor.connect(GUEST, OPTIONS).capabilities()).contains(capability);
        }
    }

    @Test
    void f15AndATransportResetIsStillAnError() throws Exception {
        shows(Profile.VIRTIO_RST_LOOKS_LIKE_EOF, (simulation, host, guest) -> {
            simulation.guest("guest").migrate(77);
            assertThatThrownBy(guest::read).isInstanceOf(FlowResetException.class);
        });
    }

    @Test
    void f05TheFirstConnectGetsNoAnswerAndTheSecondWorks() throws Exception {
        cleanShows((simulation, host, guest) -> {
            Fault once = simulation
                    .hypervisor()
                    .install(
                            Profile.HYBRID_GUEST_NOT_READY.rule(),
                            Schedule.always().once());
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
            simulation.host().connect(GUEST, OPTIONS);
            assertThat(once.effects()).isEqualTo(1);
        });
    }

    @Test
    void f16AfterAMigrationNobodyIsTold() throws Exception {
        shows(Profile.TRANSPORT_RESET_UNTOLD, (simulation, host, guest) -> {
            simulation.guest("guest").migrate(77);
            host.write(bytes(5));
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
            assertThatThrownBy(guest::read).isInstanceOf(FlowTimeoutException.class);
            simulation.host().connect(FlowAddress.parse("vsock://77:5000"), OPTIONS);
        });
        cleanShows((simulation, host, guest) -> {
            simulation.guest("guest").migrate(77);
            assertThatThrownBy(host::read).isInstanceOf(FlowResetException.class);
            assertThatThrownBy(guest::read).isInstanceOf(FlowResetException.class);
            simulation.host().connect(FlowAddress.parse("vsock://77:5000"), OPTIONS);
        });
    }

    @Test
    void f16dAfterAMigrationTheGuestIsNotTold() throws Exception {
        shows(Profile.TRANSPORT_RESET_GUEST_UNTOLD, (simulation, host, guest) -> {
            host.write(bytes(5));
            guest.write(bytes(5));
            simulation.guest("guest").migrate(77);
            waitsOnADeadConnection(guest);
            findsItBroken(host);
        });
    }

    @Test
    void f16eAfterAMigrationTheHostIsNotTold() throws Exception {
        shows(Profile.TRANSPORT_RESET_HOST_UNTOLD, (simulation, host, guest) -> {
            host.write(bytes(5));
            guest.write(bytes(5));
            simulation.guest("guest").migrate(77);
            findsItBroken(guest);
            waitsOnADeadConnection(host);
        });
    }

    /** What had arrived is read, then nothing comes, whatever the other end does; the flow can still be closed. */
    private static void waitsOnADeadConnection(Flow flow) throws IOException {
        assertThat(flow.readInto(ByteBuffer.allocate(5))).isTrue();
        assertThatThrownBy(flow::read).isInstanceOf(FlowTimeoutException.class);
        flow.write(bytes(5));
        flow.setWriteTimeout(Duration.ofSeconds(1));
        assertThatThrownBy(() -> flow.write(bytes(1 << 20))).isInstanceOf(FlowTimeoutException.class);
        flow.abort();
    }

    private static void findsItBroken(Flow flow) throws IOException {
        assertThatThrownBy(flow::read).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(() -> flow.write(bytes(5))).isInstanceOf(FlowResetException.class);
        flow.close();
    }

    @Test
    void f16bAfterAPauseTheHostsConnectsGetNoAnswerAndAllElseGoesOn() throws Exception {
        shows(Profile.RESUMED_HOST_UNANSWERED, (simulation, host, guest) -> {
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
            FlowListener onHost = simulation.host().listen(FlowAddress.parse("vsock://:7000"), OPTIONS);
            Flow fromGuest = simulation.guest("guest").connect(FlowAddress.parse("sim://host:7000"), OPTIONS);
            arrives(onHost.accept(), fromGuest);
            arrives(host, guest);
            arrives(guest, host);
        });
    }

    @Test
    void f16cAfterARestoreNothingLeavesTheGuest() throws Exception {
        shows(Profile.RESTORED_GUEST_UNHEARD, (simulation, host, guest) -> {
            arrives(host, guest);
            guest.write(bytes(5));
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
            simulation.host().listen(FlowAddress.parse("vsock://:7000"), OPTIONS);
            assertThatThrownBy(() -> simulation.guest("guest").connect(FlowAddress.parse("sim://host:7000"), OPTIONS))
                    .isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void f17AStreamStallsAndANewOneWorks() throws Exception {
        FlowOptions impatient =
                OPTIONS.writeTimeout(Duration.ofSeconds(3)).windowSize(70_000).bufferSize(4096);
        shows(Profile.VMM_CREDIT_STALL, impatient, (simulation, host, guest) -> {
            assertThatThrownBy(() -> host.write(bytes(200_000))).isInstanceOf(FlowTimeoutException.class);
            simulation.host().connect(GUEST, impatient).write(bytes(100));
        });
        shows(Profile.CLEAN, impatient, (simulation, host, guest) -> {
            simulation.hypervisor().install(Faults.creditStall(0)); // the variant whose new connections carry nothing
            simulation.host().connect(GUEST, impatient).write(bytes(100));
            guest.write(bytes(100));
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void f18ALargePieceIsLost() throws Exception {
        shows(Profile.VMM_LARGE_PACKET_DROP, (simulation, host, guest) -> {
            guest.write(bytes(60_000));
            guest.write(bytes(100));
            assertThat(host.readInto(ByteBuffer.allocate(100))).isTrue();
            assertThatThrownBy(host::read).isInstanceOf(FlowTimeoutException.class);
        });
    }

    @Test
    void f20AFullBacklogRefuses() throws Exception {
        shows(Profile.ACCEPT_LIMIT, OPTIONS.backlog(1), (simulation, host, guest) -> {
            simulation.host().connect(GUEST, OPTIONS);
            assertThatThrownBy(() -> simulation.host().connect(GUEST, OPTIONS))
                    .isInstanceOf(FlowRefusedException.class);
        });
    }

    @Test
    void f21AReadIsNoMessage() throws Exception {
        shows(Profile.SPURIOUS_SHORT_IO, (simulation, host, guest) -> {
            host.write(bytes(50_000));
            ByteBuffer got = ByteBuffer.allocate(50_000);
            assertThat(guest.read(got)).isBetween(1, 4096);
            assertThat(guest.readInto(got)).isTrue();
            assertThat(got.array()).isEqualTo(Sockets.counting(0, 50_000));
        });
        cleanShows((simulation, host, guest) -> {
            host.write(bytes(50_000));
            assertThat(guest.read(ByteBuffer.allocate(50_000))).isEqualTo(50_000);
        });
    }

    @Test
    void f24AHostThatClosesTooEarlyTakesTheGuestDown() throws Exception {
        FlowOptions hasty = OPTIONS.closeTimeout(Duration.ZERO);
        shows(Profile.SIGPIPE_KILLS_VMM, hasty, (simulation, host, guest) -> {
            Flow other = simulation.host().connect(GUEST, hasty);
            Actor inGuest = simulation.spawn(
                    simulation.guest("guest"), "in guest", () -> simulation.sleep(Duration.ofHours(1)));
            guest.write(bytes(5));
            host.close();
            assertThatThrownBy(other::read).isInstanceOf(FlowResetException.class);
            assertThatThrownBy(() -> simulation.host().connect(GUEST, hasty)).isInstanceOf(FlowRefusedException.class);
            inGuest.join();
        });
        shows(Profile.CLEAN, hasty, (simulation, host, guest) -> {
            guest.write(bytes(5));
            host.close();
            simulation.host().connect(GUEST, hasty);
        });
    }

    @Test
    void f23TheFirstEndEndsBothDirections() throws Exception {
        shows(Profile.RELAY_CLOSES_BOTH_ON_FIRST_EOF, (simulation, host, guest) -> {
            guest.shutdownWrite();
            assertThat(host.read()).isInstanceOf(ReadResult.Eof.class);
            assertThatThrownBy(() -> host.write(bytes(1))).isInstanceOf(FlowClosedException.class);
            assertThat(guest.read()).isInstanceOf(ReadResult.Eof.class);
        });
    }

    @Test
    void f26AndWithoutADefectAllArrives() throws Exception {
        cleanShows((simulation, host, guest) -> {
            host.write(bytes(100_000));
            host.close();
            assertThat(readAll(guest)).isEqualTo(100_000);
        });
    }

    private static void arrives(Flow from, Flow to) throws IOException {
        from.write(bytes(5));
        assertThat(to.readInto(ByteBuffer.allocate(5))).isTrue();
    }

    private static int readAll(Flow flow) throws IOException {
        int total = 0;
        ByteBuffer buffer = ByteBuffer.allocate(50_000);
        for (int count = flow.read(buffer); count >= 0; count = flow.read(buffer.clear())) {
            total += count;
        }
        return total;
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap(Sockets.counting(0, count));
    }
}
