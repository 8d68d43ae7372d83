package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rules on connecting and listening: who gets through to whom. */
final class ConnectingRules {
    private static final int BURST = 200;

    private ConnectingRules() {}

    static List<Rule> rules() {
        List<Rule> here = List.of(
                Rule.of("L1", ConnectingRules::nobodyListens).onBothThreadKinds(),
                Rule.of("L3", ConnectingRules::cannotListen),
                Rule.of("L4", ConnectingRules::connected),
                Rule.of("L5", ConnectingRules::listenerCloses).onBothThreadKinds(),
                Rule.of("L7", ConnectingRules::burst).onBothThreadKinds(),
                Rule.of("L10", ConnectingRules::anyPort));
        return Stream.of(here, GivenUpConnectChecks.rules(), AddressChecks.rules(Library.REAL))
                .flatMap(List::stream)
                .toList();
    }

    private static void nobodyListens(Trial trial) throws Exception {
        FlowOptions options = trial.options().connectTimeout(trial.patience());
        Target.Place place = trial.place();
        refused(trial, place.connect(), options);

        // Nor does anybody once a listener has gone.
        trial.listen(place.listen(), options).close();
        refused(trial, place.connect(), options);
    }

    private static void refused(Trial trial, FlowAddress address, FlowOptions options) throws Exception {
        Task<Flow> connect = trial.start("connect to nobody", () -> trial.connect(address, options));
        FlowRefusedException e =
                trial.expect(FlowRefusedException.class, "connect where nobody listens", connect::join);
        FailureChecks.names(trial, e, "connect", address);
    }

    private static void cannotListen(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowListener first = trial.listen(place.listen(), trial.options());
        String taken = reason(trial, place.listen(), "listen where another does");
        Optional<FlowAddress> forbidden = place.forbidden();
        if (forbidden.isPresent()) {
            String reason = reason(trial, forbidden.get(), "listen where nobody may");
            trial.check(!reason.equals(taken), "taken and forbidden are both told as \"%s\"", reason);
        }

        // The failed attempt has not disturbed the one who was there first.
        Task<Flow> accept = trial.start("accept", first::accept);
        talk(trial, trial.connect(place.connect(), trial.options()), accept.join());
    }

    /** Fails to listen; the reason that is given, without the address. */
    private static String reason(Trial trial, FlowAddress address, String doing) {
        FlowAddressException e =
                trial.expect(FlowAddressException.class, doing, () -> trial.listen(address, trial.options()));
        FailureChecks.names(trial, e, "listen", address);
        String message = String.valueOf(e.getMessage());
        String reason = message.replace(address.toString(), "");
        trial.check(reason.chars().anyMatch(Character::isLetter), "\"%s\" does not say what is wrong", message);
        return reason;
    }

