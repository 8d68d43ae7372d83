package io.hvflow.hvsock;

import io.hvflow.FlowOptions;
import io.hvflow.TransportOptions;
import java.util.OptionalLong;

/**
 * What only {@code vsock:} addresses have: {@code FlowOptions.DEFAULTS.transport(VsockOptions.DEFAULTS.bufferSize(8 << 20))}.
 *
 * <p><b>The buffer</b> is the receiving socket's, and the credit that its peer gets: how much the peer may send before this end
 * reads. Small packets count for more than their bytes; on Linux from 6.12.92 on a receiver that is slow with many of them may lose
 * the stream (ENOBUFS), and a larger buffer puts that off. The kernel keeps the size within the two bounds, and changes
 * silently what is not; so the bounds that are not given here move with the size, and what the kernel made of it is read back: if that differs,
 * connecting or listening fails and says both. The socket has exactly what was asked, or there is none. {@link
 * FlowOptions#windowSize} sets the same buffer for any transport, to 65536 bytes at least, for smaller ones stall over some devices
 * (with vhost-device-vsock 0.3.0 and Linux 6.1.176 those of up to 49152); the size here goes before it, and the bounds here bound it.
 * The transport of Hyper-V disregards all three.
 *
 * <p>The connect time-out is not here: {@link FlowOptions#connectTimeout} sets the kernel's own
 * (SO_VM_SOCKETS_CONNECT_TIMEOUT) too.
 *
 * @param bufferSize SO_VM_SOCKETS_BUFFER_SIZE in bytes; empty for the system's default, which is 262144
 * @param bufferMinSize SO_VM_SOCKETS_BUFFER_MIN_SIZE in bytes; empty for the system's default, which is 128, or less if the size is
 * @param bufferMaxSize SO_VM_SOCKETS_BUFFER_MAX_SIZE in bytes; empty for the system's default, which is 262144, or more if the
 *     size is
 * @param toHost whether a connect goes to the host, or by way of it to a sibling, even if the CID could be that of a
 *     virtual machine inside this one (VMADDR_FLAG_TO_HOST, since Linux 5.11); CID 1 leads to this machine all the same
 */
public record VsockOptions(
        OptionalLong bufferSize, OptionalLong bufferMinSize, OptionalLong bufferMaxSize, boolean toHost)
        implements TransportOptions {

    /** The largest size, since transports tell credit in 32 bits: 4294967295. */
    public static final long MAX_SIZE = 0xFFFF_FFFFL;

    /** What applies where nothing else is said: the system's buffer, and its choice of the way. */
    public static final VsockOptions DEFAULTS =
            new VsockOptions(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), false);

    /**
     * Checks every value, and that those that are given fit each other.
     *
     * @throws IllegalArgumentException if one is out of bounds; it names the value and the bound
     */
    public VsockOptions {
        bufferSize.ifPresent(value -> check("bufferSize", value, 1, MAX_SIZE));
        bufferMinSize.ifPresent(value -> check(
                "bufferMinSize", value, 1, Math.min(bufferSize.orElse(MAX_SIZE), bufferMaxSize.orElse(MAX_SIZE))));
        bufferMaxSize.ifPresent(value -> check("bufferMaxSize", value, bufferSize.orElse(1), MAX_SIZE));
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from " + least + " to " + most);
        }
    }

    /** Whether any of the sizes is given. */
    boolean hasSizes() {
        return bufferSize.isPresent() || bufferMinSize.isPresent() || bufferMaxSize.isPresent();
    }

    /**
     * These options with another buffer size.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}, within the bounds that are given
     * @return the changed options
     */
    public VsockOptions bufferSize(long bytes) {
        return new VsockOptions(OptionalLong.of(bytes), bufferMinSize, bufferMaxSize, toHost);
    }

    /**
     * These options with another lower bound of the buffer size.
     *
     * @param bytes from 1 to the size and upper bound that are given, or to {@link #MAX_SIZE}
     * @return the changed options
     */
    public VsockOptions bufferMinSize(long bytes) {
        return new VsockOptions(bufferSize, OptionalLong.of(bytes), bufferMaxSize, toHost);
    }

    /**
     * These options with another upper bound of the buffer size.
     *
     * @param bytes from the size and lower bound that are given, or from 1, to {@link #MAX_SIZE}
     * @return the changed options
     */
    public VsockOptions bufferMaxSize(long bytes) {
        return new VsockOptions(bufferSize, bufferMinSize, OptionalLong.of(bytes), toHost);
    }

    /**
     * These options with or without the way to the host.
     *
     * @param forced whether connects go to the host or by way of it
     * @return the changed options
     */
    public VsockOptions toHost(boolean forced) {
        return new VsockOptions(bufferSize, bufferMinSize, bufferMaxSize, forced);
    }
}
