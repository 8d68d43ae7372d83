package io.hvflow.conformance.suite;

/**
 * What a simulated rule was tried with.
 *
 * @param schedules how many there were
 * @param digest the sum of the hashes of what happened in each: runs that tried the same schedules, to the same effect, have the
 *     same, also if these were dealt out to several processes
 */
public record Explored(int schedules, long digest) {
    public static final Explored NOTHING = new Explored(0, 0);

    Explored with(long hash) {
        return new Explored(schedules + 1, digest + hash);
    }

    public Explored with(Explored other) {
        return new Explored(schedules + other.schedules, digest + other.digest);
    }
}
