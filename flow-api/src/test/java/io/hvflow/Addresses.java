package io.hvflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every test of addresses asserts in the same way. */
final class Addresses {
    private Addresses() {}

    /** The text is read as the address, whose canonical text it is. */
    static void assertCanonical(String text, FlowAddress address) {
        assertReads(text, address);
        assertThat(address.toString()).isEqualTo(text);
        assertRoundTrip(address);
    }

    /** The text is read as the address, directly, and as a URI where it is one. */
    static void assertReads(String text, FlowAddress address) {
        assertThat(FlowAddress.parse(text)).isEqualTo(address).hasSameHashCodeAs(address);
        try {
            assertThat(FlowAddress.of(new URI(text))).isEqualTo(address);
        } catch (URISyntaxException lenient) {
            assertThat(address.toString()).isNotEqualTo(text);
        }
    }

    static void assertRoundTrip(FlowAddress address) {
        String text = address.toString();
        assertThat(address.toUri().toString()).isEqualTo(text);
        assertThat(text).startsWith(address.scheme() + ":");
        assertThat(FlowAddress.parse(text)).isEqualTo(address).hasToString(text);
        assertThat(FlowAddress.of(address.toUri())).isEqualTo(address).hasToString(text);
    }

    /** The text is an address that round-trips, or refused with its quotation and no other exception; tells which. */
    static boolean readOrRefuse(String text) {
        FlowAddress address;
        try {
            address = FlowAddress.parse(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("\"" + text + "\" is no address: ");
            return false;
        }
        assertRoundTrip(address);
        try {
            assertThat(FlowAddress.of(new URI(text))).isEqualTo(address);
        } catch (URISyntaxException lenient) {
            assertThat(address.toString()).isNotEqualTo(text);
        }
        return true;
    }

    /** The text is refused with a message that quotes it and has the reasons. */
    static void assertRefused(String text, CharSequence... reasons) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> FlowAddress.parse(text))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .withMessageStartingWith("\"" + text + "\" is no address: ")
                .withMessageContainingAll(reasons);
    }

    /** The values are refused with exactly the message. */
    static void assertRefused(ThrowingCallable constructor, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(constructor)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .withMessage(message);
    }

    /** Whether files can have such names: in the C locale they are ASCII. */
    static boolean isFileName(String name) {
        return name.indexOf('\0') < 0
                && Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode(name);
    }
}
