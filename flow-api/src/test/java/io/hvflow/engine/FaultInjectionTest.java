package io.hvflow.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowOptions;
import io.hvflow.engine.Conversation.Ending;
import io.hvflow.engine.Injection.Fault;
import io.hvflow.engine.Injection.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * C13: after anything that is thrown out of any call of a flow's socket, or of its waiting, the flow works, or fails typed and at
 * once; no accepted byte is dropped in silence; close is bounded and frees everything; and no other flow is touched.
 */
@Timeout(600)
class FaultInjectionTest {
    /** Later calls of an operation are of the same kind as these; some of them are tried too. */
    private static final int EVERY = 8;

    /** So many failures tell enough. */
    private static final int ENOUGH = 3;

    private final Flow[] innocent = MemorySocket.flows(100, FlowOptions.DEFAULTS.readTimeout(Duration.ofSeconds(20)));

    @TestFactory
    Stream<DynamicTest> C13_whateverASocketThrows() throws Exception {
        Map<String, Integer> most = new TreeMap<>();
        for (boolean framed : new boolean[] {false, true}) {
            for (Ending ending : Ending.values()) {
                Conversation undisturbed = new Conversation(Fault.NONE, framed, ending);
                assertThat(undisturbed.run())
                        .as("without a fault, framed " + framed + ", " + ending)
                        .isEmpty();
                undisturbed.injection().calls().forEach((name, count) -> most.merge(name, count.get(), Math::max));
            }
        }
        assertThat(most).containsKeys("read", "write", "flush", "close", "abort", "shutdownRead", "shutdownWrite");
        assertThat(most).containsKeys("now", "waiter", "await", "wake", "whenWritable", "remoteAddress");
        return most.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + ", " + entry.getValue() + " calls",
                        () -> tryAll(entry.getKey(), entry.getValue())));
    }

    private void tryAll(String operation, int calls) throws Exception {
        List<String> failures = new ArrayList<>();
        int reached = 0;
        for (int call = 1; call <= calls; call += call < EVERY ? 1 : call / 3) {
            for (Kind kind : Kind.values()) {
                if (kind == Kind.CHECKED && !Injection.isChecked(operation)) {
                    continue;
                }
                for (boolean after : moments(operation)) {
                    for (boolean framed : new boolean[] {false, true}) {
                        for (Ending ending : Ending.values()) {
                            Fault fault = new Fault(operation, call, after, kind);
                            reached += attempt(fault, framed, ending, failures) ? 1 : 0;
                            if (failures.size() == ENOUGH) {
                                assertThat(failures).isEmpty();
                            }
                        }
                    }
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(reached).as("faults that came about").isPositive();
    }

    /** A read or a write that throws has moved nothing, by its contract; all else may have been done already. */
    private static boolean[] moments(String operation) {
        return operation.equals("read") || operation.equals("write")
                ? new boolean[] {false}
                : new boolean[] {false, true};
    }

    private boolean attempt(Fault fault, boolean framed, Ending ending, List<String> failures) throws Exception {
        ChunkBalance balance = new ChunkBalance();
        Conversation conversation = new Conversation(fault, framed, ending);
        List<String> wrong = new ArrayList<>(conversation.run());
        if (wrong.isEmpty()) {
            balance.missing().ifPresent(wrong::add);
        }
        checkInnocent(wrong);
        if (!wrong.isEmpty()) {
            failures.add(fault + (framed ? ", framed, " : ", ") + ending + ": " + wrong);
        }
        return conversation.injection().thrown() != null;
    }

    private void checkInnocent(List<String> wrong) {
        try {
            innocent[0].write(ByteBuffer.wrap(new byte[] {7}));
            ByteBuffer came = ByteBuffer.allocate(1);
            if (!innocent[1].readInto(came) || came.get(0) != 7) {
                wrong.add("another flow does not work");
            }
        } catch (IOException e) {
            wrong.add("another flow fails: " + e);
        }
    }
}
