package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void testsRunInTheNamedModuleOnJdk25() {
        assertThat(Placeholder.module()).isEqualTo("io.hvflow.conformance");
        assertThat(Runtime.version()).isGreaterThanOrEqualTo(Runtime.Version.parse("25.0.3"));
    }
}
