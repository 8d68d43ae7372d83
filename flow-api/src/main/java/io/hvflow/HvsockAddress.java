package io.hvflow;

import java.net.URI;
import java.util.UUID;

/**
 * A service of a Hyper-V partition, of AF_HYPERV: {@code hvsock://<vm guid>/<service guid>}. For the partition the names
 * {@code parent}, {@code children}, {@code loopback} and {@code wildcard} stand too, and for the service a plain port, which
 * stands for the service id {@code pppppppp-facb-11e6-bd58-64006a7986d3}.
 *
 * @param partition the VM id
 * @param service the service id
 */
public record HvsockAddress(UUID partition, UUID service) implements FlowAddress {}
