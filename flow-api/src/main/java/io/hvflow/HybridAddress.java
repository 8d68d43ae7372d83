package io.hvflow;

import java.net.URI;
import java.nio.file.Path;

/**
 * A port behind a VMM's socket file ("hybrid vsock": Firecracker, Cloud Hypervisor, vhost-device-vsock): {@code
 * hybrid:///run/vm.sock:5000}. Connecting asks the VMM for the guest's port; listening serves the guest's connections to
 * the host's port, at {@code <path>_<port>}.
 *
 * @param path the VMM's socket file
 * @param port the guest's port to connect to, or the host's port to serve; unsigned 32-bit
 */
public record HybridAddress(Path path, long port) implements FlowAddress {}
