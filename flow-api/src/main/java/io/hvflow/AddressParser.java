package io.hvflow;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses: cuts the text at its scheme, has the scheme's kind read the rest, and is the one place that quotes
 * the text where it is refused (L8).
 */
final class AddressParser {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):");
    private static final String EXAMPLES = "write it as unix:///run/x.sock or vsock://3:5000 is written";

    private AddressParser() {}

    static FlowAddress parse(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("null is no address; " + EXAMPLES);
        }
        Matcher start = SCHEME.matcher(text);
        if (!start.lookingAt()) {
            throw refusal(text, "it does not begin with a scheme and a colon; " + EXAMPLES, null);
        }
        String word = start.group(1).toLowerCase(Locale.ROOT);
        String rest = text.substring(start.end());
        AddressScheme scheme = AddressScheme.of(word);
        try {
            return scheme == null ? new OtherAddress(word, rest) : scheme.read(rest);
        } catch (IllegalArgumentException e) {
            String hint = scheme == null ? "" : "; right is, for example, " + scheme.example;
            throw refusal(text, e.getMessage() + hint, e);
        }
    }

    private static IllegalArgumentException refusal(
            String text, String reason, @Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException("\"" + text + "\" is no address: " + reason, cause);
    }
}
