package io.hvflow;

import java.net.URI;

/**
 * A port of a virtual machine, of AF_VSOCK: {@code vsock://3:5000}, {@code vsock://:5000} to listen on any CID, {@code
 * vsock://host:any}. Both numbers are unsigned 32-bit.
 *
 * @param cid the context id: {@link #CID_HYPERVISOR}, {@link #CID_LOCAL}, {@link #CID_HOST}, a guest's (3 and up), or
 *     {@link #CID_ANY}
 * @param port the port, or {@link #PORT_ANY} for one of the system's choosing (port 0 is a port like any other)
 */
public record VsockAddress(long cid, long port) implements FlowAddress {}
