package io.hvflow.conformance.agent.wire;

import java.io.IOException;

/** What the other side sent breaks the protocol. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    public ProtocolException(String message) {
        super(message);
    }
}
