package io.hvflow.simulator.example;

import io.hvflow.Flow;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text on a stream, behind its length. */
final class Message {
    private Message() {}

    static void send(Flow flow, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        flow.writev(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length), ByteBuffer.wrap(bytes));
    }

    static String receive(Flow flow) throws IOException {
        int length = fill(flow, Integer.BYTES).getInt();
        return StandardCharsets.UTF_8.decode(fill(flow, length)).toString();
    }

    private static ByteBuffer fill(Flow flow, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (!flow.readInto(bytes)) {
            throw new EOFException("the stream ended with " + bytes.remaining() + " of " + length + " bytes missing");
        }
        return bytes.flip();
    }
}
