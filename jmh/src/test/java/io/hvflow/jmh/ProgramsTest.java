package io.hvflow.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that are measured beside JMH. */
class ProgramsTest {
    @ParameterizedTest
    @ValueSource(strings = {"direct", "coalescing", "round-trip"})
    void limitMeasuresAndNoticesAByteThatWasChanged(String mode) throws Exception {
        try (CProgram program = compiled()) {
            assertThat(program.run(Family.UNIX, mode, 64, 1 << 20, 5, 0).values())
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(it).isPositive());
            assertThatThrownBy(() -> program.run(Family.UNIX, mode, 64, 1 << 20, 5, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not what was written there");
        }
    }

    @Test
    void programThatHangsIsEnded() {
        assertThatThrownBy(() -> ChildProcess.output(1, List.of("sleep", "60")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sleep hangs");
    }

    @Test
    void programThatFailsIsQuoted() {
        assertThatThrownBy(() -> ChildProcess.output(20, List.of("sh", "-c", "echo because; exit 7")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 7: because");
    }

    @ParameterizedTest
    @ValueSource(strings = {ManyFlows.IDLE, ManyFlows.BUSY})
    void manyFlowsAreMeasured(String benchmark) throws Exception {
        ManyFlows.Job job = new ManyFlows.Job(benchmark, Transport.FLOW_SIM, 20);
        List<Measured> values = ManyFlows.run(job, 2);
        assertThat(values).isNotEmpty();
        if (benchmark.equals(ManyFlows.BUSY)) {
            assertThat(values.getFirst().runs())
                    .hasSize(2)
                    .allSatisfy(it -> assertThat(it).isPositive());
        }
    }

    private static CProgram compiled() throws InterruptedException {
        try {
            return CProgram.compiled();
        } catch (IOException e) {
            return abort(String.valueOf(e.getMessage()));
        }
    }
}
