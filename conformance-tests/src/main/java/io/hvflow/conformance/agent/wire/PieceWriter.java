package io.hvflow.conformance.agent.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What can be told at once to write many times: from far away, a thousand small writes are else as many round trips. */
@FunctionalInterface
public interface PieceWriter {
    /**
     * Writes with as many calls of {@link io.hvflow.Flow#write} as there are pieces, one after the other.
     *
     * @param src what to write; its position is left behind what was accepted
     * @param piece how many bytes each call has, but for the last
     * @throws IOException as the call that failed
     */
    void writePieces(ByteBuffer src, int piece) throws IOException;
}
