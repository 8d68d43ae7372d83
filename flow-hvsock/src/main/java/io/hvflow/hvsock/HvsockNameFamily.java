package io.hvflow.hvsock;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowOptions;
import io.hvflow.HvsockNameAddress;
import io.hvflow.hvsock.windows.Hyperv;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.util.Optional;

/** AF_HYPERV: services of virtual machines that are known by their names. Connects as {@link HvsockFamily} does, to what is found. */
final class HvsockNameFamily implements Family<HvsockNameAddress> {
    @Override
    public String scheme() {
        return "hvsock";
    }

    @Override
    public Class<HvsockNameAddress> type() {
        return HvsockNameAddress.class;
    }

    @Override
    public Optional<String> unavailable() {
        return Hyperv.unavailable();
    }

    @Override
    public int messageSize() {
        return Hyperv.MESSAGE_SIZE;
    }

    @Override
    public StreamSocket connect(HvsockNameAddress address, FlowOptions options) throws IOException {
        return Hyperv.connect(address, options);
    }

    /** Listening does not block, and looking a name up does. */
    @Override
    public ListenSocket listen(HvsockNameAddress address, FlowOptions options) throws FlowAddressException {
        throw new FlowAddressException(
                "listen",
                address,
                "a name is looked up to connect only; listen on hvsock://children for all virtual machines of this host, or"
                        + " for this one alone on the id that HyperV.virtualMachine tells",
                null);
    }
}
