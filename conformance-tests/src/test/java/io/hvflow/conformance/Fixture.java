package io.hvflow.conformance;

import io.hvflow.Capability;
import io.hvflow.conformance.example.LoopbackTcp;
import io.hvflow.conformance.suite.Environment;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Runner;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the tests of the suite itself hold to made-up rules. */
public final class Fixture {
    /** For rules that end, on a machine however slow. */
    public static final Settings SETTINGS = Settings.DEFAULTS
            .patience(Duration.ofSeconds(20))
            .deadline(Duration.ofSeconds(60))
            .propertyTime(Duration.ofSeconds(20));

    /** For rules that hang. */
    public static final Settings IMPATIENT =
            Settings.DEFAULTS.patience(Duration.ofMillis(500)).deadline(Duration.ofSeconds(1));

    public static final Environment ENVIRONMENT =
            new Environment("1.2.3", "Debian GNU/Linux 13 (trixie)", "Linux 6.12 amd64", "JDK 25.0.3", 2);

    private Fixture() {}

    public static Target target(Capability... capabilities) {
        return target("toy", capabilities);
    }

    public static Target target(String name, Capability... capabilities) {
        return Target.of(name, Set.of(capabilities), LoopbackTcp::open);
    }

    public static Target unavailable(String name, String reason) {
        return new Target() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Set<Capability> capabilities() {
                return EnumSet.noneOf(Capability.class);
            }

            @Override
            public FlowPair open(io.hvflow.FlowOptions options) {
                throw new AssertionError("nobody opens what is unavailable");
            }

            @Override
            public Optional<String> unavailable() {
                return Optional.of(reason);
            }
        };
    }

    public static RuleResult run(Rule rule, Capability... capabilities) throws InterruptedException {
        return new Runner(target(capabilities), SETTINGS).run(rule);
    }

    public static SuiteResult suite(List<Rule> rules, Target... targets) throws InterruptedException {
        List<TargetResult> results = new java.util.ArrayList<>();
        for (Target target : targets) {
            results.add(new Suite(rules, SETTINGS).run(target));
        }
        return new SuiteResult(ENVIRONMENT, SETTINGS, rules, List.of(), results);
    }

    static List<Rule> rules(Rule... rules) {
        return Arrays.asList(rules);
    }
}
