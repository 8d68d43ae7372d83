package io.hvflow.conformance.trial;

import io.hvflow.Flow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The two ways to write. */
public enum WriteCall {
    /** {@code write(src)}. */
    WRITE {
        @Override
        public void to(Flow flow, ByteBuffer src) throws IOException {
            flow.write(src);
        }
    },
    /** {@code writev(srcs)}, with the bytes in two buffers and an empty one between. */
    WRITEV {
        @Override
        public void to(Flow flow, ByteBuffer src) throws IOException {
            int half = src.remaining() / 2;
            ByteBuffer first = src.slice(src.position(), half);
            ByteBuffer second = src.slice(src.position() + half, src.remaining() - half);
            try {
                flow.writev(List.of(first, ByteBuffer.allocate(0), second));
            } finally {
                src.position(src.position() + first.position() + second.position());
            }
        }
    };

    /** The one, then the other. */
    public static WriteCall inTurn(int turn) {
        return turn % 2 == 0 ? WRITE : WRITEV;
    }

    /** Writes all that remains; the position of {@code src} tells how much was accepted, also where the call fails. */
    public abstract void to(Flow flow, ByteBuffer src) throws IOException;
}
