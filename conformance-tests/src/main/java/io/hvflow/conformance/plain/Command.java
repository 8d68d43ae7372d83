package io.hvflow.conformance.plain;

/**
 * What a plain end is asked for: a byte, then its arguments. The answer is {@link #OK} with what the command brings, or
 * {@link #FAILED} with a text.
 */
final class Command {
    /** Connect to a path. */
    static final int CONNECT = 'c';

    /** Listen at a path; answered when it listens. */
    static final int LISTEN = 'l';

    /** Accept, receive a line if one is due (its length), send bytes in one call; answered with the line. */
    static final int ACCEPT = 'a';

    /** Send bytes. */
    static final int SEND = 's';

    /** Receive once, a number of bytes at most; answered with the bytes. */
    static final int RECEIVE = 'r';

    /** Echo in pieces of a size until end of stream; answered with the number of bytes that came. */
    static final int ECHO = 'e';

    static final int SHUTDOWN_INPUT = 'i';
    static final int SHUTDOWN_OUTPUT = 'o';
    static final int CLOSE = 'x';

    static final int OK = '+';
    static final int FAILED = '-';

    private Command() {}
}
