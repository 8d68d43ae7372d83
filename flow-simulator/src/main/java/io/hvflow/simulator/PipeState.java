package io.hvflow.simulator;

/**
 * Whether a pipe goes on, as each of its ends knows it. What one end does the other learns of, unless the connection between
 * them is dead. The pipe guards it.
 */
final class PipeState {
    private boolean dead;

    // What the writer knows.
    private Mark sent = Mark.NONE;
    private boolean unwanted;
    private boolean gone;
    private boolean brokenForWriter;

    // What the reader knows.
    private Mark arrived = Mark.NONE;
    private boolean endTaken;
    private boolean stopped;
    private boolean brokenForReader;

    /** From now on neither end learns what becomes of the other. */
    void sever() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    // What the writer does and finds

    /** Whether the writer may put more. */
    boolean open() {
        return !brokenForWriter && !unwanted && sent == Mark.NONE;
    }

    /** The writer has put the last byte. */
    void sent(Mark mark) {
        sent = mark;
    }

    /** The writer finds the whole connection ended. */
    void vanish() {
        gone = true;
        if (open()) {
            sent = Mark.END;
        }
    }

    void breakWriter() {
        brokenForWriter = true;
    }

    /** What a put answers that {@link #open} does not allow. */
    int refusal() {
        if (gone) {
            return Pipe.STOPPED;
        }
        if (sent == Mark.END) {
            return Pipe.FINISHED;
        }
        return brokenForWriter || sent == Mark.RESET ? Pipe.BROKEN : Pipe.STOPPED;
    }

    // What the reader does and finds

    /** What stands behind the bytes that have arrived. */
    void arrived(Mark mark) {
        arrived = mark;
    }

    /** The reader wants no more. */
    void stop() {
        stopped = true;
        unwanted |= !dead;
    }

    void breakReader() {
        brokenForReader = true;
    }

    /** What a take answers where no byte is there; 0 if some may come. */
    int ending() {
        if (stopped || endTaken) {
            return Pipe.END;
        }
        if (brokenForReader || arrived == Mark.RESET) {
            return Pipe.BROKEN;
        }
        // End of stream, once read, is final, also if the stream is reset afterwards.
        endTaken = arrived == Mark.END;
        return endTaken ? Pipe.END : 0;
    }

    /** Whether {@link #ending} would not give 0. */
    boolean ends() {
        return stopped || brokenForReader || arrived != Mark.NONE;
    }
}
