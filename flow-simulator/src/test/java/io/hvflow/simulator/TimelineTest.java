package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void theTimelineHasALaneForEachPartitionAndAnArrowForEachRead() throws Exception {
        Trace trace = Simulation.run(1, SixActors::run).trace();
        String html = trace.html();
        assertThat(count(html, "class='lane'")).isEqualTo(3);
        long reads = trace.happenings().stream()
                .filter(it -> it.kind() == Happening.Kind.READ)
                .count();
        assertThat(reads).isPositive();
        assertThat(count(html, "class='arrow'")).isGreaterThanOrEqualTo(reads);
        assertThat(count(html, "class='dot'")).isEqualTo(trace.happenings().size());
        assertThat(html).doesNotContain("<script", "href", "src=").contains("writer: write");
        assertThat(count(html, "<g ")).isEqualTo(count(html, "</g>"));
    }

    @Test
    void whatIsNotedIsEscaped() throws Exception {
        Trace trace =
                Simulation.run(1, simulation -> simulation.note("<b> & 'c'")).trace();
        assertThat(trace.html()).contains("&lt;b> &amp; &#39;c&#39;").doesNotContain("<b>");
        assertThat(trace.text()).contains("main on host: note <b> & 'c'");
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
