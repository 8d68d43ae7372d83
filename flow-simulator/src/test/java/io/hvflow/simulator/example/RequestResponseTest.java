package io.hvflow.simulator.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Partition;
import io.hvflow.simulator.Profile;
import io.hvflow.simulator.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A service in a guest behind Firecracker, where a host that shuts down writing is taken to have closed (F-01). A client that
 * shuts down between the two parts of an answer gets the second if it has come along with the first, and loses it if not.
 *
 * <p>It teaches that a known defect has a name to install, and that what depends on who is first is found by exploring.
 */
@Timeout(300) // 10,000 schedules take seconds, unless the machine is busy
class RequestResponseTest {

    private static Scenario runsACommand(FlowOptions options) {
        return simulation -> {
            Partition guest = simulation.guest("guest");
            FlowListener listener = guest.listen(FlowAddress.parse("vsock://:52"), options);
            simulation.hypervisor().install(Profile.HYBRID_HOST_HALFCLOSE_IS_CLOSE.rule());
            simulation.serve(guest, "service", new CommandService(listener)::serve);
            assertThat(new CommandClient("sim://guest:52", options).run("date")).isEqualTo("DATE");
        };
    }

    @Test
    void theSimulatorFindsTheScheduleThatLosesTheOutput() throws Exception {
        Bug bug = Bug.in(runsACommand(FlowOptions.DEFAULTS));
        assertThat(bug.error()).hasMessageContaining("EOFException");
        assertThat(bug.schedules()).isLessThan(100);
        assertThat(bug.choices()).isLessThanOrEqualTo(10);
        assertThat(bug.lines()).isLessThanOrEqualTo(20);
    }

    /** With framing the end of the input is bytes like others, which Firecracker does not take for anything. */
    @Test
    void withFramingAtBothEndsTheOutputAlwaysArrives() throws Exception {
        Exploration.of(runsACommand(FlowOptions.DEFAULTS.framing(true)))
                .seeds(Bug.SCHEDULES)
                .check();
    }
}
