package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hvflow.Capability;
import io.hvflow.FlowOptions;
import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviationsTest {
    private static final Rule R5 = Rule.of("R5", trial -> {});
    private static final RuleResult BROKEN = result(Verdict.FAIL, "got end of stream");
    private static final RuleResult KEPT = result(Verdict.PASS, "");

    private static final String LIST = """
            { "format": "hvflow-deviations", "version": 1, "deviations": [
              { "target": "device", "device": "vhost-device-vsock 0.3.*, Linux 6.1.*", "rules": ["R5", "H1"], "always": true,
                "seen": "the tail is lost", "reference": "F-01" },
              { "target": "device", "device": "vhost-device-vsock 0.3.0", "rules": ["C4"], "always": false, "seen": "a race" } ] }
            """;
    private final Deviations deviations = Deviations.read(new StringReader(LIST));

    @Test
    void readsARuleOfEachEntry() {
        assertThat(deviations.all()).extracting(Deviation::rule).containsExactly("R5", "H1", "C4");
        assertThat(deviations.all().getFirst().text()).isEqualTo("the tail is lost (F-01)");
        assertThat(deviations.all().getLast().text()).isEqualTo("a race");
    }

    @Test
    void anExpectedFailureDeviates() {
        RuleResult judged = deviations.judge(on("vhost-device-vsock 0.3.0, Linux 6.1.0-50-amd64"), BROKEN);

        assertThat(judged.verdict()).isEqualTo(Verdict.DEVIATES);
        assertThat(judged.reason()).isEqualTo("the tail is lost (F-01)");
        assertThat(judged.trials()).isEqualTo(BROKEN.trials());
    }

    @Test
    void whatIsKeptAgainstExpectationIsAnUnexpectedPass() {
        RuleResult judged = deviations.judge(on("vhost-device-vsock 0.3.0, Linux 6.1.0-50-amd64"), KEPT);

        assertThat(judged.verdict()).isEqualTo(Verdict.XPASS);
    }

    @Test
    void otherVersionsAndOtherTargetsAreJudgedAsTheyAre() {
        assertThat(deviations.judge(on("vhost-device-vsock 0.4.0, Linux 6.1.0-50-amd64"), BROKEN))
                .isSameAs(BROKEN);
        assertThat(deviations.judge(on("vhost-device-vsock 0.3.0"), BROKEN)).isSameAs(BROKEN);
        assertThat(deviations.judge(Fixture.target("device"), BROKEN)).isSameAs(BROKEN);
        assertThat(deviations.judge(new Device("other", "vhost-device-vsock 0.3.0, Linux 6.1.0-50-amd64"), BROKEN))
                .isSameAs(BROKEN);
    }

    @Test
    void aRaceMayBeMissed() {
        Deviations race = new Deviations(
                List.of(new Deviation("device", List.of("d 1"), "R5", false, "sometimes", Optional.empty())));

        assertThat(race.judge(on("d 1"), KEPT)).isSameAs(KEPT);
        assertThat(race.judge(on("d 1"), BROKEN).verdict()).isEqualTo(Verdict.DEVIATES);
    }

    @Test
    void whatIsExpectedIsNotWaitedForLongerThanUsual() throws InterruptedException {
        Duration usual = Settings.DEFAULTS.patience();
        Rule rule = Rule.of(
                "R5", trial -> trial.check(trial.patience().compareTo(usual) > 0, "was given %s", trial.patience()));
        Suite suite = new Suite(List.of(rule), Settings.DEFAULTS.patient(usual.multipliedBy(6)), deviations);

        assertThat(suite.run(on("vhost-device-vsock 0.3.0, Linux 6.1.0")).asExpected())
                .isTrue();
        assertThat(suite.run(on("vhost-device-vsock 0.4.0, Linux 6.1.0")).conformant())
                .isTrue();
    }

    @Test
    void theSuiteJudgesByThem() throws InterruptedException {
        Rule rule = Rule.of("R5", trial -> trial.fail("the tail is missing"));
        Suite suite = new Suite(List.of(rule), Settings.DEFAULTS, deviations);

        TargetResult known = suite.run(on("vhost-device-vsock 0.3.0, Linux 6.1.0"));
        TargetResult newer = suite.run(on("vhost-device-vsock 0.4.0, Linux 6.1.0"));

        assertThat(known.asExpected()).isTrue();
        assertThat(known.conformant()).isFalse();
        assertThat(known.standing()).isEqualTo("AS EXPECTED");
        assertThat(newer.asExpected()).isFalse();
    }

    @Test
    void theCheckedInListIsReadAndNamesRulesOfTheContract() {
        assertThat(Deviations.known().all()).allSatisfy(it -> {
            assertThat(Contract.text(it.rule())).isNotEmpty();
            assertThat(it.seen()).isNotBlank();
        });
    }

    @Test
    void refusesWhatIsNoSuchList() {
        assertThatThrownBy(() -> Deviations.read(new StringReader("{\"format\": \"other\", \"version\": 1}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Target on(String device) {
        return new Device("device", device);
    }

    private static RuleResult result(Verdict verdict, String reason) {
        return new RuleResult(R5, verdict, reason, List.of(), Duration.ZERO);
    }

    private record Device(String name, String carrier) implements Target {
        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public FlowPair open(FlowOptions options) throws IOException {
            throw new IOException("opens nothing");
        }

        @Override
        public Optional<String> device() {
            return Optional.of(carrier);
        }
    }
}
