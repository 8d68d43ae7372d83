package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Several accepts at a time, and clients that nobody has accepted yet. */
final class AcceptLineChecks {
    private static final int CLIENTS = 24;

    private AcceptLineChecks() {}

    /** For L6: accepts that give up while they wait after another leave the others where they are. */
    static void givenUpInLine(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowListener listener = trial.listen(place.listen(), trial.options());
        FlowAddress here = listener.localAddress();
        List<Task<Flow>> staying = new ArrayList<>();
        staying.add(trial.start("first accept", listener::accept));
        staying.getFirst().awaitBlocked();
        listener.setAcceptTimeout(trial.moment());
        Task<Flow> timed = trial.start("accept after another, with a time-out", listener::accept);
        FlowTimeoutException e =
                trial.expect(FlowTimeoutException.class, "an accept that waits after another", timed::join);
        FailureChecks.names(trial, e, "accept", here);
        listener.setAcceptTimeout(FlowOptions.FOREVER);
        Task<Boolean> interrupted = trial.launch("accept after another, to interrupt", () -> {
            trial.expect(InterruptedIOException.class, "accept while interrupted", listener::accept);
            trial.check(Thread.currentThread().isInterrupted(), "accept lost the interrupt status");
        });
        interrupted.awaitBlocked();
        staying.add(trial.start("last accept", listener::accept));
        staying.getLast().awaitBlocked();
        interrupted.interrupt();
        interrupted.join();
        while (!staying.isEmpty()) {
            Task<Flow> connect = trial.start("connect", () -> trial.connect(place.connect(), trial.options()));
            Task<Flow> served = oneOf(trial, staying);
            ConnectingRules.talk(trial, connect.join(), served.join());
            staying.remove(served);
        }
        trial.launch("accept of a thread that was interrupted before", () -> {
                    Thread.currentThread().interrupt();
                    trial.expect(
                            InterruptedIOException.class,
                            "accept that has to wait, interrupted before",
                            listener::accept);
                    trial.check(Thread.currentThread().isInterrupted(), "accept lost the interrupt status");
                })
                .join();
    }

    private static Task<Flow> oneOf(Trial trial, List<Task<Flow>> accepts) throws InterruptedException {
        trial.await(
                "one of " + accepts.size() + " accepts", () -> accepts.stream().anyMatch(Task::isDone));
        return accepts.stream().filter(Task::isDone).findFirst().orElseThrow();
    }

    /**
     * For L5: who has connected and was not accepted is not left waiting, and the listener still knows where it was.
     */
    static void backlogIsReleased(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowListener listener = trial.listen(place.listen(), trial.options());
        FlowAddress here = listener.localAddress();
        List<Task<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            // A transport may answer in accepting, so that not even connecting ends before.
            clients.add(trial.launch("client that nobody accepts", () -> {
                try {
                    Flow client = trial.connect(place.connect(), trial.options().connectTimeout(trial.patience()));
                    trial.check(client.read(ByteBuffer.allocate(1)) == -1, "a byte came of nobody");
                } catch (IOException e) {
                    // As it should.
                }
            }));
        }
        for (Task<Boolean> client : clients) {
            client.awaitBlocked();
        }
        trial.launch("close the listener", listener::close).join();
        for (Task<Boolean> client : clients) {
            client.join();
        }
        trial.check(
                listener.localAddress().equals(here),
                "the listener's address was %s, and after close it is %s",
                here,
                listener.localAddress());
    }

    /** For L7: more clients than may wait. Each gets through in the end, if need be at its next attempt. */
    static void moreThanTheBacklog(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowOptions options = trial.options().backlog(2).connectTimeout(trial.patience());
        FlowListener listener = trial.listen(place.listen(), options);
        List<Task<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            byte number = (byte) (i + 1);
            clients.add(trial.launch("client " + number, () -> {
                Flow flow = untilConnected(trial, place, options);
                flow.write(ByteBuffer.wrap(new byte[] {number}));
                ByteBuffer answer = ByteBuffer.allocate(1);
                trial.check(flow.read(answer) == 1, "client %d was connected, and then its stream ended", number);
                trial.check(answer.get(0) == number, "client %d got the answer of another", number);
            }));
        }
        Task<Boolean> server = trial.launch("server", () -> {
            for (int i = 0; i < CLIENTS; i++) {
                Flow flow = listener.accept();
                ByteBuffer number = ByteBuffer.allocate(1);
                trial.check(flow.read(number) == 1, "a client said nothing");
                flow.write(number.flip());
            }
        });
        for (Task<Boolean> client : clients) {
            client.join();
        }
        server.join();
    }

    private static Flow untilConnected(Trial trial, Target.Place place, FlowOptions options) throws IOException {
        long start = trial.nanoTime();
        while (true) {
            try {
                return trial.connect(place.connect(), options);
            } catch (FlowRefusedException e) {
                if (trial.nanoTime() - start > trial.patience().toNanos()) {
                    throw e;
                }
                trial.pause(Duration.ofMillis(1));
            }
        }
    }
}
