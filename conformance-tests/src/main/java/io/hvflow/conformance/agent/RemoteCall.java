package io.hvflow.conformance.agent;

import io.hvflow.conformance.agent.wire.Failure;
import io.hvflow.conformance.agent.wire.FieldReader;
import io.hvflow.conformance.agent.wire.FieldWriter;
import io.hvflow.conformance.agent.wire.Operation;
import io.hvflow.conformance.agent.wire.ProtocolException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One call of the near end that the far end performs. */
final class RemoteCall {
    private final AgentConnection connection;
    private final Operation operation;
    private final FieldWriter fields = new FieldWriter();
    private List<ByteBuffer> payload = List.of();
    private int maxData;
    private ByteBuffer data = ByteBuffer.allocate(0);

    RemoteCall(AgentConnection connection, Operation operation) {
        this.connection = connection;
        this.operation = operation;
    }

    FieldWriter fields() {
        return fields;
    }

    /** What the far end is to write. */
    RemoteCall payload(List<ByteBuffer> bytes) {
        payload = bytes;
        return this;
    }

    /** The most that the far end may have read. */
    RemoteCall maxData(int bytes) {
        maxData = bytes;
        return this;
    }

    /** What the far end has read, also where its call failed. */
    ByteBuffer data() {
        return data;
    }

    /** How a call went. */
    record Outcome(@Nullable FieldReader result, @Nullable Failure failure) {}

    /**
     * Has it done, however long that takes; an interrupt of the calling thread is one of the thread at the far end, which decides
     * what comes of it.
     *
     * @return the result
     * @throws IOException what the far end threw
     */
    FieldReader perform() throws IOException {
        return result(attempt());
    }

    /** As {@link #perform}, for what needs no waiting: an interrupt changes nothing. */
    FieldReader performAtOnce() throws IOException {
        Call call = new Call(maxData);
        connection.send(call, operation, fields.toBytes(), payload);
        awaitBounded(call, false);
        return result(outcome(call));
    }

    /** As {@link #perform}; a failure is returned, for the caller to look into. */
    Outcome attempt() throws AgentException {
        Call call = new Call(maxData);
        int id = connection.send(call, operation, fields.toBytes(), payload);
        boolean interrupted = false;
        try {
            call.await();
        } catch (InterruptedException e) {
            interrupted = true;
            connection.interrupt(id);
            awaitBounded(call, true);
        }
        boolean keeps = true;
        try {
            Outcome outcome = outcome(call);
            keeps = !lostAtFarEnd(call, outcome);
            return outcome;
        } finally {
            if (interrupted && keeps) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the far end's thread had its interrupt status taken away by the call that the interrupt ended. */
    private static boolean lostAtFarEnd(Call call, Outcome outcome) {
        Call.Reply reply = call.reply();
        return reply != null
                && !reply.interrupted()
                && outcome.failure() != null
                && outcome.failure().type().equals("interrupted");
    }

    /** Waits as long as an agent may take for what needs no waiting. */
    private void awaitBounded(Call call, boolean afterInterrupt) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + connection.patience().toNanos();
        while (true) {
            try {
                if (!call.await(deadline - System.nanoTime())) {
                    connection.fail("it did not " + (afterInterrupt ? "end the interrupted " : "answer ") + operation
                            + " within " + connection.patience().toSeconds() + " s");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(Call call) throws AgentException {
        Call.Reply reply = call.reply();
        if (reply == null) {
            throw new AgentException(
                    operation.name().toLowerCase(Locale.ROOT), connection.name(), String.valueOf(call.lost()));
        }
        data = call.data();
        if (reply.done()) {
            return new Outcome(reply.fields(), null);
        }
        try {
            return new Outcome(null, Failure.read(reply.fields()));
        } catch (ProtocolException e) {
            throw broken(e);
        }
    }

    FieldReader result(Outcome outcome) throws IOException {
        Failure failure = outcome.failure();
        if (failure == null) {
            return java.util.Objects.requireNonNull(outcome.result());
        }
        Exception e;
        try {
            e = failure.toException(reason -> new AgentException("ask", connection.name(), reason));
        } catch (ProtocolException bad) {
            throw broken(bad);
        }
        switch (e) {
            case InterruptedIOException interrupted -> throw interrupted;
            case IOException io -> throw io;
            case RuntimeException unchecked -> throw unchecked;
            default -> throw new IllegalStateException(e);
        }
    }

    /** Breaks the connection over a reply that makes no sense. */
    AgentException broken(ProtocolException e) {
        connection.fail("it broke the protocol: " + e.getMessage());
        return new AgentException(
                operation.name().toLowerCase(Locale.ROOT),
                connection.name(),
                "it broke the protocol: " + e.getMessage());
    }
}
