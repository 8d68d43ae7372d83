package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.trial.Step;
import io.hvflow.conformance.trial.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExcerptTest {
    private long time;

    private Step done(String thread, String flow, String operation) {
        return new Step(thread, flow, operation, ++time, ++time, "done", false);
    }

    private Step pending(String thread, String flow, String operation) {
        return new Step(thread, flow, operation, ++time, Step.PENDING, "", false);
    }

    private static Excerpt of(List<Step> steps) {
        return Excerpt.of(new Trace.Recording(steps, 0, List.of()), 20);
    }

    private static List<String> told(List<Step> steps) {
        return steps.stream().map(step -> step.flow() + "." + step.operation()).toList();
    }

    @Test
    void tellsOfThePairThatWasUsedLast() {
        Excerpt excerpt = of(List.of(
                done("rule", "near", "close()"), done("rule", "near 2", "write(1)"), done("rule", "far 2", "read()")));

        assertThat(told(excerpt.first())).containsExactly("near 2.write(1)", "far 2.read()");
        assertThat(excerpt.others()).isEqualTo(1);
    }

    @Test
    void tellsOfAPairWhoseCallNeverReturned() {
        Excerpt excerpt = of(List.of(
                done("rule", "far", "shutdownWrite()"),
                pending("reader", "near", "read()"),
                done("rule", "near 2", "write(1)"),
                done("rule", "near 3", "write(1)")));

        assertThat(told(excerpt.first())).containsExactly("far.shutdownWrite()", "near.read()", "near 3.write(1)");
        assertThat(excerpt.others()).isEqualTo(1);
    }

    @Test
    void putsRepetitionsTogether() {
        Excerpt excerpt = of(List.of(
                done("rule", "near", "write(1)"),
                done("rule", "near", "write(1)"),
                done("rule", "near", "write(1)"),
                done("other", "near", "write(1)"),
                done("rule", "near", "write(2)"),
                pending("rule", "near", "write(2)")));

        assertThat(told(excerpt.first()))
                .containsExactly("near.write(1) \u00d7 3", "near.write(1)", "near.write(2)", "near.write(2)");
        assertThat(excerpt.first().getFirst().begin()).isEqualTo(1);
        assertThat(excerpt.first().getFirst().end()).isEqualTo(6);
    }

    @Test
    void ofManyStepsTellsTheFirstAndTheLast() {
        List<Step> steps = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> steps.add(done("rule", "near", "write(" + i + ")")));

        Excerpt excerpt = of(steps);

        assertThat(told(excerpt.first()))
                .hasSize(10)
                .startsWith("near.write(0)")
                .endsWith("near.write(9)");
        assertThat(excerpt.dropped()).isEqualTo(80);
        assertThat(told(excerpt.last()))
                .hasSize(10)
                .startsWith("near.write(90)")
                .endsWith("near.write(99)");
    }

    @Test
    void keepsTheGapThatTheRecordingHas() {
        Trace.Recording recording = new Trace.Recording(
                List.of(done("rule", "near", "write(1)")), 5, List.of(done("rule", "near", "write(1)")));

        Excerpt excerpt = Excerpt.of(recording, 20);

        assertThat(excerpt.first()).hasSize(1);
        assertThat(excerpt.dropped()).isEqualTo(5);
        assertThat(excerpt.last()).hasSize(1);
    }
}
