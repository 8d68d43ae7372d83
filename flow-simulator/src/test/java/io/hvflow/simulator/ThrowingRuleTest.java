package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A rule of the user's own that throws: the call fails, and everything else stays usable (C13). */
class ThrowingRuleTest {
    private static final FlowAddress ADDRESS = FlowAddress.parse("sim://guest:5000");
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100));

    private final Hypervisor hypervisor = new Hypervisor();

    private static final class Thrown extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Rule throwing(Class<? extends Event> at) {
        return (event, choices) -> {
            if (at.isInstance(event)) {
                throw new Thrown();
            }
            return Verdict.PASS;
        };
    }

    private static <T> T soon(Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return task.get(2, TimeUnit.MINUTES);
    }

    private FlowListener listener() throws IOException {
        return hypervisor.listen(ADDRESS, OPTIONS);
    }

    @Test
    void C13_aConnectThatARuleFailsLeavesNothing() throws IOException {
        try (FlowListener listener = listener()) {
            Fault fault = hypervisor.install(throwing(Event.Connect.class));
            assertThatThrownBy(() -> hypervisor.connect(ADDRESS, OPTIONS)).isInstanceOf(Thrown.class);
            assertThat(hypervisor.connections()).isEmpty();
            fault.close();
            hypervisor.connect(ADDRESS, OPTIONS).abort();
            listener.accept().abort();
        }
    }

    @Test
    void C13_whateverThrowsInACloseOrAnAbortThePeerLearnsOfItAndNothingIsLeft() throws Exception {
        for (Class<? extends Event> at : List.<Class<? extends Event>>of(
                Event.Close.class, Event.End.class, Event.Break.class, Event.Departure.class)) {
            for (boolean abort : new boolean[] {false, true}) {
                try (FlowListener listener = listener()) {
                    Flow near = hypervisor.connect(ADDRESS, OPTIONS);
                    Flow far = listener.accept();
                    Fault fault = hypervisor.install(throwing(at));
                    soon(() -> {
                        try {
                            if (abort) {
                                near.abort();
                            } else {
                                near.close();
                            }
                        } catch (IOException | Thrown e) {
                            // As the rule has it.
                        }
                        return null;
                    });
                    boolean ended = soon(() -> {
                        try {
                            return far.read() instanceof ReadResult.Eof;
                        } catch (FlowException e) {
                            return true;
                        }
                    });
                    assertThat(ended).isTrue();
                    fault.close();
                    far.abort();
                    assertThat(hypervisor.connections()).as("%s, %s", at, abort).isEmpty();
                }
            }
        }
    }

    @Test
    void C13_oneConnectionWhoseResetThrowsDoesNotKeepTheOthers() throws Exception {
        try (FlowListener listener = listener()) {
            Flow first = hypervisor.connect(ADDRESS, OPTIONS);
            listener.accept();
            Flow second = hypervisor.connect(ADDRESS, OPTIONS);
            listener.accept();
            hypervisor.connection(first).install(throwing(Event.Break.class));
            assertThatThrownBy(hypervisor::reset).isInstanceOf(Thrown.class);
            assertThatThrownBy(() -> soon(second::read)).hasRootCauseInstanceOf(FlowException.class);
        }
    }

    @Test
    void C13_afterAReadAndAWriteThatARuleFailedTheStreamIsWholeOrBroken() throws Exception {
        for (Class<? extends Event> at : List.<Class<? extends Event>>of(Event.Read.class, Event.Write.class)) {
            try (FlowListener listener = listener()) {
                Flow near = hypervisor.connect(ADDRESS, OPTIONS);
                Flow far = listener.accept();
                near.write(ByteBuffer.wrap(new byte[] {1}));
                Fault fault = hypervisor.install(throwing(at));
                Callable<Object> call = at == Event.Read.class
                        ? far::read
                        : () -> {
                            near.write(ByteBuffer.wrap(new byte[] {2}));
                            return 0;
                        };
                assertThatThrownBy(() -> soon(call)).hasRootCauseInstanceOf(Thrown.class);
                fault.close();
                Object next = soon(() -> {
                    try {
                        return far.read();
                    } catch (FlowException e) {
                        return e;
                    }
                });
                assertThat(next)
                        .isInstanceOfAny(ReadResult.Data.class, FlowException.class)
                        .isNotInstanceOf(ReadResult.Eof.class);
                soon(() -> {
                    near.abort();
                    far.abort();
                    return null;
                });
                assertThat(hypervisor.connections()).isEmpty();
            }
        }
    }
}
