package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HvsockNameAddressTest {
    private static final UUID SERVICE = UUID.fromString("999e53d4-3d5c-4c3e-8779-bed06ec056e1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "guest                                | guest",
                "My%20VM                              | My VM",
                "parent                               | parent",
                "a42e7cda-d03f-480c-9cc2-a4de20abb878 | a42e7cda-d03f-480c-9cc2-a4de20abb878",
                "name=                                | name=",
                "a%2Fb%5Cc                            | a/b\\c",
                "50%25%3F%23%3A                       | 50%?#:",
                "x'%3B%20rm                           | x'; rm",
                "x';$(calc)%22%60                  | x';$(calc)\"`",
                "%E6%9C%BA%E5%99%A8                   | \u673a\u5668",
            })
    void L8_aNameIsOnlyEverAName(String text, String machine) {
        String escaped = text.replace("%3B", ";");
        HvsockNameAddress address = HvsockNameAddress.of(machine, 5000);
        assertCanonical("hvsock://name=" + escaped + "/5000", address);
        assertReads("HVSOCK://NAME=" + text + "/00001388-FACB-11E6-BD58-64006A7986D3", address);
        assertThat(address.machine()).isEqualTo(machine);
    }

    @Test
    void L8_theServiceIsThatOfHvsockAddresses() {
        HvsockNameAddress port = HvsockNameAddress.of("guest", 5000);
        assertThat(port.service())
                .isEqualTo(HvsockAddress.of(HvsockAddress.PARENT, 5000).service());
        assertThat(port.port()).hasValue(5000);
        HvsockNameAddress id = new HvsockNameAddress("guest", SERVICE);
        assertThat(id.port()).isEmpty();
        assertCanonical("hvsock://name=guest/" + SERVICE, id);
        assertReads("hvsock://name=My VM/5000", HvsockNameAddress.of("My VM", 5000));
        assertThat(HvsockNameAddress.of("Guest", 5000)).isNotEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hvsock://nobody/5000      | partition is \"nobody\", must be a GUID or one of",
                "hvsock://nobody/5000      | or name= and a virtual machine's name",
                "hvsock://name=/5000       | machine is empty, must be the name of a virtual machine",
                "hvsock://name=guest       | there is no slash and service after the partition",
                "hvsock://name=a/b/5000    | service is \"b/5000\", must be a GUID or a port",
                "hvsock://name=guest/any   | service is \"any\", must be a GUID or a port from 0 to 2147483647",
                "hvsock://name=%zz/5000    | \"%zz\" is no escape",
                "hvsock://name=%FF/5000    | %FF is not UTF-8",
                "hvsock://name=a%00b/5000  | with a NUL",
                "hvsock://name=a?b/5000    | the name has a bare QUESTION MARK, must be written as %3F",
                "hvsock://name=a#b/5000    | the name has a bare NUMBER SIGN, must be written as %23",
                "hvsock://na%6De=a/5000    | partition is \"na%6De=a\", must be a GUID",
            })
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, hvsock://parent/5000");
    }

    @Test
    void L8_constructorsRefuseWhatIsMissingOrNoText() {
        String right = ", must be the name of a virtual machine";
        assertRefused(() -> new HvsockNameAddress(null, SERVICE), "machine is null" + right);
        assertRefused(() -> new HvsockNameAddress("", SERVICE), "machine is empty" + right);
        assertRefused(() -> new HvsockNameAddress("a\0", SERVICE), "machine is \"a\0\" with a NUL" + right);
        assertRefused(
                () -> new HvsockNameAddress("a\ud800", SERVICE),
                "machine is \"a\ud800\" with half a surrogate pair, must be all text");
        assertRefused(() -> new HvsockNameAddress("a", null), "service is null, must be a GUID");
        assertRefused(() -> HvsockNameAddress.of("a", -1), "port is -1, must be from 0 to 2147483647");
    }
}
