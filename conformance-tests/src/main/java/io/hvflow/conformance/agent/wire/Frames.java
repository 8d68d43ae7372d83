package io.hvflow.conformance.agent.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes frames, with their length in front. */
public final class Frames {
    private Frames() {}

    public static byte[] of(int kind, byte[] fields) {
        return new FieldWriter().u32(fields.length + 1).u8(kind).bytes(fields).toBytes();
    }

    public static byte[] request(int id, Operation operation, int flags, byte[] fields) {
        return of(
                Protocol.REQUEST,
                new FieldWriter()
                        .u32(id)
                        .u8(operation.code())
                        .u8(flags)
                        .bytes(fields)
                        .toBytes());
    }

    public static byte[] reply(int id, int outcome, int flags, byte[] fields) {
        return of(
                Protocol.REPLY,
                new FieldWriter().u32(id).u8(outcome).u8(flags).bytes(fields).toBytes());
    }

    public static byte[] goodbye(String reason) {
        return of(Protocol.GOODBYE, new FieldWriter().text(reason).toBytes());
    }

    /** All that remains in the source, which is left as it is, cut as frames must be. */
    public static List<byte[]> data(int id, ByteBuffer source) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer left = source.duplicate();
        while (left.hasRemaining()) {
            frames.add(nextData(id, left));
        }
        return frames;
    }

    /** As much of the source as a frame may carry. */
    static byte[] nextData(int id, ByteBuffer source) {
        int count = Math.min(source.remaining(), Protocol.MAX_CHUNK);
        byte[] frame = new byte[9 + count];
        ByteBuffer.wrap(frame).putInt(5 + count).put((byte) Protocol.DATA).putInt(id);
        source.get(frame, 9, count);
        return frame;
    }
}
