package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowException;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.Flows;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Partition;
import io.hvflow.simulator.Profile;
import io.hvflow.simulator.Scenario;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * A service in a guest behind Firecracker, where a host that shuts down writing is taken to have closed (F-01). What it teaches: a
 * half-close that is right by the book, and mostly works here too, loses the answers that are not there yet.
 */
class RequestResponseTest {
    private static final FlowAddress SERVICE = FlowAddress.parse("sim://guest:52");

    /** The application's service: says that it has taken a job, does it, and sends the result. */
    private static void serve(FlowListener listener) throws IOException {
        while (true) {
            try (Flow flow = listener.accept()) {
                ByteBuffer job = ByteBuffer.allocate(Integer.BYTES);
                while (flow.readInto(job.clear())) {
                    flow.write(ByteBuffer.wrap(new byte[] {1}));
                    int number = job.getInt(0);
                    flow.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, number * number));
                }
            } catch (FlowException gone) {
                // the client has lost its answer; the next one is to have its own
            }
        }
    }

    /** The application's client. */
    private interface Client {
        int square(Flow flow, int number) throws IOException;
    }

    /** The bug: it ends its side as soon as the job is taken, since there will be no other. */
    private static int endingEarly(Flow flow, int number) throws IOException {
        flow.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        receive(flow, 1);
        flow.shutdownWrite();
        return receive(flow, Integer.BYTES).getInt(0);
    }

    /** Without it: nothing is ended before everything has come. */
    private static int endingLast(Flow flow, int number) throws IOException {
        flow.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        receive(flow, 1);
        ByteBuffer result = receive(flow, Integer.BYTES);
        flow.shutdownWrite();
        return result.getInt(0);
    }

    private static ByteBuffer receive(Flow flow, int bytes) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(bytes);
        if (!flow.readInto(message)) {
            throw new EOFException("the service ended before it answered");
        }
        return message;
    }

    private static Scenario asks(Client client, Profile profile) {
        return simulation -> {
            Partition guest = simulation.guest("guest");
            FlowListener listener = guest.listen(FlowAddress.parse("vsock://:52"), FlowOptions.DEFAULTS);
            simulation.hypervisor().install(profile.rule());
            simulation.serve(guest, "service", () -> serve(listener));
            try (Flow flow = Flows.connect(SERVICE, FlowOptions.DEFAULTS)) {
                assertThat(client.square(flow, 7)).isEqualTo(49);
            }
        };
    }

    @Test
    void theSimulatorFindsThatAnAnswerIsLost() throws Exception {
        Scenario scenario = asks(RequestResponseTest::endingEarly, Profile.HYBRID_HOST_HALFCLOSE_IS_CLOSE);
        assertThat(Found.in(scenario, 2)).hasMessageContaining("the service ended before it answered");
    }

    @Test
    void whereHalfCloseWorksTheSameClientGetsEveryAnswer() throws Exception {
        Scenario scenario = asks(RequestResponseTest::endingEarly, Profile.CLEAN);
        Exploration.of(scenario).seeds(Found.SCHEDULES).check();
    }

    @Test
    void noAnswerIsLostWhereTheClientEndsLast() throws Exception {
        Scenario scenario = asks(RequestResponseTest::endingLast, Profile.HYBRID_HOST_HALFCLOSE_IS_CLOSE);
        Exploration.of(scenario).seeds(Found.SCHEDULES).check();
    }
}
