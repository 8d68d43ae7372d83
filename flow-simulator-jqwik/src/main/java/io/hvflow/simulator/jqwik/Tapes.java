package io.hvflow.simulator.jqwik;

import io.hvflow.simulator.Exploration;
import io.hvflow.simulator.Simulation;
import io.hvflow.simulator.Tape;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.sessions.JqwikSession;

/** Tapes for jqwik to draw, and what jqwik draws from tapes. */
public final class Tapes {
    /** A run that makes more choices makes the simplest ones from there on. */
    private static final int LONGEST = 1000;

    /** Of the choices of a tape one in 1, 2, 4, ... or 32 is not the simplest: some errors want many, some few. */
    private static final int PACES = 6;

    /** Most choices are between few things. */
    private static final int FEW = 1 << 8;

    private static final int MANY = 1 << 20;

    /** How many values of {@link #draw} jqwik is to believe are drawn, which decides how large they get. */
    private static final int DRAWS = 1000;

    /** Generators share caches that are not safe for several threads. They need a session on theirs, and an actor has none. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    private Tapes() {}

    /**
     * Tapes of all kinds: with many and with few choices that are not the simplest. They get simpler by fewer
     * choices, and by smaller ones. With the system property {@value Exploration#REPLAY} set to a token it is the one of that token.
     *
     * @return what {@code @ForAll Tape} draws from
     */
    public static Arbitrary<Tape> tapes() {
        String token = System.getProperty(Exploration.REPLAY);
        return token == null ? Arbitraries.fromGenerator(Tapes::next) : Arbitraries.just(Tape.parse(token));
    }

    /**
     * A value of jqwik's, drawn from the tape of a simulation: so that it is repeated and made simpler with the schedule. The
     * simplest choices give the value that the arbitrary's generator makes of zeros, most often its smallest.
     *
     * @param simulation whose actor calls this
     * @param values which values there are
     * @param <T> their type
     * @return one of them
     */
    public static <T> T draw(Simulation simulation, Arbitrary<T> values) {
        Random random = simulation.random();
        LOCK.lock();
        try {
            JqwikSession.start();
            try {
                return values.generator(DRAWS).next(random).value();
            } finally {
                JqwikSession.finish();
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static Shrinkable<Tape> next(Random random) {
        int[] choices = new int[random.nextInt(LONGEST + 1)];
        int pace = 1 << random.nextInt(PACES);
        for (int i = 0; i < choices.length; i++) {
            if (random.nextInt(pace) == 0) {
                choices[i] = random.nextInt(random.nextInt(4) == 0 ? MANY : FEW);
            }
        }
        return new ShrinkableTape(Tape.of(choices));
    }
}
