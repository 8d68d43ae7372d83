package io.hvflow;

import java.nio.ByteBuffer;
import java.util.Objects;

/** What a read brought: bytes, or the end of the stream. A broken stream is neither, it is an exception (R5). */
public sealed interface ReadResult {

    /**
     * Bytes that arrived.
     *
     * @param bytes at least one byte remaining, the caller's own (R1, R7)
     */
    record Data(ByteBuffer bytes) implements ReadResult {
        /** Refuses an empty buffer: that a read brought nothing can only mean end of stream. */
        public Data {
            Objects.requireNonNull(bytes, "bytes");
            if (!bytes.hasRemaining()) {
                throw new IllegalArgumentException("a read never brings an empty buffer");
            }
        }
    }

    /** The peer has ended the stream, and every byte that it sent has been read (R3). */
    record Eof() implements ReadResult {}
}
