package io.hvflow.conformance.zoo;

import java.util.List;

/**
 * What the system that this one succeeds does wrong: mirage/ocaml-hvsock 3.0.1, each found by running it. Every one lives in
 * the zoo, so that none can come back unnoticed.
 */
public enum SourceDefect {
    READ_INTO_MISSING("read_into raises \"not implemented\"", "R8"),
    LARGE_WRITE_STUCK(
            "one write larger than buffer_size never returns, sends nothing, and later writes overtake it", "W6", "W2"),
    SHUTDOWN_READ_IGNORED(
            "shutdown_read is ignored: reads still return data, the peer's writes still succeed", "H6", "H7"),
    CLOSE_DOES_NOT_WAIT(
            "close after shutdown_write returns at once though it is documented to wait for the peer", "C2"),
    IDLE_CLOSE_STUCK(
            "close without a prior shutdown_write on an idle flow never returns, and the peer never sees the end",
            "C10"),
    BUSY_CLOSE_DROPS(
            "close while the writer is busy drops data already accepted, and the peer never sees the end", "C1"),
    CLOSE_LEAVES_READ("a read that is pending when close is called stays pending for ever", "C6"),
    RESET_READS_AS_END("an I/O error on reading (ECONNRESET) is reported as end of stream", "R5"),
    EMPTY_CHUNK("a zero-length chunk comes just before end of stream", "R1"),
    BROKEN_WRITE_STUCK(
            "a write that waits for space when the connection breaks hangs; the first write after EPIPE succeeds",
            "W8",
            "W9"),
    WRITERS_MIX("two concurrent writers: the buffer bound is exceeded, and order is lost", "W3", "B2"),
    READERS_MIX("two pending reads: one message makes the other return a false end of stream", "R13"),
    TOO_MANY_PIECES(
            "more than 1024 small pieces go into one writev (IOV_MAX): every accepted write is lost, shutdown_write still"
                    + " succeeds",
            "W1",
            "H1"),
    THREADS_PER_FLOW(
            "two native threads a flow: flows whose peers stay open leak them, idle reads exhaust the pool and a further"
                    + " flow with data hangs",
            "T3",
            "C7"),
    NUMBER_USED_AFTER_CLOSE(
            "a closed flow's reader goes on using the descriptor number: it steals bytes of an unrelated socket", "T5"),
    SIGPIPE("with the default signal disposition a write after the peer closed kills the process", "W9");

    private final String text;
    private final List<String> rules;

    SourceDefect(String text, String... rules) {
        this.text = text;
        this.rules = List.of(rules);
    }

    /** What happens. */
    public String text() {
        return text;
    }

    /** The rules that it breaks. */
    public List<String> rules() {
        return rules;
    }
}
