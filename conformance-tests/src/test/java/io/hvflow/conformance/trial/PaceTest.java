package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PaceTest {
    @Test
    void aMachineThatIsInUseIsMeasuredAsSlower() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 8 * Runtime.getRuntime().availableProcessors(); i++) {
            busy.add(Thread.ofPlatform().daemon().start(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            }));
        }
        try {
            assertThat(Pace.measure().times()).isGreaterThan(2);
        } finally {
            over.set(true);
        }
        for (Thread thread : busy) {
            thread.join();
        }
    }

    @Test
    void whatIdleMachinesDifferByIsNothing() {
        assertThat(Pace.of(0.1)).isEqualTo(Pace.USUAL);
        assertThat(Pace.of(1.49)).isEqualTo(Pace.USUAL);
        assertThat(Pace.of(1.5)).isEqualTo(new Pace(1.5));
        assertThat(Pace.of(2.345)).isEqualTo(new Pace(2.3));
        assertThat(Pace.of(1e9)).isEqualTo(new Pace(Pace.MOST));
        assertThatIllegalArgumentException().isThrownBy(() -> new Pace(0.9));
        assertThatIllegalArgumentException().isThrownBy(() -> new Pace(Double.NaN));
    }

    @Test
    void everyTimeOfTheSettingsIsAsMuchLonger() {
        Settings slow = Settings.DEFAULTS.pace(new Pace(2.5));
        assertThat(slow.patience()).isEqualTo(Duration.ofSeconds(25));
        assertThat(slow.deadline()).isEqualTo(Duration.ofSeconds(150));
        assertThat(slow.moment()).isEqualTo(Duration.ofMillis(125));
        assertThat(slow.patienceText()).isEqualTo("25 s (2.5 times longer, as this machine is that much slower now)");
        assertThat(Settings.DEFAULTS.patienceText()).isEqualTo("10 s");
    }

    @Test
    void virtualTimeHasThePaceOfNoMachineButThePatienceThatWasAskedFor() {
        assertThat(Settings.DEFAULTS.pace(new Pace(3)).virtual()).isEqualTo(Settings.DEFAULTS);
        Settings asked = Settings.DEFAULTS.patient(Duration.ofSeconds(70));
        assertThat(asked.virtual()).isEqualTo(asked);
    }
}
