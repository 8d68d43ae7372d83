package io.hvflow.conformance.rules;

import io.hvflow.Flow;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowListener;
import io.hvflow.UnixAddress;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.NotApplicable;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Task;
import io.hvflow.conformance.trial.Trial;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The files of listeners that have one. */
final class SocketFileChecks {
    private static final int ROUNDS = 20;

    private SocketFileChecks() {}

    static List<Rule> rules() {
        return List.of(Rule.of("L12", SocketFileChecks::filesMeanListeners).aboutReal("socket files"));
    }

    private static void filesMeanListeners(Trial trial) throws Exception {
        file(trial, trial.place());
        for (int i = 0; i < ROUNDS; i++) {
            whatIsSeenAccepts(trial);
        }
        failureLeavesNothing(trial);
        closeRemovesItsOwn(trial);
        closeLeavesOthers(trial);
    }

    /** Where a listener at that place is seen. */
    private static Path file(Trial trial, Target.Place place) {
        if (place.connect() instanceof UnixAddress address) {
            return address.path();
        }
        throw new NotApplicable("the listeners of target " + trial.target().name() + " are no files");
    }

    /** A client waits for the file, as scripts do, and connects at once. */
    private static void whatIsSeenAccepts(Trial trial) throws Exception {
        Target.Place place = trial.place();
        Path file = file(trial, place);
        AtomicBoolean enough = new AtomicBoolean();
        Task<Boolean> client = trial.launch("client that waits for the file", () -> {
            while (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                if (enough.get()) {
                    return;
                }
                Thread.onSpinWait();
            }
            try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
                trial.check(socket.isConnected(), "not connected");
            } catch (IOException e) {
                throw new AssertionError("the file was there, but connecting failed: " + e, e);
            }
        });
        try (FlowListener listener = trial.listen(place.listen(), trial.options())) {
            client.join();
            trial.check(Files.exists(file), "%s listens, but there is no file %s", listener, file);
        } finally {
            enough.set(true);
        }
    }

    private static void failureLeavesNothing(Trial trial) throws Exception {
        Target.Place place = trial.place();
        Path file = file(trial, place);
        Files.writeString(file, "precious");
        cannotListen(trial, place, "listen where a file is");
        trial.check(Files.readString(file).equals("precious"), "a failed listen changed the file that it met");
        Files.delete(file);
        Files.createDirectory(file);
        cannotListen(trial, place, "listen where a directory is");
        trial.check(Files.isDirectory(file), "a failed listen removed the directory that it met");
        Files.delete(file);
        Path nowhere = file.resolveSibling(file.getFileName() + "-nowhere");
        Files.createSymbolicLink(file, nowhere);
        cannotListen(trial, place, "listen where a link to nowhere is");
        trial.check(Files.isSymbolicLink(file) && !Files.exists(nowhere), "a failed listen followed a link to nowhere");
        Files.delete(file);
        // The place is none the worse for all that.
        trial.listen(place.listen(), trial.options()).close();
        trial.check(!Files.exists(file, LinkOption.NOFOLLOW_LINKS), "close left %s", file);
    }

    private static void cannotListen(Trial trial, Target.Place place, String doing) {
        trial.expect(FlowAddressException.class, doing, () -> trial.listen(place.listen(), trial.options()));
    }

    private static void closeRemovesItsOwn(Trial trial) throws Exception {
        Target.Place place = trial.place();
        Path file = file(trial, place);
        FlowListener listener = trial.listen(place.listen(), trial.options());
        Task<Flow> accept = trial.start("accept", listener::accept);
        Flow client = trial.connect(place.connect(), trial.options());
        Flow accepted = accept.join();
        listener.close();
        trial.check(!Files.exists(file, LinkOption.NOFOLLOW_LINKS), "close left %s", file);
        ConnectingRules.talk(trial, client, accepted);
        listener.close(); // what is there by then is another's
        Files.writeString(file, "another's");
        listener.close();
        trial.check(Files.exists(file), "a second close removed another's file");
        Files.delete(file);
    }

    private static void closeLeavesOthers(Trial trial) throws Exception {
        Target.Place place = trial.place();
        Path file = file(trial, place);
        FlowListener first = trial.listen(place.listen(), trial.options());
        Files.delete(file);
        Files.writeString(file, "another's");
        first.close();
        trial.check(Files.exists(file), "close removed a file that another had put in its place");
        Files.delete(file);

        FlowListener old = trial.listen(place.listen(), trial.options());
        Files.delete(file);
        FlowListener other = trial.listen(place.listen(), trial.options());
        old.close();
        trial.check(Files.exists(file), "close removed the file of another listener");
        Task<Flow> accept = trial.start("accept", other::accept);
        ConnectingRules.talk(trial, trial.connect(place.connect(), trial.options()), accept.join());
        other.close();
    }
}
