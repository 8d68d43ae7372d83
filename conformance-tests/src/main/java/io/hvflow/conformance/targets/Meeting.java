package io.hvflow.conformance.targets;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.Flows;
import io.hvflow.conformance.FlowPair;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** How two ends find each other: one listens and accepts while the other connects. */
final class Meeting {
    private Meeting() {}

    /** What the accepted end does before it counts as connected. */
    interface Greeting {
        void greet(Flow accepted) throws IOException;
    }

    /** Listens at an address, connects to what the listener says it listens on, and stops listening. */
    static FlowPair at(FlowAddress address, FlowOptions options) throws IOException {
        try (FlowListener listener = Flows.listen(address, options)) {
            return at(listener, listener.localAddress(), options, accepted -> {});
        }
    }

    static FlowPair at(FlowListener listener, FlowAddress address, FlowOptions options, Greeting greeting)
            throws IOException {
        listener.setAcceptTimeout(options.connectTimeout());
        FutureTask<Flow> accepting = new FutureTask<>(() -> accept(listener, options, greeting));
        // Of its own, because connecting may end only when the other end has accepted and greeted.
        Thread.ofVirtual().name("accept " + listener.localAddress()).start(accepting);
        Flow near;
        try {
            near = Flows.connect(address, options);
        } catch (IOException | RuntimeException e) {
            listener.close();
            abort(accepting, e);
            throw e;
        }
        try {
            return new FlowPair(near, result(accepting));
        } catch (IOException | RuntimeException e) {
            near.abort();
            throw e;
        }
    }

    /** The time-out of reads is one of what comes after the greeting, which has that of connecting. */
    private static Flow accept(FlowListener listener, FlowOptions options, Greeting greeting) throws IOException {
        Flow accepted = listener.accept();
        try {
            accepted.setReadTimeout(options.connectTimeout());
            greeting.greet(accepted);
            accepted.setReadTimeout(options.readTimeout());
            return accepted;
        } catch (IOException | RuntimeException e) {
            accepted.abort();
            throw e;
        }
    }

    private static Flow result(FutureTask<Flow> accepting) throws IOException {
        try {
            return accepting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while accepting").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException("accept failed: " + e.getCause(), e.getCause());
        }
    }

    private static void abort(FutureTask<Flow> accepting, Exception reason) {
        try {
            result(accepting).abort();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Why no backend serves the address here, if so. Any other trouble is for the rules to find. */
    static Optional<String> unsupported(FlowAddress address) {
        try {
            Flows.listen(address, FlowOptions.DEFAULTS).close();
            return Optional.empty();
        } catch (FlowUnsupportedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
