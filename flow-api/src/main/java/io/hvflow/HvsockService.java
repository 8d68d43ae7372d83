package io.hvflow;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Service ids of AF_HYPERV as they stand in addresses: GUIDs, and ports for those that are made of a port. */
final class HvsockService {
    private static final long MAX_PORT = 0x7FFF_FFFFL;
    private static final UUID OF_PORT_0 = UUID.fromString("00000000-facb-11e6-bd58-64006a7986d3");

    // UUID.fromString takes shorter and longer groups of digits, which are no GUIDs.
    private static final Pattern GUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private HvsockService() {}

    static void checkId(String name, @Nullable UUID id) {
        if (id == null) {
            throw new IllegalArgumentException(name + " is null, must be a GUID");
        }
    }

    static UUID ofPort(long port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + ", must be from 0 to " + MAX_PORT);
        }
        return new UUID(port << 32 | OF_PORT_0.getMostSignificantBits(), OF_PORT_0.getLeastSignificantBits());
    }

    /** The port that the id is made of; empty if it is made of none. */
    static OptionalLong port(UUID service) {
        long port = service.getMostSignificantBits() >>> 32;
        return port <= MAX_PORT && ofPort(port).equals(service) ? OptionalLong.of(port) : OptionalLong.empty();
    }

    static Optional<UUID> guid(String text) {
        return GUID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    static UUID read(String text) {
        return guid(text)
                .orElseGet(() -> ofPort(Uint32.decimal(text, MAX_PORT)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "service is \"" + text + "\", must be a GUID or a port from 0 to " + MAX_PORT))));
    }

    /** The port where there is one, or else the GUID. */
    static String text(UUID service) {
        OptionalLong port = port(service);
        return port.isPresent() ? Long.toString(port.getAsLong()) : service.toString();
    }
}
