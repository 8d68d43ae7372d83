package io.hvflow.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.trial.Check;
import io.hvflow.conformance.trial.Rule;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SuiteTest {

    @Test
    void resultsComeInTheOrderOfTheRules() throws Exception {
        List<Rule> rules =
                Contract.ids().stream().map(id -> Rule.of(id, trial -> {})).toList();

        TargetResult result = new Suite(rules, Fixture.SETTINGS).run(Fixture.target());

        assertThat(result.results()).extracting(it -> it.rule().id()).containsExactlyElementsOf(Contract.ids());
        assertThat(result.conformant()).isTrue();
    }

    @Test
    void anUnavailableTargetRunsNothing() throws Exception {
        TargetResult result = new Suite(List.of(Rule.of("R1", trial -> trial.fail("ran"))), Fixture.SETTINGS)
                .run(Fixture.unavailable("absent", "not here"));

        assertThat(result.standing()).isEqualTo("UNAVAILABLE");
        assertThat(result.unavailable()).hasValue("not here");
        assertThat(result.conformant()).isFalse();
    }

    @Test
    void aTargetWithoutASingleRuleDoesNotConform() throws Exception {
        assertThat(new Suite(List.of(), Fixture.SETTINGS).run(Fixture.target()).conformant())
                .isFalse();
    }

    @Test
    void aRuleThatMustRunAloneDoes() throws Exception {
        AtomicInteger running = new AtomicInteger();
        Check other = trial -> {
            running.incrementAndGet();
            Thread.sleep(trial.moment());
            running.decrementAndGet();
        };
        Rule alone = Rule.of("C7", trial -> trial.stays("nothing else runs", () -> running.get() == 0))
                .aloneInProcess();
        List<Rule> rules = List.of(Rule.of("R1", other), alone, Rule.of("R2", other), Rule.of("R3", other));

        TargetResult result = new Suite(rules, Fixture.SETTINGS.parallelism(4)).run(Fixture.target());

        assertThat(result.conformant()).isTrue();
    }
}
