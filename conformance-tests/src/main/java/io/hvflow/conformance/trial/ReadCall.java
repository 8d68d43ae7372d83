package io.hvflow.conformance.trial;

import io.hvflow.Flow;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The three ways to read. */
public enum ReadCall {
    /** {@code read()}. */
    READ {
        @Override
        public Got from(Flow flow, int count) throws IOException {
            return switch (flow.read()) {
                case ReadResult.Data data -> new Got(data.bytes(), false);
                case ReadResult.Eof end -> new Got(ByteBuffer.allocate(0), true);
            };
        }
    },
    /** {@code read(dst)}. */
    READ_DST {
        @Override
        public Got from(Flow flow, int count) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(count);
            boolean end = flow.read(dst) == -1;
            return new Got(dst.flip(), end);
        }
    },
    /** {@code readInto(dst)}. */
    READ_INTO {
        @Override
        public Got from(Flow flow, int count) throws IOException {
            ByteBuffer dst = ByteBuffer.allocate(count);
            boolean end = !flow.readInto(dst);
            return new Got(dst.flip(), end);
        }
    };

    /**
     * Reads once, blocking as the call does.
     *
     * @param count how many bytes to ask for, by the calls that can be asked
     */
    public abstract Got from(Flow flow, int count) throws IOException;

    /**
     * What a read brought.
     *
     * @param bytes the bytes that came, perhaps none
     * @param end whether the call said end of stream
     */
    public record Got(ByteBuffer bytes, boolean end) {}
}
