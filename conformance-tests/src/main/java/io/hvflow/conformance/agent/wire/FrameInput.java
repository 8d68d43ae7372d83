package io.hvflow.conformance.agent.wire;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads frames; one thread does. */
public final class FrameInput {
    private final DataInputStream in;

    public FrameInput(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in));
    }

    public Protocol.Hello hello() throws IOException {
        return Protocol.readHello(in);
    }

    /**
     * Waits for the next frame.
     *
     * @return its kind and fields; empty at an end of stream between frames
     * @throws EOFException if the stream ends within a frame
     * @throws ProtocolException if the frame is longer than may be, or empty
     */
    public byte[] next() throws IOException {
        int first = in.read();
        if (first == -1) {
            return new byte[0];
        }
        long length = (long) first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 1 || length > Protocol.MAX_FRAME) {
            throw new ProtocolException("a frame is of " + length + " bytes, must be of 1 to " + Protocol.MAX_FRAME);
        }
        byte[] frame = new byte[(int) length];
        in.readFully(frame);
        return frame;
    }
}
