package io.hvflow.conformance.trial;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.agent.wire.PieceReader;
import io.hvflow.conformance.agent.wire.PieceWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One direction of a pair: a sequence of bytes that one end writes and the other must read just so. It uses the plainest calls
 * only, {@code write} and {@code read(dst)}, so that what the others do wrong is for their own rules to find.
 *
 * <p>One thread at a time writes and one reads.
 */
public final class Direction {
    private static final int PIECE = 1 << 16;

    /** How much is read by one request where each is a round trip. */
    private static final int AT_ONCE = 1 << 20;

    private final Trial trial;
    private final Flow writer;
    private final Flow reader;
    private final Bytes bytes;
    private volatile long written;
    private volatile long received;

    public Direction(Trial trial, Flow writer, Flow reader) {
        this.trial = trial;
        this.writer = writer;
        this.reader = reader;
        this.bytes = new Bytes(trial.settings().seed() + (trial.stage().number() << 40));
    }

    /** Opens two pairs: one to write at the near end of, one to write at the far end of; as far as they are the trial's cases. */
    public static List<Direction> each(Trial trial, FlowOptions options) throws IOException {
        List<Direction> directions = new ArrayList<>();
        for (boolean there : trial.cases(List.of(true, false))) {
            FlowPair pair = trial.open(options);
            directions.add(there ? there(trial, pair) : back(trial, pair));
        }
        return directions;
    }

    /** As {@link #each(Trial, FlowOptions)}, with the trial's own options. */
    public static List<Direction> each(Trial trial) throws IOException {
        return each(trial, trial.options());
    }

    /** What the near end writes. */
    public static Direction there(Trial trial, FlowPair pair) {
        return new Direction(trial, pair.near(), pair.far());
    }

    /** What the far end writes. */
    public static Direction back(Trial trial, FlowPair pair) {
        return new Direction(trial, pair.far(), pair.near());
    }

    /** The other direction of the same pair, from its beginning. */
    public Direction opposite() {
        return new Direction(trial, reader, writer);
    }

    public Flow writer() {
        return writer;
    }

    public Flow reader() {
        return reader;
    }

    /** How many bytes were accepted, as far as returned calls tell. */
    public long written() {
        return written;
    }

    /** How many bytes were read, each of them right. */
    public long received() {
        return received;
    }

    // Writing

    /** The bytes to write next; the caller says {@link #accepted} when they are. */
    public ByteBuffer next(int count) {
        return bytes.slice(written, count);
    }

    /** Goes on by what was accepted of {@link #next}. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public // one thread at a time writes
    void accepted(int count) {
        written += count;
    }

    /** Writes that many bytes with one call. */
    public void write(int count) throws IOException {
        ByteBuffer src = next(count);
        try {
            writer.write(src);
        } finally {
            accepted(src.position());
        }
    }

    /** Writes that many bytes with calls of that size. What was accepted meanwhile is not known from far away. */
    public void write(long count, int piece) throws IOException {
        Optional<PieceWriter> atOnce = writer instanceof TracedFlow traced ? traced.pieceWriter() : Optional.empty();
        if (atOnce.isPresent()) {
            ByteBuffer src = next(Math.toIntExact(count));
            try {
                atOnce.get().writePieces(src, piece);
            } finally {
                accepted(src.position());
            }
            return;
        }
        for (long left = count; left > 0; left -= piece) {
            write((int) Math.min(left, piece));
        }
    }

    /** Ends the stream of the writer: by half-close where the transport can, else by a close that goes on for itself. */
    public void end() throws IOException {
        if (trial.has(Capability.HALF_CLOSE)) {
            writer.shutdownWrite();
        } else {
            trial.launch("close", writer::close);
        }
    }

    // Reading

    /** Fails unless {@code got} is what comes next. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public // one thread at a time reads
    void received(ByteBuffer got) {
        bytes.check(got, received);
        received += got.remaining();
    }

    /**
     * Reads once.
     *
     * @return the number of bytes, which were right; -1 at end of stream
     */
    public int readSome(int max) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(max);
        int count = reader.read(dst);
        received(dst.flip());
        return count == -1 ? -1 : dst.limit();
    }

    /** Reads that many bytes. What has come meanwhile is not known from far away. */
    public void read(long count) throws IOException {
        Optional<PieceReader> atOnce = reader instanceof TracedFlow traced ? traced.pieceReader() : Optional.empty();
        long until = received + count;
        while (received < until) {
            long left = until - received;
            boolean end = atOnce.isPresent()
                    ? !readAtOnce(atOnce.get(), (int) Math.min(left, AT_ONCE))
                    : readSome((int) Math.min(left, PIECE)) == -1;
            if (end) {
                throw new Symptom.EndTooSoon(String.format(
                        Locale.ROOT,
                        "end of stream after %d bytes, %d before what was due",
                        received,
                        until - received));
            }
        }
    }

    private boolean readAtOnce(PieceReader pieces, int count) throws IOException {
        ByteBuffer dst = ByteBuffer.allocate(count);
        try {
            return pieces.readPieces(dst, PIECE);
        } finally {
            received(dst.flip());
        }
    }

    /** Reads up to what was written so far. */
    public void catchUp() throws IOException {
        read(written - received);
    }

    /**
     * Reads to the end of stream, however much comes.
     *
     * @throws IOException if an error comes instead
     */
    public void drain() throws IOException {
        while (readSome(PIECE) != -1) {
            // Each byte is checked as it comes.
        }
    }

    /** Reads all that was written, then end of stream. */
    public void readToEnd() throws Exception {
        readToEnd(() -> {});
    }

    /** Reads until end of stream, which must come after all that was written when {@code writing} is over. */
    public void readToEnd(Action writing) throws Exception {
        drain();
        writing.run();
        if (received != written) {
            throw new Symptom.EndTooSoon("end of stream after " + received + " of " + written + " bytes");
        }
    }
}
