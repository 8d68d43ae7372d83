package io.hvflow.conformance.agent.wire;

import io.hvflow.Capability;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The numbers of the protocol, and how a session begins. */
public final class Protocol {
    /** The version that this program speaks. */
    public static final int VERSION = 1;

    /** The most bytes of a frame, its length field not counted. */
    public static final int MAX_FRAME = 65_536;

    /** The most bytes of one call's data, in either direction. */
    public static final int MAX_DATA = 64 << 20;

    /** The most buffers of one gathering write: what fits into a frame, with room to spare. */
    public static final int MAX_BUFFERS = 8192;

    /** The most bytes that a frame of data carries. */
    static final int MAX_CHUNK = 32_768;

    /** The most bytes of a token. */
    public static final int MAX_TOKEN = 1024;

    /** A bit stands for each, the lowest for the first. */
    public static final List<Capability> CAPABILITIES =
            List.of(Capability.RESET_DETECTION, Capability.PEER_SHUTDOWN_READ, Capability.HALF_CLOSE);

    // Kinds of frames
    public static final int REQUEST = 1;
    public static final int DATA = 2;
    public static final int REPLY = 3;
    public static final int GOODBYE = 4;

    // Flags of a request and of a reply
    public static final int ON_VIRTUAL_THREAD = 1;
    public static final int INTERRUPTED = 1;

    // Outcomes of a reply
    public static final int DONE = 0;
    public static final int FAILED = 1;

    private static final byte[] MAGIC = "HvFlowAg".getBytes(StandardCharsets.US_ASCII);

    private Protocol() {}

    /** What either side sends first. */
    public static byte[] hello() {
        return hello(new byte[0]);
    }

    /** What a suite sends first that has a token. */
    public static byte[] hello(byte[] token) {
        return new FieldWriter()
                .bytes(MAGIC)
                .u16(VERSION)
                .u16(token.length)
                .bytes(token)
                .toBytes();
    }

    /** What the other side sent first. */
    public record Hello(int version, ByteBuffer token) {}

    /**
     * Reads what the other side sent first.
     *
     * @throws ProtocolException if it is no such hello
     * @throws EOFException if the stream ended before
     */
    public static Hello readHello(DataInputStream in) throws IOException {
        byte[] magic = new byte[MAGIC.length];
        for (int i = 0; i < magic.length; i++) {
            // Byte by byte, so that a peer of another kind is found out by its first wrong one.
            magic[i] = in.readByte();
            if (magic[i] != MAGIC[i]) {
                throw new ProtocolException(
                        "it began with the bytes " + hex(Arrays.copyOf(magic, i + 1)) + ", not with a hello");
            }
        }
        int version = in.readUnsignedShort();
        int length = in.readUnsignedShort();
        if (version != VERSION) {
            return new Hello(version, ByteBuffer.allocate(0)); // what follows is that version's
        }
        if (length > MAX_TOKEN) {
            throw new ProtocolException("a token is of " + length + " bytes, must be of at most " + MAX_TOKEN);
        }
        byte[] token = new byte[length];
        in.readFully(token);
        return new Hello(version, ByteBuffer.wrap(token));
    }

    static String hex(byte[] bytes) {
        return java.util.HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
