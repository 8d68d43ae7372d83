package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The list of deviations is written by hand: a mistake in it is refused, with what it is. */
class DeviationsFuzzTest {
    private static final String LIST = """
            { "format": "hvflow-deviations", "version": 1, "deviations": [
              { "target": "device", "device": "vmm 0.3.*, Linux 6.1.*", "rules": ["R5", "H1"], "always": true,
                "seen": "the tail is lost", "reference": "F-01" } ] }
            """;

    private static void read(String json) {
        try {
            assertThat(Deviations.read(new StringReader(json)).all()).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("deviations");
        }
    }

    @Property(tries = 1000)
    void anyText(@ForAll String text) {
        read(text);
    }

    /** A list with a piece taken out, put in, or in another place. */
    @Property(tries = 2000)
    void aListWithAMistake(@ForAll("pieces") String piece, @ForAll("places") int from, @ForAll("places") int to) {
        int first = Math.min(from, to);
        int last = Math.max(from, to);
        read(LIST.substring(0, first) + piece + LIST.substring(last));
        read(LIST.substring(0, first) + piece + LIST.substring(first));
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                "", "{", "}", "[", "]", "\"", ",", ":", "null", "1", "1e999", "true", "[]", "{}", "*", "\\E", "\u0000");
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, LIST.length());
    }

    @Test
    void whatIsMissingIsRefused() {
        for (String mistake :
                List.of("[]", "null", "1", "", "{}", LIST.replace("\"always\": true,", ""), "[".repeat(100_000))) {
            assertThatThrownBy(() -> Deviations.read(new StringReader(mistake)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("deviations");
        }
    }
}
