package io.hvflow.simulator;

import java.time.Duration;

/**
 * Something that happened in a run of a {@link Simulation}.
 *
 * @param time of the virtual clock since the run began
 * @param actor who did it
 * @param partition where
 * @param peer the partition at the other end; the same where there is none
 * @param connection a number for each connection in the order in which they were made; -1 where there is none
 * @param kind what it was
 * @param offset of the bytes, in their direction of the connection
 * @param bytes how many; 0 where it was not about bytes
 * @param detail what there is to say beside
 */
public record Happening(
        Duration time,
        String actor,
        String partition,
        String peer,
        long connection,
        Kind kind,
        long offset,
        long bytes,
        String detail) {

    /** What can happen. */
    public enum Kind {
        /** An actor begins. */
        SPAWN("spawn"),
        /** An actor has ended. */
        EXIT("exit"),
        /** Somebody listens. */
        LISTEN("listen"),
        /** Somebody connects. */
        CONNECT("connect"),
        /** The connection is there, perhaps in the backlog. */
        CONNECTED("connected"),
        /** A connection is taken out of the backlog. */
        ACCEPT("accept"),
        /** The transport took bytes. */
        WRITE("write"),
        /** The transport gave bytes. */
        READ("read"),
        /** The transport gave the end of the stream. */
        END("end of stream"),
        /** An end stops reading. */
        SHUTDOWN_READ("shutdown read"),
        /** An end stops writing. */
        SHUTDOWN_WRITE("shutdown write"),
        /** An end closes. */
        CLOSE("close"),
        /** An end aborts. */
        ABORT("abort"),
        /** The transport told of an error, or connecting failed. */
        FAILURE("failure"),
        /** Whom the run could not go on without waits for something that never comes. */
        WAITS("waits"),
        /** The run failed: the last that happened. */
        FAILED("failed"),
        /** A rule was installed, removed, or interfered. */
        FAULT("fault"),
        /** The scenario said something. */
        NOTE("note");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** As a line of {@link Trace#text}, without the time. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(actor)
                .append(" on ")
                .append(partition)
                .append(": ")
                .append(kind);
        if (bytes > 0) {
            line.append(' ')
                    .append(bytes)
                    .append(bytes == 1 ? " byte" : " bytes")
                    .append(" at ")
                    .append(offset);
        }
        if (connection >= 0) {
            line.append(" [").append(connection).append(" with ").append(peer).append(']');
        }
        return detail.isEmpty()
                ? line.toString()
                : line.append(' ').append(detail).toString();
    }
}
