package io.hvflow.conformance.trial;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * An endless sequence of bytes that its seed determines. Every eight of them are like no other eight, so that bytes that are
 * lost, repeated, out of order or another stream's are told apart.
 */
public final class Bytes {
    /** How far from its place a piece is looked for, to say what became of it. */
    private static final int SEARCH = 4 << 20;

    /** How many bytes in a row make a piece that is found again with certainty. */
    private static final int CERTAIN = 8;

    private final long seed;

    public Bytes(long seed) {
        this.seed = seed;
    }

    /** The bytes from there on, in a heap buffer of their own. */
    public ByteBuffer slice(long from, int count) {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count) {
            long position = from + filled;
            int offset = (int) (position & 7);
            long word = word(position >>> 3) >>> (offset * 8);
            for (int i = offset; i < 8 && filled < count; i++) {
                bytes[filled++] = (byte) word;
                word >>>= 8;
            }
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Fails unless {@code got} is what the sequence has there; consumes nothing. */
    public void check(ByteBuffer got, long from) {
        int wrong = slice(from, got.remaining()).mismatch(got);
        if (wrong >= 0) {
            throw new Symptom.WrongBytes(explain(got, wrong, from));
        }
    }

    private String explain(ByteBuffer got, int wrong, long from) {
        long position = from + wrong;
        ByteBuffer rest = got.slice(got.position() + wrong, got.remaining() - wrong);
        String text = String.format(
                Locale.ROOT,
                "byte %d of the stream is 0x%02x instead of 0x%02x",
                position,
                rest.get(0),
                slice(position, 1).get(0));
        if (rest.remaining() < CERTAIN) {
            return text;
        }
        for (int distance = 1; distance <= SEARCH; distance++) {
            if (matches(rest, position + distance)) {
                return text
                        + String.format(
                                Locale.ROOT,
                                ": the bytes from %d on came there, %d were left out",
                                position + distance,
                                distance);
            }
            if (distance <= position && matches(rest, position - distance)) {
                return text
                        + String.format(Locale.ROOT, ": the bytes from %d on came there again", position - distance);
            }
        }
        return text + ": what came there is not of this stream";
    }

    private boolean matches(ByteBuffer got, long from) {
        for (int i = 0; i < CERTAIN; i++) {
            long position = from + i;
            if (got.get(i) != (byte) (word(position >>> 3) >>> ((position & 7) * 8))) {
                return false;
            }
        }
        return true;
    }

    /** The output function of SplitMix64, a bijection: no two words of a sequence are equal. */
    private long word(long index) {
        long z = seed + index * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
