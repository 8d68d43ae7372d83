package io.hvflow.conformance.rules;

import io.hvflow.Capability;
import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Flood;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.conformance.trial.WriteCall;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Copies and proxies whose flows are ended by others, or fail in ways that no flow should. */
final class EndedTransferChecks {
    private final Library library;

    private EndedTransferChecks(Library library) {
        this.library = library;
    }

    static List<Rule> rules(Library library) {
        return List.of(Rule.of("O3", new EndedTransferChecks(library)::ends).onBothThreadKinds());
    }

    private void ends(Trial trial) throws Exception {
        for (Stop stop : trial.cases(List.of(Stop.values()))) {
            for (boolean first : trial.cases(List.of(true, false))) {
                stopped(trial, stop, first);
            }
            copyStopped(trial, stop);
        }
        for (Wrong wrong : trial.cases(List.of(Wrong.values()))) {
            for (boolean first : trial.cases(List.of(true, false))) {
                throwing(trial, wrong, first);
            }
        }
        withoutAThread(trial);
        senderIsTold(trial);
        new GivenUpTransferChecks(trial, library).check();
    }

    /** Two pairs with something between them, and who is at their outer ends. */
    private record Between(FlowPair left, FlowPair right) {
        static Between open(Trial trial) throws IOException {
            return new Between(trial.open(), trial.open());
        }

        Flow client() {
            return left.near();
        }

        Flow a() {
            return left.far();
        }

        Flow b() {
            return right.near();
        }

        Flow server() {
            return right.far();
        }
    }

    /** How another thread ends a flow. */
    private enum Stop {
        ABORT {
            @Override
            void apply(Flow flow) {
                flow.abort();
            }
        },
        CLOSE {
            @Override
            void apply(Flow flow) {
                try {
                    flow.close();
                } catch (IOException e) {
                    // Bytes that nobody took are lost, and it says so.
                }
            }
        };

        abstract void apply(Flow flow);
    }

    private void stopped(Trial trial, Stop stop, boolean first) throws Exception {
        Between between = Between.open(trial);
        Task<?> proxy = trial.start("proxy", () -> library.proxy(between.a(), between.b()));
        talk(trial, between);
        trial.launch(stop + " by another thread", () -> stop.apply(first ? between.a() : between.b()))
                .join();
        try {
            proxy.join();
        } catch (IOException e) {
            // It may well say so.
        }
        bothAreTold(trial, between, stop == Stop.ABORT, "a proxy whose flow another thread ended by " + stop);
    }

    /** Shows that the proxy works, in both directions. */
    private static void talk(Trial trial, Between between) throws Exception {
        for (Direction direction : List.of(
                new Direction(trial, between.client(), between.server()),
                new Direction(trial, between.server(), between.client()))) {
            direction.write(100);
            trial.launch("read through the proxy", direction::catchUp).join();
        }
    }

    /**
     * Both outer ends read the end or an error; where it can be told, a stream that was cut off does not look like one
     * that ended.
     */
    private static void bothAreTold(Trial trial, Between between, boolean broken, String what) throws Exception {
        for (Flow outer : List.of(between.client(), between.server())) {
            Task<Integer> read = trial.start("read after " + what, () -> outer.read(ByteBuffer.allocate(1)));
            try {
                int count = read.join();
                trial.check(count == -1, "a byte came out of %s", what);
                trial.check(
                        !broken || !trial.has(Capability.RESET_DETECTION),
                        "%s looks like a stream that ended in good order",
                        what);
            } catch (IOException e) {
                // It is told.
            }
        }
    }

    private void copyStopped(Trial trial, Stop stop) throws Exception {
        Between reading = Between.open(trial);
        Task<?> copy = trial.start("copy that reads", () -> library.copy(reading.a(), reading.b()));
        copy.awaitBlocked();
        trial.launch(stop + " of what it reads", () -> stop.apply(reading.a())).join();
        trial.expect(IOException.class, "copy from a flow that another thread has ended", copy::join);

        FlowOptions small = trial.options().bufferSize(8192).windowSize(1 << 13);
        FlowPair from = trial.open();
        FlowPair to = trial.open(small);
        Task<?> full = trial.start("copy that writes", () -> library.copy(from.far(), to.near()));
        Flood flood = Flood.start(trial, Direction.there(trial, from), 10_000);
        flood.awaitFull();
        trial.launch(stop + " of what it writes", () -> stop.apply(to.near())).join();
        trial.expect(IOException.class, "copy to a flow that another thread has ended", full::join);
        if (trial.has(Capability.PEER_SHUTDOWN_READ)) {
            told(trial, "the sender of a copy whose receiver has gone", flood.failure());
        }
    }

