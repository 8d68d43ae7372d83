package io.hvflow.spi;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A backend, found by {@link java.util.ServiceLoader}: it connects and listens on the addresses of its schemes.
 *
 * <p>Its constructor touches nothing native and starts nothing: a provider that is present but not used costs nothing.
 * Whatever its constructor, {@link #name}, {@link #schemes} or {@link #unavailable} throw is reported as the reason why
 * it does not serve, and takes nothing from other providers (L13). It usually wraps its sockets with {@link
 * io.hvflow.engine.BufferedFlow#of} and {@link io.hvflow.engine.SocketListener}, which keep the contract.
 */
public interface FlowProvider {

    /**
     * The name by which {@code -Dio.hvflow.provider=} chooses this provider.
     *
     * @return a short lower-case word
     */
    String name();

    /**
     * The address schemes that it serves.
     *
     * @return schemes in lower case, without the colon
     */
    Set<String> schemes();

    /**
     * Why it cannot serve a scheme on this machine. Cheap, and may touch the system.
     *
     * @param scheme one of {@link #schemes}
     * @return the reason with the system's own error, or empty if it can
     */
    Optional<String> unavailable(String scheme);

    /**
     * Connects.
     *
     * @param address the peer's address, of one of this provider's schemes, or of any where the provider was chosen by
     *     name
     * @param options how
     * @return the connected flow
     * @throws IOException as {@link io.hvflow.Flows#connect} says
     */
    Flow connect(FlowAddress address, FlowOptions options) throws IOException;

    /**
     * Listens.
     *
     * @param address the address to listen on
     * @param options how; the accepted flows have them too
     * @return the listener
     * @throws IOException as {@link io.hvflow.Flows#listen} says
     */
    FlowListener listen(FlowAddress address, FlowOptions options) throws IOException;
}
