package io.hvflow.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private final String page = HtmlReport.of(Reports.mixed());

    @Test
    void loadsNothing() {
        String withoutNames = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");

        assertThat(withoutNames).doesNotContain("http:", "https:", "//cdn", "url(", "@import", "<link", "<img", "src=");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void everyLinkLeadsSomewhereOnThePage() {
        var links = Pattern.compile("href=\"#([^\"]+)\"")
                .matcher(page)
                .results()
                .map(it -> it.group(1))
                .toList();

        assertThat(links)
                .contains("fail-R5-unix", "reasons", "R1")
                .allSatisfy(id -> assertThat(page).contains("id=\"" + id + "\""));
    }

    @Test
    void escapesWhatWasFound() {
        assertThat(page).contains("no &lt;loopback&gt;", "it lacks a &lt;thing&gt;", "no error");
        assertThat(page).doesNotContain("<loopback>", "<thing>", "a<b");
    }

    @Test
    void saysTheVerdictFirst() {
        assertThat(page).contains("<h1 class=\"fail\">1 of 2 targets break the contract</h1>");
        assertThat(HtmlReport.of(Reports.good()))
                .contains("<h1 class=\"pass\">sim keeps the contract</h1>")
                .doesNotContain("What breaks");
    }

    @Test
    void tellsKnownDeviationsApart() {
        assertThat(HtmlReport.of(Reports.deviatingAsKnown()))
                .contains("<h1 class=\"pass\">Deviates just as its devices are known to</h1>")
                .contains("<p class=\"why\">relay 1.0, Linux 6.12</p>", "the tail is &lt;lost&gt; (F-03)")
                .contains("<span class=\"badge known\">DEVIATES</span>");
        assertThat(HtmlReport.of(Reports.deviating()))
                .contains("<h1 class=\"fail\">", "<span class=\"badge fail\">XPASS</span>");
    }

    @Test
    void drawsTheFailingScript() {
        assertThat(page).contains("<svg class=\"sequence\"", ">write(4096)</text>", ">never returned</text>");
        assertThat(page).contains("7 more steps");
    }

    @Test
    void leavesNoTagOfTheTemplate() {
        assertThat(page).doesNotContain("{{", "}}");
    }
}
