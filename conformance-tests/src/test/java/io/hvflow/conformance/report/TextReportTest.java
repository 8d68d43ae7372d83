package io.hvflow.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.conformance.suite.SuiteResult;
import io.hvflow.conformance.suite.TargetResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {

    @Test
    void showsMatrixFailuresReasonsAndVerdicts() {
        assertThat(TextReport.of(Reports.mixed(), Ansi.OFF)).isEqualTo("""
                HvFlow conformance 1.2.3
                Debian GNU/Linux 13 (trixie), Linux 6.12 amd64, JDK 25.0.3, 2 processors
                seed 0x5eed, 100 tries a property, patience 10 s

                LOOK FIRST  unix breaks 1 rule

                1. R5 on unix: A stream that broke (reset, transport reset, truncated frame) is an error, never an end of stream.
                  found    got end of stream & no error
                  seen     end of stream came though the peer had ended nothing, which R3 forbids
                  look at  errors of receive that are mapped to -1; an `abort` that closes in good order; with framing, the end of the carrying stream within a frame, or without a word of the end.
                  read     docs/contract.md#r5
                  and at   an end-of-stream flag that is looked at before the bytes that were read ahead; a failed write that throws unread bytes away.
                  replay   --target unix --rule R5 --seed 0xabcd

                RULE sim   unix  vsock
                Reading
                R1   PASS  PASS  UNAVAILABLE  `read()` blocks until at least one byte is there and returns a fresh buffer of at lea...
                R5   PASS  FAIL  UNAVAILABLE  A stream that broke (reset, transport reset, truncated frame) is an error, never an e...
                Half-close
                H7   PASS  N/A   UNAVAILABLE  After own `shutdownRead` the peer's writes fail with `FlowClosedException`, eventuall...

                FAIL R5 on unix, platform threads
                  rule     A stream that broke (reset, transport reset, truncated frame) is an error, never an end of stream.
                  found    got end of stream & no error
                             for: [1, 2]
                  look at  errors of receive that are mapped to -1; an `abort` that closes in good order; with framing, the end of the carrying stream within a frame, or without a word of the end.
                  read     docs/contract.md#r5
                  replay   --target unix --rule R5 --seed 0xabcd
                  steps      0.1 ms  rule        near      write(4096)         done
                             0.2 ms  reader      far       read()              4096 bytes
                             1.0 ms  rule        near      abort()             done
                                     ... 7 more ...
                             2.0 ms  reader      far       read()              ! FlowTimeoutException: a<b
                             3.0 ms  reader      far       read()              (never returned)
                  stack    java.lang.AssertionError: got
                               at A.b(A.java:1)
                  threads  #31 "reader" WAITING
                               at x

                N/A  H7 on unix: it lacks a <thing>

                sim    CONFORMANT      3 PASS
                unix   NOT CONFORMANT  1 PASS, 1 FAIL, 1 N/A
                vsock  UNAVAILABLE     listen vsock://1:any: no <loopback> (EADDRNOTAVAIL 99)
                LOOK FIRST  at R5 on unix, as the report says at its top

                3 rules, 3 targets: 1 conformant, 1 not conformant, 1 unavailable
                """);
    }

    @Test
    void showsWhatDeviatesAndWhatPassesUnexpectedly() {
        assertThat(TextReport.of(Reports.deviating(), Ansi.OFF))
                .contains("relay: relay 1.0, Linux 6.12\ndevice: device 2.0\n")
                .contains("R5   DEVIATES  PASS    A stream that broke")
                .contains("DEVIATES  R5 on relay: the tail is <lost> (F-03)\n")
                .contains("XPASS  H7 on device: kept, though the list says: it is lost\n")
                .contains("relay   AS EXPECTED     1 PASS, 1 DEVIATES, 1 N/A\n")
                .contains("device  NOT CONFORMANT  2 PASS, 1 XPASS\n")
                .doesNotContain("FAIL R5");
    }

    @Test
    void namesTheRulesToLookAtFirstBeforeTheMatrix() {
        String text = TextReport.of(Reports.twoMistakes(), Ansi.OFF, "contract.html");

        assertThat(text.substring(0, text.indexOf("\nRULE "))).endsWith("""

                LOOK FIRST  tcp breaks 5 rules, probably for 2 reasons

                1. H1 on tcp: `shutdownWrite` delivers all accepted bytes, then the peer reads end of stream.
                  found    read did not end within 10000 ms
                  seen     a read never returned after the peer's shutdownWrite
                  look at  the order of the end and the queue; what the system takes in one call.
                  read     contract.html#h1
                  replay   --target tcp --rule H1 --seed 0x5eed
                  with it  R1 R4, which fail probably because of it

                2. R5 on tcp: A stream that broke (reset, transport reset, truncated frame) is an error, never an end of stream.
                  found    its stream seemed to end in good order
                  look at  errors of receive that are mapped to -1; an `abort` that closes in good order; with framing, the end of the carrying stream within a frame, or without a word of the end.
                  read     contract.html#r5
                  replay   --target tcp --rule R5 --seed 0x5eed
                  with it  C8, which fail probably because of it
                """);
        assertThat(text)
                .contains("FAIL R1 on tcp", "FAIL R4 on tcp", "FAIL R5 on tcp", "FAIL H1 on tcp", "FAIL C8 on tcp")
                .contains("\n  because  of H1, probably\n")
                .contains("LOOK FIRST  at H1, R5 on tcp, as the report says at its top\n");
    }

    @Test
    void targetsThatBreakTheSameRulesAreLookedAtTogether() {
        SuiteResult two = Reports.twoMistakes();
        TargetResult tcp = two.targets().getFirst();
        TargetResult other = new TargetResult(
                "other", tcp.device(), tcp.capabilities(), tcp.unavailable(), tcp.results(), tcp.duration());
        SuiteResult both =
                new SuiteResult(two.environment(), two.settings(), two.rules(), List.of(), List.of(tcp, other));

        assertThat(TextReport.of(both, Ansi.OFF))
                .containsOnlyOnce("probably for 2 reasons")
                .contains("LOOK FIRST  tcp, other break up to 5 rules, probably for 2 reasons\n")
                .contains("FAIL R1 on tcp", "FAIL R1 on other");
    }

    @Test
    void aSuiteWithGapsSaysSo() {
        SuiteResult good = Reports.good();
        SuiteResult gaps = new SuiteResult(
                good.environment(), good.settings(), good.rules(), List.of("C7 is not checked"), good.targets());

        assertThat(TextReport.of(gaps, Ansi.OFF)).contains("INCOMPLETE  C7 is not checked\n");
    }

    @Test
    void coloursComeOnlyWhereAskedFor() {
        assertThat(TextReport.of(Reports.mixed(), Ansi.ON)).contains("\u001b[1;31mFAIL");
        assertThat(TextReport.of(Reports.mixed(), Ansi.OFF)).doesNotContain("\u001b");
    }
}
