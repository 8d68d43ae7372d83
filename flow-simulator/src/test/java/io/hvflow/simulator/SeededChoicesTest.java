package io.hvflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeededChoicesTest {
    @Test
    void aSeedMeansTheSameForEver() {
        // The published test vector of SplitMix64 for seed 1234567, its upper halves scaled to 1000.
        Choices choices = Choices.seeded(1234567);
        assertThat(IntStream.range(0, 5).map(i -> choices.choose(1000))).containsExactly(350, 173, 532, 249, 889);
    }

    @Property
    void choicesAreWithinTheirBound(@ForAll long seed, @ForAll @IntRange(min = 1) int bound) {
        Choices choices = Choices.seeded(seed);
        for (int i = 0; i < 10; i++) {
            assertThat(choices.choose(bound)).isBetween(0, bound - 1);
        }
    }

    @Test
    void smallBoundsAreEven() {
        Choices choices = Choices.seeded(0);
        int[] counts = new int[3];
        for (int i = 0; i < 30_000; i++) {
            counts[choices.choose(3)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }
}
