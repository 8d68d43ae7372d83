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
    /** With options of the ends that are accepted. */
    static Listening listening(FlowAddress address, FlowOptions accepted) throws IOException {
        FlowListener listener = Flows.listen(address, accepted);
        listener.setAcceptTimeout(accepted.connectTimeout());
        return new Listening() {
            @Override
            public Pair connected() throws IOException {
                Flow near = Flows.connect(listener.localAddress(), FlowOptions.DEFAULTS);
                try {
                    return new Pair(new FlowDuplex(near), new FlowDuplex(listener.accept()));
                } catch (IOException | RuntimeException e) {
                    near.abort();
                    throw e;
                }
            }

            @Override
            public void close() throws IOException {
                listener.close();
            }
        };
    }

    /** What only flows can do is measured of flows only. */
    static Flow flow(Duplex end) {
        if (end instanceof FlowDuplex(Flow flow)) {
            return flow;
        }
        throw new IllegalArgumentException("this benchmark is for flows only, not for " + end);
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
