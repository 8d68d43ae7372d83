package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.simulator.Happening.Kind;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xml.sax.InputSource;

@Timeout(60)
class TimelineTest {
    private static final FlowAddress ANY = FlowAddress.parse("vsock://:7");

    @Test
    void aShortTimelineHasALaneForEachPartitionAMarkForEachHappeningAndAnArrowForEachRead() throws Exception {
        Trace trace = new Trace(Simulation.run(1, SixActors::run).trace().happenings().stream()
                .limit(100)
                .toList());
        String html = trace.html();
        assertThat(count(html, "class='lane'")).isEqualTo(3);
        long reads =
                trace.happenings().stream().filter(it -> it.kind() == Kind.READ).count();
        assertThat(reads).isPositive();
        assertThat(count(html, "class='arrow ")).isGreaterThanOrEqualTo(reads);
        assertThat(count(html, " dot") + count(html, "'dot"))
                .isEqualTo(trace.happenings().size());
        assertThat(html).contains("writer</tspan> write").doesNotContain("left out", "share rows");
    }

    @Test
    void thePageLoadsNothingAndIsLightAndDark() throws Exception {
        String html = Simulation.run(1, SixActors::run).trace().html();
        assertThat(html.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("<script", "href", "src=", "url(", "@import", "http:", "https:");
        assertThat(html).contains("default-src 'none'", "color-scheme:light dark", "light-dark(");
    }

    @Test
    void theFigureIsWellFormedWhateverHappened() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            parse(Simulation.run(seed, SixActors::run).trace().figure());
        }
        parse(new Trace(List.of()).figure());
        parse(new Trace(List.of(note(0, "\u0000\uD800 ]]> & <!-- \" '"))).figure());
    }

    @Test
    void whatIsNotedIsEscaped() throws Exception {
        Trace trace =
                Simulation.run(1, simulation -> simulation.note("<b> & 'c'")).trace();
        assertThat(trace.html()).contains("&lt;b&gt; &amp; &#39;c&#39;").doesNotContain("<b>");
        assertThat(trace.text()).contains("main on host: note <b> & 'c'");
    }

    @Test
    void trafficThatRepeatsItselfSharesRowsAndTheyCountIt() {
        List<Happening> happenings = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            happenings.add(traffic(2 * i, Kind.WRITE, "one", "two", i));
            happenings.add(traffic(2 * i + 1, Kind.READ, "two", "one", i));
        }
        happenings.add(5000, note(9999, "half of it"));
        String figure = new Trace(happenings).figure();
        assertThat(count(figure, "write \u00d72,500, 2,500 bytes")).isEqualTo(2);
        assertThat(count(figure, "read \u00d72,500, 2,500 bytes")).isEqualTo(2);
        assertThat(figure).contains("10,001 happenings", "10,000 that repeat one another share rows", "half of it");
        assertThat(figure).doesNotContain("left out");
        assertThat(figure.length()).isLessThan(20_000);
    }

    @Test
    void everyHappeningIsShownOrCountedAsLeftOutAndThePageIsBounded() {
        List<Happening> happenings = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            happenings.add(note(i, "note " + i + " " + "x".repeat(i % 300)));
        }
        TimelineRows rows = new TimelineRows(happenings);
        int shown = rows.rows().stream().mapToInt(TimelineRow::count).sum();
        assertThat(shown + rows.leftOut()).isEqualTo(100_000);
        String html = new Trace(happenings).html();
        assertThat(html)
                .contains(String.format("%,d in the middle are left out", rows.leftOut()))
                .contains("note 0 ", "note 99999 ")
                .doesNotContain("note 50000 ");
        assertThat(html.length()).isLessThan(2_000_000);
    }

    @Test
    void aLongRunIsShownInWhole() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            List<Happening> happenings =
                    Simulation.run(seed, SixActors::run).trace().happenings();
            TimelineRows rows = new TimelineRows(happenings);
            assertThat(rows.rows().stream().mapToInt(TimelineRow::count).sum()).isEqualTo(happenings.size());
            assertThat(rows.leftOut()).isZero();
            for (int i = 0; i < happenings.size(); i++) {
                assertThat(TimelineRow.alike(rows.rows().get(rows.rowOf(i)).first(), happenings.get(i)))
                        .isTrue();
            }
        }
    }

    @Test
    void aFailedRunShowsWhyAndWhoWaitsInBandsOfTheirOwn() throws Exception {
        String failed = Simulation.run(0, simulation -> {
                    throw new IllegalStateException("it is <wrong>");
                })
                .trace()
                .figure();
        assertThat(count(failed, "<g class='failed none'>")).isEqualTo(1);
        assertThat(count(failed, "class='band'")).isEqualTo(1);
        assertThat(failed).contains("failed with java.lang.IllegalStateException: it is &lt;wrong&gt;</text>");
        String stuck = Simulation.run(0, simulation -> {
                    Partition guest = simulation.guest("guest");
                    simulation
                            .spawn(
                                    guest,
                                    "waiting",
                                    () -> guest.listen(ANY, FlowOptions.DEFAULTS)
                                            .accept())
                            .join();
                })
                .trace()
                .figure();
        assertThat(count(stuck, "<g class='waits none'>")).isEqualTo(2);
        assertThat(count(stuck, "class='band'")).isEqualTo(3);
    }

    @Test
    void anAttemptToConnectThatFailsIsToldWithItsReason() throws Exception {
        String text = Simulation.run(0, simulation -> {
                    simulation.guest("guest");
                    simulation.host().connect(FlowAddress.parse("sim://guest:9"), FlowOptions.DEFAULTS);
                })
                .trace()
                .text();
        assertThat(text).contains("main on host: failure connect sim://guest:9: nobody listens there");
    }

    @Test
    void whatALaneSaysMayRunOverTheLanesBesideIt() throws Exception {
        String detail = "x".repeat(110);
        assertThat(new Trace(List.of(note(0, detail), traffic(1, Kind.WRITE, "host", "guest", 0))).figure())
                .contains("</tspan> " + detail + "</text>");
    }

    @Test
    void aFaultIsCalledByItsRuleAndAConnectionByItsNumber() throws Exception {
        String text = Simulation.run(0, simulation -> {
                    FlowListener listener = simulation.guest("guest").listen(ANY, FlowOptions.DEFAULTS);
                    simulation.hypervisor().install(Profile.HYBRID_GUEST_HALFCLOSE_LOST.rule());
                    Flow host = simulation.host().connect(FlowAddress.parse("sim://guest:7"), FlowOptions.DEFAULTS);
                    listener.accept().shutdownWrite();
                    host.abort();
                })
                .trace()
                .text();
        assertThat(text)
                .contains(": fault installed F-02 hybrid-guest-halfclose-lost\n")
                .contains(": fault F-02 hybrid-guest-halfclose-lost makes it Drop: End[")
                .contains("main on host: connected [0 with guest] sim://guest:7")
                .contains("main on guest: accept [0 with host] vsock://2:");
    }

    @Test
    void aJumpOfTimeIsTold() {
        assertThat(new Trace(List.of(note(0, "before"), note(3_000_000_000L, "after"))).figure())
                .contains("+ 3000.000 ms");
    }

    @Test
    void manyPartitionsHaveLanesOfTheirOwnWithTheHostFirst() {
        List<Happening> happenings = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            happenings.add(traffic(i, Kind.WRITE, "guest-" + i, "host", 0));
        }
        String figure = new Trace(happenings).figure();
        assertThat(count(figure, "class='lane'")).isEqualTo(13);
        Collections.reverse(happenings);
        assertThat(count(new Trace(happenings).figure(), "class='lane'")).isEqualTo(13);
    }

    private static void parse(String figure) throws Exception {
        DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(figure)));
    }

    private static Happening note(long nanos, String text) {
        return new Happening(Duration.ofNanos(nanos), "main", "host", "host", -1, Kind.NOTE, 0, 0, text);
    }

    private static Happening traffic(long nanos, Kind kind, String partition, String peer, long offset) {
        return new Happening(Duration.ofNanos(nanos), "actor of " + partition, partition, peer, 0, kind, offset, 1, "");
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
