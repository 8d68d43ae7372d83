package io.hvflow.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import picocli.CommandLine;

/** A short soak; {@code ./flow soak} is the long one. */
@Tag("long")
class SoakTest {
    /** The same every time: what differs is what the threads make of it. */
    private static final String SEED = "18";

    @Test
    @Timeout(600)
    @EnabledOnOs(OS.LINUX)
    void C7_C13_whatRunsShortComesBack() {
        assertThat(new CommandLine(new SoakCommand()).execute("--minutes", "0.4", "--seed", SEED))
                .isZero();
    }

    @Test
    void aLengthThatIsNoneIsRefused() {
        StringWriter err = new StringWriter();
        int status =
                new CommandLine(new SoakCommand()).setErr(new PrintWriter(err)).execute("--minutes", "0");
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--minutes 0.0: must be more than 0");
    }
}
