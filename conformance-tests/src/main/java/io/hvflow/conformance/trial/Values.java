package io.hvflow.conformance.trial;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How the values of properties are written in reports. */
final class Values {
    private static final int MAX_LENGTH = 2000;
    private static final int MAX_BYTES = 64;

    private Values() {}

    static String text(@Nullable Object value) {
        String text = switch (value) {
            case byte[] bytes -> hex(bytes);
            case int[] ints -> Arrays.toString(ints);
            case long[] longs -> Arrays.toString(longs);
            case Object[] objects -> Arrays.deepToString(objects);
            case null -> "null";
            default -> value.toString();
        };
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }

    private static String hex(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MAX_BYTES));
        return bytes.length + " bytes 0x" + hex + (bytes.length > MAX_BYTES ? "..." : "");
    }
}
