package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VsockAddressTest {

    @ParameterizedTest
    @CsvSource({
        "vsock://3:5000,                3,          5000",
        "vsock://2:80,                  2,          80",
        "vsock://1:1023,                1,          1023",
        "vsock://0:0,                   0,          0",
        "vsock://:80,                   4294967295, 80",
        "vsock://:any,                  4294967295, 4294967295",
        "vsock://3:any,                 3,          4294967295",
        "vsock://4294967294:4294967294, 4294967294, 4294967294",
        "vsock://2147483648:2147483647, 2147483648, 2147483647",
    })
    void L8_canonicalText(String text, long cid, long port) {
        assertCanonical(text, new VsockAddress(cid, port));
    }

    @ParameterizedTest
    @CsvSource({
        "vsock://any:80,                vsock://:80",
        "vsock://ANY:Any,               vsock://:any",
        "vsock://4294967295:4294967295, vsock://:any",
        "vsock://hypervisor:1,          vsock://0:1",
        "vsock://local:1,               vsock://1:1",
        "vsock://host:1,                vsock://2:1",
        "VSOCK://HOST:ANY,              vsock://2:any",
        "vSock://003:0000000000005000,  vsock://3:5000",
    })
    void L8_lenientText(String text, String canonical) {
        assertReads(text, FlowAddress.parse(canonical));
        assertThat(FlowAddress.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4294967296",
                "-1",
                "+1",
                "1.5",
                "1e3",
                "0x10",
                "12345678901",
                "99999999999999999999999",
                "\u0663",
                "guest",
                " 3",
                "3 ",
                "%33"
            })
    void L8_cidsAndPortsAreUnsigned32BitDecimals(String number) {
        String bounds = "is \"" + number + "\", must be from 0 to 4294967295, or any";
        assertRefused("vsock://" + number + ":5000", "CID " + bounds + ", hypervisor, local or host", "vsock://3:5000");
        assertRefused("vsock://3:" + number, "port " + bounds, "vsock://3:5000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vsock:             | // is missing after the scheme",
                "vsock:3:5000       | // is missing after the scheme",
                "vsock:/3:5000      | // is missing after the scheme",
                "vsock://           | there is no colon and port at its end",
                "vsock://3          | there is no colon and port at its end",
                "vsock://3:         | port is \"\"",
                "vsock://3:host     | port is \"host\"",
                "vsock://3:5000/    | port is \"5000/\"",
                "vsock://3:5000?a=b | port is \"5000?a=b\"",
                "vsock://3:5000#a   | port is \"5000#a\"",
                "vsock://a@3:5000   | CID is \"a@3\"",
                "vsock://[::3]:5000 | CID is \"[::3]\"",
                "vsock://3:4:5000   | CID is \"3:4\"",
            })
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, vsock://3:5000");
    }

    @Test
    void L8_constructorRefusesNumbersOutOfBounds() {
        assertRefused(() -> new VsockAddress(-1, 0), "CID is -1, must be from 0 to 4294967295");
        assertRefused(() -> new VsockAddress(4294967296L, 0), "CID is 4294967296, must be from 0 to 4294967295");
        assertRefused(() -> new VsockAddress(0, -1), "port is -1, must be from 0 to 4294967295");
        assertRefused(() -> new VsockAddress(0, 4294967296L), "port is 4294967296, must be from 0 to 4294967295");
    }

    @Property
    void L8_everyNumberInBoundsIsTakenWithLeadingZeros(
            @ForAll @LongRange(max = 0xFFFF_FFFFL) long number, @ForAll @LongRange(max = 12) long zeros) {
        String digits = "0".repeat((int) zeros) + number;
        assertThat(FlowAddress.parse("vsock://" + digits + ":" + digits)).isEqualTo(new VsockAddress(number, number));
    }

    @Property
    void L8_everyNumberAboveTheBoundIsRefused(@ForAll @LongRange(min = 0x1_0000_0000L) long number) {
        assertRefused("vsock://3:" + number, "port is \"" + number + "\", must be from 0 to 4294967295");
        assertRefused("vsock://" + number + ":1", "CID is \"" + number + "\", must be from 0 to 4294967295");
    }

    /** The numbers of linux/vm_sockets.h. */
    @Test
    void constantsAreThoseOfTheSystem() {
        assertThat(VsockAddress.CID_ANY).isEqualTo(0xFFFF_FFFFL);
        assertThat(VsockAddress.CID_HYPERVISOR).isZero();
        assertThat(VsockAddress.CID_LOCAL).isOne();
        assertThat(VsockAddress.CID_HOST).isEqualTo(2);
        assertThat(VsockAddress.PORT_ANY).isEqualTo(0xFFFF_FFFFL);
    }
}