    private static void connected(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowListener listener = trial.listen(place.listen(), trial.options());
        List<Flow> clients = new ArrayList<>();
        List<Flow> accepted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Task<Flow> accept = trial.start("accept", listener::accept);
            clients.add(trial.connect(place.connect(), trial.options()));
            accepted.add(accept.join());
        }
        for (int i = 0; i < clients.size(); i++) {
            Flow client = clients.get(i);
            Flow server = accepted.get(i);
            talk(trial, client, server);
            trial.check(
                    client.remoteAddress().equals(place.connect()),
                    "connected to %s, but the peer's address is %s",
                    place.connect(),
                    client.remoteAddress());
            // Of the others a transport tells more or less; but what it tells is of the same kind.
            same(trial, "the address of the connecting end", client.localAddress(), place.connect());
            same(trial, "the address of the accepted end", server.localAddress(), listener.localAddress());
            same(trial, "the accepted end's peer", server.remoteAddress(), listener.localAddress());
        }
    }

    private static void same(Trial trial, String what, FlowAddress address, FlowAddress like) {
        trial.check(address.scheme().equals(like.scheme()), "%s is %s, unlike %s", what, address, like);
    }

    /** Shows that the two are each other's peers. */
    static void talk(Trial trial, Flow one, Flow other) throws Exception {
        for (Direction direction : List.of(new Direction(trial, one, other), new Direction(trial, other, one))) {
            trial.launch("talk", () -> {
                        direction.write(100);
                        direction.catchUp();
                    })
                    .join();
        }
    }

    private static void listenerCloses(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowListener listener = trial.listen(place.listen(), trial.options());
        Task<Flow> first = trial.start("accept", listener::accept);
        Flow client = trial.connect(place.connect(), trial.options());
        Flow accepted = first.join();
        List<Task<Flow>> blocked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            blocked.add(trial.start("blocked accept " + i, listener::accept));
        }
        for (Task<Flow> accept : blocked) {
            accept.awaitBlocked();
        }
        trial.launch("close the listener", listener::close).join();
        for (Task<Flow> accept : blocked) {
            FlowClosedException e =
                    trial.expect(FlowClosedException.class, accept.name() + " when the listener closes", accept::join);
            FailureChecks.names(trial, e, "accept", listener.localAddress());
        }
        Task<Flow> late = trial.start("late accept", listener::accept);
        trial.expect(FlowClosedException.class, "accept after close", late::join);
        trial.launch("close the listener again", listener::close).join();
        talk(trial, client, accepted);

        // The address is free again.
        FlowListener second = trial.listen(place.listen(), trial.options());
        Task<Flow> accept = trial.start("accept", second::accept);
        talk(trial, trial.connect(place.connect(), trial.options()), accept.join());
        talk(trial, client, accepted);
        AcceptLineChecks.backlogIsReleased(trial);
    }

    private static void burst(Trial trial) throws Exception {
        Target.Place place = trial.place();
        FlowOptions options = trial.options().backlog(BURST).connectTimeout(trial.patience());
        FlowListener listener = trial.listen(place.listen(), options);
        List<Task<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            int number = i;
            clients.add(trial.launch("client " + i, () -> {
                Flow flow = trial.connect(place.connect(), options);
                flow.write(ByteBuffer.allocate(4).putInt(number).flip());
                ByteBuffer answer = receive(trial, flow);
                trial.check(answer.getInt(0) == ~number, "client %d got the answer of another", number);
            }));
        }
        Task<BitSet> server = trial.start("server", () -> {
            BitSet served = new BitSet(BURST);
            while (served.cardinality() < BURST) {
                Flow flow = listener.accept();
                int number = receive(trial, flow).getInt(0);
                trial.check(!served.get(number), "client %d was accepted twice", number);
                served.set(number);
                flow.write(ByteBuffer.allocate(4).putInt(~number).flip());
            }
            return served;
        });
        for (Task<Boolean> client : clients) {
            client.join();
        }
        server.join();
        AcceptLineChecks.moreThanTheBacklog(trial);
    }

    private static ByteBuffer receive(Trial trial, Flow flow) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4);
        while (bytes.hasRemaining()) {
            trial.check(flow.read(bytes) != -1, "end of stream instead of a client's number");
        }
        return bytes;
    }

    private static void anyPort(Trial trial) throws Exception {
        Target.Place place = trial.place();
        Optional<FlowAddress> any = place.anyPort();
        if (any.isEmpty()) {
            // Where ports are not the system's to choose, the listener reports what it was given.
            FlowListener listener = trial.listen(place.listen(), trial.options());
            trial.check(
                    listener.localAddress().equals(place.listen()),
                    "listens on %s, but says %s",
                    place.listen(),
                    listener.localAddress());
            return;
        }
        FlowListener one = trial.listen(any.get(), trial.options());
        FlowListener other = trial.listen(any.get(), trial.options());
        for (FlowListener listener : List.of(one, other)) {
            trial.check(
                    !listener.localAddress().equals(any.get()),
                    "the listener does not report the port that it was given");
            Task<Flow> accept = trial.start("accept", listener::accept);
            Flow client = trial.connect(trial.target().reach(listener.localAddress()), trial.options());
            talk(trial, client, accept.join());
        }
        trial.check(
                !one.localAddress().equals(other.localAddress()), "two listeners were given %s", one.localAddress());
    }
}
