package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
    private final String page = HtmlReport.of(Reports.mixed());

    @Test
    void loadsNothing() {
        String withoutNames = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");

        assertThat(withoutNames)
                .contains("href=\"contract.html#r5\"")
                .doesNotContain("http:", "https:", "//cdn", "url(", "@import", "<link", "<img", "src=");
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
    void saysWhatToLookAtBeforeTheMatrix() {
        String failing = HtmlReport.of(Reports.twoMistakes());

        assertThat(failing.substring(0, failing.indexOf("<table>")))
                .contains("tcp breaks 5 rules, probably for 2 reasons.")
                .containsSubsequence(
                        "<ol>",
                        "<a class=\"badge fail\" href=\"#fail-H1-tcp\">H1</a>",
                        "Found: read did not end",
                        "(a read never returned after the peer&#39;s shutdownWrite)",
                        "Look at: the order of the end and the queue",
                        "<a href=\"contract.html#h1\">H1 in the contract</a>",
                        "Probably because of it: <a href=\"#fail-R1-tcp\">R1</a> <a href=\"#fail-R4-tcp\">R4</a>",
                        "<a class=\"badge fail\" href=\"#fail-R5-tcp\">R5</a>",
                        "</ol>");
        assertThat(failing).contains("Probably because of <a href=\"#fail-H1-tcp\">H1</a>.");
        assertThat(HtmlReport.of(Reports.good())).doesNotContain("Look first");
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
