package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Capability;
import io.hvflow.conformance.MissingTool;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.targets.HvsockStandinTarget;
import io.hvflow.conformance.trial.Pace;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.hvsock.windows.Oddity;
import io.hvflow.hvsock.windows.StandIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each oddity alone, of a stand-in that is sound otherwise, breaks the rules that {@code oddities.json} says, and no others. The target
 * claims more than the backend does, so that what the oddities take away is seen.
 */
@Tag("long")
@Timeout(600)
class OddityTest {
    /** Impatient, since most of what is waited for never comes; what fails unexpectedly gets a second, patient hearing. */
    private static final Settings SETTINGS = Settings.DEFAULTS
            .patience(Duration.ofMillis(1500))
            .moment(Duration.ofMillis(20))
            .deadline(Duration.ofSeconds(8))
            .tries(12)
            .propertyTime(Duration.ofSeconds(1));

    private static final Settings PATIENT = SETTINGS.patience(Pace.here().scale(Duration.ofSeconds(10)))
            .deadline(Pace.here().scale(Duration.ofSeconds(40)));

    @AfterEach
    void nothingIsOddAnyMore() {
        StandIn.oddities(Set.of());
    }

    @ParameterizedTest
    @EnumSource
    void breaksWhatItIsKnownToBreak(Oddity oddity) throws Exception {
        Target target = new OddTarget(oddity);
        target.unavailable().ifPresent(MissingTool::abort);
        Deviations known = known();
        // On platform threads alone: what breaks is the transport's doing.
        List<Rule> rules = Rules.all().stream().map(OddityTest::once).toList();

        List<String> wrong = new ArrayList<>();
        for (RuleResult result : new Suite(rules, SETTINGS, known).run(target).results()) {
            if (unexpected(result.verdict())) {
                Suite again = new Suite(List.of(result.rule()), PATIENT, known);
                RuleResult second = again.run(target).results().getFirst();
                if (unexpected(second.verdict())) {
                    wrong.add(result.rule().id() + " " + second.verdict() + ": " + second.reason());
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static boolean unexpected(Verdict verdict) {
        return verdict == Verdict.FAIL || verdict == Verdict.XPASS;
    }

    private static Rule once(Rule rule) {
        return rule.onPlatformThreads();
    }

    private static Deviations known() throws IOException {
        try (InputStream in = OddityTest.class.getResourceAsStream("oddities.json");
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return Deviations.read(reader);
        }
    }

    private static final class OddTarget extends HvsockStandinTarget {
        OddTarget(Oddity oddity) {
            super(
                    oddity.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    EnumSet.of(Capability.HALF_CLOSE, Capability.PEER_SHUTDOWN_READ),
                    EnumSet.of(oddity),
                    false);
        }

        @Override
        public java.util.Optional<String> device() {
            return java.util.Optional.of("stand-in");
        }
    }
}
