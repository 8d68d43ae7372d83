package io.hvflow.conformance.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void sequencesOfTerminalsAreWrittenOut() {
        assertThat(Printable.line("\u001b]0;owned\u0007\u001b[31mred\u009b0m\u007f"))
                .isEqualTo("\\x1b]0;owned\\x07\\x1b[31mred\\x9b0m\\x7f");
    }

    @Test
    void whatReordersOrHidesTextIsWrittenOut() {
        assertThat(Printable.line("a\u202eb\u2066c\u200dd\ufeffe\ud800f\udb40\udc01"))
                .isEqualTo("a\\u202eb\\u2066c\\u200dd\\ufeffe\\ud800f\\u{e0001}");
    }

    @Test
    void nobodyBeginsALineOfHisOwn() {
        assertThat(Printable.line("reason\n```\r\nALL RULES PASS\u2028x\u2029y\u0085z\rw\u000bv\fu"))
                .isEqualTo("reason; ```; ALL RULES PASS; x; y; z; w; v; u");
        assertThat(Printable.line(" a\tb\n")).isEqualTo("a\\tb");
    }

    @Test
    void linesKeepTheirLayoutAndNothingElse() {
        assertThat(Printable.lines("a\r\n\tat b\rc\u001b[2J\u2028d")).isEqualTo("a\n\tat b\\rc\\x1b[2J\\u2028d");
    }

    @Test
    void ordinaryTextOfEveryLanguageStays() {
        String text = "\u00e4\u00df \u0639\u0631\u0628\u064a \u4e2d\u6587 \ud83d\ude00 \u2026 <b>&\"'`";

        assertThat(Printable.line(text)).isEqualTo(text);
        assertThat(Printable.lines(text)).isEqualTo(text);
    }

    @Property
    void nothingElseComesOutWhateverGoesIn(@ForAll String text) {
        assertThat(Printable.line(text)).matches("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]*");
        assertThat(Printable.lines(text)).matches("[\n\t[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]]*");
        assertThat(Printable.line(Printable.line(text))).isEqualTo(Printable.line(text));
    }
}
