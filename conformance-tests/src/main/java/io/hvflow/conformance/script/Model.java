package io.hvflow.conformance.script;

import io.hvflow.Capability;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What the contract says about a connected pair, as a pure model: which answers an operation may get, and what follows from the
 * one that it got. Where the contract leaves an answer open, because the transport takes its time to tell, several are allowed.
 */
final class Model {

    /** What a call did. */
    enum Kind {
        WRITE,
        WRITEV,
        READ,
        READ_DST,
        READ_INTO,
        SHUTDOWN_READ,
        SHUTDOWN_WRITE,
        CLOSE,
        ABORT
    }

    /**
     * One operation of a script.
     *
     * @param near at which end
     * @param kind what
     * @param size of how many bytes, where it is of any
     */
    record Operation(boolean near, Kind kind, int size) {
        @Override
        public String toString() {
            String amount = switch (kind) {
                case WRITE, WRITEV, READ_DST, READ_INTO -> " " + size;
                case READ, SHUTDOWN_READ, SHUTDOWN_WRITE, CLOSE, ABORT -> "";
            };
            return (near ? "near " : "far ") + kind + amount;
        }
    }

    /** How a call ended. */
    enum End {
        DONE,
        END_OF_STREAM,
        CLOSED,
        RESET,
        TIMED_OUT
    }

    /**
     * What a call got.
     *
     * @param end how it ended
     * @param bytes how many bytes it moved, or, where a close timed out, how many are lost
     */
    record Answer(End end, int bytes) {}

    /** One direction. */
    private static final class Way {
        /** Accepted, and to be read. */
        int pending;
        /** Accepted and not read, whatever becomes of it: it may fill the buffers. */
        int held;
        /** The writer has ended it in good order. */
        boolean ended;
        /** The reader reads no more. */
        boolean deaf;
        /** An end has dropped the stream: bytes may be lost, and both learn of it sooner or later. */
        boolean broken;
        /** It was ended before it was broken: the end may have arrived with all that it is the end of, or may not. */
        boolean complete;
        /** A write has failed: so do all later ones. */
        boolean refused;
        /** What the last read said, if that was final: END_OF_STREAM or RESET; else DONE. */
        End last = End.DONE;
    }

    private final int bufferSize;
    private final Set<Capability> capabilities;
    private final Way there = new Way();
    private final Way back = new Way();
    private boolean nearClosed;
    private boolean farClosed;

    Model(int bufferSize, Set<Capability> capabilities) {
        this.bufferSize = bufferSize;
        this.capabilities = capabilities;
    }

    /** The ends that are allowed; none if the call might block, or is one that this transport cannot be asked. */
    Set<End> allowed(Operation operation) {
        Way out = operation.near() ? there : back;
        Way in = operation.near() ? back : there;
        boolean closed = operation.near() ? nearClosed : farClosed;
        return switch (operation.kind()) {
            case WRITE, WRITEV -> allowedWrite(out, closed, operation.size());
            case READ -> allowedRead(in, closed, 1, 1);
            case READ_DST -> allowedRead(in, closed, operation.size(), 1);
            case READ_INTO -> allowedRead(in, closed, operation.size(), operation.size());
            case SHUTDOWN_READ, ABORT -> EnumSet.of(End.DONE);
            case SHUTDOWN_WRITE ->
                capabilities.contains(Capability.HALF_CLOSE) ? EnumSet.of(End.DONE) : EnumSet.noneOf(End.class);
            case CLOSE -> allowedClose(out, closed);
        };
    }

    private Set<End> allowedWrite(Way out, boolean closed, int size) {
        boolean open = !closed && !out.ended && !out.refused && !out.broken && !out.deaf;
        if (size == 0 || out.held + size > bufferSize) {
            return open && size == 0 ? EnumSet.of(End.DONE) : EnumSet.noneOf(End.class);
        }
        if (closed) {
            return EnumSet.of(End.CLOSED);
        }
        if (out.refused || (out.broken && out.ended)) {
            return EnumSet.of(End.CLOSED, End.RESET);
        }
        if (out.ended) {
            return EnumSet.of(End.CLOSED);
        }
        if (out.broken) {
            return EnumSet.of(End.DONE, End.CLOSED, End.RESET);
        }
        return out.deaf ? EnumSet.of(End.DONE, End.CLOSED) : EnumSet.of(End.DONE);
    }

