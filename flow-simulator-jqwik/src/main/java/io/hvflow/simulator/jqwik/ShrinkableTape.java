package io.hvflow.simulator.jqwik;

import io.hvflow.simulator.Tape;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/** A tape and the simpler ones next to it: without its end, without a piece, with zeros in it, with a smaller value. */
final class ShrinkableTape implements Shrinkable<Tape> {
    /** So many of the first values may be counts. */
    private static final int COUNTS = 16;

    /** Pieces up to that length may lie across others. */
    private static final int SHORT = 4;

    private final Tape tape;

    ShrinkableTape(Tape tape) {
        this.tape = tape;
    }

    @Override
    public Tape value() {
        return tape;
    }

    /** What saves most comes first: jqwik goes on with the first that fails too. It would go on for ever with this one. */
    @Override
    public Stream<Shrinkable<Tape>> shrink() {
        int[] values = tape.values();
        return Stream.of(ends(values), spans(values, true), spans(values, false), smaller(values), elements(values))
                .flatMap(simpler -> simpler)
                .map(simpler -> new ShrinkableTape(Tape.of(simpler)))
                .filter(simpler -> simpler.distance().compareTo(distance()) < 0)
                .map(simpler -> simpler);
    }

    private static Stream<int[]> ends(int[] values) {
        return lengths(values.length).mapToObj(cut -> Arrays.copyOf(values, values.length - cut));
    }

    private static Stream<int[]> spans(int[] values, boolean delete) {
        return lengths(values.length)
                .boxed()
                .flatMap(span -> starts(values.length, span).mapToObj(start -> span(values, start, span, delete)));
    }

    /** Where pieces of that length begin, from the end: short ones anywhere. */
    private static IntStream starts(int whole, int span) {
        int step = span <= SHORT ? 1 : span;
        return IntStream.iterate(whole - span, start -> start >= 0, start -> start - step);
    }

    private static int[] span(int[] values, int start, int length, boolean delete) {
        int[] simpler = values.clone();
        if (!delete) {
            Arrays.fill(simpler, start, start + length, 0);
            return simpler;
        }
        System.arraycopy(values, start + length, simpler, start, values.length - start - length);
        return Arrays.copyOf(simpler, values.length - length);
    }

    private static Stream<int[]> smaller(int[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .flatMap(i -> lengths(values[i]).mapToObj(less -> {
                    int[] simpler = values.clone();
                    simpler[i] -= less;
                    return simpler;
                }));
    }

    /** One less of a value, without some values behind it: what is counted, and one of what it counts. */
    private static Stream<int[]> elements(int[] values) {
        return IntStream.range(0, Math.min(values.length, COUNTS))
                .filter(count -> values[count] > 0)
                .boxed()
                .flatMap(count -> IntStream.rangeClosed(1, SHORT)
                        .boxed()
                        .flatMap(length -> IntStream.rangeClosed(count + 1, values.length - length)
                                .mapToObj(start -> {
                                    int[] simpler = span(values, start, length, true);
                                    simpler[count]--;
                                    return simpler;
                                })));
    }

    /** The whole, its half, a quarter, and so on to 1. */
    private static IntStream lengths(int whole) {
        return IntStream.iterate(whole, length -> length > 0, length -> length / 2);
    }

    @Override
    public ShrinkingDistance distance() {
        int[] values = tape.values();
        return ShrinkingDistance.of(
                values.length, Arrays.stream(values).asLongStream().sum());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShrinkableTape that && tape.equals(that.tape);
    }

    @Override
    public int hashCode() {
        return tape.hashCode();
    }

    @Override
    public String toString() {
        return "ShrinkableTape[" + tape + "]";
    }
}
