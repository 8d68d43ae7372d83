package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that explains the contract says what the suite checks. */
class ContractPageTest {
    private static final Pattern RULE =
            Pattern.compile("^### (\\w+)\n\n\\*\\*(.+?)\\*\\*\n\n(.+?)(?=^#|\\z)", Pattern.DOTALL | Pattern.MULTILINE);

    private final Map<String, String> statements = new LinkedHashMap<>();
    private final Map<String, String> explanations = new LinkedHashMap<>();

    ContractPageTest() throws IOException {
        Matcher rules = RULE.matcher(Page.text("docs/contract.md"));
        while (rules.find()) {
            statements.put(rules.group(1), rules.group(2));
            explanations.put(rules.group(1), rules.group(3));
        }
    }

    @Test
    void hasTheRulesThatTheSuiteChecksInTheirOrder() {
        List<String> checked = Rules.all().stream().map(Rule::id).toList();

        assertThat(List.copyOf(statements.keySet())).isEqualTo(checked);
    }

    @Test
    void saysTheSameAsTheReport() {
        assertThat(statements)
                .allSatisfy((id, statement) -> assertThat(statement).isEqualTo(Contract.text(id)));
    }

    @Test
    void explainsEveryRule() {
        assertThat(explanations)
                .allSatisfy((id, text) -> assertThat(text).contains("- Why: ", "- From: ", "- If it fails, look at: "));
    }

    @Test
    void documentsTheWeakerBehaviourOfExactlyTheRulesThatHaveOne() {
        for (Rule rule : Rules.all()) {
            String documented =
                    rule.weaker().map(it -> "Without `" + it.needed() + "`").orElse("");
            String text = explanations.get(rule.id());

            assertThat(text.contains("Without `"))
                    .as(rule.id())
                    .isEqualTo(rule.weaker().isPresent());
            assertThat(text).as(rule.id()).contains(documented);
        }
    }
}
