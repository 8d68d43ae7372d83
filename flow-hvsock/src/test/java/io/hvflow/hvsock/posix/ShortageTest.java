package io.hvflow.hvsock.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.UnixAddress;
import io.hvflow.hvsock.Eventually;
import io.hvflow.hvsock.OpenDescriptors;
import io.hvflow.hvsock.Sockets;
import io.hvflow.hvsock.ThreadKind;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.Readiness;
import io.hvflow.spi.StreamSocket;
import io.hvflow.spi.Waiter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * C13 where memory or stack is short for a moment: at the first place of a call at which it may be, at the second, and so on
 * until the call is through. Each time nothing stays open, and what was not closed still works.
 */
class ShortageTest {
    /** More than any call has. */
    private static final int MOST = 100;

    enum Shortage {
        MEMORY(() -> new OutOfMemoryError("thrown by a test")),
        STACK(() -> new StackOverflowError("thrown by a test")),
        MISTAKE(() -> new IllegalStateException("thrown by a test"));

        @SuppressWarnings("ImmutableEnumChecker") // a constructor
        final Supplier<Throwable> thrown;

        Shortage(Supplier<Throwable> thrown) {
            this.thrown = thrown;
        }
    }

    private interface Call {
        void make() throws IOException;
    }

    private interface Check {
        void make() throws Exception;
    }

    private final int linger = Poller.lingerMillis;
    private volatile Thread testing;
    private final AtomicInteger left = new AtomicInteger();
    private OpenDescriptors before;
    private Sockets sockets;

    @BeforeEach
    void open() throws IOException {
        Poller.lingerMillis = 10;
        sockets = Sockets.open();
        sockets.pair().forEach(StreamSocket::close); // whatever is made once
        before = OpenDescriptors.now();
    }

    @AfterEach
    void close() {
        Scratch.whenTaken = null;
        sockets.close();
        Poller.lingerMillis = linger;
    }

    /** Has the k-th place at which this thread comes by throw, for every k, and makes the check after each. */
    private int atEveryPlace(Shortage shortage, Call call, Check after) throws Exception {
        testing = Thread.currentThread();
        for (int k = 1; k <= MOST; k++) {
            left.set(k);
            Scratch.whenTaken = () -> pass(shortage);
            boolean through = false;
            try {
                call.make();
                through = true;
            } catch (OutOfMemoryError | StackOverflowError | IllegalStateException e) {
                assertThat(e).hasMessage("thrown by a test");
            } finally {
                Scratch.whenTaken = null;
            }
            boolean met = left.get() <= 0;
            after.make();
            if (through && !met) {
                return k - 1;
            }
        }
        throw new AssertionError("a call with " + MOST + " places and more");
    }

