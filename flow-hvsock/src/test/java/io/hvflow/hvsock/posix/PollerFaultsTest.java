package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.hvsock.Eventually;
import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.hvsock.ThreadKind;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is thrown in the poller's thread, or keeps it from waiting, is no trouble of those who wait. */
class PollerFaultsTest {
    private final int linger = Poller.lingerMillis;
    private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
    private final List<StreamSocket> opened = new ArrayList<>();
    private OpenDescriptors before;
    private Sockets sockets;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        Poller.lingerMillis = 10;
        Eventually.holds(() -> poller().isEmpty(), () -> "a poller of another test runs on");
        before = OpenDescriptors.now();
        sockets = Sockets.open();
    }

    @AfterEach
    void close() {
        EpollEvents.refusal = 0;
        Eventually.holds(() -> Poller.soon(() -> {}), () -> "no other poller starts");
        opened.forEach(StreamSocket::close);
        sockets.close();
        Poller.lingerMillis = linger;
    }

    private List<StreamSocket> pair() throws IOException {
        List<StreamSocket> pair = sockets.pair();
        opened.addAll(pair);
        return pair;
    }

    private static Optional<Thread> poller() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hvflow-poller"))
                .findAny();
    }

    /** The poller of those who wait already. One that has only just been started is not among the JVM's threads yet. */
    private static Thread runningPoller() {
        Eventually.holds(() -> poller().isPresent(), () -> "nobody polls for those who wait");
        return poller().orElseThrow();
    }

    /** A virtual thread that is parked until a byte comes. */
    private static Thread parkedReader(StreamSocket socket) {
        Waiter waiter = socket.waiting().waiter(Readiness.READABLE);
        Thread reader = ThreadKind.VIRTUAL.start(() -> {
            try {
                while (socket.read(ByteBuffer.allocate(1)) == 0) {
                    waiter.await(Waiter.NEVER);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Eventually.blocked(reader);
        return reader;
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        assertThat(thread.join(Duration.ofSeconds(20))).as(thread + " ends").isTrue();
    }

    private static void run(Runnable action) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        assertThat(Poller.soon(() -> {
                    ran.countDown();
                    action.run();
                }))
                .isTrue();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void C13_noTaskAndNoHandlerThatThrowsEndsIt() throws Exception {
        List<StreamSocket> pair = pair();
        List<StreamSocket> other = pair();
        Thread reader = parkedReader(pair.getFirst());
        Thread thread = runningPoller();
        thread.setUncaughtExceptionHandler((died, mistake) -> {
            reported.add(mistake);
            throw new IllegalStateException("a handler that fails", mistake);
        });
        List<Supplier<Throwable>> kinds =
                List.of(() -> new IllegalStateException("bug"), OutOfMemoryError::new, StackOverflowError::new);
        for (Supplier<Throwable> kind : kinds) {
            run(() -> sneak(kind.get()));
            other.getFirst().waiting().whenWritable(() -> sneak(kind.get()));
        }
        Eventually.holds(() -> reported.size() == 2 * kinds.size(), () -> "reported: " + reported);

        assertThat(poller()).as("while somebody waits").contains(thread);
        pair.getLast().write(ByteBuffer.allocate(1));
        assertEnds(reader);
        pair.forEach(StreamSocket::close);
        other.forEach(StreamSocket::close);
        sockets.close();
        before.awaitNoneAdded();
        sockets = Sockets.open();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** One that throws keeps the other direction's and the action from nothing. */
    @Test
    void C13_aTaskThatThrowsKeepsTheOthersOfItsSocketFromNothing() throws Exception {
        List<StreamSocket> pair = pair();
        Sockets.fill(pair.getFirst());
        Thread reader = parkedReader(pair.getFirst());
        runningPoller().setUncaughtExceptionHandler((thread, mistake) -> reported.add(mistake));
        pair.getFirst().waiting().whenWritable(() -> sneak(new OutOfMemoryError("thrown by a test")));
        Waiter waiter = pair.getFirst().waiting().waiter(Readiness.WRITABLE);
        Thread writer = ThreadKind.VIRTUAL.start(() -> {
            try {
                while (pair.getFirst().write(ByteBuffer.allocate(1)) == 0) {
                    waiter.await(Waiter.NEVER);
                }
            } catch (IOException gone) {
                // The peer has closed, which was waited for.
            }
        });
        Eventually.blocked(writer);

        pair.getLast().close();

        assertEnds(reader);
        assertEnds(writer);
        pair.getFirst().close();
    }

    @Test
    void C13_whereTheSystemLetsItWaitNoMoreAllGoOnWithoutIt() throws Exception {
        for (int errno : new int[] {Errno.ENOMEM, Errno.EPERM, Errno.ENOSYS}) {
            List<StreamSocket> pair = pair();
            Thread reader = parkedReader(pair.getFirst());
            Thread died = runningPoller();
            died.setUncaughtExceptionHandler((thread, mistake) -> reported.add(mistake));
            CountDownLatch owed = new CountDownLatch(3);

            EpollEvents.refusal = errno;
            for (int i = 0; i < 3; i++) {
                if (!Poller.soon(owed::countDown)) {
                    owed.countDown(); // too late for this one, and its caller knows
                }
            }
            assertThat(died.join(Duration.ofSeconds(20))).isTrue();
            assertThat(owed.await(20, TimeUnit.SECONDS)).isTrue();
            pair.getLast().write(ByteBuffer.allocate(1));
            assertEnds(reader);

            EpollEvents.refusal = 0;
            Eventually.holds(() -> Poller.soon(() -> {}), () -> "no other poller starts");
            assertThat(reported).hasSize(1);
            assertThat(reported.remove())
                    .hasMessageContaining("epoll_wait")
                    .hasMessageContaining(String.valueOf(errno));
            pair.forEach(StreamSocket::close);
            Eventually.holds(() -> poller().isEmpty(), () -> "the other poller runs on");
        }
        sockets.close();
        before.awaitNoneAdded();
        sockets = Sockets.open();
    }

    @Test
    void T5_itsNumbersAreClosedByTheLastOneToLetGoOfIt() throws Exception {
        AtomicReference<Poller> retained = new AtomicReference<>();
        Eventually.holds(() -> retain(retained), () -> "no poller starts");
        Poller held = retained.get();
        Thread thread = runningPoller();
        thread.setUncaughtExceptionHandler((died, mistake) -> reported.add(mistake));
        EpollEvents.refusal = Errno.ENOMEM;
        Poller.soon(() -> {});
        assertThat(thread.join(Duration.ofSeconds(20))).isTrue();

        assertThat(before.added()).as("its eventfd is open").anyMatch(open -> open.contains("eventfd"));
        List<RandomAccessFile> files = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            files.add(new RandomAccessFile(directory.resolve("file" + i).toFile(), "rw"));
        }
        held.silenced();
        held.unsilenced();
        held.release();

        assertThat(before.added()).noneMatch(open -> open.contains("eventfd"));
        for (RandomAccessFile file : files) {
            assertThat(file.length()).isZero();
            file.close();
        }
    }

    private static boolean retain(AtomicReference<Poller> to) {
        to.set(Poller.retain()); // none for a moment, after another test's that ended early
        return to.get() != null;
    }

    /** Somebody in the process closes numbers that are not his, and a file of the application's gets that of epoll. */
    @Test
    void T5_aNumberThatSomebodyHasClosedUnderItIsNotClosedAgain() throws Exception {
        List<StreamSocket> pair = pair();
        Thread reader = parkedReader(pair.getFirst());
        runningPoller().setUncaughtExceptionHandler((died, mistake) -> reported.add(mistake));
        Path file = directory.resolve("data");
        Files.createFile(file);
        int epoll = epoll();
        List<RandomAccessFile> files = new ArrayList<>();
        try {
            Descriptor.closeNumber(epoll);
            for (int i = 0; i < 16; i++) {
                files.add(new RandomAccessFile(file.toFile(), "rw"));
            }
            Poller.soon(() -> {});
            Eventually.holds(() -> !reported.isEmpty(), () -> "it waits on");

            pair.getLast().write(ByteBuffer.allocate(1));
            assertEnds(reader);
            for (RandomAccessFile each : files) {
                assertThat(each.length()).isZero();
            }
        } finally {
            for (RandomAccessFile each : files) {
                each.close();
            }
        }
        pair.forEach(StreamSocket::close);
    }

    private static int epoll() throws IOException {
        try (DirectoryStream<Path> numbers = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path number : numbers) {
                if (Files.readSymbolicLink(number).toString().equals("anon_inode:[eventpoll]")) {
                    return Integer.parseInt(number.getFileName().toString());
                }
            }
        }
        throw new AssertionError("no poller");
    }
}
