package io.hvflow.jmh;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A flow with the default options. */
record FlowDuplex(Flow flow) implements Duplex {
    static Pair connected(FlowAddress address) throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS;
        try (FlowListener listener = Flows.listen(address, options)) {
            listener.acceptTimeout(options.connectTimeout());
            Flow near = Flows.connect(listener.localAddress(), options);
            try {
                return new Pair(new FlowDuplex(near), new FlowDuplex(listener.accept()));
            } catch (IOException | RuntimeException e) {
                near.abort();
                throw e;
            }
        }
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        return flow.read(dst);
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
        flow.write(src);
    }

    @Override
    public void close() throws IOException {
        flow.close();
    }

    @Override
    public void abort() {
        flow.abort();
    }
}
