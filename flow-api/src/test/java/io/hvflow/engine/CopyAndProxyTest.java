package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import io.hvflow.ReadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a copy and a proxy end when it is not by the streams' ends (O3). */
@Timeout(60)
class CopyAndProxyTest {
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULTS.closeTimeout(Duration.ofMillis(100));

    private final MemorySocket[] left = MemorySocket.pair(1000);
    private final MemorySocket[] right = MemorySocket.pair(1000);
    private final Flow client = BufferedFlow.of(left[0], OPTIONS);
    private final Flow a = BufferedFlow.of(left[1], OPTIONS);
    private final Flow b = BufferedFlow.of(right[0], OPTIONS);
    private final Flow server = BufferedFlow.of(right[1], OPTIONS);

    @AfterEach
    void end() {
        for (Flow flow : new Flow[] {client, a, b, server}) {
            flow.abort();
        }
    }

    private interface Body {
        Object run() throws IOException;
    }

    private static CompletableFuture<Object> start(Body body) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(body.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static ThrowingCallable ended(CompletableFuture<Object> result) {
        return () -> {
            try {
                result.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        };
    }

    /** Bytes have gone through in each direction, so both are at work. */
    private void awaitProxy() throws IOException {
        pass(client, server);
        pass(server, client);
    }

    private static void pass(Flow from, Flow to) throws IOException {
        from.write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(to.readInto(ByteBuffer.allocate(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abort a", "abort b", "close a", "close b"})
    void O3_aProxyEndsWhenAnotherThreadClosesOrAbortsOneOfItsFlows(String how) throws Exception {
        CompletableFuture<Object> proxy = start(() -> Flows.proxy(a, b));
        awaitProxy();
        Flow stopped = how.endsWith("a") ? a : b;
        if (how.startsWith("abort")) {
            stopped.abort();
        } else {
            stopped.close();
        }
        assertThatThrownBy(ended(proxy)).isInstanceOf(FlowClosedException.class);
        assertThatThrownBy((stopped.equals(a) ? server : client)::read).isInstanceOf(FlowResetException.class);
    }

    @Test
    void O3_aProxyWhoseOneDirectionHasEndedEndsWhenItsReceiverIsClosed() throws Exception {
        CompletableFuture<Object> proxy = start(() -> Flows.proxy(a, b));
        awaitProxy();
        server.shutdownWrite();
        assertThat(client.read()).isInstanceOf(ReadResult.Eof.class);
        b.abort(); // nobody reads it any more
        assertThatThrownBy(ended(proxy)).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void O3_closingAFlowOfAProxyStillDeliversWhatItAccepted() throws Exception {
        right[0].prompt = false;
        CompletableFuture<Object> proxy = start(() -> Flows.proxy(a, b));
        client.write(ByteBuffer.allocate(1000));
        ByteBuffer first = ByteBuffer.allocate(400);
        assertThat(server.readInto(first)).isTrue();
        b.close();
        assertThatThrownBy(ended(proxy)).isInstanceOf(FlowClosedException.class);
        assertThat(server.readInto(ByteBuffer.allocate(600))).isTrue();
    }

    /** A flow whose next read throws what no flow should. */
    private static final class Throwing implements InvocationTarget {}

    private interface InvocationTarget {}

    private static Flow throwing(Flow flow, String method, Throwable thrown) {
        return (Flow) java.lang.reflect.Proxy.newProxyInstance(
                Throwing.class.getClassLoader(), new Class<?>[] {Flow.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        throw thrown;
                    }
                    try {
                        return called.invoke(flow, arguments);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void O3_whateverIsThrownInOneDirectionBreaksBothFlowsOff(String method) throws Exception {
        Error thrown = new AssertionError("as planned");
        Flow bad = throwing(b, method, thrown);
        CompletableFuture<Object> proxy = start(() -> Flows.proxy(a, bad));
        client.write(ByteBuffer.allocate(1));
        assertThatThrownBy(ended(proxy)).isSameAs(thrown);
        assertThatThrownBy(server::read).isInstanceOf(FlowResetException.class);
        assertThatThrownBy(client::read).isInstanceOf(FlowResetException.class);
    }

    @Test
    void O3_aCopyTellsTheReceiverAlsoWhereTheSenderCannotBeTold() throws Exception {
        Error thrown = new AssertionError("as planned");
        Flow bad = throwing(b, "write", thrown);
        Flow worse = throwing(a, "shutdownRead", thrown);
        CompletableFuture<Object> copy = start(() -> Flows.copy(worse, bad));
        client.write(ByteBuffer.allocate(1));
        assertThatThrownBy(ended(copy)).isSameAs(thrown);
        assertThatThrownBy(server::read).isInstanceOf(FlowResetException.class);
    }

    @Test
    void O3_aThreadFactoryThatFailsLeavesTheFlowsAsTheyWere() throws IOException {
        IllegalStateException thrown = new IllegalStateException("no thread");
        assertThatThrownBy(() -> Flows.proxy(a, b, body -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThatThrownBy(() -> Flows.proxy(a, b, body -> null)).hasMessageContaining("made no thread");
        pass(client, a);
        pass(b, server);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void O3_aCopyEndsWhenItsReceiverIsClosedAndTheSenderIsTold(boolean abort) throws Exception {
        CompletableFuture<Object> copy = start(() -> Flows.copy(a, b));
        pass(client, server);
        if (abort) {
            b.abort();
        } else {
            b.close();
        }
        assertThatThrownBy(ended(copy)).isInstanceOf(FlowClosedException.class);
        assertThatThrownBy(() -> client.write(ByteBuffer.allocate(5000))).isInstanceOf(FlowClosedException.class);
    }

    @Test
    void O3_aCopyWhoseSenderIsAbortedHereDoesNotPassAnEndOn() throws Exception {
        CompletableFuture<Object> copy = start(() -> Flows.copy(a, b));
        pass(client, server);
        a.abort();
        assertThatThrownBy(ended(copy)).isInstanceOf(FlowClosedException.class);
        assertThatThrownBy(server::read).isInstanceOf(FlowResetException.class);
    }

    @Test
    void O2_aCopyThatTimesOutInAReadCanBeCalledAgain() throws Exception {
        a.setReadTimeout(Duration.ofMillis(20));
        assertThatThrownBy(() -> Flows.copy(a, b)).isInstanceOf(FlowTimeoutException.class);
        CompletableFuture<Object> again = start(() -> Flows.copy(a, b));
        client.write(ByteBuffer.allocate(3));
        client.shutdownWrite();
        again.get(20, TimeUnit.SECONDS);
        assertThat(server.readInto(ByteBuffer.allocate(4))).isFalse();
    }

    @Test
    void O3_anActionOnCloseRunsOnceAndCanBeTakenBack() throws IOException {
        int[] runs = new int[3];
        a.onClose(() -> runs[0]++);
        a.onClose(() -> runs[1]++).run();
        a.abort();
        a.close();
        a.onClose(() -> runs[2]++);
        assertThat(runs).containsExactly(1, 0, 1);
    }
}
