package io.hvflow.conformance.agent;

import java.io.IOException;

/** What the other side sent breaks the protocol. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    ProtocolException(String message) {
        super(message);
    }
}
