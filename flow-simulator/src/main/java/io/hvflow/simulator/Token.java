package io.hvflow.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Tapes as text: the version, then base64url of a kind, the tape, and the CRC-32 of both. A seed is its eight bytes; values
 * are pairs of variable-length numbers, of how many zeros come before a value, and the value. The version changes with the
 * meaning of choices: with the generator, or where the simulator asks for other choices than before.
 */
final class Token {
    private static final String VERSION = "flow1:";
    private static final byte SEED = 0;
    private static final byte VALUES = 1;

    /** More than the longest simulation chooses; a token's few bytes are not to take a heap. */
    private static final int MOST_VALUES = 1 << 24;

    private Token() {}

    static String write(Tape tape) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (tape.seed().isPresent()) {
            body.write(SEED);
            body.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .putLong(tape.seed().getAsLong())
                    .array());
        } else {
            body.write(VALUES);
            int zeros = 0;
            for (int value : tape.values()) {
                if (value == 0) {
                    zeros++;
                } else {
                    number(body, zeros);
                    number(body, value);
                    zeros = 0;
                }
            }
        }
        int checksum = checksum(body.toByteArray());
        body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(checksum).array());
        return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(body.toByteArray());
    }

    static Tape read(String token) {
        if (!token.startsWith(VERSION)) {
            throw bad(token, "is not of this version: its tokens begin with " + VERSION);
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token.substring(VERSION.length()));
        } catch (IllegalArgumentException e) {
            throw bad(token, "is no token: " + e.getMessage());
        }
        int length = bytes.length - Integer.BYTES;
        if (length < 1 || ByteBuffer.wrap(bytes).getInt(length) != checksum(Arrays.copyOf(bytes, length))) {
            throw bad(token, "is damaged: its checksum is wrong; copy the whole of it");
        }
        ByteBuffer body = ByteBuffer.wrap(bytes, 0, length);
        byte kind = body.get();
        if (kind == SEED && body.remaining() == Long.BYTES) {
            return Tape.ofSeed(body.getLong());
        }
        if (kind != VALUES) {
            throw bad(token, "is of an unknown kind, " + kind);
        }
        return Tape.of(values(token, body));
    }

    private static int[] values(String token, ByteBuffer body) {
        int[] values = new int[16];
        int count = 0;
        while (body.hasRemaining()) {
            long zeros = number(token, body);
            long value = number(token, body);
            if (value > Integer.MAX_VALUE) {
                throw bad(token, "is no token: it has a number out of bounds");
            }
            if (zeros >= (long) MOST_VALUES - count) {
                throw bad(token, "stands for more values than the " + MOST_VALUES + " that a tape has at most");
            }
            count += (int) zeros + 1;
            values = count > values.length ? Arrays.copyOf(values, 2 * count) : values;
            values[count - 1] = (int) value;
        }
        return Arrays.copyOf(values, count);
    }

    private static void number(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static long number(String token, ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (!in.hasRemaining()) {
                break;
            }
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw bad(token, "is no token: a number in it does not end");
    }

    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static IllegalArgumentException bad(String token, String why) {
        return new IllegalArgumentException("token \"" + token + "\" " + why);
    }
}
