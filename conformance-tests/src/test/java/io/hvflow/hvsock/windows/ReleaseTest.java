package io.hvflow.hvsock.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call that blocks in Windows is released by close and by interrupt within a second, and leaves no thread behind. */
@Timeout(120)
class ReleaseTest {
    private static final long BOUND_MILLIS = 1000;
    private static final FlowOptions OPTIONS =
            FlowOptions.DEFAULTS.bufferSize(8192).closeTimeout(Duration.ofMillis(10));

    private int misuses;

    @BeforeEach
    void nothingBlocks() throws InterruptedException {
        StandInFixture.require();
        StandInFixture.eventually("earlier calls have ended", () -> StandIn.blocked() == 0);
        misuses = StandIn.misuses();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        StandIn.oddities(Set.of());
        StandInFixture.eventually("no call blocks", () -> StandIn.blocked() == 0);
        StandInFixture.eventually("no thread is left", () -> StandInFixture.helperThreads() == 0);
        assertThat(StandIn.misuses()).isEqualTo(misuses);
    }

    private static StandInFixture.Call blocked(boolean virtual, java.util.concurrent.Callable<?> call)
            throws InterruptedException {
        StandInFixture.Call blocked = new StandInFixture.Call(virtual, call);
        StandInFixture.eventually("the call blocks", () -> StandIn.blocked() == 1 && blocked.waits());
        return blocked;
    }

    private static void interrupted(StandInFixture.Call call) throws InterruptedException {
        long start = System.nanoTime();
        call.interrupt();
        assertThat(call.outcome()).isInstanceOf(InterruptedIOException.class);
        assertThat(call.millisAfter(start)).isLessThan(BOUND_MILLIS);
    }

    private static void closed(StandInFixture.Call call, AutoCloseable closing) throws Exception {
        long start = System.nanoTime();
        StandInFixture.Call close = new StandInFixture.Call(false, () -> {
            closing.close();
            return "closed";
        });
        assertThat(call.outcome()).isInstanceOf(FlowClosedException.class);
        assertThat(call.millisAfter(start)).isLessThan(BOUND_MILLIS);
        close.outcome();
        assertThat(close.millisAfter(start)).isLessThan(2 * BOUND_MILLIS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void accept(boolean virtual) throws Exception {
        try (FlowListener listener = Flows.listen(StandInFixture.fresh(), OPTIONS)) {
            interrupted(blocked(virtual, listener::accept));
            StandInFixture.eventually("nobody accepts", () -> StandIn.blocked() == 0);
            closed(blocked(virtual, listener::accept), listener);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connect(boolean virtual) throws Exception {
        StandIn.oddities(Set.of(Oddity.CONNECT_HANGS));
        FlowOptions forever = OPTIONS.connectTimeout(FlowOptions.FOREVER);
        interrupted(blocked(virtual, () -> Flows.connect(StandInFixture.fresh(), forever)));

        FlowOptions brief = OPTIONS.connectTimeout(Duration.ofMillis(100));
        StandInFixture.Call late = new StandInFixture.Call(virtual, () -> Flows.connect(StandInFixture.fresh(), brief));
        assertThat(late.outcome()).isInstanceOf(FlowTimeoutException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void read(boolean virtual) throws Exception {
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            interrupted(blocked(virtual, pair.near()::read));
            StandInFixture.eventually("nobody receives", () -> StandIn.blocked() == 0);
            closed(blocked(virtual, pair.near()::read), pair.near()::abort);
        }
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            closed(blocked(virtual, pair.near()::read), pair.near());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void write(boolean virtual) throws Exception {
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            interrupted(blocked(virtual, () -> flood(pair.near())));
            closed(new StandInFixture.Call(virtual, () -> flood(pair.near())), pair.near()::abort);
        }
        try (StandInFixture.Pair pair = StandInFixture.pair(OPTIONS)) {
            closed(blocked(virtual, () -> flood(pair.near())), () -> {
                try {
                    pair.near().close();
                } catch (FlowTimeoutException lost) {
                    // The peer does not read.
                }
            });
        }
    }

    private static Object flood(Flow flow) throws Exception {
        while (true) {
            flow.write(ByteBuffer.allocate(10_000));
        }
    }
}
