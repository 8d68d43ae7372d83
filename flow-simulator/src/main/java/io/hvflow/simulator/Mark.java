package io.hvflow.simulator;

/** What may stand behind the last byte of a direction. */
enum Mark {
    /** Nothing: the stream goes on. */
    NONE,
    /** The end of the stream, in good order. */
    END,
    /** A break: the reader has all that was before it, then an error. */
    RESET
}
