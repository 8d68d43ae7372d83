package io.hvflow.conformance.agent.wire;

import io.hvflow.Flow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A control channel that is a flow. Either side may use it. */
public final class FlowCarrier implements Carrier {
    private final Flow flow;

    public FlowCarrier(Flow flow) {
        this.flow = flow;
    }

    @Override
    public InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) == -1 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return flow.read(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    @Override
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                flow.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    @Override
    public void close() {
        flow.abort();
    }
}
