package io.hvflow.conformance.trial;

import java.io.IOException;

/** A task that writes on and on, until a write fails; for a writer that is to meet a peer that does not read. */
public final class Flood {
    /** More than the buffers and windows of any transport and of the relays on its way hold together. */
    public static final long LIMIT = 64L << 20;

    private final Trial trial;
    private final Direction direction;
    private final int piece;
    private final Task<IOException> task;
    private volatile long progress;
    private volatile long accepted;

    private Flood(Trial trial, Direction direction, int piece) {
        this.trial = trial;
        this.direction = direction;
        this.piece = piece;
        this.progress = trial.nanoTime();
        this.task = trial.start("flood", this::write);
    }

    /** Starts to write, in calls of that size. */
    public static Flood start(Trial trial, Direction direction, int piece) {
        return new Flood(trial, direction, piece);
    }

    private IOException write() {
        while (true) {
            try {
                direction.write(piece);
            } catch (IOException e) {
                return e;
            }
            progress = trial.nanoTime();
            accepted = direction.written();
        }
    }

    /** Waits until no call has returned for a moment: the writer is blocked. */
    public void awaitFull() throws Exception {
        trial.await("the writer to block", () -> {
            long ahead = direction.written() - direction.received();
            trial.check(
                    ahead < LIMIT,
                    "%d bytes were accepted though the peer did not read: nothing stops the writer",
                    ahead);
            return task.isDone() || trial.nanoTime() - progress > trial.moment().toNanos();
        });
        if (task.isDone()) {
            throw new AssertionError("a writer whose peer does not read was to block but failed", task.join());
        }
    }

    /** How many bytes the direction has taken by writes that succeeded. */
    public long accepted() {
        return accepted;
    }

    /** Whether a write has failed. */
    public boolean isOver() {
        return task.isDone();
    }

    /** Waits for the failure that ends the flood, as long as the trial's patience. */
    public IOException failure() throws Exception {
        return task.join();
    }

    public Task<IOException> task() {
        return task;
    }
}
