package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Holdings;
import io.hvflow.conformance.trial.NotApplicable;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connecting and accepting without success: time-outs and interrupts. */
final class GivenUpConnectChecks {
    /** How many clients a listener's queue is tried with before it counts as endless. */
    private static final int CLIENTS = 300;

    private static final Duration TIMEOUT = Duration.ofMillis(200);

    /** What a clock's own grain may take off a time-out. */
    private static final Duration GRAIN = Duration.ofMillis(5);

    private GivenUpConnectChecks() {}

    static List<Rule> rules() {
        return List.of(
                Rule.of("L2", GivenUpConnectChecks::noAnswer).onBothThreadKinds(),
                Rule.of("L6", GivenUpConnectChecks::givenUp).onBothThreadKinds().aloneInProcess());
    }

    /** How an attempt to connect ended, with a flow or a failure, and how long it took. */
    private record Attempt(@Nullable Flow flow, @Nullable IOException failure, Duration duration) {}

    private static Attempt attempt(Trial trial, Target.Place place, FlowOptions options) {
        long start = trial.nanoTime();
        Flow flow = null;
        IOException failure = null;
        try {
            flow = trial.connect(place.connect(), options);
        } catch (IOException e) {
            failure = e;
        }
        return new Attempt(flow, failure, Duration.ofNanos(trial.nanoTime() - start));
    }

    /** Connects to a listener that does not accept until that fails: its queue is full, or it answers in accepting. */
    private static Attempt fillQueue(Trial trial, Target.Place place, FlowOptions options) {
        for (int i = 0; i < CLIENTS; i++) {
            Attempt attempt = attempt(trial, place, options);
            if (attempt.failure() != null) {
                return attempt;
            }
        }
        throw new NotApplicable("the transport took " + CLIENTS + " clients of a listener that does not accept");
    }

    private static void noAnswer(Trial trial) throws Exception {
        Duration timeout = TIMEOUT;
        FlowOptions options = trial.options().backlog(1).connectTimeout(timeout);
        Target.Place place = trial.place();
        trial.listen(place.listen(), options);
        Attempt attempt =
                trial.start("connect", () -> fillQueue(trial, place, options)).join();
        if (attempt.failure() instanceof FlowRefusedException) {
            return; // a transport that refuses at once when the queue is full, as AF_VSOCK does, has nobody wait
        }
        trial.check(
                attempt.failure() instanceof FlowTimeoutException,
                "connect to a listener that does not accept failed with %s",
                String.valueOf(attempt.failure()));
        if (attempt.failure() instanceof FlowTimeoutException e) {
            FailureChecks.names(trial, e, "connect", place.connect());
        }
        trial.check(
                attempt.duration().compareTo(timeout.minus(GRAIN)) >= 0,
                "connect gave up after %d ms of %d",
                attempt.duration().toMillis(),
                timeout.toMillis());
        trial.check(
                attempt.duration().compareTo(timeout.plus(trial.late())) <= 0,
                "connect gave up only after %d ms, not %d",
                attempt.duration().toMillis(),
                timeout.toMillis());
    }

    private static void givenUp(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowOptions options = trial.options().backlog(1).connectTimeout(TIMEOUT);
        FlowListener listener = trial.listen(place.listen(), options);
        acceptGivenUp(trial, listener);
        listener.setAcceptTimeout(FlowOptions.FOREVER);
        Task<Flow> first = trial.start("accept", listener::accept);
        ConnectingRules.talk(trial, trial.connect(place.connect(), options), first.join());

        boolean waits = trial.start("connect", () -> fillQueue(trial, place, options))
                        .join()
                        .failure()
                instanceof FlowTimeoutException;
        Holdings before = trial.holdings();
        for (int i = 0; i < 3; i++) {
            Attempt attempt = trial.start("connect that is given up", () -> attempt(trial, place, options))
                    .join();
            if (attempt.flow() != null) {
                attempt.flow().abort(); // the queue was not as full as it seemed
            }
            if (waits) {
                connectInterrupted(trial, place);
            }
        }
        before.awaitNoMore(trial);

        // Whoever gave up is gone, and the next client is served.
        listener.setAcceptTimeout(trial.moment());
        trial.launch("accept those who wait", () -> acceptAll(listener)).join();
        listener.setAcceptTimeout(FlowOptions.FOREVER);
        Task<Flow> last = trial.start("accept", listener::accept);
        ConnectingRules.talk(
                trial, trial.connect(place.connect(), trial.options().connectTimeout(trial.patience())), last.join());
        AcceptLineChecks.givenUpInLine(trial);
    }

    private static void acceptGivenUp(Trial trial, FlowListener listener) throws Exception {
        listener.setAcceptTimeout(trial.moment());
        Task<Flow> timedOut = trial.start("accept that times out", listener::accept);
        FlowTimeoutException e = trial.expect(FlowTimeoutException.class, "accept without a client", timedOut::join);
        FailureChecks.names(trial, e, "accept", listener.localAddress());
        listener.setAcceptTimeout(FlowOptions.FOREVER);
        Task<Boolean> interrupted = trial.launch("accept to interrupt", () -> {
            trial.expect(InterruptedIOException.class, "accept while interrupted", listener::accept);
            trial.check(Thread.currentThread().isInterrupted(), "accept lost the interrupt status");
        });
        interrupted.awaitBlocked();
        interrupted.interrupt();
        interrupted.join();
    }

    private static void connectInterrupted(Trial trial, Target.Place place) throws Exception {
        FlowOptions forever = trial.options().connectTimeout(FlowOptions.FOREVER);
        Task<Boolean> connect = trial.launch("connect to interrupt", () -> {
            trial.expect(
                    InterruptedIOException.class,
                    "connect while interrupted",
                    () -> trial.connect(place.connect(), forever));
            trial.check(Thread.currentThread().isInterrupted(), "connect lost the interrupt status");
        });
        connect.awaitBlocked();
        connect.interrupt();
        connect.join();
    }

    private static void acceptAll(FlowListener listener) throws IOException {
        try {
            while (true) {
                listener.accept().abort();
            }
        } catch (FlowTimeoutException e) {
            // Nobody waits any more.
        }
    }
}
