package io.hvflow.conformance.agent.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Puts fields together: big-endian numbers, text, durations. */
public final class FieldWriter {
    /** What text is cut to; no address and no reason is as long. */
    private static final int MAX_TEXT = 4096;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public FieldWriter bytes(byte[] value) {
        out.writeBytes(value);
        return this;
    }

    public FieldWriter u8(int value) {
        out.write(value);
        return this;
    }

    public FieldWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    public FieldWriter u32(int value) {
        return u16(value >>> 16).u16(value);
    }

    public FieldWriter i64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    /** Text as UTF-8 behind its length in bytes. */
    public FieldWriter text(String value) {
        String cut = value.length() <= MAX_TEXT ? value : value.substring(0, MAX_TEXT) + "...";
        byte[] utf8 = cut.getBytes(StandardCharsets.UTF_8);
        return u16(utf8.length).bytes(utf8);
    }

    /** Nanoseconds; -1 for a duration that never passes. */
    public FieldWriter duration(Duration value) {
        return i64(nanos(value));
    }

    /** A duration that is longer than the field can say is as good as endless. */
    public static long nanos(Duration value) {
        try {
            return value.toNanos();
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    public byte[] toBytes() {
        return out.toByteArray();
    }
}
