package io.hvflow.simulator;

import io.hvflow.FlowAddress;

/**
 * Something that is about to happen between two partitions, and that a {@link Rule} may change. Offsets count the bytes
 * of one direction of one connection, from 0.
 */
public sealed interface Event {

    /**
     * The partition that connects, or that sends these bytes.
     *
     * @return the partition
     */
    Partition from();

    /**
     * The partition that is connected to, or that receives these bytes.
     *
     * @return the partition
     */
    Partition to();

    /**
     * A connection is attempted. Answers: {@link Verdict.Delay}, {@link Verdict.Hold}, {@link Verdict.Refuse}, {@link
     * Verdict.RefuseAfter}.
     *
     * @param from who connects
     * @param to who is connected to
     * @param address the address as it was dialled
     * @param listening whether somebody listens there
     * @param full whether the listener's backlog is full, so that the connection would wait
     */
    record Connect(Partition from, Partition to, FlowAddress address, boolean listening, boolean full)
            implements Event {}

    /**
     * Bytes are about to be taken from the writer. Answers: {@link Verdict.AtMost}, {@link Verdict.Reset}, {@link Verdict.Drop}.
     *
     * @param from who writes
     * @param to who will read
     * @param offset the bytes written before
     * @param bytes how many the window has room for, at least 1
     * @param pieces how many of the writes before, as far as they were judged, have not been read to their end
     */
    record Write(Partition from, Partition to, long offset, int bytes, int pieces) implements Event {}

    /**
     * Bytes, or the end of the stream, set out to the reader. Answers: {@link Verdict.Delay}, {@link Verdict.Pace}, {@link
     * Verdict.Hold}, {@link Verdict.Drop}. What comes behind them in the same direction waits for them.
     *
     * @param from who wrote
     * @param to who will read
     * @param offset the bytes that set out before
     * @param bytes how many set out; 0 for the end of the stream
     */
    record Departure(Partition from, Partition to, long offset, int bytes) implements Event {}

    /**
     * Bytes that have arrived are about to be given to the reader. Answers: {@link Verdict.AtMost}, {@link
     * Verdict.Reset}.
     *
     * @param from who wrote
     * @param to who reads
     * @param offset the bytes read before
     * @param bytes how many there are to give, at least 1
     */
    record Read(Partition from, Partition to, long offset, int bytes) implements Event {}

    /**
     * The writer has ended its direction in good order, by shutting down writing; a flow does so before it closes, too.
     * Answers: {@link Verdict.Drop}, {@link Verdict.Close}, {@link Verdict.EndOther}.
     *
     * @param from who wrote
     * @param to who reads
     * @param offset the bytes written before
     * @param unread what the other end wrote and this one has not read
     */
    record End(Partition from, Partition to, long offset, Unread unread) implements Event {}

    /**
     * The reader wants no more. Answers: {@link Verdict.Drop}, for a writer that is not told.
     *
     * @param from who read
     * @param to who writes
     */
    record Stop(Partition from, Partition to) implements Event {}

    /**
     * An end frees its socket in good order. Answers: {@link Verdict.Lose}, of what it had written; {@link Verdict.Reset}, by
     * which all of that is lost; {@link Verdict.Drop}, for a peer that is not told; {@link Verdict.Crash}.
     *
     * @param from who closes
     * @param to the other end
     * @param unread what {@code to} wrote and {@code from} has not read; a flow that closes reads until its {@code
     *     closeTimeout}, so there is nothing unless that is short
     */
    record Close(Partition from, Partition to, Unread unread) implements Event {}

    /**
     * The connection is reset. Answers: {@link Verdict.Drop}, {@link Verdict.End}, {@link Verdict.ResetOnly}.
     *
     * @param from who aborts; where no end does, who had connected
     * @param to the other end
     * @param cause why
     * @param unread what {@code to} wrote and {@code from} has not read
     */
    record Break(Partition from, Partition to, Cause cause, Unread unread) implements Event {}

    /**
     * What one end has written and the other has not read.
     *
     * @param bytes how many have arrived
     * @param full whether they and those under way fill the window, so that the writer has to wait
     */
    record Unread(int bytes, boolean full) {}

    /** Why a connection is reset. */
    enum Cause {
        /** An end has aborted it, or ended without closing it. */
        ABORT,
        /** Somebody between the ends: {@link Connection#reset}, or a rule. */
        RESET,
        /** A machine has {@linkplain Partition#crash crashed}. */
        CRASH,
        /** The transport: a machine has {@linkplain Partition#migrate migrated}. */
        TRANSPORT
    }
}
