package io.hvflow.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Defects of real hypervisors, by name, as rules to install: on the link between the host and the guest in question, or
 * on the whole hypervisor. Each says what a flow's user notices, who has the defect, and where it is told of. "Host" and
 * "guest" in them are the simulator's.
 *
 * <p>Some known defects cannot be told apart at the level of flows, and have no profile:
 *
 * <ul>
 *   <li>F-06 {@code hybrid-fragmented-connect} and F-07 {@code hybrid-ok-coalesced} are in the handshake with a VMM's socket,
 *       which the simulator has not; a backend's own tests have to see to them.
 *   <li>F-13 {@code hyperv-abrupt-close-is-broken-pipe} (a close without a shutdown before it is a broken pipe on Windows): a
 *       flow shuts down writing before it closes, so it never comes to that.
 *   <li>F-14 {@code virtio-skb-overhead-reset} (Linux from 6.12.92: many small packets that are not read reset the
 *       connection, or are lost): the simulator keeps no packets; {@link Faults#resetAfter} breaks a stream the same way.
 *   <li>F-19 {@code connect-timeout} is what {@link #HYBRID_GUEST_NOT_READY} shows; the time is the flow's own.
 *   <li>F-21 {@code spurious-short-io} is {@link Faults#cuts}, {@link Faults#shortReads} and {@link Faults#shortWrites}.
 *   <li>F-24 {@code sigpipe-kills-vmm} is {@link Partition#crash}.
 *   <li>F-25 {@code stale-proxy-port-reuse} needs a client's port to be used again, which the simulator never does.
 * </ul>
 */
public enum Profile {
    /**
     * A host that shuts down writing is taken to have closed. The guest reads the request and its end; its answer fails
     * or is lost; the host reads end of stream at once and no answer. Firecracker; Cloud Hypervisor before its pull request
     * 8372; Propolis 1102. To date in Firecracker ({@code vsock/csm/connection.rs}: a read of 0 bytes).
     */
    HYBRID_HOST_HALFCLOSE_IS_CLOSE(
            "F-01",
            () -> (event, choices) ->
                    event instanceof Event.End end && end.from().isHost() ? Verdict.CLOSE : Verdict.PASS),

    /**
     * The host never reads the end of a stream that the guest shut down, until the guest closes. The other direction works.
     * Firecracker to date; vhost-device-vsock 874; Cloud Hypervisor before its pull request 8372; arcbox 269.
     */
    HYBRID_GUEST_HALFCLOSE_LOST(
            "F-02",
            () -> (event, choices) ->
                    event instanceof Event.End end && !end.from().isHost() ? Verdict.DROP : Verdict.PASS),

    /**
     * What the host has written right before it closes is lost from some byte on; the guest reads a prefix, then end of
     * stream. alioth 472, hyperkit 62.
     */
    HYBRID_HOST_CLOSE_RACE_DROPS_TAIL(
            "F-03",
            () -> (event, choices) ->
                    event instanceof Event.Close close && close.from().isHost()
                            ? new Verdict.Lose(1 + choices.choose(65536))
                            : Verdict.PASS),

    /** The host's connect is refused where no listener is in the guest. Every hybrid VMM, by its specification. */
    HYBRID_NO_LISTENER("F-04", Faults::refuse),

    /**
     * The guest's driver is not up: the VMM's socket takes the connection and says nothing, so that connecting ends by its
     * time-out. Firecracker, libkrun 684, kata agent 734; as F-19, what an unanswered connect is on every transport.
     */
    HYBRID_GUEST_NOT_READY("F-05", Faults::silentConnect),

    /**
     * After a client gave up in the handshake, the VMM's event loop hangs: all streams stall without an error, connecting
     * gets no answer. Installed, it is as after that. Cloud Hypervisor 6621, 6798, 7310.
     */
    HYBRID_ABANDONED_CONNECT_WEDGES_VMM("F-08", Faults::hold),

    /**
     * What either end has written right before it closes may be lost, up to all of it; its peer reads what is left, then end
     * of stream. Hyper-V before Windows build 14393, and by bad timing later; ocaml-hvsock 13, opengcs 295.
     */
    HYPERV_CLOSE_DISCARDS_INFLIGHT(
            "F-09",
            () -> (event, choices) ->
                    event instanceof Event.Close ? new Verdict.Lose(1 + choices.choose(1 << 20)) : Verdict.PASS),

    /** No half-close at all: neither end learns that the other has shut down writing. Hyper-V before build 14393. */
    HYPERV_NO_HALFCLOSE("F-10", Faults::lostEnd),

    /**
     * A guest that shuts down writing while it reads gets an early end of stream; the host writes on without an error.
     * Hyper-V with a server on Windows: linuxkit/virtsock 55, open.
     */
    HYPERV_EARLY_EOF_HOST_SERVER(
            "F-11",
            () -> (event, choices) ->
                    event instanceof Event.End end && !end.from().isHost() ? Verdict.END_OTHER : Verdict.PASS),

    /**
     * A peer that has shut down reading is not known: writes go on until the window is full, and then block. Linux guests
     * on Hyper-V ({@code hvs_shutdown}), Windows.
     */
    HYPERV_SHUTRD_INVISIBLE(
            "F-12", () -> (event, choices) -> event instanceof Event.Stop ? Verdict.DROP : Verdict.PASS),

    /**
     * A reset reads as end of stream, behind what had arrived, so that a cut stream looks like a whole one; writes fail as
     * after a close. AF_VSOCK over virtio and vhost, and its loopback, in every Linux ({@code virtio_transport_do_close}).
     */
    VIRTIO_RST_LOOKS_LIKE_EOF(
            "F-15", () -> (event, choices) -> event instanceof Event.Break ? Verdict.END : Verdict.PASS),

    /**
     * The transport reset at a migration or restore ({@link Partition#migrate}) is told to nobody: both ends wait on a
     * connection that is dead. Without it both read a reset. Firecracker 4796.
     */
    TRANSPORT_RESET_UNTOLD(
            "F-16", () -> (event, choices) -> event instanceof Event.Break ? Verdict.DROP : Verdict.PASS),

    /**
     * A connection stalls for good after 64 KiB, without an error; a new one works as far. Firecracker 1751, Cloud
     * Hypervisor 1001, viosock 1623.
     */
    VMM_CREDIT_STALL("F-17", () -> Faults.creditStall(65536)),

    /** What a guest sends in one piece of more than 32 KiB is lost, without an error. libkrun 535. */
    VMM_LARGE_PACKET_DROP(
            "F-18",
            () -> (event, choices) -> event instanceof Event.Departure departure
                            && !departure.from().isHost()
                            && departure.bytes() > 32768
                    ? Verdict.DROP
                    : Verdict.PASS),

    /** Connecting while the listener's backlog is full is refused, at once. Linux AF_VSOCK; Firecracker at 1,023 streams. */
    ACCEPT_LIMIT("F-20", Faults::refuseWhenFull),

    /** While the VM restarts, connecting fails now and then, and works when it is tried again. vpnkit 299. */
    TRANSIENT_ENETDOWN("F-22", () -> Faults.sometimes(50, Faults.refuse())),

    /**
     * Whatever end of stream a relay between them sees first, it closes both directions: as F-01, from either side.
     * apple/containerization 323.
     */
    RELAY_CLOSES_BOTH_ON_FIRST_EOF(
            "F-23", () -> (event, choices) -> event instanceof Event.End ? Verdict.CLOSE : Verdict.PASS),

    /** Nothing is wrong: for comparison. */
    CLEAN("F-26", () -> (event, choices) -> Verdict.PASS);

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above hold nothing
    private final Supplier<Rule> rule;

    Profile(String id, Supplier<Rule> rule) {
        this.id = id;
        this.rule = rule;
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
     * The defect, to be {@linkplain Link#install installed}.
     *
     * @return a rule of its own
     */
    public Rule rule() {
        Rule made = rule.get();
        return Faults.named(id + " " + this, made);
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
