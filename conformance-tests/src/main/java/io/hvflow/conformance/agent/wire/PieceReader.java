package io.hvflow.conformance.agent.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What can be told at once to read many times: from far away, what comes in small pieces takes else as many round trips. */
@FunctionalInterface
public interface PieceReader {
    /**
     * Reads with as many calls of {@link io.hvflow.Flow#read(ByteBuffer)} as it takes, one after the other.
     *
     * @param dst what to fill; its position is left behind what came, also by a call that failed
     * @param piece how many bytes each call asks for at most
     * @return whether all came; if not, end of stream came first
     * @throws IOException as the call that failed
     */
    boolean readPieces(ByteBuffer dst, int piece) throws IOException;
}
