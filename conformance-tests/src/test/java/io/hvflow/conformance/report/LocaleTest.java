package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.targets.SimulationTarget;
import io.hvflow.conformance.trial.Direction;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the machine's language has digits of its own, or letters that change their case in another way, reports stay the same. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocaleTest {
    private static final int FOUND = 7;

    /** Prints every report, of made-up results and of a schedule that fails. */
    static final class Everything {
        private Everything() {}

        public static void main(String[] args) throws Exception {
            if (String.format(Locale.getDefault(), "%d", 1).equals("1")
                    && "I".toLowerCase(Locale.getDefault()).equals("i")) {
                System.exit(FOUND); // this machine's Java has no such language, and the test would see nothing
            }
            StringBuilder text = new StringBuilder();
            for (SuiteResult suite : List.of(Reports.mixed(), Reports.deviating(), simulated())) {
                text.append(TextReport.of(suite, Ansi.OFF));
                text.append(JsonReport.of(suite));
                text.append(HtmlReport.of(suite));
                for (TargetResult target : suite.targets()) {
                    target.results().forEach(result -> text.append(FailureText.of(result)));
                }
            }
            System.out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }

        private static SuiteResult simulated() throws InterruptedException {
            Rule rule = Rule.of("R1", trial -> {
                Direction direction = Direction.each(trial).getFirst();
                direction.write(3);
                direction.read(3);
                trial.check(false, "%d bytes are never enough", 12345);
            });
            Settings settings = Settings.DEFAULTS.schedules(3);
            TargetResult result = new Suite(List.of(rule), settings).run(new SimulationTarget());
            return new SuiteResult(Environment.here(), settings, List.of(rule), List.of(), List.of(result));
        }
    }

    private static String everything(String language, String country) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.language=" + language,
                        "-Duser.country=" + country,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Everything.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "tr-TR"})
    void reportsAreTheSameInEveryLanguage(String tag) throws Exception {
        String[] parts = tag.split("-", -1);

        String said = everything(parts[0], parts[1]);

        assertThat(said).contains("<svg class=\"sequence\"", "hvflow-timeline", "12345 bytes are never enough");
        assertThat(said.codePoints().filter(c -> Character.isDigit(c) && c > '9'))
                .isEmpty();
        // Of a Turkish I, the lower case has no dot, and the upper case of i has one.
        assertThat(said).doesNotContain("\u0131", "\u0130");
    }

    @Test
    void whatIsCheckedHereIsThereToBeSeen() {
        assertThat(String.format(Locale.forLanguageTag("ar-EG"), "%d", 1)).isNotEqualTo("1");
        assertThat(String.format(Locale.forLanguageTag("fa-IR"), "%d", 1)).isNotEqualTo("1");
    }
}
