package io.hvflow.simulator;

import static io.hvflow.simulator.Sockets.counting;
import static io.hvflow.simulator.Sockets.read;
import static io.hvflow.simulator.Sockets.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.FlowResetException;
import io.hvflow.FlowTimeoutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules that are on at their times only. */
class ScheduleTest {
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Hypervisor hypervisor = new Hypervisor(scheduler, Choices.seeded(1));
    private SimSocket near;
    private SimSocket far;

    @BeforeEach
    void connect() throws IOException {
        scheduler.advance(seconds(1000)); // times count from the installation, not from the clock's origin
        Sockets pair = Sockets.connect(hypervisor, 100);
        near = pair.near();
        far = pair.far();
    }

    /** In which of the first so many seconds a write is cut to one byte. */
    private List<Integer> secondsOn(int most) throws IOException {
        List<Integer> on = new ArrayList<>();
        for (int second = 0; second < most; second++) {
            if (write(near, 0, 2) == 1) {
                on.add(second);
            }
            read(far, 2);
            scheduler.advance(seconds(1));
        }
        return on;
    }

    @Test
    void aRuleIsOnFromOneTimeUntilAnother() throws IOException {
        Fault fault = hypervisor.install(Faults.shortWrites(1), Schedule.between(seconds(2), seconds(4)));
        assertThat(secondsOn(6)).containsExactly(2, 3);
        assertThat(fault.effects()).isEqualTo(2);
    }

    @Test
    void aRuleIsOnInTurns() throws IOException {
        Schedule turns = Schedule.every(seconds(3), seconds(1));
        Fault fault = hypervisor.host().install(Faults.shortWrites(1), turns);
        assertThat(secondsOn(8)).containsExactly(0, 3, 6);
        fault.close();
        hypervisor
                .link(hypervisor.host(), hypervisor.partition("guest"))
                .install(Faults.shortWrites(1), turns.delayed(seconds(2)));
        assertThat(secondsOn(8)).containsExactly(2, 5);
    }

    @Test
    void aRuleIsOnOnceAfterADelay() throws IOException {
        Fault fault = hypervisor
                .connections()
                .getFirst()
                .install(Faults.shortWrites(1), Schedule.after(seconds(2)).once());
        assertThat(secondsOn(5)).containsExactly(2);
        assertThat(fault.effects()).isEqualTo(1);
    }

    @Test
    void aRuleIsOnForSoManyEvents() throws IOException {
        hypervisor.install(Faults.shortWrites(1), Schedule.until(seconds(4)).times(3));
        assertThat(secondsOn(6)).containsExactly(0, 1, 2);
    }

    @Test
    void aRuleAsksForNoChoicesWhileItIsOff() throws IOException {
        List<Integer> asked = new ArrayList<>();
        Hypervisor counted = new Hypervisor(scheduler, bound -> {
            asked.add(bound);
            return bound - 1;
        });
        Sockets pair = Sockets.connect(counted, 100);
        counted.install(Faults.sometimes(50, Faults.shortWrites(1)), Schedule.after(seconds(1)));
        write(pair.near(), 0, 2);
        assertThat(asked).isEmpty();
        scheduler.advance(seconds(1));
        assertThat(write(pair.near(), 0, 2)).isEqualTo(1);
        assertThat(asked).containsExactly(100);
    }

    @Test
    void whatIsHeldGoesOnWhenTheTimeIsOverAndIsHeldNoMore() throws IOException {
        try (Fault hold = hypervisor.install(Faults.hold(), Schedule.between(seconds(1), seconds(3)))) {
            scheduler.advance(seconds(1));
            write(near, 0, 10);
            near.shutdownWrite();
            scheduler.advance(seconds(2).minusNanos(1));
            assertThat(read(far, 100)).isEmpty();
            scheduler.advance(Duration.ofNanos(1));
            assertThat(read(far, 100)).isEqualTo(counting(0, 10));
            assertThat(read(far, 100)).isNull();
            assertThat(hold.effects()).isEqualTo(2);
        }
    }

    @Test
    void whatIsHeldForATimeGoesOnAtOnceWhenTheRuleIsRemoved() throws IOException {
        Fault hold = hypervisor.install(Faults.hold(), Schedule.until(seconds(3)));
        write(near, 0, 10);
        hold.close();
        assertThat(read(far, 100)).isEqualTo(counting(0, 10));
    }

