package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.FlowException;
import io.hvflow.NativeError;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.targets.SimTarget;
import io.hvflow.conformance.targets.UnixTarget;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    private static final Target UNIX = new UnixTarget();
    private static final Target MEMORY = new SimTarget();
    private static final Throwable MET = new IOException(
            "accept failed", new FlowException("accept", null, "no descriptor is left", new NativeError("EMFILE", 24)));

    @Test
    void aHighLimitExcusesNothing() {
        Descriptors plenty = new Descriptors(1 << 16, (1 << 16) - 1);

        assertThat(plenty.excuse(MET)).isEmpty();
        assertThat(plenty.unavailable(UNIX)).isEmpty();
        assertThat(plenty.notApplicable(UNIX, "T3")).isEmpty();
        assertThat(plenty.parallelism(UNIX, 8)).isEqualTo(8);
    }

    @Test
    void aLowLimitExcusesWhatMeetsItAndNothingElse() {
        Descriptors few = new Descriptors(128, 40);

        assertThat(few.excuse(MET)).hasValueSatisfying(why -> assertThat(why).contains("the limit of 128 descriptors"));
        assertThat(few.excuse(new IOException("/x: Too many open files"))).isPresent();
        assertThat(few.excuse(new AssertionError("a byte is missing"))).isEmpty();
        assertThat(few.excuse(new AssertionError())).isEmpty();
    }

    @Test
    void fewerRulesRunAtATimeWhereThereIsLittle() {
        assertThat(new Descriptors(128, 40).parallelism(UNIX, 8)).isEqualTo(3);
        assertThat(new Descriptors(64, 64).parallelism(UNIX, 8)).isEqualTo(1);
        assertThat(new Descriptors(64, 64).parallelism(MEMORY, 8)).isEqualTo(8);
        assertThat(new Descriptors(64, 64).unavailable(UNIX)).isPresent();
        assertThat(new Descriptors(64, 64).unavailable(MEMORY)).isEmpty();
    }
}
