package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.FlowAddressException;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.Flows;
import io.hvflow.HvsockAddress;
import io.hvflow.hvsock.HvsockOptions;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What AF_HYPERV has beside the contract: its addresses, options and threads, and how its errors are told. */
@Timeout(60)
class HypervTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100));

    @BeforeEach
    void soundStandIn() {
        StandInFixture.require();
    }

    @AfterEach
    void nothingIsOddAnyMore() {
        StandIn.oddities(Set.of());
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    @Test
    void bothEndsKnowWhatWindowsTells() throws Exception {
        HvsockAddress address = StandInFixture.fresh();
        try (FlowListener listener = Flows.listen(address, OPTIONS);
                StandInFixture.Pair pair =
                        new StandInFixture.Pair(Flows.connect(address, OPTIONS), listener.accept())) {
            assertThat(pair.near().remoteAddress()).isEqualTo(address);
            HvsockAddress local = (HvsockAddress) pair.near().localAddress();
            assertThat(local.partition()).isEqualTo(HvsockAddress.CHILDREN);
            assertThat(pair.far().localAddress()).isEqualTo(address);
            assertThat(pair.far().remoteAddress())
                    .isEqualTo(new HvsockAddress(HvsockAddress.LOOPBACK, local.service()));
        }
    }

    @Test
    void whatCameAfterAReaderGaveUpIsTheNextReaders() throws Exception {
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            StandInFixture.Call reader = new StandInFixture.Call(true, pair.near()::read);
            StandInFixture.eventually("the read blocks", () -> StandIn.blocked() == 1 && reader.waits());
            reader.interrupt();
            assertThat(reader.outcome()).isInstanceOf(InterruptedIOException.class);

            pair.far().write(bytes(1, 2, 3));
            ByteBuffer came = ByteBuffer.allocate(3);
            assertThat(pair.near().readInto(came)).isTrue();
            assertThat(came.flip()).isEqualTo(bytes(1, 2, 3));
        }
    }

    @Test
    void anIdleFlowHasNoThread() throws Exception {
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            pair.near().write(bytes(1));
            ByteBuffer came = ByteBuffer.allocate(1);
            assertThat(pair.far().readInto(came)).isTrue();
            StandInFixture.eventually("no thread is left", () -> StandInFixture.helperThreads() == 0);
        }
    }

    @Test
    void connectTimeoutAndSuspendAreToldToWindows() throws Exception {
        FlowOptions options = OPTIONS.connectTimeout(Duration.ofSeconds(7)).transport(new HvsockOptions(true));
        StandInFixture.pair(options).close();
        assertThat(StandIn.read("connect_timeout")).isEqualTo(8000);
        assertThat(StandIn.read("connected_suspend")).isEqualTo(1);

        StandInFixture.pair(OPTIONS.connectTimeout(FlowOptions.FOREVER)).close();
        assertThat(StandIn.read("connect_timeout")).isEqualTo(300_000);
    }

    @Test
    void theCallersThreadsBlockWhereTheyAreGiven() throws Exception {
        AtomicInteger tasks = new AtomicInteger();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            FlowOptions options = OPTIONS.executor(task -> {
                tasks.incrementAndGet();
                threads.execute(task);
            });
            try (StandInFixture.Pair pair = StandInFixture.pair(options)) {
                pair.far().write(bytes(1));
                assertThat(pair.near().read(ByteBuffer.allocate(1))).isEqualTo(1);
            }
        }
        assertThat(tasks).hasPositiveValue();
    }

    @Test
    void anExecutorThatWouldBlockACarrierOrTheCallerIsNotLetTo() throws Exception {
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            for (FlowOptions options : new FlowOptions[] {OPTIONS.executor(virtual), OPTIONS.executor(Runnable::run)}) {
                try (StandInFixture.Pair pair = StandInFixture.pair(options)) {
                    StandInFixture.Call reader = new StandInFixture.Call(false, pair.near()::read);
                    StandInFixture.eventually("the read blocks", () -> StandIn.blocked() == 1 && reader.waits());
                    assertThat(StandInFixture.helperThreads()).isPositive();
                }
                StandInFixture.eventually("nothing blocks", () -> StandIn.blocked() == 0);
            }
        }
    }

    @Test
    void anExecutorThatRefusesIsNamed() throws Exception {
        FlowOptions refusing = OPTIONS.executor(task -> {
            throw new RejectedExecutionException("shut down");
        });
        assertThatThrownBy(() -> Flows.connect(StandInFixture.fresh(), refusing))
                .isExactlyInstanceOf(FlowException.class)
                .hasMessageContaining("executor");
        try (FlowListener listener = Flows.listen(StandInFixture.fresh(), refusing)) {
            assertThatThrownBy(listener::accept).hasMessageContaining("executor");
        }
    }

    @Test
    void L1_nobodyListens() {
        HvsockAddress address = StandInFixture.fresh();

        assertThatThrownBy(() -> Flows.connect(address, OPTIONS))
                .isInstanceOf(FlowRefusedException.class)
                .hasMessageContainingAll(address.toString(), "WSAECONNREFUSED 10061");
    }

    @Test
    void addressesThatCannotBeUsedAreToldApart() throws Exception {
        UUID service = StandInFixture.fresh().service();
        UUID foreign = new UUID(1, 2);

        assertThatThrownBy(() -> Flows.connect(new HvsockAddress(HvsockAddress.CHILDREN, service), OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("name the peer's");
        assertThatThrownBy(() -> Flows.connect(new HvsockAddress(foreign, service), OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("WSAENETUNREACH");
        assertThatThrownBy(() -> Flows.listen(new HvsockAddress(foreign, service), OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContaining("WSAEADDRNOTAVAIL");
        assertThatThrownBy(
                        () -> Flows.listen(new HvsockAddress(HvsockAddress.LOOPBACK, HvsockAddress.WILDCARD), OPTIONS))
                .isInstanceOf(FlowAddressException.class)
                .hasMessageContainingAll("WSAEACCES", "Hyper-V Administrators");
    }

    @Test
    void aNetworkThatIsDownIsToldAndPasses() throws Exception {
        HvsockAddress address = StandInFixture.fresh();
        try (FlowListener listener = Flows.listen(address, OPTIONS)) {
            StandIn.oddities(Set.of(Oddity.NETWORK_DOWN));
            assertThatThrownBy(() -> Flows.connect(address, OPTIONS))
                    .isInstanceOf(FlowAddressException.class)
                    .hasMessageContainingAll("WSAENETDOWN 10050", "try again");
            assertThatThrownBy(listener::accept)
                    .isExactlyInstanceOf(FlowException.class)
                    .hasMessageContaining("WSAENETDOWN");
            StandIn.oddities(Set.of());
            try (StandInFixture.Pair pair =
                    new StandInFixture.Pair(Flows.connect(address, OPTIONS), listener.accept())) {
                StandIn.oddities(Set.of(Oddity.NETWORK_DOWN));
                pair.near().close(); // its socket is freed all the same
            }
        }
    }

    @Test
    void aBrokenPipeIsABrokenStreamAndNoEnd() throws Exception {
        StandIn.oddities(Set.of(Oddity.BROKEN_PIPE_AT_CLOSE));
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            pair.far().abort();
            assertThatThrownBy(() -> pair.near().read())
                    .isInstanceOf(FlowResetException.class)
                    .hasMessageContaining("ERROR_BROKEN_PIPE 109");
        }
    }
}
