package io.hvflow.engine;

import io.hvflow.FlowAddress;
import io.hvflow.FlowResetException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes a framed stream apart, however it is cut: data is moved together, signals are noted. */
final class FrameDecoder {
    private final FlowAddress peer;
    private int word;
    private int wordBytes;
    private int dataLeft;
    private boolean readShut;
    private boolean writeShut;
    private boolean closed;
    private @Nullable FlowResetException failure;

    FrameDecoder(FlowAddress peer) {
        this.peer = peer;
    }

    /** Whether the peer reads no more. */
    boolean peerReadsNoMore() {
        return readShut || closed;
    }

    /** Whether the peer writes no more. */
    boolean peerWritesNoMore() {
        return writeShut || closed;
    }

    /** What is wrong with the stream from here on: a word was neither a signal nor a length that is allowed. */
    @Nullable
    FlowResetException failure() {
        return failure;
    }

    /**
     * Decodes what remains in {@code raw}, moving the data in it to where {@code raw} began. What follows a {@link #failure} is
     * dropped; what came before it counts.
     *
     * @return how many bytes of data there were
     */
    int decode(ByteBuffer raw) {
        int data = raw.position();
        int begin = data;
        while (raw.hasRemaining() && failure == null) {
            if (dataLeft > 0) {
                int count = Math.min(dataLeft, raw.remaining());
                raw.put(data, raw, raw.position(), count);
                raw.position(raw.position() + count);
                data += count;
                dataLeft -= count;
            } else {
                word |= (raw.get() & 0xff) << (8 * wordBytes);
                wordBytes++;
                if (wordBytes == Frames.WORD) {
                    take(word);
                    word = 0;
                    wordBytes = 0;
                }
            }
        }
        return data - begin;
    }

    private void take(int complete) {
        switch (complete) {
            case Frames.SHUTDOWN_READ -> readShut = true;
            case Frames.SHUTDOWN_WRITE -> writeShut = true;
            case Frames.CLOSE -> closed = true;
            default -> {
                if (complete < 0 || complete > Frames.MAX_DATA) {
                    failure = broken("frame word 0x" + Integer.toHexString(complete)
                            + " is no signal and exceeds the longest frame of " + Frames.MAX_DATA + " bytes");
                } else if (complete > 0 && peerWritesNoMore()) {
                    failure = broken("a frame of " + complete + " bytes came after the peer had ended its stream");
                } else {
                    dataLeft = complete;
                }
            }
        }
    }

    /** What the end of the carrying stream means: a broken stream, unless the peer had ended its own before. */
    FlowResetException truncated() {
        if (dataLeft > 0) {
            return broken("the stream broke off " + dataLeft + " bytes before the end of a frame");
        }
        if (wordBytes > 0) {
            return broken("the stream broke off within a frame word");
        }
        return broken("the stream broke off without the peer having ended it");
    }

    private FlowResetException broken(String reason) {
        return new FlowResetException("read", peer, reason, null);
    }
}
