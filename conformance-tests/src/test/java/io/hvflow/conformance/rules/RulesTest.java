package io.hvflow.conformance.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.trial.Check;
import io.hvflow.conformance.trial.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final Check KEPT = trial -> {};

    @Test
    void everyRuleOfTheContractIsCheckedOnce() {
        assertThat(Rules.gaps(Rules.all())).isEmpty();
    }

    @Test
    void theContractHasItsChapters() {
        assertThat(Contract.ids()).doesNotHaveDuplicates().contains("R1", "W12", "H10", "C10", "B6", "L10", "T7", "O2");
        assertThat(Contract.ids()).hasSize(84).allSatisfy(id -> {
            assertThat(Group.of(id)).isNotNull();
            assertThat(Contract.text(id)).endsWith(".");
        });
    }

    @Test
    void aMissingRuleIsAGap() {
        List<Rule> rules = all();
        rules.removeIf(rule -> rule.id().equals("C7"));

        assertThat(Rules.gaps(rules)).containsExactly("C7 is not checked");
    }

    @Test
    void aDoubledRuleIsAGap() {
        List<Rule> rules = all();
        rules.add(Rule.of("C7", KEPT));

        assertThat(Rules.gaps(rules)).containsExactly("C7 is checked by 2 rules");
    }

    @Test
    void aRuleThatTheContractDoesNotHaveCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rule.of("R99", KEPT))
                .withMessageContaining("R99");
    }

    private static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        Contract.ids().forEach(id -> rules.add(Rule.of(id, KEPT)));
        return rules;
    }
}
