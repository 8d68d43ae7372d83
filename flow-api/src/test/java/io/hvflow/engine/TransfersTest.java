package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.internal.Transfers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransfersTest {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final Transfers.Watcher watcher =
            (sent, offered, moved) -> seen.add((sent ? "send " : "receive ") + offered + " " + moved);

    @Test
    void tellsEverySendAndReceiveOfTheFlowsThatAreMadeMeanwhile() throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS.messageSize(100);
        Flow[] flows = Transfers.watch(watcher, () -> MemorySocket.flows(150, options));

        flows[0].write(ByteBuffer.allocate(160));
        assertThat(seen).startsWith("send 100 100", "send 60 50");

        seen.clear();
        assertThat(flows[1].read(ByteBuffer.allocate(100))).isEqualTo(100);
        assertThat(seen).contains("receive 100 100");
    }

    @Test
    void tellsNothingOfOtherFlows() throws IOException {
        Flow[] before = MemorySocket.flows(1000, FlowOptions.DEFAULTS);
        Transfers.watch(watcher, () -> MemorySocket.flows(1000, FlowOptions.DEFAULTS));
        Flow[] after = MemorySocket.flows(1000, FlowOptions.DEFAULTS);

        before[0].write(ByteBuffer.allocate(10));
        after[0].write(ByteBuffer.allocate(10));

        assertThat(seen).isEmpty();
    }

    @Test
    void seesBeneathTheFraming() throws IOException {
        FlowOptions options = FlowOptions.DEFAULTS.framing(true);
        Flow[] flows = Transfers.watch(watcher, () -> MemorySocket.flows(1000, options));

        flows[0].write(ByteBuffer.allocate(10));

        assertThat(seen).contains("send 14 14");
    }
}
