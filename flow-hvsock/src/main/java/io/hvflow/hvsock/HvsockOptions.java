package io.hvflow.hvsock;

import io.hvflow.FlowOptions;
import io.hvflow.TransportOptions;

/**
 * What only {@code hvsock:} addresses have: {@code FlowOptions.DEFAULTS.transport(new HvsockOptions(true))}.
 *
 * <p>The connect time-out is not here: {@link FlowOptions#connectTimeout} sets the system's own (HVSOCKET_CONNECT_TIMEOUT) too. Nor
 * are the threads for blocking calls: see {@link FlowOptions#executor}.
 *
 * @param connectedSuspend whether a connection is kept while the virtual machine is suspended (HVSOCKET_CONNECTED_SUSPEND);
 *     Windows before 1607 has no such choice, and the option is disregarded there
 */
public record HvsockOptions(boolean connectedSuspend) implements TransportOptions {
    /** What applies where nothing else is said: a suspended virtual machine loses its connections. */
    public static final HvsockOptions DEFAULTS = new HvsockOptions(false);
}
