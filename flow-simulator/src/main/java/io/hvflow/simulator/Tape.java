package io.hvflow.simulator;

import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a run of a {@link Simulation}: who runs next, how much a read gives, what a fault does, what the scenario
 * itself asks for. Either a seed from which they are drawn, or their values in order; beyond its values every choice is 0.
 * Since 0 is always the simplest choice, a shorter tape with smaller values is a simpler run. Immutable.
 */
public final class Tape {
    private final @Nullable Long seed;
    private final int[] values;

    private Tape(@Nullable Long seed, int[] values) {
        this.seed = seed;
        this.values = values;
    }

    /**
     * Choices drawn from a seed. The same seed means the same choices on every machine and in every version whose tokens
     * begin alike.
     *
     * @param seed any number
     * @return the tape
     */
    public static Tape ofSeed(long seed) {
        return new Tape(seed, new int[0]);
    }

    /**
     * Choices by value. One that is too large for its choice counts as its remainder by the choice's bound.
     *
     * @param values in order, zero or more each
     * @return the tape
     * @throws IllegalArgumentException if a value is negative
     */
    public static Tape of(int... values) {
        int length = values.length;
        while (length > 0 && values[length - 1] == 0) {
            length--;
        }
        for (int i = 0; i < length; i++) {
            if (values[i] < 0) {
                throw new IllegalArgumentException("value " + i + " is " + values[i] + ", must be zero or more");
            }
        }
        return new Tape(null, Arrays.copyOf(values, length));
    }

    /**
     * Reads a token that {@link #token} gave.
     *
     * @param token the token
     * @return the tape
     * @throws IllegalArgumentException if it is not one, is damaged, or of another version; it says which
     */
    public static Tape parse(String token) {
        return Token.read(token);
    }

    /**
     * The tape as text, with its version and a checksum, to be replayed by {@link Exploration#replay}.
     *
     * @return one word of letters, digits, {@code -}, {@code _} and {@code :}
     */
    public String token() {
        return Token.write(this);
    }

    /**
     * The seed, where the choices are drawn.
     *
     * @return the seed; empty for choices by value
     */
    public OptionalLong seed() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    /**
     * The values, without zeros at the end.
     *
     * @return a copy; empty for choices that are drawn
     */
    public int[] values() {
        return values.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tape that && seed().equals(that.seed()) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * seed().hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return token();
    }
}
