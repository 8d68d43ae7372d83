package io.hvflow.hvsock.windows;

import java.nio.ByteBuffer;

/**
 * Moves bytes from and to buffers of callers, whose position and limit other threads of theirs may move at any time: both are
 * asked once, so that the bytes that moved are those that are counted (W14).
 */
final class CallersBuffer {
    private CallersBuffer() {}

    /**
     * Moves at most {@code most} bytes, of those of {@code from} that begin at {@code at}, to where a buffer stands.
     *
     * @return how many; if it throws, none
     */
    static int put(ByteBuffer from, int at, int most, ByteBuffer dst) {
        int position = dst.position();
        int count = length(dst, position, most);
        dst.put(position, from, at, count);
        move(dst, position + count);
        return count;
    }

    /** How many bytes may be moved from or to a buffer that stands at a position. */
    static int length(ByteBuffer buffer, int position, int most) {
        int length = Math.min(buffer.limit() - position, most);
        if (length < 0 || (length == 0 && most > 0)) {
            throw new IllegalArgumentException(
                    "nothing remains in the buffer; did another thread move its position or limit during the call?");
        }
        return length;
    }

    /** Moves the position behind the bytes of a call; where another thread has moved the limit before it, that stands. */
    static void move(ByteBuffer buffer, int position) {
        try {
            buffer.position(position);
        } catch (IllegalArgumentException moved) {
            // The bytes are where they belong, and counted: what the position says is the caller's own doing.
        }
    }
}
