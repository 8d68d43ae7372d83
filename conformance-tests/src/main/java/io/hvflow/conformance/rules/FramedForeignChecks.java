package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowException;
import io.hvflow.conformance.ForeignEnd;
import io.hvflow.conformance.ForeignEnds;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A framed flow whose far end is a plain socket, which sends what frames are made of and then closes. The stream has
 * ended only where the far end said so in a frame; whatever else its socket's end cuts off is a broken stream.
 */
final class FramedForeignChecks {
    private static final int SHUTDOWN_WRITE = 0xbeefdead;
    private static final int CLOSE = 0xdeaddead;

    /** What the far end has sent when its socket ends. */
    private enum Last {
        /** An end in good order. */
        ENDED(true),
        CLOSED(true),
        /** Data after the end is no data of the stream, whatever else it is. */
        DATA_AFTER_END(false),
        /** Whole frames, and no word of an end. */
        NO_WORD(false),
        /** The word is cut. */
        HALF_A_WORD(false),
        /** The data that was announced is cut, or does not come at all. */
        SOME_DATA(false),
        NO_DATA(false),
        /** More data is announced than a frame may have. */
        TOO_LONG(false);

        private final boolean inOrder;

        Last(boolean inOrder) {
            this.inOrder = inOrder;
        }

        ByteBuffer bytes() {
            return switch (this) {
                case ENDED -> word(SHUTDOWN_WRITE);
                case CLOSED -> word(CLOSE);
                case DATA_AFTER_END -> joined(word(SHUTDOWN_WRITE), frame(10));
                case NO_WORD -> ByteBuffer.allocate(0);
                case HALF_A_WORD -> word(10).limit(2);
                case SOME_DATA -> frame(10).limit(9);
                case NO_DATA -> word(10);
                case TOO_LONG -> word(1 << 30);
            };
        }
    }

    private FramedForeignChecks() {}

    private static ByteBuffer word(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .flip();
    }

    private static ByteBuffer frame(int size) {
        return ByteBuffer.allocate(4 + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size)
                .position(4 + size)
                .flip();
    }

    private static ByteBuffer joined(ByteBuffer one, ByteBuffer other) {
        return ByteBuffer.allocate(one.remaining() + other.remaining())
                .put(one)
                .put(other)
                .flip();
    }

    static void cutFramesAreErrors(Trial trial) throws Exception {
        // The way in which a flow meets its peer makes no difference to its frames.
        List<String> ways = trial.foreignEnds().ways();
        for (Last last : trial.cases(List.of(Last.values()))) {
            for (String way : List.of(ways.getFirst(), ways.getLast())) {
                cut(trial, way, last);
            }
        }
    }

    private static void cut(Trial trial, String way, Last last) throws Exception {
        ForeignEnds.Met met = trial.openForeign(way, trial.options().framing(true), ByteBuffer.allocate(0), false);
        try (ForeignEnd far = met.far()) {
            Flow near = met.near();
            far.send(frame(100));
            far.send(last.bytes());
            far.shutdownOutput();
            List<IOException> failures = new ArrayList<>();
            int count = trial.start("read what comes before " + last, () -> drain(near, failures))
                    .join();
            int whole = last == Last.SOME_DATA ? 105 : 100;
            // Of data that is cut nothing need come, and what came before may go with an error.
            trial.check(count <= whole, "%s: %d of %d bytes came", way, count, whole);
            if (last.inOrder) {
                trial.check(
                        failures.isEmpty() && count == 100,
                        "%s: after %d of 100 bytes and %s reading ended with %s",
                        way,
                        count,
                        last,
                        failures);
            } else if (last != Last.DATA_AFTER_END) { // there the end may be seen first
                trial.check(
                        !failures.isEmpty() && failures.getFirst() instanceof FlowException,
                        "%s: the far end's socket ended after %s, and reading with %s",
                        way,
                        last,
                        failures.isEmpty() ? "an end of stream, as if all had come" : failures.getFirst());
            }
        } finally {
            met.near().abort();
        }
    }

    /** Reads to the end or to a failure. */
    private static int drain(Flow near, List<IOException> failures) {
        int count = 0;
        try {
            ByteBuffer dst = ByteBuffer.allocate(64);
            while (near.read(dst) != -1) {
                count += dst.position();
                dst.clear();
            }
        } catch (IOException e) {
            failures.add(e);
        }
        return count;
    }
}
