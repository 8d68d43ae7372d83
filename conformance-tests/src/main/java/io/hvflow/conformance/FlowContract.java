package io.hvflow.conformance;

import io.hvflow.conformance.contract.Group;
import io.hvflow.conformance.report.JUnitRun;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.text.Printable;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * The contract as JUnit tests: whoever writes a backend extends this class in a test and names the target. Each rule is a
 * test, called by its id and text, in a container for its chapter.
 *
 * <pre>{@code
 * class MyFlowTest extends FlowContract {
 *     @Override
 *     protected Target target() {
 *         return Target.of("mine", Set.of(Capability.HALF_CLOSE), options -> MyFlows.pair(options));
 *     }
 * }
 * }</pre>
 *
 * <p>Some rules are checked at a time, so that the first test waits longest. A rule that asks nothing of the target is aborted, with the reason; so is everything if the target is {@link
 * Target#unavailable}. The system properties {@code io.hvflow.conformance.seed}, {@code .tries}, {@code .patience} (in
 * seconds), {@code .schedules}, {@code .replay} and {@code .rules} (ids, separated by commas) change how the rules are checked, and which. The tests do not give
 * false alarms on a machine that is merely slow or busy: its pace is measured at the beginning, and the patience (10 seconds
 * on an idle machine) is as much longer; with {@code .patience} nothing is measured.
 *
 * <p>A failure names the rule, what was found, where to look, the rule that it probably fails because of, and the properties
 * that run it again. To know the cause, the first test that fails waits until all rules were checked. When all tests have ended,
 * the suite's report is written to the directory {@code conformance} of the build's own ({@code target}, or {@code build}), in a
 * directory that is called as the test, or to the one that {@code .report} names.
 */
public abstract class FlowContract {

    /** For subclasses. */
    protected FlowContract() {}

    /**
     * What is held to the contract.
     *
     * @return the target; the same, or an equal one, each time
     */
    protected abstract Target target();

    /**
     * The rules, for JUnit.
     *
     * @return a container for each chapter of the contract
     */
    @TestFactory
    Stream<DynamicContainer> contract() {
        List<String> gaps = Rules.gaps(Rules.all());
        if (!gaps.isEmpty()) {
            throw new IllegalStateException("the suite differs from the contract: " + String.join("; ", gaps));
        }
        Target target = target();
        Suite.unavailable(target).ifPresent(why -> {
            throw new TestAbortedException(target.name() + " is unavailable: " + Printable.line(why));
        });
        Settings settings = Settings.fromSystemProperties();
        List<Rule> chosen = chosen();
        JUnitRun run = new JUnitRun(getClass(), target, chosen, gaps, settings);
        Map<Group, List<Rule>> rules =
                chosen.stream().collect(Collectors.groupingBy(Rule::group, LinkedHashMap::new, Collectors.toList()));
        return rules.entrySet().stream()
                .map(entry -> DynamicContainer.dynamicContainer(
                        entry.getKey().title(), entry.getValue().stream().map(rule -> test(run, rule))))
                .onClose(run::writeReport);
    }

    private static List<Rule> chosen() {
        String wanted = System.getProperty(Settings.PROPERTIES + "rules");
        if (wanted == null) {
            return Rules.all();
        }
        Set<String> ids = new LinkedHashSet<>();
        Stream.of(wanted.split(",", -1))
                .map(id -> id.strip().toUpperCase(Locale.ROOT))
                .forEach(ids::add);
        List<Rule> chosen =
                Rules.all().stream().filter(rule -> ids.remove(rule.id())).toList();
        if (!ids.isEmpty()) {
            throw new IllegalArgumentException("-D" + Settings.PROPERTIES + "rules=" + wanted
                    + " names what is no rule of the contract: " + String.join(", ", ids));
        }
        return chosen;
    }

    private static DynamicTest test(JUnitRun run, Rule rule) {
        return DynamicTest.dynamicTest("[" + rule.id() + "] " + rule.text(), () -> {
            RuleResult result = run.result(rule);
            switch (result.verdict()) {
                case PASS -> {}
                case NOT_APPLICABLE, ELSEWHERE, UNAVAILABLE ->
                    throw new TestAbortedException(Printable.line(result.reason()));
                case FAIL, DEVIATES, XPASS -> throw run.failure(result);
            }
        });
    }
}
