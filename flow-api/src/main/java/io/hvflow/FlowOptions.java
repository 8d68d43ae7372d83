package io.hvflow;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a flow or listener is to behave. Immutable; start from {@link #DEFAULTS} and change what must differ:
 * {@code FlowOptions.DEFAULTS.bufferSize(1 << 20).connectTimeout(Duration.ofSeconds(1))}. Two with the same values are equal. Every
 * change checks its value, and throws {@link IllegalArgumentException}, which names the value and the bound (B5).
 */
public final class FlowOptions {

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
    public static final FlowOptions DEFAULTS = new FlowOptions(new Draft());

    private final OptionalInt messageSize;
    private final int bufferSize;
    private final OptionalInt windowSize;
    private final int backlog;
    private final Duration connectTimeout;
    private final Duration readTimeout;
    private final Duration writeTimeout;
    private final Duration closeTimeout;
    private final boolean framing;
    private final Optional<Executor> executor;
    private final Set<TransportOptions> transports;

    /** The values of options that are being made; at first the defaults. */
    private static final class Draft {
        private OptionalInt messageSize = OptionalInt.empty();
        private int bufferSize = 262144;
        private OptionalInt windowSize = OptionalInt.empty();
        private int backlog = 128;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration readTimeout = FOREVER;
        private Duration writeTimeout = FOREVER;
        private Duration closeTimeout = Duration.ofSeconds(5);
        private boolean framing;
        private Optional<Executor> executor = Optional.empty();
        private Set<TransportOptions> transports = Set.of();
    }

    private FlowOptions(Draft draft) {
        messageSize = draft.messageSize;
        bufferSize = draft.bufferSize;
        windowSize = draft.windowSize;
        backlog = draft.backlog;
        connectTimeout = draft.connectTimeout;
        readTimeout = draft.readTimeout;
        writeTimeout = draft.writeTimeout;
        closeTimeout = draft.closeTimeout;
        framing = draft.framing;
        executor = draft.executor;
        transports = Set.copyOf(draft.transports);
        messageSize.ifPresent(value -> checkSize("messageSize", value));
        checkSize("bufferSize", bufferSize);
        windowSize.ifPresent(value -> checkSize("windowSize", value));
        checkSize("backlog", backlog);
        checkPositive("connectTimeout", connectTimeout);
        checkPositive("readTimeout", readTimeout);
        checkPositive("writeTimeout", writeTimeout);
        Objects.requireNonNull(closeTimeout, "closeTimeout");
        if (closeTimeout.isNegative()) {
            throw new IllegalArgumentException("closeTimeout is " + closeTimeout + ", must be zero or more");
        }
    }

    private FlowOptions with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.messageSize = messageSize;
        draft.bufferSize = bufferSize;
        draft.windowSize = windowSize;
        draft.backlog = backlog;
        draft.connectTimeout = connectTimeout;
        draft.readTimeout = readTimeout;
        draft.writeTimeout = writeTimeout;
        draft.closeTimeout = closeTimeout;
        draft.framing = framing;
        draft.executor = executor;
        draft.transports = transports;
        change.accept(draft);
        return new FlowOptions(draft);
    }

    /**
     * The most bytes of a single send or receive on the transport (B1); empty for the backend's own default,
     * {@value #DEFAULT_MESSAGE_SIZE} for most. A send over AF_VSOCK is never larger than 31744, since newer Linux
     * guests lose larger ones over some devices.
     *
     * @return bytes; empty for the backend's own default
     */
    public OptionalInt messageSize() {
        return messageSize;
    }

    /**
     * These options with another message size.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions messageSize(int bytes) {
        return with(draft -> draft.messageSize = OptionalInt.of(bytes));
    }

    /**
     * The most bytes that are accepted but not yet with the transport (B2, B3); native memory that counts against
     * the JVM's {@code -XX:MaxDirectMemorySize}, held only while such bytes wait.
     *
     * @return bytes
     */
    public int bufferSize() {
        return bufferSize;
    }

    /**
     * These options with another buffer size.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions bufferSize(int bytes) {
        return with(draft -> draft.bufferSize = bytes);
    }

    /**
     * The most bytes that the transport itself is asked to hold in one direction (the credit of AF_VSOCK, the send
     * buffer of AF_UNIX, the window of a simulated link); empty for the system's default. Systems clamp it; over
     * AF_VSOCK it is 65536 at least, since smaller credits stall over some devices.
     *
     * @return bytes; empty for the system's default
     */
    public OptionalInt windowSize() {
        return windowSize;
    }

    /**
     * These options with another transport window.
     *
     * @param bytes from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions windowSize(int bytes) {
        return with(draft -> draft.windowSize = OptionalInt.of(bytes));
    }

    /**
     * How many connections may wait at a listener to be accepted; systems clamp it.
     *
     * @return connections
     */
    public int backlog() {
        return backlog;
    }

    /**
     * These options with another backlog.
     *
     * @param connections from 1 to {@link #MAX_SIZE}
     * @return the changed options
     */
    public FlowOptions backlog(int connections) {
        return with(draft -> draft.backlog = connections);
    }

    /**
     * How long {@code connect} may take, handshake included (L2).
     *
     * @return more than zero
     */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /**
     * These options with another bound on connecting.
     *
     * @param timeout more than zero; {@link #FOREVER} for no bound
     * @return the changed options
     */
    public FlowOptions connectTimeout(Duration timeout) {
        return with(draft -> draft.connectTimeout = timeout);
    }

    /**
     * How long a read may take, as a whole call (R14).
     *
     * @return more than zero
     */
    public Duration readTimeout() {
        return readTimeout;
    }

    /**
     * These options with another bound on reads.
     *
     * @param timeout more than zero; {@link #FOREVER} for no bound
     * @return the changed options
     */
    public FlowOptions readTimeout(Duration timeout) {
        return with(draft -> draft.readTimeout = timeout);
    }

    /**
     * How long a write may take, as a whole call (W12).
     *
     * @return more than zero
     */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /**
     * These options with another bound on writes.
     *
     * @param timeout more than zero; {@link #FOREVER} for no bound
     * @return the changed options
     */
    public FlowOptions writeTimeout(Duration timeout) {
        return with(draft -> draft.writeTimeout = timeout);
    }

    /**
     * How long {@code close} may take (C2, C3); zero sends what can be sent at once and does not wait for the
     * peer.
     *
     * @return zero or more
     */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /**
     * These options with another bound on closing.
     *
     * @param timeout zero or more
     * @return the changed options
     */
    public FlowOptions closeTimeout(Duration timeout) {
        return with(draft -> draft.closeTimeout = timeout);
    }

    /**
     * Whether the bytes are framed, which both ends must agree on: it gives every transport half-close and the
     * distinction between a broken stream and an ended one.
     *
     * @return true if they are
     */
    public boolean framing() {
        return framing;
    }

    /**
     * These options with framing on or off.
     *
     * @param framed whether bytes are framed; both ends must agree
     * @return the changed options
     */
    public FlowOptions framing(boolean framed) {
        return with(draft -> draft.framing = framed);
    }

    /**
     * Whose threads block in the system's calls, for transports that can do no other (AF_HYPERV); empty for daemon
     * threads of the library. It must run every task at once, each on a thread of its own: tasks block until a
     * peer speaks. Tasks that it runs on virtual threads, or on the thread that hands them over, go to the
     * library's threads instead.
     *
     * @return empty for threads of the library
     */
    public Optional<Executor> executor() {
        return executor;
    }

    /**
     * These options with threads for the system's blocking calls.
     *
     * @param threads runs every task at once, each on a thread of its own
     * @return the changed options
     */
    public FlowOptions executor(Executor threads) {
        Objects.requireNonNull(threads, "executor");
        return with(draft -> draft.executor = Optional.of(threads));
    }

    /**
     * What only single transports have, one of a type at most; see {@link TransportOptions}.
     *
     * @return an immutable set
     */
    public Set<TransportOptions> transports() {
        return transports;
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
        return with(draft -> draft.transports = changed);
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlowOptions options && values().equals(options.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "FlowOptions[messageSize=" + messageSize
                + ", bufferSize=" + bufferSize
                + ", windowSize=" + windowSize
                + ", backlog=" + backlog
                + ", connectTimeout=" + connectTimeout
                + ", readTimeout=" + readTimeout
                + ", writeTimeout=" + writeTimeout
                + ", closeTimeout=" + closeTimeout
                + ", framing=" + framing
                + ", executor=" + executor
                + ", transports=" + transports
                + ']';
    }

    private List<Object> values() {
        return List.of(
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
                transports);
    }
}
