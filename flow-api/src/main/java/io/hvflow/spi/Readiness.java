package io.hvflow.spi;

/** What a {@link Waiter} waits for, beside being woken. */
public enum Readiness {
    /** A read would bring bytes, end of stream or an error; an accept would bring a connection or an error. */
    READABLE,
    /** A write would take bytes or bring an error; a connect has ended. */
    WRITABLE,
    /** Nothing of the socket's: only a wake, the deadline or an interrupt. */
    NOTHING
}
