package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp://localhost:80                | tcp         | //localhost:80",
                "tcp://User@Host:080/A%41?q=%20#f  | tcp         | //User@Host:080/A%41?q=%20#f",
                "x:y                               | x           | y",
                "x-1.2+3:/                         | x-1.2+3     | /",
                "virtio-serial:org.example.0       | virtio-serial | org.example.0",
                "unixx:///run/x                    | unixx       | ///run/x",
                "x:\u00e9                          | x           | \u00e9",
            })
    void L8_theRestStaysAsWritten(String text, String scheme, String rest) {
        assertCanonical(text, new OtherAddress(scheme, rest));
    }

    @Test
    void L8_schemesAreReadInAnyCase() {
        assertReads("Virtio-Serial:Org.Example", new OtherAddress("virtio-serial", "Org.Example"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tcp:         | rest is \"\", must be that of a URI",
                "tcp://       | rest is \"//\", must be that of a URI",
                "tcp:#a       | rest is \"#a\", must be that of a URI",
                "tcp:a b      | (Illegal character in opaque part at index 5 of the whole)",
                "tcp://a/%    | (Malformed escape pair at index 8 of the whole)",
                "tcp://a/%4g  | (Malformed escape pair at index 8 of the whole)",
                "c:\\run\\x   | rest is \"\\run\\x\", must be that of a URI",
            })
    void L8_whatIsNoUriIsRefused(String text, String reason) {
        assertRefused(text, reason, "with other characters as % escapes");
    }

    @ParameterizedTest
    @EnumSource
    void L8_aSchemeThatTheLibraryKnowsIsRefused(AddressScheme known) {
        assertRefused(
                () -> new OtherAddress(known.word, "//3:5000"),
                "scheme is \"" + known.word + "\", must be one that has no address type of its own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Tcp", "1a", "-a", "a b", "a_b", "a:", "\u00e9", "vsoc\u212a"})
    void L8_constructorRefusesWhatIsNoScheme(String scheme) {
        assertRefused(
                () -> new OtherAddress(scheme, "x"),
                "scheme is \"" + scheme + "\", must be a lower-case letter, then lower-case letters, digits and +.-");
    }

    @Test
    void L8_constructorRefusesMissingParts() {
        assertRefused(
                () -> new OtherAddress(null, "x"),
                "scheme is null, must be a lower-case letter, then lower-case letters, digits and +.-");
        assertRefused(() -> new OtherAddress("tcp", null), "rest is null, must be what follows the colon");
    }
}
