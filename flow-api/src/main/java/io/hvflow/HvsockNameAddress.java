package io.hvflow;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A service of a virtual machine of this Hyper-V host that is known by its name: {@code hvsock://name=My%20VM/5000}. It is for
 * connecting: the name is looked up each time, and the flow's remote address is the {@link HvsockAddress} that was found.
 *
 * <p>The mark {@code name=} sets names apart from GUIDs and from {@code parent} and its like, so that a machine may be called
 * anything: behind it stands nothing but a name, percent-encoded as the paths of other addresses are, with {@code %2F} for a
 * slash. For the service a port stands too, as in {@link HvsockAddress}.
 *
 * <p>Hyper-V compares names without regard to case, and several machines may have the same: then connecting fails and lists their
 * ids. Addresses are equal only if their names are so to the letter.
 *
 * @param machine the name, as Hyper-V Manager shows it; not empty
 * @param service the service id
 */
public record HvsockNameAddress(String machine, UUID service) implements FlowAddress {
    private static final String MARK = "name=";

    /**
     * Checks that both are there, and that the name is text.
     *
     * @throws IllegalArgumentException if one is null, or the name empty, or has a NUL or half a surrogate pair in it
     */
    public HvsockNameAddress {
        checkName(machine);
        HvsockService.checkId("service", service);
    }

    private static void checkName(@Nullable String machine) {
        if (machine == null || machine.isEmpty()) {
            throw new IllegalArgumentException(
                    "machine is " + (machine == null ? "null" : "empty") + ", must be the name of a virtual machine");
        }
        if (machine.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "machine is \"" + machine + "\" with a NUL, must be the name of a virtual machine");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(machine)) {
            throw new IllegalArgumentException(
                    "machine is \"" + machine + "\" with half a surrogate pair, must be all text");
        }
    }

    /**
     * The address of a port: of the service id that stands for it.
     *
     * @param machine the name of the virtual machine
     * @param port from 0 to 2147483647
     * @return the address
     * @throws IllegalArgumentException if the name is none, or the port is out of bounds; it names the value and the bound
     */
    public static HvsockNameAddress of(String machine, long port) {
        return new HvsockNameAddress(machine, HvsockService.ofPort(port));
    }

    /**
     * The port that the service id stands for.
     *
     * @return from 0 to 2147483647; empty if the service id is not of the form that has a port
     */
    public OptionalLong port() {
        return HvsockService.port(service);
    }

    /** Whether the name of a machine stands where a partition does. */
    static boolean isName(String partition) {
        return partition.regionMatches(true, 0, MARK, 0, MARK.length());
    }

    static String readName(String partition) {
        return PercentText.decode("name", partition.substring(MARK.length()));
    }

    @Override
    public String scheme() {
        return AddressScheme.HVSOCK.word;
    }

    @Override
    public String toString() {
        return scheme() + "://" + MARK + PercentText.encode(machine).replace("/", "%2F") + "/"
                + HvsockService.text(service);
    }
}
