package io.hvflow.conformance.agent.wire;

import io.hvflow.FlowOptions;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Takes fields apart. What does not add up is a {@link ProtocolException}. */
public final class FieldReader {
    private final ByteBuffer bytes;

    public FieldReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    public int u8() throws ProtocolException {
        return need(1).get() & 0xFF;
    }

    public int u16() throws ProtocolException {
        return need(2).getShort() & 0xFFFF;
    }

    public int u32() throws ProtocolException {
        return need(4).getInt();
    }

    /** An unsigned number that must not exceed the limit. */
    public int size(int limit, String what) throws ProtocolException {
        long value = Integer.toUnsignedLong(u32());
        if (value > limit) {
            throw new ProtocolException(what + " is " + value + ", must be at most " + limit);
        }
        return (int) value;
    }

    public long i64() throws ProtocolException {
        return need(8).getLong();
    }

    public boolean flag() throws ProtocolException {
        int value = u8();
        if (value > 1) {
            throw new ProtocolException("a flag is " + value + ", must be 0 or 1");
        }
        return value == 1;
    }

    public String text() throws ProtocolException {
        int length = u16();
        ByteBuffer utf8 = need(length).slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException("a text is not UTF-8");
        }
    }

    public Duration duration() throws ProtocolException {
        return duration(i64());
    }

    static Duration duration(long nanos) {
        return nanos == -1 ? FlowOptions.FOREVER : Duration.ofNanos(nanos);
    }

    /** How many bytes are left. */
    public int remaining() {
        return bytes.remaining();
    }

    /** All that is left. */
    public ByteBuffer rest() {
        ByteBuffer rest = bytes.slice();
        bytes.position(bytes.limit());
        return rest;
    }

    /** Nothing may be left. */
    public void end() throws ProtocolException {
        if (bytes.hasRemaining()) {
            throw new ProtocolException(bytes.remaining() + " bytes follow the last field of a frame");
        }
    }

    private ByteBuffer need(int count) throws ProtocolException {
        if (bytes.remaining() < count) {
            throw new ProtocolException("a frame ends within a field");
        }
        return bytes;
    }
}
