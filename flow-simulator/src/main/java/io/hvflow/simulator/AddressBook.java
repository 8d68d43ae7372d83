package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.HvsockAddress;
import io.hvflow.HvsockNameAddress;
import io.hvflow.HybridAddress;
import io.hvflow.HyperkitAddress;
import io.hvflow.OtherAddress;
import io.hvflow.SimAddress;
import io.hvflow.UnixAbstractAddress;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the addresses of every kind mean on one hypervisor. The package has the table. */
final class AddressBook {
    // unix(7): sun_path has 108 bytes, the last of which is zero.
    private static final int MAX_PATH = 107;

    private final Partitions partitions;
    private final Namespace namespace;

    AddressBook(Partitions partitions, Namespace namespace) {
        this.partitions = partitions;
        this.namespace = namespace;
    }

    /**
     * What listening on an address occupies.
     *
     * @param seat who listens; null for whoever the address names
     * @param service the address's service, or the free port that was chosen
     */
    Binding binding(@Nullable Partition seat, FlowAddress address, UUID service) throws FlowAddressException {
        Partition self = seat == null ? partitions.host() : seat;
        return switch (address) {
            case HybridAddress hybrid ->
                file(
                        "listen",
                        onHost("listen", self, address),
                        address,
                        Naming.servedBy(hybrid, Services.port(service)));
            case HyperkitAddress hyperkit ->
                file(
                        "listen",
                        onHost("listen", self, address),
                        address,
                        Naming.servedBy(hyperkit, Services.port(service)));
            case UnixAddress unix -> file("listen", self, address, unix.path());
            case UnixAbstractAddress unix -> Binding.name(self, unix);
            case OtherAddress other -> Binding.text(other.toString());
            case HvsockNameAddress named ->
                throw refusal("listen", named, "a name is looked up to connect; listen on the machine's VM id");
            default -> {
                if (Naming.namesAny(address)) {
                    yield seat == null ? Binding.everywhere(service) : Binding.of(seat, service);
                }
                Partition named = partition("listen", self, address, seat == null);
                if (named == null || (seat != null && named != seat)) {
                    throw refusal("listen", address, "not local to " + self + ", which may listen on its own names");
                }
                yield Binding.of(named, service);
            }
        };
    }

    /** The listener that a connection from {@code self} reaches; null if nobody listens. */
    @Nullable
    SimListenSocket lookUp(Partition self, FlowAddress address) throws FlowAddressException {
        UUID service = Services.of(address);
        return switch (address) {
            case UnixAddress unix -> namespace.get(file("connect", self, address, unix.path()));
            case UnixAbstractAddress unix -> namespace.get(Binding.name(self, unix));
            case OtherAddress other -> namespace.get(Binding.text(other.toString()));
            case HybridAddress hybrid ->
                behind(self, address, hybrid.path(), service, Naming.servedBy(hybrid, hybrid.port()));
            case HyperkitAddress hyperkit ->
                behind(self, address, hyperkit.directory(), service, Naming.servedBy(hyperkit, hyperkit.port()));
            default -> {
                Partition target = partition("connect", self, address, false);
                SimListenSocket found = at(target, service);
                yield found != null || target == null || !target.isHost() ? found : servedToGuest(self, service);
            }
        };
    }

    /** The partition that an address leads to, by the listener that was found, or by its name. */
    Partition target(Partition self, FlowAddress address, @Nullable SimListenSocket listener)
            throws FlowAddressException {
        if (listener != null && !listener.binding().isEverywhere()) {
            return listener.owner();
        }
        Partition named = partition("connect", self, address, true);
        return named == null ? self : named;
    }

    private @Nullable SimListenSocket at(@Nullable Partition target, UUID service) {
        SimListenSocket own = target == null ? null : namespace.get(Binding.of(target, service));
        return own != null ? own : namespace.get(Binding.everywhere(service));
    }

    /** The host's listener at a VMM's socket, which serves what the guest behind it connects to on the host. */
    private @Nullable SimListenSocket servedToGuest(Partition self, UUID service) {
        return namespace.first(listener -> {
            Path vmm = switch (listener.localAddress()) {
                case HybridAddress hybrid -> hybrid.path();
                case HyperkitAddress hyperkit -> hyperkit.directory();
                default -> null;
            };
            if (vmm == null || !Services.of(listener.localAddress()).equals(service)) {
                return false;
            }
            Partition guest = partitions.behind(vmm);
            return guest == null || guest == self || self.isHost();
        });
    }

    private @Nullable SimListenSocket behind(Partition self, FlowAddress address, Path vmm, UUID service, Path served)
            throws FlowAddressException {
        Partition host = onHost("connect", self, address);
        Partition guest = partitions.behind(vmm);
        SimListenSocket found = at(guest, service);
        if (found == null && guest == null) {
            found = namespace.first(listener -> listener.binding().isServiceOf(null, service));
        }
        return found != null ? found : namespace.get(file("connect", host, address, served));
    }

    private @Nullable Partition partition(String operation, Partition self, FlowAddress address, boolean make)
            throws FlowAddressException {
        try {
            return switch (address) {
                case SimAddress sim -> named(self, sim.partition(), make);
                case VsockAddress vsock -> numbered(self, vsock.cid(), make);
                case HvsockAddress hvsock -> withVmId(self, hvsock.partition(), make);
                case HvsockNameAddress named -> partitions.named(named.machine(), make);
                case HybridAddress hybrid -> partitions.standIn(hybrid.path());
                case HyperkitAddress hyperkit -> partitions.standIn(hyperkit.directory());
                default -> self;
            };
        } catch (IllegalArgumentException e) {
            throw refusal(operation, address, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Partition named(Partition self, String name, boolean make) {
        return name.isEmpty() || name.equals("local") ? self : partitions.named(name, make);
    }

    private @Nullable Partition numbered(Partition self, long cid, boolean make) {
        return cid == VsockAddress.CID_LOCAL ? self : partitions.numbered(cid, make);
    }

    private @Nullable Partition withVmId(Partition self, UUID vmId, boolean make) {
        if (vmId.equals(HvsockAddress.LOOPBACK)) {
            return self;
        }
        if (vmId.equals(HvsockAddress.PARENT) || vmId.equals(HvsockAddress.SILOHOST)) {
            return partitions.host();
        }
        return partitions.withVmId(vmId, make);
    }

    private Partition onHost(String operation, Partition self, FlowAddress address) throws FlowAddressException {
        if (!self.isHost()) {
            throw refusal(operation, address, "not local to " + self + "; the sockets of a VMM are on the host");
        }
        return self;
    }

    /** The file, if its path fits into a socket's address: the real thing would refuse a longer one. */
    private static Binding file(String operation, Partition owner, FlowAddress address, Path path)
            throws FlowAddressException {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH) {
            throw refusal(
                    operation,
                    address,
                    "the path " + path + " is too long: " + length + " bytes, where a socket on Linux has " + MAX_PATH);
        }
        return Binding.file(owner, path);
    }

    private static FlowAddressException refusal(String operation, FlowAddress address, String reason) {
        return new FlowAddressException(operation, address, reason, null);
    }
}
