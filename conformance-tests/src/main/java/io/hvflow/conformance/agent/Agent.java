package io.hvflow.conformance.agent;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.conformance.agent.wire.Carrier;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.FlowCarrier;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.OptionFields;
import io.hvflow.conformance.agent.wire.ProtocolException;
import io.hvflow.conformance.text.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An agent, and how to reach it. The connection is made when it is first needed, again when it broke, and lasts as long as
 * this process: when the process ends, however it does, so does the session, and with it an agent that is a child of it.
 *
 * <p>Every flow and listener of a broken connection fails with {@link AgentException}. May be used from any thread.
 */
public final class Agent {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Way way;
    private final Duration patience;
    private final Optional<AgentToken> token;
    private final Lock lock = new ReentrantLock();

    /** Guarded by lock. */
    private @Nullable AgentConnection current;

    /** How a control channel comes about. */
    @FunctionalInterface
    interface Way {
        Carrier open() throws IOException;
    }

    Agent(String name, Way way, Duration patience) {
        this(name, way, patience, AgentToken.ofEnvironment(System.getenv()));
    }

    private Agent(String name, Way way, Duration patience, Optional<AgentToken> token) {
        this.name = name;
        this.way = way;
        this.patience = patience;
        this.token = token;
    }

    /**
     * An agent that is a child process, and speaks on its standard input and output.
     *
     * @param command the program and its arguments
     * @return the agent, not started yet
     */
    public static Agent command(List<String> command) {
        return command(command, Map.of());
    }

    /**
     * An agent that is a child process with variables of its own in the environment.
     *
     * @param command the program and its arguments
     * @param environment what is added to this process's environment
     * @return the agent, not started yet
     */
    public static Agent command(List<String> command, Map<String, String> environment) {
        List<String> words = List.copyOf(command);
        Map<String, String> variables = Map.copyOf(environment);
        return new Agent(words.getFirst(), () -> ProcessCarrier.start(words, variables), PATIENCE);
    }

    /**
     * An agent that listens at an address, or whose byte stream something else offers there, as QEMU does with that of a
     * virtio-serial port.
     *
     * @param address what to connect to
     * @return the agent, not connected to yet
     */
    public static Agent at(FlowAddress address) {
        return new Agent(
                address.toString(), () -> new FlowCarrier(Flows.connect(address, FlowOptions.DEFAULTS)), PATIENCE);
    }

    /**
     * This agent with another patience.
     *
     * @param value how long it may take to greet and to answer what needs no waiting, and be silent; 30 seconds by default
     * @return the agent, not connected to yet
     */
    public Agent patience(Duration value) {
        return new Agent(name, way, value, token);
    }

    /**
     * This agent, greeted with a token. Without one, the token of the environment variable {@value AgentToken#VARIABLE} is used, if
     * there is one.
     *
     * @param value what the agent wants to be told
     * @return the agent, not connected to yet
     */
    public Agent token(AgentToken value) {
        return new Agent(name, way, patience, Optional.of(value));
    }

    private AgentConnection connection() throws IOException {
        lock.lock();
        try {
            AgentConnection alive = current;
            if (alive == null || !alive.alive()) {
                alive = AgentConnection.open(
                        name, carrier(), patience, token.map(AgentToken::bytes).orElse(new byte[0]));
                current = alive;
            }
            return alive;
        } finally {
            lock.unlock();
        }
    }

    private Carrier carrier() throws AgentException {
        try {
            return way.open();
        } catch (IOException e) {
            AgentException unreachable = new AgentException("reach", name, String.valueOf(e.getMessage()));
            unreachable.initCause(e);
            throw unreachable;
        }
    }

    /**
     * Connects at the far end.
     *
     * @param address what the far end connects to
     * @param options how
     * @return the far end's flow, whose calls are performed there
     * @throws IOException what connecting at the far end threw, or {@link AgentException}
     */
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        AgentConnection connection = connection();
        RemoteCall call = new RemoteCall(connection, Operation.CONNECT);
        call.fields().text(address.toString());
        OptionFields.write(call.fields(), options);
        return RemoteFlow.opened(connection, call);
    }

    /**
     * Listens at the far end.
     *
     * @param address what the far end listens on
     * @param options how
     * @return the far end's listener, whose calls are performed there
     * @throws IOException what listening at the far end threw, or {@link AgentException}
     */
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        return RemoteListener.listen(connection(), address, options);
    }

    /**
     * What the agent tells of itself: {@code implementation}, {@code system}, {@code runtime}, or what else its maker found
     * worth telling.
     *
     * @return names and values, in the agent's order
     * @throws AgentException if it cannot be asked
     */
    public Map<String, String> who() throws IOException {
        return pairs(new RemoteCall(connection(), Operation.WHO));
    }

    /**
     * Why the far end cannot serve addresses of a scheme.
     *
     * @param scheme the scheme, without the colon
     * @return the reason, or empty if it can
     * @throws AgentException if it cannot be asked
     */
    public Optional<String> unavailable(String scheme) throws IOException {
        RemoteCall call = new RemoteCall(connection(), Operation.REACH);
        call.fields().text(scheme);
        Map<String, String> reasons = pairs(call);
        if (reasons.isEmpty()) {
            return Optional.of("the far end has nothing that serves " + scheme + ":");
        }
        return reasons.values().stream().anyMatch(String::isEmpty)
                ? Optional.empty()
                : Optional.of("at the far end: " + String.join("; ", reasons.values()));
    }

    private static Map<String, String> pairs(RemoteCall call) throws IOException {
        FieldReader result = call.performAtOnce();
        try {
            Map<String, String> pairs = new LinkedHashMap<>();
            int count = result.u16();
            for (int i = 0; i < count; i++) {
                pairs.put(Printable.line(result.text()), Printable.line(result.text()));
            }
            result.end();
            return pairs;
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    /** Ends the session, if there is one; the next use begins another. */
    public void disconnect() {
        lock.lock();
        try {
            if (current != null) {
                current.close();
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "agent " + name;
    }
}