    private static void told(Trial trial, String who, IOException failure) {
        trial.check(failure instanceof FlowClosedException, "%s failed with %s", who, failure);
    }

    /** What a flow may throw that is no {@code IOException}. */
    private enum Wrong {
        READ_ERROR("read", true),
        WRITE_ERROR("write", true),
        READ_UNCHECKED("read", false),
        WRITE_UNCHECKED("write", false),
        SHUTDOWN_UNCHECKED("shutdownWrite", false);

        private final String method;
        private final boolean error;

        Wrong(String method, boolean error) {
            this.method = method;
            this.error = error;
        }

        /** The flow, whose call throws instead of going to it. */
        Flow of(Flow flow) {
            return (Flow) Proxy.newProxyInstance(
                    Flow.class.getClassLoader(), new Class<?>[] {Flow.class}, (self, called, arguments) -> {
                        if (called.getName().equals(method)) {
                            throw error ? new OutOfMemoryError("as planned") : new IllegalStateException("as planned");
                        }
                        try {
                            return called.invoke(flow, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private void throwing(Trial trial, Wrong wrong, boolean first) throws Exception {
        Between between = Between.open(trial);
        Flow a = first ? wrong.of(between.a()) : between.a();
        Flow b = first ? between.b() : wrong.of(between.b());
        Task<Optional<Throwable>> proxy =
                attempt(trial, "proxy with a flow that throws at " + wrong, () -> library.proxy(a, b));
        try {
            for (Flow outer : List.of(between.client(), between.server())) {
                outer.write(ByteBuffer.allocate(10));
            }
            if (wrong == Wrong.SHUTDOWN_UNCHECKED) {
                if (!trial.has(Capability.HALF_CLOSE)) {
                    return;
                }
                (first ? between.server() : between.client()).shutdownWrite();
            }
        } catch (IOException e) {
            // What was planned may have come about already.
        }
        fails(trial, proxy);
        for (Flow outer : List.of(between.client(), between.server())) {
            trial.launch("read after a proxy that failed at " + wrong, () -> drain(outer))
                    .join();
        }
    }

    /** A call that may throw anything; what it threw, if it did. */
    private static Task<Optional<Throwable>> attempt(Trial trial, String name, Action call) {
        return trial.start(name, () -> {
            try {
                call.run();
                return Optional.empty();
            } catch (Throwable e) {
                return Optional.of(e);
            }
        });
    }

    /** Whatever it throws, it must end, and not as if all were well. */
    private static void fails(Trial trial, Task<Optional<Throwable>> proxy) throws Exception {
        trial.check(proxy.join().isPresent(), "%s was to fail but succeeded", proxy.name());
    }

    /** Reads to the end or to an error. */
    private static void drain(Flow flow) {
        ByteBuffer dst = ByteBuffer.allocate(100);
        try {
            while (flow.read(dst.clear()) != -1) {
                // Bytes that came through before.
            }
        } catch (IOException e) {
            // As good an end.
        }
    }

    private void withoutAThread(Trial trial) throws Exception {
        Between between = Between.open(trial);
        Task<Optional<Throwable>> proxy = attempt(
                trial,
                "proxy for which no thread can be made",
                () -> library.proxy(between.a(), between.b(), body -> {
                    throw new OutOfMemoryError("unable to create native thread");
                }));
        fails(trial, proxy);
        // Nothing has been moved: the flows may be as they were, and then the next attempt works; or they are broken
        // off.
        Task<Optional<Throwable>> again =
                attempt(trial, "proxy, once more", () -> library.proxy(between.a(), between.b()));
        between.a().abort();
        fails(trial, again);
    }

    /** Also where nothing is broken: the receiver reads no more, and the sender of that direction learns of it. */
    private void senderIsTold(Trial trial) throws Exception {
        if (!trial.has(Capability.PEER_SHUTDOWN_READ)) {
            return;
        }
        for (boolean both : trial.cases(List.of(true, false))) {
            Between between = Between.open(trial);
            Task<?> task = both
                    ? trial.start("proxy", () -> library.proxy(between.a(), between.b()))
                    : trial.start("copy", () -> library.copy(between.a(), between.b()));
            between.server().shutdownRead();
            IOException e = FailedWriteChecks.writeUntilFailure(trial, between.client(), WriteCall.WRITE);
            told(trial, "the sender to a receiver that takes no more, through a " + task.name() + ",", e);
        }
    }
}
