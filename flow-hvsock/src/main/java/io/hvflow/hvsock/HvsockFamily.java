package io.hvflow.hvsock;

import io.hvflow.FlowOptions;
import io.hvflow.HvsockAddress;
import io.hvflow.hvsock.windows.Hyperv;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.util.Optional;

/** AF_HYPERV: services of Hyper-V partitions, on Windows. */
final class HvsockFamily implements Family<HvsockAddress> {
    @Override
    public String scheme() {
        return "hvsock";
    }

    @Override
    public Class<HvsockAddress> type() {
        return HvsockAddress.class;
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
    public StreamSocket connect(HvsockAddress address, FlowOptions options) throws IOException {
        return Hyperv.connect(address, options);
    }

    @Override
    public ListenSocket listen(HvsockAddress address, FlowOptions options) throws IOException {
        return Hyperv.listen(address, options);
    }
}
