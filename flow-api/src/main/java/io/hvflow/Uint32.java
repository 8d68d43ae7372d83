package io.hvflow;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CIDs and ports: unsigned 32-bit numbers, of which the largest means "any" (VMADDR_CID_ANY, VMADDR_PORT_ANY). */
final class Uint32 {
    static final long MAX = 0xFFFF_FFFFL;
    static final long ANY = MAX;

    private static final Pattern DECIMAL = Pattern.compile("0*([0-9]{1,10})");

    private Uint32() {}

    static void check(String name, long value) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from 0 to " + MAX);
        }
    }

    /** The number that stands there in decimal, if it is one from 0 to {@code max}, which has ten digits at most. */
    static OptionalLong decimal(String text, long max) {
        Matcher digits = DECIMAL.matcher(text);
        if (digits.matches()) {
            long value = Long.parseLong(digits.group(1));
            if (value <= max) {
                return OptionalLong.of(value);
            }
        }
        return OptionalLong.empty();
    }

    static long readPort(String text) {
        if (text.equalsIgnoreCase("any")) {
            return ANY;
        }
        return decimal(text, MAX)
                .orElseThrow(() -> new IllegalArgumentException(
                        "port is \"" + text + "\", must be from 0 to " + MAX + ", or any"));
    }

    static String portText(long port) {
        return port == ANY ? "any" : Long.toString(port);
    }
}
