package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {

    @Test
    void theServiceLoaderFindsOurOwn() {
        assertThat(Targets.found().all())
                .extracting(Target::name)
                .containsExactlyInAnyOrder(
                        "sim",
                        "simulation",
                        "unix",
                        "hybrid",
                        "hyperkit",
                        "process",
                        "vsock-loopback",
                        "sim-framed",
                        "unix-framed",
                        "simulation-framed",
                        "plain",
                        "c",
                        "hvsock-standin",
                        "hvsock-standin-framed");
    }

    @Test
    void aTargetThatCannotRunSaysWhy() {
        assertThat(Targets.found().all())
                .allSatisfy(target ->
                        target.unavailable().ifPresent(why -> assertThat(why).isNotBlank()));
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        Targets targets = new Targets(List.of(Fixture.target("a"), Fixture.target("b")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> targets.named(List.of("c")))
                .withMessage("unknown target c; known are a, b");
        assertThat(targets.named(List.of("b", "a", "b")))
                .extracting(Target::name)
                .containsExactly("b", "a");
    }

    @Test
    void twoOfOneNameAreRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Targets(List.of(Fixture.target("a"), Fixture.target("a"))))
                .withMessageContaining("two targets are named a");
    }
}