    @Test
    void L2_aConnectIsHeldUntilTheTimeIsOver() throws Exception {
        Exploration.of(simulation -> {
                    FlowListener listener =
                            simulation.guest("guest").listen(FlowAddress.parse("vsock://:7"), FlowOptions.DEFAULTS);
                    simulation.guest("guest").install(Faults.silentConnect(), Schedule.every(seconds(10), seconds(3)));
                    connect(simulation, seconds(4)).abort();
                    assertThat(simulation.elapsed()).isBetween(seconds(3), seconds(4));
                    listener.accept().abort();
                    connect(simulation, seconds(1)).abort();
                    simulation.sleep(seconds(10).minus(simulation.elapsed()));
                    assertThatThrownBy(() -> connect(simulation, seconds(2))).isInstanceOf(FlowTimeoutException.class);
                })
                .seeds(20)
                .check();
    }

    @Test
    void R5_theFirstWriteAfterADelayBreaksTheConnectionAndNoOther() throws Exception {
        Exploration.of(simulation -> {
                    FlowListener listener =
                            simulation.guest("guest").listen(FlowAddress.parse("vsock://:7"), FlowOptions.DEFAULTS);
                    Fault fault = simulation
                            .hypervisor()
                            .install(
                                    (event, choices) ->
                                            event instanceof Event.Write ? new Verdict.Reset(0) : Verdict.PASS,
                                    Schedule.after(seconds(1)).once());
                    Flow host = connect(simulation, seconds(1));
                    Flow guest = listener.accept();
                    host.write(ByteBuffer.allocate(5));
                    assertThat(guest.readInto(ByteBuffer.allocate(5))).isTrue();
                    simulation.sleep(seconds(1));
                    assertThatThrownBy(() -> host.write(ByteBuffer.allocate(5))).isInstanceOf(FlowResetException.class);
                    assertThat(fault.effects()).isEqualTo(1);
                    Flow again = connect(simulation, seconds(1));
                    again.write(ByteBuffer.allocate(5));
                    assertThat(listener.accept().readInto(ByteBuffer.allocate(5)))
                            .isTrue();
                })
                .seeds(20)
                .check();
    }

    @Test
    void chanceAndTimeGoTogether() throws Exception {
        Exploration.of(simulation -> {
                    simulation.guest("guest").listen(FlowAddress.parse("vsock://:7"), FlowOptions.DEFAULTS);
                    simulation.hypervisor().install(Faults.sometimes(50, Faults.refuse()), Schedule.until(seconds(1)));
                    try {
                        connect(simulation, seconds(1));
                        simulation.mark("connected at once");
                    } catch (FlowRefusedException refused) {
                        simulation.mark("refused");
                    }
                    simulation.sleep(seconds(1));
                    connect(simulation, seconds(1));
                })
                .seeds(50)
                .mustMark("connected at once", "refused")
                .check();
    }

    @Test
    void aRuleWithoutATextOfItsOwnIsTheSameInEveryRun() throws Exception {
        Scenario installs = simulation -> simulation.hypervisor().install((event, choices) -> Verdict.PASS);
        Outcome one = Simulation.run(1, installs);
        assertThat(one.trace().text()).contains("fault installed rule 1\n");
        assertThat(Simulation.run(1, installs).hash()).isEqualTo(one.hash());
    }

    @Test
    void illegalTimesAreNamed() {
        assertThatThrownBy(() -> Schedule.after(seconds(-1))).hasMessageContaining("PT-1S");
        assertThatThrownBy(() -> Schedule.between(seconds(2), seconds(2))).hasMessageContaining("to is PT2S");
        assertThatThrownBy(() -> Schedule.until(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Schedule.every(seconds(1), seconds(1))).hasMessageContaining("period is PT1S");
        assertThatThrownBy(() -> Schedule.after(Duration.ofDays(40_000))).hasMessageContaining("PT960000H");
        assertThatThrownBy(() -> Schedule.always().times(0)).hasMessageContaining("0");
    }

    @Test
    void aScheduleSaysWhenItIsOn() {
        assertThat(Schedule.always()).hasToString("always");
        assertThat(Schedule.every(seconds(3), seconds(1)).delayed(seconds(2)).once())
                .hasToString("from PT2S for PT1S every PT3S, 1 time");
    }

    private static Flow connect(Simulation simulation, Duration timeout) throws IOException {
        return simulation
                .host()
                .connect(FlowAddress.parse("sim://guest:7"), FlowOptions.DEFAULTS.connectTimeout(timeout));
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
