package io.hvflow.engine;

/**
 * The wire format of framed flows, that of ocaml-hvsock's {@code flow_shutdown}: a little-endian 32-bit word is one of
 * the three signals or the length of the data that follows it.
 */
final class Frames {
    /** The sender reads no more. */
    static final int SHUTDOWN_READ = 0xdeadbeef;

    /** The sender writes no more. */
    static final int SHUTDOWN_WRITE = 0xbeefdead;

    /** The sender does neither any more. */
    static final int CLOSE = 0xdeaddead;

    /** The bytes of a word. */
    static final int WORD = 4;

    /** The most data that may follow one word. */
    static final int MAX_DATA = 4096;

    private Frames() {}
}
