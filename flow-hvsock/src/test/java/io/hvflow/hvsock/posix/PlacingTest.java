package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that are bound in their place, as where there are no hard links, by several that take over stale files. */
class PlacingTest {
    private static final int ROUNDS = 300;
    private static final int THREADS = 4;

    @TempDir
    private Path directory;

    /** The socket of the winner, or nothing for one that found somebody there. */
    private static Optional<Placing.Placed> take(Placing<UnixAddress> placing, byte[] name, CyclicBarrier start)
            throws Exception {
        start.await();
        try {
            return Optional.of(placing.bound(name));
        } catch (FlowAddressException taken) {
            return Optional.empty();
        }
    }

    @Test
    void L12_oneThatDoesNotListenYetIsNotTakenForStale() throws Exception {
        UnixAddress address = new UnixAddress(directory.resolve("x.sock"));
        byte[] name = SocketName.unix(FileNames.bytes(address.path()));
        SocketPlace place = new SocketPlace(address.path(), Optional.empty(), true);
        Placing<UnixAddress> placing = new Placing<>(new MuteFamily(), address, FlowOptions.DEFAULTS, place);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Future<Optional<Placing.Placed>>> ends = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    ends.add(threads.submit(() -> take(placing, name, start)));
                }
                List<Placing.Placed> winners = new ArrayList<>();
                for (Future<Optional<Placing.Placed>> end : ends) {
                    end.get().ifPresent(winners::add);
                }
                assertThat(winners).as("round %d", round).hasSize(1);
                end(placing, winners.getFirst(), round);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** In good order, or as a process does that just ends, and leaves its file. */
    private static void end(Placing<UnixAddress> placing, Placing.Placed winner, int round) throws IOException {
        if (round % 2 == 1) {
            placing.remove(winner.file());
        }
        winner.socket().close();
    }
}
