package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimAddressTest {

    @ParameterizedTest
    @CsvSource({
        "sim://guest:5000,         guest,      5000",
        "sim://guest:0,            guest,      0",
        "sim://guest:4294967294,   guest,      4294967294",
        "sim://guest:any,          guest,      4294967295",
        "sim://:5000,              '',         5000",
        "sim://:any,               '',         4294967295",
        "sim://3:5000,             3,          5000",
        "sim://Guest-1.a_b~c:5000, Guest-1.a_b~c, 5000",
        "sim://-:1,                -,          1",
        "sim://any:1,              any,        1",
    })
    void L8_canonicalText(String text, String partition, long port) {
        assertCanonical(text, new SimAddress(partition, port));
    }

    @Test
    void L8_lenientText() {
        assertReads("SIM://guest:ANY", new SimAddress("guest", SimAddress.PORT_ANY));
        assertReads("sim://guest:4294967295", new SimAddress("guest", SimAddress.PORT_ANY));
        assertReads("sim://guest:007", new SimAddress("guest", 7));
    }

    @Test
    void L8_namesDifferByCase() {
        assertThat(FlowAddress.parse("sim://Guest:1")).isNotEqualTo(FlowAddress.parse("sim://guest:1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sim:                   | // is missing after the scheme",
                "sim:guest:5000         | // is missing after the scheme",
                "sim://guest            | there is no colon and port at its end",
                "sim://guest:           | port is \"\", must be from 0 to 4294967295, or any",
                "sim://guest:4294967296 | port is \"4294967296\", must be from 0 to 4294967295, or any",
                "sim://guest:5000/      | port is \"5000/\", must be from 0 to 4294967295, or any",
                "sim://a b:5000         | partition is \"a b\", must be letters, digits and -._~, or empty to listen",
                "sim://a%20b:5000       | partition is \"a%20b\", must be letters, digits and -._~",
                "sim://a@b:5000         | partition is \"a@b\", must be letters, digits and -._~",
                "sim://a/b:5000         | partition is \"a/b\", must be letters, digits and -._~",
                "sim://[a]:5000         | partition is \"[a]\", must be letters, digits and -._~",
                "sim://a:b:5000         | partition is \"a:b\", must be letters, digits and -._~",
                "sim://g\u00e4st:5000   | partition is \"g\u00e4st\", must be letters, digits and -._~",
            })
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, sim://guest:5000");
    }

    @Test
    void L8_constructorRefusesBadNamesAndPorts() {
        String right = ", must be letters, digits and -._~, or empty to listen";
        assertRefused(() -> new SimAddress(null, 1), "partition is null" + right);
        assertRefused(() -> new SimAddress("a b", 1), "partition is \"a b\"" + right);
        assertRefused(() -> new SimAddress("a\n", 1), "partition is \"a\n\"" + right);
        assertRefused(() -> new SimAddress("guest", -1), "port is -1, must be from 0 to 4294967295");
        assertRefused(() -> new SimAddress("guest", 1L << 32), "port is 4294967296, must be from 0 to 4294967295");
    }

    @Test
    void portAnyIsThatOfVsock() {
        assertThat(SimAddress.PORT_ANY).isEqualTo(VsockAddress.PORT_ANY);
    }
}
