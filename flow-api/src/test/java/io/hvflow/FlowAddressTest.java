package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowAddressTest {

    @ParameterizedTest
    @EnumSource
    void L8_everyKnownSchemeHasAnExampleThatIsRight(AddressScheme known) {
        FlowAddress address = FlowAddress.parse(known.example);
        assertThat(address).isNotInstanceOf(OtherAddress.class);
        assertThat(address.scheme()).isEqualTo(known.word);
        assertCanonical(known.example, address);
        assertThat(FlowAddress.parse(
                        known.word.toUpperCase(Locale.ROOT) + known.example.substring(known.word.length())))
                .isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                "vsock",
                "3:5000",
                ":5000",
                "/run/x.sock",
                "/run/x.sock:5000",
                "//3:5000",
                " vsock://3:5000",
                "\ufeffvsock://3:5000",
                "v sock://3:5000",
                "vsoc\u212a://3:5000",
                "\u0000"
            })
    void L8_textWithoutASchemeIsRefused(String text) {
        assertRefused(
                text,
                "it does not begin with a scheme and a colon",
                "write it as unix:///run/x.sock or vsock://3:5000 is written");
    }

    @Test
    void L8_nullIsRefused() {
        String message = "null is no address; write it as unix:///run/x.sock or vsock://3:5000 is written";
        assertRefused(() -> FlowAddress.parse(null), message);
        assertRefused(() -> FlowAddress.of(null), message);
    }

    @Test
    void L8_aUriIsReadAsItsText() throws Exception {
        assertThat(FlowAddress.of(new URI("vsock", "host:5000", null, null, null)))
                .isEqualTo(new VsockAddress(VsockAddress.CID_HOST, 5000));
        assertThat(FlowAddress.of(new URI("unix", null, "/run/a b", null)))
                .isEqualTo(FlowAddress.parse("unix:///run/a%20b"));
        assertRefused(
                () -> FlowAddress.of(URI.create("run/x.sock")),
                "\"run/x.sock\" is no address: it does not begin with a scheme and a colon;"
                        + " write it as unix:///run/x.sock or vsock://3:5000 is written");
    }

    @Test
    void L8_theReasonIsTheCause() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowAddress.parse("vsock://3:4294967296"))
                .withMessage("\"vsock://3:4294967296\" is no address: port is \"4294967296\", must be from 0 to"
                        + " 4294967295, or any; right is, for example, vsock://3:5000")
                .havingCause()
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .withMessage("port is \"4294967296\", must be from 0 to 4294967295, or any");
    }
}
