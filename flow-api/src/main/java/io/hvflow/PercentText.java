package io.hvflow;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names as they stand in addresses, in which any character may occur: percent-encoded, as UTF-8. */
final class PercentText {
    // What RFC 3986 allows in a path, but for the colon, which separates the port in some of the kinds.
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~!$&'()*+,;=@";
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}", Pattern.DOTALL);
    private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})++");
    // No NUL here: nothing that is named has it in its name, however it is written.
    private static final Pattern NEVER_RAW = Pattern.compile("[?#\\x01-\\x1F\\x7F-\\x9F]");
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentText() {}

    /** All but the characters of a path is escaped. */
    static String encode(String name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%');
                HEX.toHexDigits(text, b);
            }
        }
        return text.toString();
    }

    /** Reads what {@link #encode} wrote, and other characters as they are; refuses what is none of both, as of {@code part}. */
    static String decode(String part, String text) {
        Matcher raw = NEVER_RAW.matcher(text);
        if (raw.find()) {
            throw new IllegalArgumentException("the " + part + " has a bare "
                    + Character.getName(raw.group().charAt(0)) + ", must be written as " + encode(raw.group()));
        }
        Matcher broken = BROKEN_ESCAPE.matcher(text);
        if (broken.find()) {
            throw new IllegalArgumentException(
                    "\"" + broken.group() + "\" is no escape, must be % and two hexadecimal digits (% itself is %25)");
        }
        return ESCAPES.matcher(text).replaceAll(run -> Matcher.quoteReplacement(unescape(run.group())));
    }

    private static String unescape(String escapes) {
        byte[] bytes = HexFormat.ofDelimiter("%").parseHex(escapes, 1, escapes.length());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(escapes + " is not UTF-8, as escapes must be", e);
        }
    }
}
