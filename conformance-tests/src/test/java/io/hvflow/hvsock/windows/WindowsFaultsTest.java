package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.HvsockAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** C13 and W14 over AF_HYPERV: whatever is thrown in the middle of a call, nothing stays open, and what is not closed works on. */
@Timeout(120)
@SuppressWarnings("try") // pairs are there to be open, and some are closed early
class WindowsFaultsTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS
            .closeTimeout(Duration.ofMillis(100))
            .readTimeout(Duration.ofSeconds(20))
            .writeTimeout(Duration.ofSeconds(20));

    private int before;

    @BeforeEach
    void soundStandIn() throws InterruptedException {
        StandInFixture.require();
        before = StandIn.openSockets();
    }

    @AfterEach
    void nothingStaysOpen() throws InterruptedException {
        Block.whenTaken = null;
        StandInFixture.eventually("all sockets are closed", () -> StandIn.openSockets() <= before);
        assertThat(StandIn.misuses()).isZero();
    }

    private static Error shortage() {
        return new OutOfMemoryError("thrown by a test");
    }

    @Test
    void acceptedSocketsAreNoChildsToInherit() throws Exception {
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            assertThat(StandIn.openSockets()).isGreaterThanOrEqualTo(before + 2);
            assertThat(StandIn.inheritedSockets()).isZero();
        }
    }

    /** No memory for a block at the first place, the second, and so on: helper threads fail, and others do their work. */
    @Test
    void C13_bytesArriveWhereverMemoryIsShortForAMoment() throws Exception {
        int met = 0;
        for (int k = 1; k <= 6; k++) {
            try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
                AtomicInteger left = new AtomicInteger(k);
                Block.whenTaken = () -> {
                    if (left.decrementAndGet() == 0) {
                        throw shortage();
                    }
                };
                for (byte i = 0; i < 5; i++) {
                    exchange(pair.near(), pair.far(), i);
                }
                Block.whenTaken = null;
                met += left.get() <= 0 ? 1 : 0;
            }
        }
        assertThat(met).as("shortages met").isPositive();
    }

    private static void exchange(Flow from, Flow to, byte value) throws IOException {
        ByteBuffer one = ByteBuffer.wrap(new byte[] {value});
        boolean written = false;
        while (!written) {
            try {
                from.write(one);
                written = true;
            } catch (OutOfMemoryError e) {
                assertThat(e).hasMessage("thrown by a test");
                written = !one.hasRemaining();
            }
        }
        ByteBuffer came = ByteBuffer.allocate(1);
        boolean read = false;
        while (!read) {
            try {
                assertThat(to.readInto(came)).isTrue();
                read = true;
            } catch (OutOfMemoryError e) {
                assertThat(e).hasMessage("thrown by a test");
            }
        }
        assertThat(came.get(0)).isEqualTo(value);
    }

    /** An executor that has no thread to give at its k-th task, as where the system has none. */
    @Test
    void C13_nothingStaysOpenWhereverNoThreadIsToBeHad() throws Exception {
        for (int k = 1; k <= 8; k++) {
            AtomicInteger left = new AtomicInteger(k);
            Executor scarce = task -> {
                if (left.decrementAndGet() == 0) {
                    throw shortage();
                }
                Thread.ofPlatform().daemon().start(task);
            };
            FlowOptions options = OPTIONS.executor(scarce);
            HvsockAddress address = StandInFixture.fresh();
            try (FlowListener listener = Flows.listen(address, options);
                    Flow near = Flows.connect(address, options);
                    Flow far = listener.accept()) {
                exchange(near, far, (byte) 1);
                exchange(far, near, (byte) 2);
            } catch (OutOfMemoryError e) {
                assertThat(e).hasMessage("thrown by a test");
            }
            StandInFixture.eventually("all sockets are closed", () -> StandIn.openSockets() <= before);
        }
    }

    @Test
    void W14_aBufferThatAnotherThreadMovesHarmsNothingOutsideIt() throws Exception {
        int size = 4096;
        ByteBuffer block = ByteBuffer.allocateDirect(2 * size);
        ByteBuffer moved = block.slice(0, size);
        AtomicBoolean over = new AtomicBoolean();
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            Thread racer = Thread.ofPlatform().daemon().start(() -> {
                while (!over.get()) {
                    try {
                        moved.position(size - 1);
                        moved.position(0);
                    } catch (IllegalArgumentException limited) {
                        Thread.onSpinWait();
                    }
                }
            });
            byte[] sent = new byte[size];
            Arrays.fill(sent, (byte) 'X');
            Thread writer = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (!over.get()) {
                        pair.far().write(ByteBuffer.wrap(sent));
                    }
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            for (int i = 0; i < 1000; i++) {
                try {
                    moved.limit(size).position(0);
                    pair.near().read(moved);
                } catch (IllegalArgumentException | IndexOutOfBoundsException garbled) {
                    // This call's own harm.
                }
            }
            over.set(true);
            pair.close();
            writer.join();
            racer.join();
        }
        assertThat(block.slice(size, size).mismatch(ByteBuffer.allocate(size))).isNegative();
    }

    @Test
    void W14_lengthsAreReckonedFromOnePosition() {
        ByteBuffer bytes = ByteBuffer.allocate(8);
        assertThat(CallersBuffer.length(bytes, 3, 100)).isEqualTo(5);
        assertThat(CallersBuffer.length(bytes, 3, 0)).isZero();
        assertThatThrownBy(() -> CallersBuffer.length(bytes.limit(2), 3, 100))
                .isInstanceOf(IllegalArgumentException.class);
        CallersBuffer.move(bytes, 5);
        assertThat(bytes.position()).as("behind the limit").isZero();
    }
}
