package io.hvflow.simulator;

import io.hvflow.Capability;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Defects of real hypervisors, by name, as rules to install: on the link between the host and the guest in question, or
 * on the whole hypervisor. Each says what a flow's user notices, who has the defect, since and until which version, and where
 * it is told of; "to date" is November 2026. Numbers are those of issues and pull requests at the named project; a pull request "of" a
 * month was opened then, and is merged. Where a version is said to be not known, the reference does not name it; where no first version
 * is named, that is not known. "Host" and "guest" in them are the simulator's. A letter tells variants of one number apart. {@link
 * Device} has whole devices, which have several of them at once.
 *
 * <p>Some known defects cannot be told apart at the level of flows, and have no profile:
 *
 * <ul>
 *   <li>F-06 {@code hybrid-fragmented-connect} and F-07 {@code hybrid-ok-coalesced} are in the handshake with a VMM's socket,
 *       which the simulator has not; a backend's own tests have to see to them.
 *   <li>F-13 {@code hyperv-abrupt-close-is-broken-pipe} (a close without a shutdown before it is a broken pipe on Windows; WSL
 *       14325): a flow shuts down writing before it closes, so it never comes to that.
 *   <li>F-19 {@code connect-timeout} (no answer within 2 s; WSL 5693, opengcs 124) is what {@link #HYBRID_GUEST_NOT_READY}
 *       shows; the time is the flow's own {@code connectTimeout}.
 *   <li>F-25 {@code stale-proxy-port-reuse} (libkrun until 852 of September 2026, version not known) needs a client's port to
 *       be used again, which neither flows nor the simulator do; where it is met, it looks like {@link #HYBRID_GUEST_NOT_READY}.
 * </ul>
 *
 * <p>Of F-05, the variant that ends at once is {@link #HYBRID_NO_LISTENER}, and one whose first connection only gets no answer is
 * {@link #HYBRID_GUEST_NOT_READY} with {@link Schedule#once}. Of F-17, the variant whose new connections carry nothing
 * either is {@link Faults#creditStall} of 0. Of F-22, that {@code close} fails is for a backend to hide.
 */
public enum Profile {
    /**
     * A host that shuts down writing is taken to have closed. The guest reads the request and its end; its answer fails
     * or is lost; the host reads end of stream at once and no answer.
     *
     * <p>Firecracker to date ({@code vsock/csm/connection.rs}: a read of 0 bytes); Cloud Hypervisor up to 52.0 (8300, mended by 8372
     * in 53.0); Propolis 1102, open; vhost-device-vsock 0.3.0, as this project's lab has measured.
     */
    HYBRID_HOST_HALFCLOSE_IS_CLOSE(
            "F-01",
            () -> (event, choices) ->
                    event instanceof Event.End end && end.from().isHost() ? Verdict.CLOSE : Verdict.PASS),

    /**
     * The host never reads the end of a stream that the guest shut down, until the guest closes. The other direction works.
     *
     * <p>Firecracker to date (never shuts down its socket); vhost-device-vsock 874, open, 0.3.0 measured by this project's lab;
     * Cloud Hypervisor up to 52.0 (mended by 8372 in 53.0); arcbox until 269 of April 2026, version not known.
     */
    HYBRID_GUEST_HALFCLOSE_LOST(
            "F-02",
            () -> (event, choices) ->
                    event instanceof Event.End end && !end.from().isHost() ? Verdict.DROP : Verdict.PASS),

    /**
     * What the host has written right before it closes is lost from some byte on; the guest reads a prefix, then end of
     * stream.
     *
     * <p>alioth until 472 of July 2026, version not known. In hyperkit (62, open) it is the guest's tail that is lost, when
     * the guest shuts down writing or closes: {@link #HYPERV_CLOSE_DISCARDS_INFLIGHT}.
     */
    HYBRID_HOST_CLOSE_RACE_DROPS_TAIL(
            "F-03",
            () -> (event, choices) ->
                    event instanceof Event.Close close && close.from().isHost()
                            ? new Verdict.Lose(1 + choices.choose(65536))
                            : Verdict.PASS),

    /**
     * The host's connect is refused where no listener is in the guest, or where its backlog is full; nothing tells which.
     *
     * <p>Every VMM with a socket file, by the specification of that handshake: end of stream before any {@code OK}; Firecracker
     * 1253.
     */
    HYBRID_NO_LISTENER("F-04", Faults::refuse),

    /**
     * The guest's driver is not up: the VMM's socket takes the connection and says nothing, so that connecting ends by its
     * time-out. Connections that are there go on.
     *
     * <p>Firecracker to date (its socket is served once the driver has activated the device); guests with a Linux 5.4 that
     * lacks the fix of the race between bind and listen, while a socket is bound and not listening (kata-containers 1415 and agent
     * 734; the kernel's first version with it is not known).
     */
    HYBRID_GUEST_NOT_READY("F-05", Faults::silentConnect),

    /**
     * The host's connect where nobody listens yet is refused, as it should be, but 5 s late; tried again when the guest listens, it
     * works at once. With a {@code connectTimeout} of 5 s or less it ends by that.
     *
     * <p>libkrun 684: 5,003.6 ms measured there, since a refused connection waits for a reaper; mended by 806 of August
     * 2026, version not known.
     */
    HYBRID_REFUSAL_LATE("F-05b", Profile::refuseLate),

    /**
     * After a client gave up in the handshake, the VMM's event loop hangs: all streams stall without an error, connecting
     * gets no answer. Installed, it is as after that.
     *
     * <p>Cloud Hypervisor: 6621 (no line sent) up to 40.0, 7310 (a malformed line) up to 48.0, 6798 (no end of line) reported of
     * 41.0 and open. Where the whole VMM ends instead, as 6798's log has it, {@link Partition#crash} is that. Firecracker 1.16 comes to
     * the same after a pause with traffic under way (6074, open).
     */
    HYBRID_ABANDONED_CONNECT_WEDGES_VMM("F-08", Faults::hold),

    /**
     * What either end has written right before it closes may be lost, up to all of it; its peer reads what is left, then end
     * of stream, and the writer was told of success.
     *
     * <p>Hyper-V before Windows build 14393, and by bad timing since; ocaml-hvsock 13 and its README, opengcs 295. A Linux guest
     * gives up what is not read within 8 s ({@code HVS_CLOSE_TIMEOUT}). hyperkit 62, open, on the guest's side.
     */
    HYPERV_CLOSE_DISCARDS_INFLIGHT(
            "F-09",
            () -> (event, choices) ->
                    event instanceof Event.Close ? new Verdict.Lose(1 + choices.choose(1 << 20)) : Verdict.PASS),

    /**
     * No half-close at all: shutting down writing succeeds, and the peer does not learn of it until the flow closes. Flows do
     * not declare {@link Capability#HALF_CLOSE}; framing gives it back.
     *
     * <p>Hyper-V before Windows build 14393; ocaml-hvsock README.
     */
    HYPERV_NO_HALFCLOSE("F-10", Capability.HALF_CLOSE, Faults::lostEnd),

    /**
     * A guest that shuts down writing while it reads gets an early end of stream; the host writes on without an error, and what
     * it writes is lost. The opposite direction is fine.
     *
     * <p>Hyper-V with the server on Windows and the client in a Linux guest: linuxkit/virtsock 55, open.
     */
    HYPERV_EARLY_EOF_HOST_SERVER(
            "F-11",
            () -> (event, choices) ->
                    event instanceof Event.End end && !end.from().isHost() ? Verdict.END_OTHER : Verdict.PASS),

    /**
     * A peer that has shut down reading is not known: writes go on until the window is full, and then block. Flows do not
     * declare {@link Capability#PEER_SHUTDOWN_READ}.
     *
     * <p>Linux guests on Hyper-V to date ({@code hvs_shutdown} returns for anything but SEND_SHUTDOWN); Windows hosts, by the
     * tests of go-winio.
     */
    HYPERV_SHUTRD_INVISIBLE(
            "F-12",
            Capability.PEER_SHUTDOWN_READ,
            () -> (event, choices) -> event instanceof Event.Stop ? Verdict.DROP : Verdict.PASS),

    /**
     * Many small writes that the peer does not read break the connection, long before their bytes fill the window: every
     * packet costs its receiver 576 bytes of 256 KiB. The writer fails, the reader gets what was queued and then an error.
     * Writes of more than a few hundred bytes, or a reader that keeps up, are not concerned.
     *
     * <p>Linux since 6.12.94 with virtio, to date ({@code virtio_transport_inc_rx_pkt}, a mitigation of CVE-2026-23086, says libkrun
     * 795, open); gominimal 869, 885 and 926. A larger SO_VM_SOCKETS_BUFFER_SIZE puts it off.
     */
    VIRTIO_SKB_OVERHEAD_RESET("F-14", () -> overhead(new Verdict.Reset(0))),

    /**
     * Many small writes that the peer does not read are lost without a word, long before their bytes fill the window, and what is
     * written later, when it has read, arrives: the stream has a hole.
     *
     * <p>Linux 6.12.92 and 6.12.93 with virtio, says libkrun 795; gominimal 921 has seen {@link #VIRTIO_SKB_OVERHEAD_RESET} since
     * 6.12.92.
     */
    VIRTIO_SKB_OVERHEAD_LOSS("F-14b", () -> overhead(Verdict.DROP)),

    /**
     * An abort or the end of the peer's process reads as end of stream, behind what had arrived, so that a cut stream looks like
     * a whole one; writes fail as after a close. A transport reset ({@link Partition#migrate}) is still an error. Flows do
     * not declare {@link Capability#RESET_DETECTION}; framing gives it back.
     *
     * <p>AF_VSOCK over virtio and vhost, and its loopback, in every Linux to date ({@code virtio_transport_do_close} sets no
     * {@code sk_err}).
     */
    VIRTIO_RST_LOOKS_LIKE_EOF(
            "F-15",
            Capability.RESET_DETECTION,
            () -> (event, choices) -> event instanceof Event.Break broken && broken.cause() != Event.Cause.TRANSPORT
                    ? Verdict.END
                    : Verdict.PASS),

    /**
     * The transport reset at a migration or restore ({@link Partition#migrate}) is told to nobody: both ends wait on a
     * connection that is dead. Without it both read a reset and lose what was queued, as Linux does it ({@code
     * virtio_vsock_reset_sock}).
     *
     * <p>What {@link #TRANSPORT_RESET_GUEST_UNTOLD} and {@link #TRANSPORT_RESET_HOST_UNTOLD} do, where both come together.
     */
    TRANSPORT_RESET_UNTOLD(
            "F-16",
            () -> (event, choices) -> event instanceof Event.Break broken && broken.cause() == Event.Cause.TRANSPORT
                    ? Verdict.DROP
                    : Verdict.PASS),

    /**
     * After a machine was paused and resumed, the host's attempts to connect get no answer; the guest's work, and connections that
     * are there go on. Installed, it is as after that.
     *
     * <p>Firecracker before 1.16.2 (6100), after a pause without a snapshot; since which version is not known.
     */
    RESUMED_HOST_UNANSWERED(
            "F-16b",
            () -> (event, choices) ->
                    event instanceof Event.Connect connect && connect.from().isHost() ? Verdict.HOLD : Verdict.PASS),

    /**
     * After a machine was restored, nothing leaves it: what it writes does not arrive, and connecting gets no answer, whoever tries;
     * what the host writes arrives. Nobody is told. Installed, it is as after that; {@link Partition#migrate} is the restore.
     *
     * <p>Firecracker 1.16.0 (5969, mended by 5958 in 1.16.1), if the guest was sending when the snapshot was taken.
     */
    RESTORED_GUEST_UNHEARD(
            "F-16c",
            () -> (event, choices) -> event instanceof Event.Connect
                            || (event instanceof Event.Departure departure
                                    && !departure.from().isHost())
                    ? Verdict.HOLD
                    : Verdict.PASS),

    /**
     * The transport reset at a migration or restore is not told to the guest, which waits on a connection that is dead. The host
     * reads and writes a reset.
     *
     * <p>Firecracker up to 1.9.0 (4736, mended by 4796; again from the second restore on, 4811, version not known); Cloud Hypervisor
     * until 7958 (7759) of April 2026, version not known.
     */
    TRANSPORT_RESET_GUEST_UNTOLD("F-16d", () -> tellingOnly(true)),

    /**
     * The transport reset at a migration or restore is told to the guest alone; the host waits on a connection that is dead.
     *
     * <p>Firecracker to date: its own test of snapshots takes silence at the host's socket for an answer as well.
     */
    TRANSPORT_RESET_HOST_UNTOLD("F-16e", () -> tellingOnly(false)),

    /**
     * A connection stalls for good after 64 KiB, without an error: writes block, reads wait. A new one works as far.
     *
     * <p>Firecracker until 1910 (1751) and Cloud Hypervisor until 1343 (1001), both of June 2020, versions not known; libkrun
     * up to 1.18.0 (772, mended in 1.19.0), after 240 KiB; virtio-win's viosock 1623, open, where new connections carry nothing either.
     */
    VMM_CREDIT_STALL("F-17", () -> Faults.creditStall(65536)),

    /**
     * What a guest sends in one piece of more than 32 KiB is lost, without an error; smaller pieces arrive.
     *
     * <p>With guests whose kernels send non-linear buffers (since August 2025): libkrun until 680 (535 and 674, {@code
     * BufDescTooSmall}) of May 2026, version not known; Cloud Hypervisor up to 50.0 (7672, mended by 7680 in 51.0);
     * vhost-device-vsock 0.3.0 (measured in the lab with Linux 6.12.117, where after some forty lost pieces nothing leaves the
     * guest any more). Linux 4.9 on Hyper-V lost pieces of more than 8 KiB.
     */
    VMM_LARGE_PACKET_DROP(
            "F-18",
            () -> (event, choices) -> event instanceof Event.Departure departure
                            && !departure.from().isHost()
                            && departure.bytes() > 32768
                    ? Verdict.DROP
                    : Verdict.PASS),

    /**
     * Connecting while the listener's backlog is full is refused, at once, as where nobody listens.
     *
     * <p>Linux AF_VSOCK to date (ECONNRESET); Firecracker to date at 1,023 connections ({@code MAX_CONNECTIONS}), which it takes and
     * closes.
     */
    ACCEPT_LIMIT("F-20", Faults::refuseWhenFull),

    /**
     * Reads give some of what is there and writes take some of what they are given, cut anywhere within 4 KiB. No byte is
     * lost; who takes a read for a message is wrong.
     *
     * <p>Every transport to date, at boundaries of its own: 4 KiB (Hyper-V's sends), 16 KiB (its packets), 64 KiB (virtio's).
     */
    SPURIOUS_SHORT_IO("F-21", () -> Faults.cuts(4096)),

    /**
     * While the VM restarts, connecting fails now and then, and works when it is tried again.
     *
     * <p>Docker for Windows on Hyper-V (WSAENETDOWN, 10050): vpnkit 299; versions not known.
     */
    TRANSIENT_ENETDOWN("F-22", () -> Faults.sometimes(50, Faults.refuse())),

    /**
     * Whatever end of stream a relay between them sees first, it closes both directions: as F-01, from either side.
     *
     * <p>apple/containerization until 323 of October 2025, version not known.
     */
    RELAY_CLOSES_BOTH_ON_FIRST_EOF(
            "F-23", () -> (event, choices) -> event instanceof Event.End ? Verdict.CLOSE : Verdict.PASS),

    /**
     * A host that closes while the guest's bytes lie unread takes the whole VM down: all connections of the guest are reset, and
     * connecting is refused.
     *
     * <p>Firecracker up to 0.24.1 (2464, SIGPIPE in the VMM's process; mended by 2463 in 0.24.2).
     */
    SIGPIPE_KILLS_VMM(
            "F-24",
            () -> (event, choices) -> event instanceof Event.Close close
                            && close.from().isHost()
                            && close.unread().bytes() > 0
                    ? Verdict.CRASH
                    : Verdict.PASS),

    /** Nothing is wrong: for comparison. */
    CLEAN("F-26", () -> (event, choices) -> Verdict.PASS);

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker") // it is not changed
    private final Set<Capability> lacks;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above hold nothing
    private final Supplier<Rule> rule;

    Profile(String id, Supplier<Rule> rule) {
        this.id = id;
        this.lacks = Set.of();
        this.rule = rule;
    }

    Profile(String id, Capability lacks, Supplier<Rule> rule) {
        this.id = id;
        this.lacks = Set.of(lacks);
        this.rule = rule;
    }

    private static Rule refuseLate() {
        Verdict late = new Verdict.RefuseAfter(Duration.ofMillis(5004));
        return (event, choices) ->
                event instanceof Event.Connect connect && connect.from().isHost() && !connect.listening()
                        ? late
                        : Verdict.PASS;
    }

    /** A transport reset that only the host learns of, or only the guest; between guests it is as it should be. */
    private static Rule tellingOnly(boolean host) {
        return (event, choices) -> {
            if (!(event instanceof Event.Break broken)
                    || broken.cause() != Event.Cause.TRANSPORT
                    || broken.from().isHost() == broken.to().isHost()) {
                return Verdict.PASS;
            }
            return new Verdict.ResetOnly(broken.from().isHost() == host ? broken.from() : broken.to());
        };
    }

    /** What becomes of a write to whose reader too many packets are queued: every one costs 576 bytes of 256 KiB. */
    private static Rule overhead(Verdict verdict) {
        return (event, choices) ->
                event instanceof Event.Write write && (write.pieces() + 1) * 576L > 262_144 ? verdict : Verdict.PASS;
    }

    /**
     * Its number among the known defects.
     *
     * @return such as {@code F-01}
     */
    public String id() {
        return id;
    }

    /**
     * The defect, to be {@linkplain Link#install installed}: before the connections that are to have it, since what flows say
     * of their {@link io.hvflow.Flow#capabilities} does not change.
     *
     * @return a rule of its own
     */
    public Rule rule() {
        return Faults.named(id + " " + this, lacks, rule.get());
    }

    /**
     * The profile of that number.
     *
     * @param id such as {@code F-01}
     * @return the profile
     * @throws IllegalArgumentException if there is none; it names those that there are
     */
    public static Profile byId(String id) {
        for (Profile profile : values()) {
            if (profile.id.equals(id)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("\"" + id + "\" is no profile; there are " + Arrays.toString(values()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
