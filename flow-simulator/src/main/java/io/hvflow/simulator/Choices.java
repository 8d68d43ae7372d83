package io.hvflow.simulator;

/** Where all choices of a simulated hypervisor come from. Callable from any thread. */
@FunctionalInterface
public interface Choices {

    /**
     * Chooses a number. Those who ask arrange that 0 is the simplest outcome: no fault, no delay, the whole read.
     *
     * @param bound one more than the largest possible answer, at least 1
     * @return from 0 to {@code bound} - 1
     */
    int choose(int bound);

    /**
     * Choices that are drawn from a seed, evenly. The same seed gives the same sequence, on every machine and in every
     * version; which thread gets which of them is up to the threads.
     *
     * @param seed any number
     * @return choices of their own
     */
    static Choices seeded(long seed) {
        return new SeededChoices(seed);
    }
}
