package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.contract.Contract;
import io.hvflow.conformance.suite.RuleResult;
import io.hvflow.conformance.suite.Verdict;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CauseTest {
    private static final Symptom NO_END = new Symptom("a read never returned after the peer's shutdownWrite", "H1", "");

    private final List<RuleResult> results = new ArrayList<>();

    private CauseTest failed(String rule, Symptom symptom) {
        results.add(Reports.failed(Rule.of(rule, trial -> {}), "it is broken", symptom));
        return this;
    }

    private CauseTest failed(String rule) {
        return failed(rule, Symptom.NONE);
    }

    private CauseTest passed(String rule) {
        results.add(Reports.passed(Rule.of(rule, trial -> {})));
        return this;
    }

    /** The first of each cause, and the others. */
    private String causes() {
        List<Cause> causes = Cause.of(results);
        assertThat(causes.stream().flatMap(cause -> Stream.concat(Stream.of(cause.first()), cause.others().stream())))
                .as("each rule that failed is in one cause")
                .containsExactlyInAnyOrderElementsOf(results.stream()
                        .filter(result -> result.verdict() == Verdict.FAIL)
                        .toList());
        return causes.stream()
                .map(cause -> cause.first().rule().id() + "(" + FirstLook.others(cause) + ")")
                .collect(Collectors.joining(" "));
    }

    @Test
    void nothingThatFailedHasNoCause() {
        assertThat(passed("R1").passed("R2").causes()).isEmpty();
    }

    @Test
    void theRuleOfTheSymptomIsTheCause() {
        assertThat(failed("R1", NO_END)
                        .failed("R4", NO_END)
                        .failed("H1", NO_END)
                        .causes())
                .isEqualTo("H1(R1 R4)");
    }

    @Test
    void whereTheRuleOfTheSymptomHoldsItIsNotTheCause() {
        assertThat(failed("R1", NO_END).passed("H1").causes()).isEqualTo("R1()");
    }

    /** Bytes that a large write loses are missed by whoever writes much, and R2 may write too little to see it. */
    @Test
    void theSameSymptomHasOneCauseThoughItsRuleHolds() {
        Symptom lost = new Symptom("other bytes were read than were written", "R2", "");

        assertThat(passed("R2")
                        .failed("W1", lost)
                        .failed("W4", lost)
                        .failed("W7", lost)
                        .failed("H1", lost)
                        .failed("H2")
                        .failed("T6")
                        .causes())
                .isEqualTo("W1(W4 W7 H1 H2 T6)");
    }

    /** Two mistakes, one of which hides the other from the rule that it breaks. */
    @Test
    void theSameSymptomHasOneCauseThoughItsRuleFailsByAnother() {
        Symptom thrown = new Symptom("IllegalStateException at X.write(X.java:3)", "", "X.write(X.java:3)");

        assertThat(failed("R1", NO_END)
                        .failed("R4", NO_END)
                        .failed("W1", thrown)
                        .failed("H1", thrown)
                        .failed("C1", thrown)
                        .causes())
                .isEqualTo("W1(H1 C1) R1(R4)");
    }

    @Test
    void aRuleThatBuildsOnAnotherFailsWithIt() {
        assertThat(failed("R2").failed("R8").failed("R9").failed("B4").causes()).isEqualTo("R2(R8 R9 B4)");
    }

    @Test
    void overARuleThatWasNotRunButNotOverOneThatHolds() {
        assertThat(failed("R2").failed("R13").causes()).isEqualTo("R2(R13)");
        results.clear();
        assertThat(failed("R2").passed("R8").failed("R13").causes()).isEqualTo("R2() R13()");
    }

    @Test
    void theCauseOfMoreRulesComesFirst() {
        assertThat(failed("R5").failed("H6").failed("H7").failed("H8").causes()).isEqualTo("H6(H7 H8) R5()");
    }

    @Test
    void ofSeveralPossibleCausesTheLargerIsTheLikelier() {
        // T4 builds on all of them.
        assertThat(failed("R5")
                        .failed("C8")
                        .failed("R6")
                        .failed("H6")
                        .failed("H7")
                        .failed("T4")
                        .causes())
                .isEqualTo("R5(C8 R6 T4) H6(H7)");
    }

    @Test
    void whatIsThrownAtOnePlaceHasOneCause() {
        Symptom thrown = new Symptom("write failed with IllegalStateException at X.write(X.java:3)", "", "X.write");
        Symptom elsewhere = new Symptom("read failed with IllegalStateException at X.read(X.java:5)", "", "X.read");

        assertThat(failed("W1", thrown)
                        .failed("L4", thrown)
                        .failed("B5", elsewhere)
                        .causes())
                .isEqualTo("W1(L4) B5()");
    }

    @Test
    void rulesThatFailBecauseOfEachOtherHaveOneCauseToo() {
        Symptom w4 = new Symptom("a read never returned after the peer's writes", "W4", "");

        // W4 builds on R2, and R2 hangs as W4 says that it must not.
        assertThat(failed("R2", w4).failed("W4", w4).causes()).isEqualTo("W4(R2)");
        results.clear();
        assertThat(failed("R2", NO_END)
                        .failed("W4", new Symptom("x", "R2", ""))
                        .failed("H1", w4)
                        .causes())
                .isEqualTo("R2(W4 H1)");
    }

    @Test
    void whatDeviatesAsKnownIsNoCause() {
        RuleResult known = Reports.failed(Rule.of("H6", trial -> {}), "known", Symptom.NONE)
                .as(Verdict.DEVIATES, "as known");
        results.add(known);

        assertThat(Cause.of(results)).isEmpty();
        assertThat(failed("H7").causes()).isEqualTo("H7()");
    }

    @Test
    void whatAllBuildsOnIsTheOnlyCauseOfAll() {
        Contract.ids().forEach(this::failed);
        Map<String, Cause> causes = Cause.of(results).stream()
                .collect(Collectors.toMap(cause -> cause.first().rule().id(), cause -> cause));

        assertThat(causes.keySet())
                .contains("R1", "W1", "C10", "L4")
                .doesNotContain("R2", "R8", "T4", "C1", "L7")
                .hasSizeLessThan(12);
        causes();
    }
}
