package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowAddress;
import io.hvflow.FlowClosedException;
import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.suite.Runner;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MannerTest {
    private static final FlowClosedException CLOSED =
            new FlowClosedException("write", FlowAddress.parse("vsock://3:5000"), "the peer has closed", null);

    @Test
    void namesTheTypeOfAnExceptionOfTheFlow() {
        assertThat(Manner.of(CLOSED)).isEqualTo("FlowClosedException");
        assertThat(Manner.of(new AssertionError("was to fail otherwise", CLOSED)))
                .isEqualTo("FlowClosedException");
    }

    @Test
    void aHangIsOneWhateverIsMadeOfIt() {
        assertThat(Manner.of(new AssertionError("was to fail", new Hang("read did not end"))))
                .isEqualTo(Manner.HANGS);
    }

    @Test
    void allElseDiffers() {
        assertThat(Manner.of(new AssertionError("got 3 bytes"))).isEqualTo(Manner.DIFFERS);
    }

    @Test
    void aRuleTellsItsManner() throws InterruptedException {
        assertThat(manner(trial -> trial.fail("got 3 bytes"))).isEqualTo(Manner.DIFFERS);
        assertThat(manner(trial -> {
                    throw new IOException("torn");
                }))
                .isEqualTo("IOException");
        assertThat(manner(trial -> trial.await("what never comes", () -> false)))
                .isEqualTo(Manner.HANGS);
    }

    private static String manner(Check check) throws InterruptedException {
        Settings settings = Fixture.IMPATIENT.deadline(Duration.ofSeconds(20));
        return new Runner(Fixture.target(), settings)
                .run(Rule.of("R1", check))
                .failures()
                .getFirst()
                .manner();
    }
}
