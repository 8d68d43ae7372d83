package io.hvflow.simulator;

import io.hvflow.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Real devices as rules to install: what flows over the device see, on a simulated hypervisor. They break the same rules of
 * the contract as the device does in this project's lab, and no others, which a test of the conformance suite compares; the host
 * is the side of the VMM.
 *
 * {@snippet :
 * simulation.hypervisor().install(Device.VHOST_DEVICE_VSOCK.rule());
 * }
 */
public enum Device {
    /**
     * AF_VSOCK between Linux and Linux: the kernel's loopback, and vhost-vsock with the driver of virtio, on 6.1 and 6.12. It keeps the
     * contract, but for what it cannot tell: an abort reads as an end of stream (F-15), and a full backlog refuses (F-20).
     */
    LINUX_VSOCK(Profile.VIRTIO_RST_LOOKS_LIKE_EOF.rule(), Profile.ACCEPT_LIMIT.rule()),

    /**
     * vhost-device-vsock 0.3.0 with a Linux guest; its issue 874, and what the lab has found besides. Half-close works in neither
     * direction (F-01, F-02), a guest that shuts down reading is not known at the host (F-12), a guest that connects where nobody
     * listens waits, and while the guest's bytes fill the window it learns nothing of what the host does.
     */
    VHOST_DEVICE_VSOCK(
            Faults.named("the guest is told nothing while it waits for credit", Device::untoldWhileFull),
            Profile.HYBRID_HOST_HALFCLOSE_IS_CLOSE.rule(),
            Profile.HYBRID_GUEST_HALFCLOSE_LOST.rule(),
            Faults.named(
                    "the guest's shutdown of reading is lost",
                    (event, choices) ->
                            event instanceof Event.Stop stop && !stop.from().isHost() ? Verdict.DROP : Verdict.PASS),
            Faults.named(
                    "nobody tells the guest that nobody listens",
                    (event, choices) -> event instanceof Event.Connect connect
                                    && !connect.from().isHost()
                                    && !connect.listening()
                            ? Verdict.HOLD
                            : Verdict.PASS),
            Profile.VIRTIO_RST_LOOKS_LIKE_EOF.rule(),
            Profile.ACCEPT_LIMIT.rule());

    @SuppressWarnings("ImmutableEnumChecker") // its rules hold nothing
    private final List<Rule> rules;

    Device(Rule... rules) {
        this.rules = List.of(rules);
    }

    private static Verdict untoldWhileFull(Event event, Choices choices) {
        boolean untold = switch (event) {
            case Event.End end -> end.from().isHost() && end.unread().full();
            case Event.Close close -> close.from().isHost() && close.unread().full();
            case Event.Break broken -> broken.from().isHost() && broken.unread().full();
            default -> false;
        };
        return untold ? Verdict.DROP : Verdict.PASS;
    }

    /**
     * The device, to be {@linkplain Hypervisor#install(Rule) installed}: before the connections that are to go over it, since what
     * flows say of their {@link io.hvflow.Flow#capabilities} does not change.
     *
     * @return a rule of its own
     */
    public Rule rule() {
        return Faults.firstOf("device " + name().toLowerCase(Locale.ROOT).replace('_', '-'), rules);
    }

    /**
     * What flows over the device can tell and carry without framing.
     *
     * @return a set of its own
     */
    public Set<Capability> capabilities() {
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        capabilities.removeAll(rule().lacks());
        return capabilities;
    }
}
