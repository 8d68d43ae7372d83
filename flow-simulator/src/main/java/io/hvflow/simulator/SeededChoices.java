package io.hvflow.simulator;

import java.util.concurrent.atomic.AtomicLong;

/**
 * SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), written out so that a seed
 * means the same in every Java version.
 */
final class SeededChoices implements Choices {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private final AtomicLong state;

    SeededChoices(long seed) {
        state = new AtomicLong(seed);
    }

    @Override
    public int choose(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound is " + bound + ", must be at least 1");
        }
        // The upper 32 bits, scaled to the bound: uneven by bound / 2^32 at most, and always one draw for one choice.
        long drawn = mix(state.addAndGet(GOLDEN_GAMMA)) >>> 32;
        return (int) ((drawn * bound) >>> 32);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
