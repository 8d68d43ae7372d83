package io.hvflow.hvsock.posix;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import org.jspecify.annotations.Nullable;

/** A family that explains nothing, so that what {@link Failures} says is its own. */
class MuteFamily implements PosixFamily<UnixAddress> {
    private final SocketQuirks quirks;

    MuteFamily() {
        this(SocketQuirks.UNIX);
    }

    MuteFamily(SocketQuirks quirks) {
        this.quirks = quirks;
    }

    @Override
    public int domain() {
        return Linux.AF_UNIX;
    }

    @Override
    public byte[] connectName(UnixAddress address, FlowOptions options) {
        return RawSocket.name(address.path());
    }

    @Override
    public byte[] listenName(UnixAddress address) {
        return RawSocket.name(address.path());
    }

    @Override
    public UnixAddress local(UnixAddress asked, byte[] name) {
        return asked;
    }

    @Override
    public @Nullable FlowAddress named(UnixAddress asked, byte[] name) {
        return null;
    }

    @Override
    public void configure(Descriptor socket, UnixAddress address, FlowOptions options) {}

    @Override
    public SocketQuirks quirks() {
        return quirks;
    }

    @Override
    public @Nullable String explain(String operation, UnixAddress address, int errno) {
        return null;
    }
}
