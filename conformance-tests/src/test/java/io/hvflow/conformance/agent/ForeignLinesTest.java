package io.hvflow.conformance.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ForeignLinesTest {
    private static String copied(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ForeignLines.copy(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void whatAnotherProcessSaysIsCopiedLineByLineAndMadePrintable() {
        assertThat(copied("one\n\n  at two\r\n\u001b[2Jthree")).isEqualTo("one\n\n  at two\n\\x1b[2Jthree\n");
        assertThat(copied("")).isEmpty();
    }

    @Test
    void aLineWithoutEndIsCut() {
        assertThat(copied("x".repeat(10_000)).lines())
                .allMatch(line -> line.length() <= 4096)
                .hasSize(3);
    }
}
