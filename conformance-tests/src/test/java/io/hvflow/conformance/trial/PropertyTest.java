package io.hvflow.conformance.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.Fixture;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Runner;
import io.hvflow.conformance.suite.Suite;
import io.hvflow.conformance.suite.TargetResult;
import io.hvflow.conformance.suite.TrialResult;
import io.hvflow.conformance.suite.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.Test;

class PropertyTest {
    private static final Arbitrary<List<Integer>> LISTS =
            Arbitraries.integers().between(0, 1000).list().ofMaxSize(50);

    /** Breaks for lists with two numbers above 100, the smallest of which is [101, 101]. */
    private static void check(Trial trial, List<Integer> list) {
        trial.check(list.stream().filter(number -> number > 100).count() < 2, "two are large");
    }

    @Test
    void findsAndShrinksToTheSmallestValue() throws Exception {
        RuleResult result = Fixture.run(Rule.of("R2", trial -> trial.forAll(LISTS, list -> check(trial, list))));

        assertThat(result.reason()).startsWith("two are large\n  for: [101, 101]\n");
    }

    @Test
    void theReportedSeedFailsAtTheFirstTry() throws Exception {
        Rule rule = Rule.of("R2", trial -> trial.forAll(LISTS, list -> check(trial, list)));
        long seed = Fixture.run(rule).failures().getFirst().seed().orElseThrow();

        RuleResult again = new Runner(Fixture.target(), Fixture.SETTINGS.seed(seed)).run(rule);

        assertThat(again.reason())
                .startsWith("two are large\n  for: [101, 101]\n")
                .endsWith("found by try 1");
        assertThat(again.failures().getFirst().seed()).hasValue(seed);
    }

    @Test
    void theSameSeedGivesTheSameValues() throws Exception {
        assertThat(values(7)).isEqualTo(values(7)).isNotEqualTo(values(8)).hasSize(100);
    }

    private static List<List<Integer>> values(long seed) throws InterruptedException {
        List<List<Integer>> values = new ArrayList<>();
        Rule rule = Rule.of("R2", trial -> trial.forAll(LISTS, values::add));
        Settings settings =
                Fixture.SETTINGS.seed(seed).propertyTime(Duration.ofSeconds(30)).deadline(Duration.ofMinutes(1));
        assertThat(new Runner(Fixture.target(), settings).run(rule).verdict()).isEqualTo(Verdict.PASS);
        return values;
    }

    @Test
    void stopsWhenTheTimeIsUp() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Rule rule = Rule.of("R2", trial -> trial.forAll(LISTS, list -> tries.incrementAndGet()));

        new Runner(Fixture.target(), Fixture.SETTINGS.propertyTime(Duration.ofNanos(1))).run(rule);

        assertThat(tries).hasValue(1);
    }

    @Test
    void shrinksThroughFlatMapsAndCombinations() throws Exception {
        Arbitrary<String> words = Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.integers()
                                .between(1, 20)
                                .flatMap(length -> Arbitraries.strings()
                                        .withCharRange('a', 'z')
                                        .ofLength(length)))
                .as((times, word) -> word.repeat(times));
        Rule rule = Rule.of("R2", trial -> trial.forAll(words, word -> trial.check(word.length() < 5, "long")));

        assertThat(Fixture.run(rule).reason()).contains("for: aaaaa\n");
    }

    @Test
    void eachTryBeginsWithNothingOpenAndTheFailureShowsOnlyTheLast() throws Exception {
        Rule rule = Rule.of(
                "R2",
                trial -> trial.forAll(Arbitraries.integers().between(0, 50), number -> {
                    FlowPair pair = trial.open();
                    pair.near().shutdownWrite();
                    trial.check(number < 3, "three");
                }));

        TrialResult failure = Fixture.run(rule).failures().getFirst();

        assertThat(failure.message()).startsWith("three\n  for: 3");
        assertThat(failure.recording().first())
                .extracting(step -> step.flow() + "." + step.operation())
                .containsExactly("near.shutdownWrite()");
    }

    @Test
    void notApplicableIsNoFailure() throws Exception {
        Rule rule = Rule.of("R2", trial -> trial.forAll(LISTS, list -> trial.notApplicable("not here")));

        assertThat(Fixture.run(rule).verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    }

    @Test
    void aFailureInAHurryThatDoesNotRepeatIsNotTheExample() throws Exception {
        // Fails for 1000 at leisure, but for less only while shrinking is in a hurry.
        Rule rule = Rule.of(
                "R2",
                trial -> trial.forAll(
                        Arbitraries.integers().between(900, 1000).withoutEdgeCases(),
                        number -> trial.check(
                                trial.patience().compareTo(Duration.ofMillis(500)) > 0 && number < 950, "slow")));
        Settings settings = Fixture.SETTINGS.patience(Duration.ofSeconds(5)).deadline(Duration.ofSeconds(20));

        String reason = new Runner(Fixture.target(), settings).run(rule).reason();

        assertThat(reason).startsWith("slow\n  for: 9").doesNotContain("shrunk from");
    }

    @Test
    void severalPropertiesAtATimeDoNotDisturbEachOther() throws Exception {
        List<Rule> rules = new ArrayList<>();
        for (String id : List.of("R1", "R2", "R3", "R4")) {
            rules.add(Rule.of(id, trial -> trial.forAll(LISTS, list -> check(trial, list))));
        }

        TargetResult result = new Suite(rules, Fixture.SETTINGS.parallelism(4)).run(Fixture.target());

        assertThat(result.results())
                .extracting(RuleResult::reason)
                .allSatisfy(reason -> assertThat(reason).contains("for: [101, 101]"));
    }
}
