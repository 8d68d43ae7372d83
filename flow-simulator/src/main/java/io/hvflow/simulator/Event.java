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
     * A connection is attempted. Answers: {@link Verdict.Delay}, {@link Verdict.Hold}, {@link Verdict.Refuse}.
     *
     * @param from who connects
     * @param to who is connected to
     * @param address the address as it was dialled
     * @param full whether a listener is there whose backlog is full, so that the connection would wait
     */
    record Connect(Partition from, Partition to, FlowAddress address, boolean full) implements Event {}

    /**
     * Bytes are about to be taken from the writer. Answers: {@link Verdict.AtMost}, {@link Verdict.Reset}.
     *
     * @param from who writes
     * @param to who will read
     * @param offset the bytes written before
     * @param bytes how many the window has room for, at least 1
     */
    record Write(Partition from, Partition to, long offset, int bytes) implements Event {}

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
     */
    record End(Partition from, Partition to, long offset) implements Event {}

    /**
     * The reader wants no more. Answers: {@link Verdict.Drop}, for a writer that is not told.
     *
     * @param from who read
     * @param to who writes
     */
    record Stop(Partition from, Partition to) implements Event {}

    /**
     * An end frees its socket in good order. Answers: {@link Verdict.Lose}, of what it had written; {@link Verdict.Reset}, by
     * which all of that is lost.
     *
     * @param from who closes
     * @param to the other end
     * @param unread how many bytes have arrived at who closes and were not read; a flow that closes reads until its {@code
     *     closeTimeout}, so there are none unless that is short
     */
    record Close(Partition from, Partition to, int unread) implements Event {}

    /**
     * The connection is reset: by an end that aborts, by a crash or a migration, by a rule. Answers: {@link Verdict.Drop},
     * {@link Verdict.End}.
     *
     * @param from who had connected
     * @param to who had been connected to
     */
    record Break(Partition from, Partition to) implements Event {}
}
