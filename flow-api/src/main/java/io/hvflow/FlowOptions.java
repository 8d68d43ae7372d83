package io.hvflow;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * How a flow or listener is to behave. Immutable; start from {@link #DEFAULTS} and change what must differ:
 * {@code FlowOptions.DEFAULTS.bufferSize(1 << 20).connectTimeout(Duration.ofSeconds(1))}.
 *
 * @param messageSize the most bytes of a single send or receive on the transport (B1); empty for the backend's own
 *     default, {@value #DEFAULT_MESSAGE_SIZE} for most. A send over AF_VSOCK is never larger than 31744, since newer Linux guests lose
 *     larger ones over some devices
 * @param bufferSize the most bytes that are accepted but not yet with the transport (B2, B3); native memory that counts against the
 *     JVM's {@code -XX:MaxDirectMemorySize}, held only while such bytes wait
 * @param windowSize the most bytes that the transport itself is asked to hold in one direction (the credit of AF_VSOCK,
 *     the send buffer of AF_UNIX, the window of a simulated link); empty for the system's default. Systems clamp it;
 *     over AF_VSOCK it is 65536 at least, since smaller credits stall over some devices
 * @param backlog how many connections may wait at a listener to be accepted; systems clamp it
 * @param connectTimeout how long {@code connect} may take, handshake included (L2)
 * @param readTimeout how long a read may take, as a whole call (R14)
 * @param writeTimeout how long a write may take, as a whole call (W12)
 * @param closeTimeout how long {@code close} may take (C2, C3); zero sends what can be sent at once and does not wait
 *     for the peer
 * @param framing whether the bytes are framed, which both ends must agree on: it gives every transport half-close and
 *     the distinction between a broken stream and an ended one
 * @param executor whose threads block in the system's calls, for transports that can do no other (AF_HYPERV); empty for daemon
 *     threads of the library. It must run every task at once, each on a thread of its own: tasks block until a peer speaks. Tasks
 *     that it runs on virtual threads, or on the thread that hands them over, go to the library's threads instead
 * @param transports what only single transports have, one of a type at most; see {@link TransportOptions}
 */
public record FlowOptions(
        OptionalInt messageSize,
        int bufferSize,
        OptionalInt windowSize,
        int backlog,
        Duration connectTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration closeTimeout,
        boolean framing,
        Optional<Executor> executor,
        Set<TransportOptions> transports) {

    /** The message size of backends that have no reason for another: {@value} bytes. */
    public static final int DEFAULT_MESSAGE_SIZE = 65536;

    /** The largest size that an option in bytes may have: {@value}. */
    public static final int MAX_SIZE = 1 << 30;

    /** A time-out that never passes. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    /**
     * What applies where nothing else is said: a buffer of 262,144 bytes, a backlog of 128, 5 s to connect and to
     * close, no bound on reads and writes, no framing, nothing for single transports.
     */
    public static final FlowOptions DEFAULTS = new FlowOptions(
            OptionalInt.empty(),
            262144,
            OptionalInt.empty(),
            128,
            Duration.ofSeconds(5),
            FOREVER,
            FOREVER,
            Duration.ofSeconds(5),
            false,
            Optional.empty(),
            Set.of());

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if a value is out of bounds; it names the value and the bound (B5)
     */
    public FlowOptions {
        messageSize.ifPresent(value -> checkSize("messageSize", value));
        checkSize("bufferSize", bufferSize);
        windowSize.ifPresent(value -> checkSize("windowSize", value));
        checkSize("backlog", backlog);
        checkPositive("connectTimeout", connectTimeout);
        checkPositive("readTimeout", readTimeout);
        checkPositive("writeTimeout", writeTimeout);
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(closeTimeout, "closeTimeout");
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("closeTimeout is " + closeTimeout + ", must be zero or more");
        }
        transports = Set.copyOf(transports);
        if (transports.stream().map(Object::getClass).distinct().count() < transports.size()) {
            throw new IllegalArgumentException("transports are " + transports + ", must be one of a type at most");
        }
    }

    private static void checkSize(String name, int value) {
        if (value < 1 || value > MAX_SIZE) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from 1 to " + MAX_SIZE);
        }
    }

    /**
     * Checks a time-out as all of this project's time-outs are checked.
     *
     * @param name what to call it in the message
     * @param timeout the value
     * @return the value
     * @throws IllegalArgumentException if it is zero or negative
     */
    public static Duration checkPositive(String name, Duration timeout) {
        Objects.requireNonNull(timeout, name);
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException(
                    name + " is " + timeout + ", must be more than zero (FlowOptions.FOREVER for no bound)");
        }
        return timeout;
    }

    /**
     * The message size to use, for a backend.
     *
     * @param backendDefault what the backend takes where the caller said nothing
     * @return the caller's choice, or {@code backendDefault}
     */
    public int messageSizeOr(int backendDefault) {
        return messageSize.orElse(backendDefault);
    }

    /**
     * These options with another message size.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions messageSize(int bytes) {
        return new FlowOptions(
                OptionalInt.of(bytes),
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another buffer size.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions bufferSize(int bytes) {
        return new FlowOptions(
                messageSize,
                bytes,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another transport window.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions windowSize(int bytes) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                OptionalInt.of(bytes),
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another backlog.
     *
     * @param connections from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions backlog(int connections) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                connections,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another bound on connecting.
     *
     * @param timeout more than zero; {@link #FOREVER} for no bound
     * @return the changed options
     */
    public FlowOptions connectTimeout(Duration timeout) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                timeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another bound on reads.
     *
     * @param timeout more than zero; {@link #FOREVER} for no bound
     * @return the changed options
     */
    public FlowOptions readTimeout(Duration timeout) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                timeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another bound on writes.
     *
     * @param timeout more than zero; {@link #FOREVER} for no bound
     * @return the changed options
     */
    public FlowOptions writeTimeout(Duration timeout) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                timeout,
                closeTimeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with another bound on closing.
     *
     * @param timeout zero or more
     * @return the changed options
     */
    public FlowOptions closeTimeout(Duration timeout) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                timeout,
                framing,
                executor,
                transports);
    }

    /**
     * These options with framing on or off.
     *
     * @param framed whether bytes are framed; both ends must agree
     * @return the changed options
     */
    public FlowOptions framing(boolean framed) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framed,
                executor,
                transports);
    }

    /**
     * These options with threads for the system's blocking calls.
     *
     * @param threads runs every task at once, each on a thread of its own
     * @return the changed options
     */
    public FlowOptions executor(Executor threads) {
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                Optional.of(threads),
                transports);
    }

    /**
     * These options with those of one transport, in place of others of the same type.
     *
     * @param options what only that transport has
     * @return the changed options
     */
    public FlowOptions transport(TransportOptions options) {
        Objects.requireNonNull(options, "options");
        Set<TransportOptions> changed = new HashSet<>(transports);
        changed.removeIf(other -> other.getClass() == options.getClass());
        changed.add(options);
        return new FlowOptions(
                messageSize,
                bufferSize,
                windowSize,
                backlog,
                connectTimeout,
                readTimeout,
                writeTimeout,
                closeTimeout,
                framing,
                executor,
                changed);
    }

    /**
     * The options of one transport, for a backend.
     *
     * @param type their type
     * @return what the caller said; empty if nothing
     * @param <T> their type
     */
    public <T extends TransportOptions> Optional<T> transport(Class<T> type) {
        return transports.stream().filter(type::isInstance).map(type::cast).findAny();
    }
}