    private void pass(Shortage shortage) {
        if (Thread.currentThread() == testing && left.decrementAndGet() == 0) {
            sneak(shortage.thrown.get());
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** A family at whose every method a shortage may come. */
    private PosixFamily<UnixAddress> family(Shortage shortage) {
        return new MuteFamily() {
            @Override
            public byte[] listenName(UnixAddress address) {
                pass(shortage);
                return super.listenName(address);
            }

            @Override
            public byte[] connectName(UnixAddress address, FlowOptions options) {
                pass(shortage);
                return super.connectName(address, options);
            }

            @Override
            public UnixAddress local(UnixAddress asked, byte[] name) {
                pass(shortage);
                return asked;
            }

            @Override
            public @Nullable FlowAddress named(UnixAddress asked, byte[] name) {
                pass(shortage);
                return null;
            }

            @Override
            public SocketPlace place(UnixAddress address, FlowOptions options) {
                pass(shortage);
                return new SocketPlace(address.path(), Optional.of(PosixFilePermissions.fromString("rw-rw----")), true);
            }

            @Override
            public void configure(Descriptor socket, UnixAddress address, FlowOptions options) {
                pass(shortage);
            }

            @Override
            public SocketQuirks quirks() {
                pass(shortage);
                return super.quirks();
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void C13_connectAndAcceptLeaveNothingBehind(Shortage shortage) throws Exception {
        UnixAddress address = new UnixAddress(sockets.path("short"));
        PosixFamily<UnixAddress> family = family(shortage);
        FlowOptions options = FlowOptions.DEFAULTS;
        int places = atEveryPlace(
                shortage,
                () -> {
                    leaveStaleFile(address.path());
                    try (Closing open = new Closing()) {
                        ListenSocket listener = PosixListenSocket.listen(family, address, options);
                        open.listener = listener;
                        open.near = Connector.connect(family, address, options, Connector.deadline(options));
                        open.far = listener.accept();
                        assertThat(open.far).isNotNull();
                    }
                },
                () -> {
                    before.awaitNoneAdded();
                    Files.deleteIfExists(address.path()); // where it is still the stale one
                    assertThat(sockets.path("").toFile().list()).containsExactly("pairs");
                });
        assertThat(places).isGreaterThan(20);
    }

    /** What is to be taken over; by the JDK, so that no shortage is met in the making. */
    private static void leaveStaleFile(Path path) throws IOException {
        Files.deleteIfExists(path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
        }
    }

    /** What a test has opened. */
    private static final class Closing implements AutoCloseable {
        ListenSocket listener;
        StreamSocket near;
        StreamSocket far;

        @Override
        public void close() {
            Scratch.whenTaken = null;
            if (listener != null) {
                listener.close();
            }
            if (near != null) {
                near.close();
            }
            if (far != null) {
                far.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void C13_aSocketWorksOnAfterEveryCallThatFailed(Shortage shortage) throws Exception {
        List<StreamSocket> pair = sockets.pair();
        StreamSocket near = pair.getFirst();
        StreamSocket far = pair.getLast();
        ByteBuffer bytes = ByteBuffer.allocate(16);
        int places = atEveryPlace(
                shortage,
                () -> {
                    near.write(bytes.clear());
                    far.write(bytes.clear());
                    near.read(bytes.clear());
                    CountDownLatch ran = new CountDownLatch(1);
                    near.waiting().whenWritable(ran::countDown);
                    await(ran);
                },
                () -> {
                    drain(near);
                    drain(far);
                    assertThat(near.write(bytes.clear())).isEqualTo(16);
                    assertThat(far.read(bytes.clear())).isEqualTo(16);
                });
        assertThat(places).isPositive();
        pair.forEach(StreamSocket::close);
        before.awaitNoneAdded();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void drain(StreamSocket socket) throws IOException {
        while (socket.read(ByteBuffer.allocate(64)) > 0) {}
    }

    @ParameterizedTest
    @EnumSource
    void C13_whateverFailsWhileClosingTheNumberIsClosed(Shortage shortage) throws Exception {
        for (Closer closer : Closer.values()) {
            atEveryPlace(
                    shortage,
                    () -> {
                        List<StreamSocket> pair = quietly(sockets::pair);
                        try {
                            closer.close(pair.getFirst());
                        } finally {
                            Scratch.whenTaken = null;
                            pair.forEach(StreamSocket::abort);
                        }
                    },
                    before::awaitNoneAdded);
        }
    }

    private enum Closer {
        CLOSE {
            @Override
            void close(StreamSocket socket) {
                socket.close();
            }
        },
        ABORT {
            @Override
            void close(StreamSocket socket) {
                socket.abort();
            }
        },
        SHUTDOWNS {
            @Override
            void close(StreamSocket socket) throws IOException {
                socket.shutdownRead();
                socket.shutdownWrite();
                socket.close();
            }
        };

        abstract void close(StreamSocket socket) throws IOException;
    }

    private interface Making<T> {
        T make() throws IOException;
    }

    private static <T> T quietly(Making<T> making) throws IOException {
        Runnable hook = Scratch.whenTaken;
        Scratch.whenTaken = null;
        try {
            return making.make();
        } finally {
            Scratch.whenTaken = hook;
        }
    }

    /** A wait that cannot begin ends with what kept it from it, and the next one waits and is woken. */
    @ParameterizedTest
    @EnumSource
    void C13_waitsWorkOnAfterOneThatFailed(Shortage shortage) throws Exception {
        for (ThreadKind kind : ThreadKind.values()) {
            AtomicInteger failed = new AtomicInteger();
            for (int k = 1; k <= 4; k++) {
                List<StreamSocket> pair = sockets.pair();
                StreamSocket near = pair.getFirst();
                Waiter waiter = near.waiting().waiter(Readiness.READABLE);
                AtomicInteger places = new AtomicInteger(k);
                Thread waiting = kind.start(() -> {
                    Thread self = Thread.currentThread();
                    Scratch.whenTaken = () -> {
                        if (Thread.currentThread() == self && places.decrementAndGet() == 0) {
                            sneak(shortage.thrown.get());
                        }
                    };
                    boolean came = false;
                    while (!came) {
                        try {
                            came = near.read(ByteBuffer.allocate(1)) != 0;
                            if (!came) {
                                waiter.await(Waiter.NEVER);
                            }
                        } catch (OutOfMemoryError | StackOverflowError | IllegalStateException e) {
                            failed.incrementAndGet();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                });
                // Whatever failed, it comes to wait, since nothing has come.
                Eventually.blocked(waiting);
                pair.getLast().write(ByteBuffer.allocate(1));
                assertThat(waiting.join(Duration.ofSeconds(20))).isTrue();
                Scratch.whenTaken = null;
                pair.forEach(StreamSocket::close);
            }
            assertThat(failed).as(kind + " met a shortage").hasPositiveValue();
        }
        before.awaitNoneAdded();
    }
}
