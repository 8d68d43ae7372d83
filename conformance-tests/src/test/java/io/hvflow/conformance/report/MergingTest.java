package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.rules.Rules;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.targets.SimulationTarget;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Settings;
import io.hvflow.conformance.trial.Shard;
import io.hvflow.conformance.trial.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several processes do each a part of comes to the same as what one does alone. */
@Timeout(300)
class MergingTest {
    private static final Settings SETTINGS = Settings.DEFAULTS.schedules(40).propertyTime(Duration.ofSeconds(5));

    private static final List<Rule> SOUND = Rules.all().stream()
            .filter(rule -> List.of("R2", "W3", "C1", "T3", "T4").contains(rule.id()))
            .toList();

    private static SuiteResult run(List<Rule> rules, Shard shard, Target... targets) throws InterruptedException {
        List<TargetResult> results = new ArrayList<>();
        Settings settings = SETTINGS.shard(shard);
        for (Target target : targets) {
            results.add(new Suite(rules, settings).run(target));
        }
        SuiteResult result = new SuiteResult(Fixture.ENVIRONMENT, settings, rules, List.of(), results);
        return ShardFile.read(ShardFile.write(result), rules);
    }

    private static List<SuiteResult> shards(List<Rule> rules, int of, Target... targets) throws InterruptedException {
        List<SuiteResult> shards = new ArrayList<>();
        for (int number = of; number >= 1; number--) { // in no order that helps
            shards.add(run(rules, new Shard(number, of), targets));
        }
        return shards;
    }

    /** The report but for how long it took. */
    private static String untimed(SuiteResult result) {
        return JsonReport.of(result).replaceAll("\"(millis|beginNanos|endNanos)\": \\d+", "\"$1\": 0");
    }

    @Test
    void eightShardsTryTheSchedulesOfOneRunToTheSameEffect() throws InterruptedException {
        Target target = new SimulationTarget();
        SuiteResult whole = run(SOUND, Shard.WHOLE, target);
        SuiteResult merged = Merging.merge(shards(SOUND, 8, target));
        assertThat(untimed(merged)).isEqualTo(untimed(whole)).contains("\"schedules\": 40", "\"digest\": ");
        assertThat(merged.targets().getFirst().marks())
                .isEqualTo(whole.targets().getFirst().marks())
                .isNotEmpty();
        assertThat(merged.conformant()).isTrue();
    }

    @Test
    void theFirstScheduleThatFailsIsTheOneThatIsReported() throws InterruptedException {
        Rule rare = Rule.of("R1", trial -> {
            List<Integer> order = new ArrayList<>(); // in a simulation one runs at a time
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                tasks.add(trial.launch("task " + i, () -> {
                    trial.pause(Duration.ofNanos(1));
                    order.add(number);
                }));
            }
            for (Task<Boolean> task : tasks) {
                task.join();
            }
            trial.check(!order.equals(List.of(2, 1, 0)), "in the order that is rare");
        });
        SuiteResult whole = run(List.of(rare), Shard.WHOLE, new SimulationTarget());
        List<SuiteResult> shards = shards(List.of(rare), 5, new SimulationTarget());
        assertThat(shards.stream().filter(it -> !it.conformant()).count())
                .as("shards that found one")
                .isGreaterThan(1);
        assertThat(untimed(Merging.merge(shards))).isEqualTo(untimed(whole));
        assertThat(whole.targets().getFirst().results().getFirst().verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aRuleOfARealTargetIsRunInOneShard() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        List<Rule> rules = new ArrayList<>();
        for (String id : List.of("R1", "R2", "W1", "C7")) {
            rules.add(Rule.of(id, trial -> runs.incrementAndGet()).onPlatformThreads());
        }
        rules.add(Rule.of("O1", trial -> trial.fail("broken")).onPlatformThreads());
        List<SuiteResult> shards = shards(rules, 3, Fixture.target());
        assertThat(runs).hasValue(4);
        SuiteResult merged = Merging.merge(shards);
        assertThat(merged.targets().getFirst().results())
                .extracting(RuleResult::verdict)
                .containsExactly(Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.FAIL);
        assertThat(TextReport.of(merged, Ansi.OFF)).contains("broken");
    }

    @Test
    void aShardThatIsMissingIsAFailureOfTheWhole() throws InterruptedException {
        List<Rule> rules = List.of(Rule.of("R1", trial -> {}), Rule.of("R2", trial -> {}));
        List<SuiteResult> shards = shards(rules, 3, Fixture.target());
        assertThat(Merging.merge(shards).asExpected()).isTrue();
        shards.removeIf(it -> it.settings().shard().number() == 2);
        SuiteResult merged = Merging.merge(shards);
        assertThat(merged.asExpected()).isFalse();
        assertThat(merged.gaps()).containsExactly("shard 2/3 is missing");
    }

    @Test
    void shardsOfSeveralRunsAreNotMerged() throws InterruptedException {
        List<Rule> rules = List.of(Rule.of("R1", trial -> {}));
        SuiteResult one = run(rules, new Shard(1, 2), Fixture.target());
        SuiteResult two = run(rules, new Shard(2, 2), Fixture.target());
        SuiteResult other =
                new SuiteResult(two.environment(), two.settings().seed(7), two.rules(), two.gaps(), two.targets());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Merging.merge(List.of(one, other)))
                .withMessageContaining("seeds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Merging.merge(List.of(one, two, two)))
                .withMessageContaining("shard 2/2 is there 2 times");
    }

    @Test
    void whatIsUnavailableInOneShardIsUnavailable() throws InterruptedException {
        List<Rule> rules = List.of(Rule.of("R1", trial -> {}));
        SuiteResult one = run(rules, new Shard(1, 2), Fixture.target());
        SuiteResult two = run(rules, new Shard(2, 2), Fixture.unavailable("toy", "no device"));
        assertThat(Merging.merge(List.of(one, two)).targets().getFirst().unavailable())
                .hasValue("in shard 2/2: no device");
    }

    @Test
    void aFileThatNoShardWroteIsNamed() {
        for (String wrong : List.of("", "{", "[]", "{\"rules\": [\"X9\"]}")) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> ShardFile.read(wrong, SOUND));
        }
    }
}
