package io.hvflow.conformance.agent.wire;

import org.jspecify.annotations.Nullable;

/** What an agent can be asked to do. */
public enum Operation {
    PING(1),
    WHO(2),
    REACH(3),
    INTERRUPT(4),
    LISTEN(10),
    ACCEPT(11),
    ACCEPT_TIMEOUT(12),
    CLOSE_LISTENER(13),
    CONNECT(20),
    READ(21),
    READ_SOME(22),
    READ_INTO(23),
    WRITE(24),
    WRITEV(25),
    SHUTDOWN_READ(26),
    SHUTDOWN_WRITE(27),
    CLOSE(28),
    ABORT(29),
    READ_TIMEOUT(30),
    WRITE_TIMEOUT(31),
    STATS(32),
    ADDRESSES(33),
    WRITE_PIECES(34),
    READ_PIECES(35);

    private static final @Nullable Operation[] BY_CODE = new @Nullable Operation[256];

    static {
        for (Operation operation : values()) {
            BY_CODE[operation.code] = operation;
        }
    }

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether data follows the request. */
    public boolean hasData() {
        return this == WRITE || this == WRITEV || this == WRITE_PIECES;
    }

    public static @Nullable Operation of(int code) {
        return BY_CODE[code];
    }
}
