package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.FlowException;
import io.hvflow.NativeError;
import org.junit.jupiter.api.Test;

class BrokenTest {
    private static final FlowAddress PEER = FlowAddress.parse("unix:///x");

    @Test
    void W10_laterFailureSaysTheSystemsErrorOnceAndThatItFailedBeforeOnce() {
        FlowException first =
                new FlowClosedException("write", PEER, "the peer reads no more", new NativeError("EPIPE", 32));
        FlowException second = new Broken(first).again("write", PEER);
        FlowException third = new Broken(second).again("write", PEER);

        String later = "write unix:///x: the flow failed before, in write: the peer reads no more (EPIPE 32)";
        assertThat(second)
                .isInstanceOf(FlowClosedException.class)
                .hasMessage(later)
                .hasCause(first);
        assertThat(third)
                .isInstanceOf(FlowClosedException.class)
                .hasMessage(later)
                .hasCause(second);
    }
}
