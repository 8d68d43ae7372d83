package io.hvflow.jmh;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * The bytes of a stream, given by their position in it. For one thread.
 *
 * <p>They repeat after a prime number of bytes, so bytes that are lost, doubled or exchanged in any power of two show.
 */
final class Payload {
    private static final int PERIOD = 65521;

    private final ByteBuffer bytes;

    /** For views of at most that many bytes. */
    Payload(int longest) {
        byte[] period = new byte[PERIOD];
        new Random(42).nextBytes(period);
        // Direct, because that is what every transport over a system call takes without a copy of its own.
        bytes = ByteBuffer.allocateDirect(PERIOD + longest);
        while (bytes.hasRemaining()) {
            bytes.put(period, 0, Math.min(PERIOD, bytes.remaining()));
        }
    }

    private Payload(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The same bytes, for another thread. */
    Payload copy() {
        return new Payload(bytes.duplicate());
    }

    /** The bytes at a position of the stream. Always the same buffer, so that nothing is allocated. */
    ByteBuffer at(long position, int length) {
        int offset = (int) (position % PERIOD);
        return bytes.limit(offset + length).position(offset);
    }

    /** Fails unless what remains in a buffer is what belongs at a position of the stream. */
    void check(ByteBuffer received, long position) {
        int wrong = received.mismatch(at(position, received.remaining()));
        if (wrong >= 0) {
            throw new IllegalStateException(
                    "byte " + (position + wrong) + " of the stream is not what was written there");
        }
    }
}