    private Set<End> allowedRead(Way in, boolean closed, int size, int needed) {
        if (closed) {
            return size == 0 ? EnumSet.noneOf(End.class) : EnumSet.of(End.CLOSED);
        }
        if (size == 0) {
            boolean open = !in.deaf && !in.ended && !in.broken;
            return open ? EnumSet.of(End.DONE) : EnumSet.noneOf(End.class);
        }
        if (in.deaf) {
            // After an error both hold: reads say end of stream (H6), and none succeeds (R6).
            return in.last == End.RESET ? EnumSet.of(End.END_OF_STREAM, End.RESET) : EnumSet.of(End.END_OF_STREAM);
        }
        if (in.last != End.DONE) {
            return EnumSet.of(in.last);
        }
        if (in.broken) {
            Set<End> ends = EnumSet.of(End.RESET);
            if (in.pending >= needed) {
                ends.add(End.DONE);
            }
            if (in.complete || !capabilities.contains(Capability.RESET_DETECTION)) {
                ends.add(End.END_OF_STREAM);
            }
            return ends;
        }
        if (in.pending >= needed) {
            return EnumSet.of(End.DONE);
        }
        return in.ended ? EnumSet.of(End.END_OF_STREAM) : EnumSet.noneOf(End.class);
    }

    private static Set<End> allowedClose(Way out, boolean closed) {
        if (closed) {
            return EnumSet.of(End.DONE);
        }
        boolean taken = !out.deaf && !out.broken && !out.refused;
        return taken ? EnumSet.of(End.DONE, End.TIMED_OUT) : EnumSet.of(End.DONE, End.TIMED_OUT, End.CLOSED, End.RESET);
    }

    /**
     * Goes on with the answer.
     *
     * @throws AssertionError if it was not allowed
     */
    void happened(Operation operation, Answer answer) {
        Set<End> allowed = allowed(operation);
        if (!allowed.contains(answer.end())) {
            throw new AssertionError(operation + " got " + answer.end() + ", allowed was " + allowed);
        }
        Way out = operation.near() ? there : back;
        Way in = operation.near() ? back : there;
        switch (operation.kind()) {
            case WRITE, WRITEV -> wrote(operation, out, answer);
            case READ, READ_DST, READ_INTO -> read(operation, in, answer);
            case SHUTDOWN_READ -> in.deaf = true;
            case SHUTDOWN_WRITE -> shutdownWrite(out);
            case CLOSE -> closed(operation, out, in, answer);
            case ABORT -> aborted(operation, out, in);
        }
    }

    private static void shutdownWrite(Way out) {
        out.ended = true;
        out.complete |= !out.broken;
    }

    private static void wrote(Operation operation, Way out, Answer answer) {
        expect(operation, answer, answer.end() == End.DONE ? operation.size() : 0, operation.size());
        out.pending += answer.bytes();
        out.held += answer.bytes();
        out.refused |= answer.end() != End.DONE;
    }

    private void read(Operation operation, Way in, Answer answer) {
        boolean done = answer.end() == End.DONE;
        int least = done ? leastRead(operation) : 0;
        int most = in.deaf ? 0 : in.pending;
        if (done && operation.kind() != Kind.READ) {
            most = Math.min(most, operation.size());
        }
        boolean trusted = !in.broken || capabilities.contains(Capability.RESET_DETECTION);
        if (answer.end() == End.END_OF_STREAM && trusted && !in.deaf) {
            least = in.pending; // all of it comes before the end
        }
        expect(operation, answer, least, most);
        in.pending -= answer.bytes();
        in.held -= answer.bytes();
        if (!in.deaf && (answer.end() == End.END_OF_STREAM || answer.end() == End.RESET)) {
            in.last = answer.end();
        }
    }

    private static int leastRead(Operation operation) {
        return switch (operation.kind()) {
            case READ -> 1;
            case READ_DST -> Math.min(1, operation.size());
            default -> operation.size();
        };
    }

    private void closed(Operation operation, Way out, Way in, Answer answer) {
        if (close(operation.near())) {
            return;
        }
        if (answer.end() == End.TIMED_OUT) {
            expect(operation, answer, 1, out.held);
            out.pending = Math.max(0, out.pending - answer.bytes());
            out.broken = true;
            out.complete = false;
        }
        out.ended = true;
        in.deaf = true;
    }

    private void aborted(Operation operation, Way out, Way in) {
        if (!close(operation.near())) {
            out.broken = true;
            in.broken = true;
        }
    }

    /** Notes that an end is closed; whether it was already. */
    private boolean close(boolean near) {
        boolean before = near ? nearClosed : farClosed;
        nearClosed |= near;
        farClosed |= !near;
        return before;
    }

    private static void expect(Operation operation, Answer answer, int least, int most) {
        if (answer.bytes() < least || answer.bytes() > most) {
            throw new AssertionError(String.format(
                    Locale.ROOT,
                    "%s got %s with %d bytes, expected were %d to %d",
                    operation,
                    answer.end(),
                    answer.bytes(),
                    least,
                    most));
        }
    }
}
