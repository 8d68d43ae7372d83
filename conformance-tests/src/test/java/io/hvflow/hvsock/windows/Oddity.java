package io.hvflow.hvsock.windows;

/** What some AF_HYPERV transport does wrong, and the stand-in on demand; the numbers are those of docs/hyperv.md. */
public enum Oddity {
    /** F-10: shutting down writing succeeds, and the peer never hears of it. */
    NO_HALF_CLOSE(1),
    /** F-09: what the peer has not read when this end closes is gone. */
    CLOSE_DISCARDS(2),
    /** F-12: shutting down reading is not told to the peer. */
    SHUTDOWN_READ_INVISIBLE(4),
    /** F-13: a close without a shutdown of writing before it breaks the peer's pipe. */
    BROKEN_PIPE_AT_CLOSE(8),
    /** F-19: where nobody accepts, connecting is not refused but never ends. */
    CONNECT_HANGS(16),
    /** F-22: the virtual machine restarts, and every socket, connect, accept and close says WSAENETDOWN. */
    NETWORK_DOWN(32);

    final int bit;

    Oddity(int bit) {
        this.bit = bit;
    }
}
