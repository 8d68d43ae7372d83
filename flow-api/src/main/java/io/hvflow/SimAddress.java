package io.hvflow;

import java.net.URI;

/**
 * A port of a partition of the simulated hypervisor: {@code sim://guest:5000}.
 *
 * @param partition the partition's name; empty for "any of mine" where a listener is meant
 * @param port the port, or {@link #PORT_ANY} for one that the simulator chooses; unsigned 32-bit
 */
public record SimAddress(String partition, long port) implements FlowAddress {}
