package io.hvflow;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A service of a Hyper-V partition, of AF_HYPERV: {@code hvsock://<vm id>/<service id>}, both GUIDs, as in {@code
 * hvsock://parent/5000}. Where only the name of the virtual machine is known, {@link HvsockNameAddress} takes its place.
 *
 * <p>For the partition the names {@code wildcard}, {@code broadcast}, {@code children}, {@code loopback}, {@code parent} and
 * {@code silohost} stand too. For the service a port stands too, from 0 to 2147483647: it means the service id {@code
 * pppppppp-facb-11e6-bd58-64006a7986d3}, with the port in hexadecimal, by which Hyper-V reaches the AF_VSOCK ports of Linux.
 * The canonical text has the name and the port where there is one, and GUIDs in lower case.
 *
 * @param partition the VM id
 * @param service the service id
 */
public record HvsockAddress(UUID partition, UUID service) implements FlowAddress {

    /** Any partition, for listening: HV_GUID_ZERO. */
    public static final UUID WILDCARD = new UUID(0, 0);

    /** All partitions: HV_GUID_BROADCAST. */
    public static final UUID BROADCAST = new UUID(-1, -1);

    /** The partitions that this one made, for listening: HV_GUID_CHILDREN. */
    public static final UUID CHILDREN = UUID.fromString("90db8b89-0d35-4f79-8ce9-49ea0ac8b7cd");

    /** This partition itself: HV_GUID_LOOPBACK. */
    public static final UUID LOOPBACK = UUID.fromString("e0e16197-dd56-4a10-9195-5ee7a155a838");

    /** The partition that made this one, the host as a guest sees it: HV_GUID_PARENT. */
    public static final UUID PARENT = UUID.fromString("a42e7cda-d03f-480c-9cc2-a4de20abb878");

    /** The host of a container's utility partition: HV_GUID_SILOHOST. */
    public static final UUID SILOHOST = UUID.fromString("36bd0c5c-7276-4223-88ba-7d03b654c568");

    private static final Map<String, UUID> PARTITIONS = Map.of(
            "wildcard", WILDCARD,
            "broadcast", BROADCAST,
            "children", CHILDREN,
            "loopback", LOOPBACK,
            "parent", PARENT,
            "silohost", SILOHOST);

    private static final Pattern NAME = Pattern.compile("[A-Za-z]+");

    /**
     * Checks that both ids are there.
     *
     * @throws IllegalArgumentException if one is null
     */
    public HvsockAddress {
        HvsockService.checkId("partition", partition);
        HvsockService.checkId("service", service);
    }

    /**
     * The address of a port: of the service id that stands for it.
     *
     * @param partition the VM id
     * @param port from 0 to 2147483647
     * @return the address
     * @throws IllegalArgumentException if the port is out of bounds; it names the value and the bound
     */
    public static HvsockAddress of(UUID partition, long port) {
        return new HvsockAddress(partition, HvsockService.ofPort(port));
    }

    /**
     * The port that the service id stands for.
     *
     * @return from 0 to 2147483647; empty if the service id is not of the form that has a port
     */
    public OptionalLong port() {
        return HvsockService.port(service);
    }

    /** Reads what follows the scheme: also the name of a machine in place of a partition. */
    static FlowAddress read(String rest) {
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("// is missing after the scheme");
        }
        int slash = rest.indexOf('/', 2);
        if (slash < 0) {
            throw new IllegalArgumentException("there is no slash and service after the partition");
        }
        String partition = rest.substring(2, slash);
        UUID service = HvsockService.read(rest.substring(slash + 1));
        return HvsockNameAddress.isName(partition)
                ? new HvsockNameAddress(HvsockNameAddress.readName(partition), service)
                : new HvsockAddress(readPartition(partition), service);
    }

    private static UUID readPartition(String text) {
        // ASCII only: the Kelvin sign is a k in lower case.
        UUID named = NAME.matcher(text).matches() ? PARTITIONS.get(text.toLowerCase(Locale.ROOT)) : null;
        if (named != null) {
            return named;
        }
        return HvsockService.guid(text)
                .orElseThrow(() -> new IllegalArgumentException("partition is \"" + text
                        + "\", must be a GUID or one of "
                        + String.join(
                                ", ", PARTITIONS.keySet().stream().sorted().toList())
                        + ", or name= and a virtual machine's name"));
    }

    @Override
    public String scheme() {
        return AddressScheme.HVSOCK.word;
    }

    @Override
    public String toString() {
        String partitionText = PARTITIONS.entrySet().stream()
                .filter(named -> named.getValue().equals(partition))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(partition::toString);
        return scheme() + "://" + partitionText + "/" + HvsockService.text(service);
    }
}
