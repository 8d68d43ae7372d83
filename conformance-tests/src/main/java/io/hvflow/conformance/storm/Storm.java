package io.hvflow.conformance.storm;

import io.hvflow.FlowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What is asked of one pair at once: several lanes of calls, each on a thread of its own. Calls of the same wave begin at the
 * same moment.
 *
 * @param setting the flows
 * @param lanes who calls what
 */
record Storm(Setting setting, List<Lane> lanes) {
    /** From one wave to the next. */
    static final Duration WAVE = Duration.ofMillis(5);

    static final int WAVES = 4;

    /** What a call does. Those that are simple to understand come first: failing storms are made so. */
    enum Kind {
        WRITE,
        READ,
        CLOSE,
        ABORT,
        SHUTDOWN_WRITE,
        SHUTDOWN_READ,
        READ_DST,
        READ_INTO,
        WRITEV,
        INTERRUPT;

        boolean writes() {
            return this == WRITE || this == WRITEV;
        }

        boolean reads() {
            return this == READ || this == READ_DST || this == READ_INTO;
        }
    }

    /** How an end comes to its end when the storm is over. */
    enum Finale {
        CLOSE,
        ABORT,
        /** Shuts down writing, reads to the end, and closes. */
        DRAIN
    }

    /**
     * The flows.
     *
     * @param bufferSize of both
     * @param window of the connection; 0 for the default
     * @param framing whether both frame
     * @param closeMillis the time-out of closing
     * @param near the time-outs of the near end
     * @param far those of the far end
     * @param breakAfter after so many bytes the connection breaks, where it can be had to; -1 for never
     * @param nearFinale the end of the near end
     * @param farFinale the end of the far end
     */
    record Setting(
            int bufferSize,
            int window,
            boolean framing,
            int closeMillis,
            Times near,
            Times far,
            int breakAfter,
            Finale nearFinale,
            Finale farFinale) {

        /** Real targets have framed variants of their own, and ends that cannot frame. */
        FlowOptions options(FlowOptions defaults, boolean mayFrame) {
            FlowOptions options = defaults.bufferSize(bufferSize)
                    .framing((framing && mayFrame) || defaults.framing())
                    .closeTimeout(Duration.ofMillis(closeMillis));
            return window == 0 ? options : options.windowSize(window);
        }

        Times times(boolean atNear) {
            return atNear ? near : far;
        }

        Finale finale(boolean atNear) {
            return atNear ? nearFinale : farFinale;
        }
    }

    /**
     * The time-outs of an end, in milliseconds; 0 for none.
     *
     * @param read of reads
     * @param write of writes
     */
    record Times(int read, int write) {
        int of(Kind kind) {
            return kind.reads() ? read : write;
        }
    }

    /**
     * The calls of one thread at one end.
     *
     * @param near at which end
     * @param calls one after the other
     */
    record Lane(boolean near, List<Call> calls) {}

    /**
     * A call.
     *
     * @param wave not before this wave
     * @param kind what
     * @param size of how many bytes, or which lane is interrupted
     */
    record Call(int wave, Kind kind, int size) {
        @Override
        public String toString() {
            return kind
                    + switch (kind) {
                        case WRITE, WRITEV, READ_DST, READ_INTO -> " " + size;
                        case INTERRUPT -> " lane " + size;
                        case READ, CLOSE, ABORT, SHUTDOWN_WRITE, SHUTDOWN_READ -> "";
                    }
                    + (wave == 0 ? "" : " in wave " + wave);
        }
    }

    static Arbitrary<Storm> any() {
        return Combinators.combine(settings(), anyLanes()).as(Storm::new);
    }

    private static Arbitrary<Setting> settings() {
        Arbitrary<Integer> times =
                Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1), Tuple.of(1, 7), Tuple.of(1, 100));
        Arbitrary<Times> both = Combinators.combine(times, times).as(Times::new);
        Arbitrary<Finale> finales = Arbitraries.of(Finale.values());
        return Combinators.combine(
                        Arbitraries.of(100, 1, 1000, 20_000),
                        Arbitraries.of(4096, 0, 1000),
                        Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true)),
                        Arbitraries.of(100, 0, 10),
                        both,
                        both,
                        Arbitraries.frequency(Tuple.of(9, -1), Tuple.of(1, 0), Tuple.of(1, 150), Tuple.of(1, 6000)),
                        Combinators.combine(finales, finales).as(Tuple::of))
                .as((buffer, window, framing, close, near, far, broken, ends) ->
                        new Setting(buffer, window, framing, close, near, far, broken, ends.get1(), ends.get2()));
    }

    private static Arbitrary<List<Lane>> anyLanes() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(Kind.WRITE, Kind.WRITEV)),
                Tuple.of(6, Arbitraries.of(Kind.READ, Kind.READ_DST, Kind.READ_INTO)),
                Tuple.of(5, Arbitraries.of(Kind.CLOSE, Kind.ABORT, Kind.SHUTDOWN_WRITE, Kind.SHUTDOWN_READ)),
                Tuple.of(1, Arbitraries.of(Kind.INTERRUPT)));
        Arbitrary<Integer> sizes = Arbitraries.of(1, 10, 100, 1000, 9000, 50_000);
        Arbitrary<Call> calls = Combinators.combine(Arbitraries.integers().between(0, WAVES - 1), kinds, sizes)
                .as((wave, kind, size) -> new Call(wave, kind, kind == Kind.INTERRUPT ? size % 7 : size));
        return Combinators.combine(
                        Arbitraries.of(true, false), calls.list().ofMinSize(1).ofMaxSize(4))
                .as(Lane::new)
                .list()
                .ofMinSize(2)
                .ofMaxSize(7);
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "bufferSize %d, window %s, close time-out %d ms%s%s",
                setting.bufferSize,
                setting.window == 0 ? "as usual" : String.valueOf(setting.window),
                setting.closeMillis,
                setting.framing ? ", framed" : "",
                setting.breakAfter < 0 ? "" : ", breaks after " + setting.breakAfter + " bytes"));
        for (boolean near : new boolean[] {true, false}) {
            Times times = setting.times(near);
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: read time-out %s, write time-out %s, at last %s",
                    end(near),
                    time(times.read),
                    time(times.write),
                    setting.finale(near)));
        }
        for (int i = 0; i < lanes.size(); i++) {
            Lane lane = lanes.get(i);
            lines.add(String.format(
                    Locale.ROOT,
                    "lane %d at %s: %s",
                    i,
                    end(lane.near),
                    lane.calls.stream().map(Call::toString).collect(Collectors.joining(", "))));
        }
        return String.join("\n    ", lines);
    }

    static String end(boolean near) {
        return near ? "near" : "far";
    }

    private static String time(int millis) {
        return millis == 0 ? "none" : millis + " ms";
    }
}
