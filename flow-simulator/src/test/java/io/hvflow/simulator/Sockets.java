package io.hvflow.simulator;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connected pair of raw sockets, from the host to a guest. */
record Sockets(SimSocket near, SimSocket far) {
    static Sockets connect(Hypervisor hypervisor, int window) throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS.windowSize(window);
        SimListenSocket listener = hypervisor.bind(null, FlowAddress.parse("sim://guest:any"), options);
        try {
            SimSocket near = new Connector(hypervisor, hypervisor.host(), listener.localAddress(), options).connect();
            return new Sockets(near, listener.accept());
        } finally {
            listener.close();
        }
    }

    /** Writes bytes that count up from {@code first}. */
    static int write(StreamSocket socket, int first, int count) throws IOException {
        return socket.write(ByteBuffer.wrap(counting(first, count)));
    }

    /** What one read gives; null at end of stream. */
    static byte[] read(StreamSocket socket, int most) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(most);
        if (socket.read(dst) < 0) {
            return null;
        }
        byte[] bytes = new byte[dst.position()];
        dst.get(0, bytes);
        return bytes;
    }

    static byte[] counting(int first, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }
}
