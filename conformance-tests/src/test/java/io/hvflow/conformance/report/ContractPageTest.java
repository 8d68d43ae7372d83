package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.Page;
import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.trial.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
        assertThat(explanations)
                .allSatisfy((id, text) -> assertThat(text.replaceAll("\\s+", " "))
                        .contains("- If it fails, look at: " + Contract.lookAt(id)));
        assertThat(Contract.ids())
                .allSatisfy(id -> assertThat(Contract.lookAt(id))
                        .hasSizeGreaterThan(5)
                        .endsWith(".")
                        .doesNotContain("\n", "- Why", "- From"));
    }

    @Test
    void standsBesideTheReportWithASectionForEveryRule() {
        String page = ContractPage.html();

        assertThat(Contract.ids())
                .allSatisfy(
                        id -> assertThat(page).contains("id=\"" + id.toLowerCase(Locale.ROOT) + "\">" + id + "</h3>"));
        assertThat(Contract.link(ContractPage.FILE, "R5")).isEqualTo("contract.html#r5");
        assertThat(page)
                .contains(
                        "<strong>A stream that broke (reset, transport reset, truncated frame) is an error, never an end of"
                                + " stream.</strong>")
                .contains(
                        "<td><code>HALF_CLOSE</code></td>",
                        "<li>Why: half a file must never pass for a whole one.</li>")
                .doesNotContain("](", "**", "```", "http:", "https:", "src=");
        Pattern.compile("href=\"#([^\"]+)\"")
                .matcher(page)
                .results()
                .forEach(link -> assertThat(page).contains("id=\"" + link.group(1) + "\""));
    }

    @Test
    void whatARuleBuildsOnIsARuleAndNoCircle() {
        for (String id : Contract.ids()) {
            Set<String> below = new LinkedHashSet<>();
            List<String> open = new ArrayList<>(Contract.prerequisites(id));
            while (!open.isEmpty()) {
                String next = open.removeFirst();
                assertThat(Contract.ids()).contains(next);
                if (below.add(next)) {
                    open.addAll(Contract.prerequisites(next));
                }
            }
            assertThat(below).as(id).doesNotContain(id);
        }
        assertThat(Contract.prerequisites("R2")).containsExactly("R1", "W1");
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
