package io.hvflow.conformance.agent;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.OptionFields;
import io.hvflow.conformance.agent.wire.ProtocolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** A listener at the far end. */
final class RemoteListener implements FlowListener {
    private final AgentConnection connection;
    private final int number;
    private final FlowAddress local;

    private RemoteListener(AgentConnection connection, int number, FlowAddress local) {
        this.connection = connection;
        this.number = number;
        this.local = local;
    }

    static RemoteListener listen(AgentConnection connection, FlowAddress address, FlowOptions options)
            throws IOException {
        RemoteCall call = new RemoteCall(connection, Operation.LISTEN);
        call.fields().text(address.toString());
        OptionFields.write(call.fields(), options);
        FieldReader result = call.performAtOnce();
        try {
            RemoteListener listener = new RemoteListener(connection, result.u32(), RemoteFlow.address(result));
            result.end();
            return listener;
        } catch (ProtocolException e) {
            throw call.broken(e);
        }
    }

    private RemoteCall call(Operation operation) {
        RemoteCall call = new RemoteCall(connection, operation);
        call.fields().u32(number);
        return call;
    }

    @Override
    public Flow accept() throws IOException {
        return RemoteFlow.opened(connection, call(Operation.ACCEPT));
    }

    @Override
    public void setAcceptTimeout(Duration timeout) {
        RemoteCall call = call(Operation.ACCEPT_TIMEOUT);
        call.fields().duration(FlowOptions.checkPositive("acceptTimeout", timeout));
        try {
            call.performAtOnce();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FlowAddress localAddress() {
        return local;
    }

    @Override
    public void close() throws IOException {
        call(Operation.CLOSE_LISTENER).performAtOnce();
    }

    @Override
    public String toString() {
        return "listener " + local + " at agent " + connection.name();
    }
}
