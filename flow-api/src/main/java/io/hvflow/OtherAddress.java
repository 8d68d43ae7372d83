package io.hvflow;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of a scheme that this library does not know, for the provider that does. Any URI is one: query and fragment
 * belong to the rest.
 *
 * @param scheme the scheme, in lower case
 * @param rest what follows the colon, as it was written
 */
public record OtherAddress(String scheme, String rest) implements FlowAddress {
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*");

    /**
     * Checks that the parts make a URI of an unknown scheme.
     *
     * @throws IllegalArgumentException if a part is null, the scheme is none in lower case or one that this library knows,
     *     or the parts do not make a URI; it says what is wrong
     */
    public OtherAddress {
        checkScheme(scheme);
        checkRest(scheme, rest);
    }

    private static void checkScheme(@Nullable String scheme) {
        if (scheme == null || !SCHEME.matcher(scheme).matches()) {
            throw new IllegalArgumentException("scheme is " + (scheme == null ? null : "\"" + scheme + "\"")
                    + ", must be a lower-case letter, then lower-case letters, digits and +.-");
        }
        if (AddressScheme.of(scheme) != null) {
            throw new IllegalArgumentException(
                    "scheme is \"" + scheme + "\", must be one that has no address type of its own");
        }
    }

    private static void checkRest(String scheme, @Nullable String rest) {
        if (rest == null) {
            throw new IllegalArgumentException("rest is null, must be what follows the colon");
        }
        try {
            URI unusedResult = new URI(scheme + ":" + rest);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "rest is \"" + rest + "\", must be that of a URI, with other characters as % escapes ("
                            + e.getReason() + " at index " + e.getIndex() + " of the whole)",
                    e);
        }
    }

    @Override
    public String toString() {
        return scheme + ":" + rest;
    }
}
