package io.hvflow.conformance.trial;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a run that several processes or machines share, each of which knows its part from the numbers alone. What can be
 * dealt out has a number: a schedule of a simulated target, a rule of any other.
 *
 * @param number which part this is, from 1
 * @param of how many there are
 */
public record Shard(int number, int of) {
    /** A run that nobody shares. */
    public static final Shard WHOLE = new Shard(1, 1);

    /** Which pod of an indexed Job this is, from 0: Kubernetes sets it. */
    public static final String INDEX = "JOB_COMPLETION_INDEX";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})?/(\\d{1,9})");

    public Shard {
        if (number < 1 || number > of) {
            throw new IllegalArgumentException(
                    "shard " + number + "/" + of + " is none of 1/" + of + " to " + of + "/" + of);
        }
    }

    /**
     * Reads {@code K/N}, or {@code /N} where the environment has the number.
     *
     * @throws IllegalArgumentException if it is neither, or there is no such shard
     */
    public static Shard parse(String text, Map<String, String> environment) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not K/N, such as 1/8, or /8 in an indexed Job");
        }
        int of = Integer.parseInt(form.group(2));
        return new Shard(form.group(1) == null ? index(text, environment) : Integer.parseInt(form.group(1)), of);
    }

    private static int index(String text, Map<String, String> environment) {
        String index = Optional.ofNullable(environment.get(INDEX))
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" takes its number from the variable "
                        + INDEX + ", which is not set; write K" + text));
        try {
            return Math.addExact(Integer.parseInt(index), 1);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(INDEX + " is \"" + index + "\", must be a number from 0", e);
        }
    }

    public boolean isWhole() {
        return of == 1;
    }

    /** Whether this shard has the part of that number; every part is in exactly one shard. */
    boolean has(long part) {
        return Math.floorMod(part, of) == number - 1;
    }

    /**
     * Whether this shard has that one of several parts of something that has a name: so that the first parts of many such
     * things are not all in the first shard.
     */
    public boolean has(String name, long part) {
        return has(part + Math.floorMod(name.hashCode(), of));
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}
