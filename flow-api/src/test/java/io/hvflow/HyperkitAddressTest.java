package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HyperkitAddressTest {

    @ParameterizedTest
    @CsvSource({
        "hyperkit://:80/path,        /path,   80",
        "hyperkit://:0/,             /,       0",
        "hyperkit://:any/vms/0,      /vms/0,  4294967295",
        "hyperkit://:4294967294/a,   /a,      4294967294",
        "hyperkit://:80/a%3A1%20b,   /a:1 b,  80",
        "hyperkit:vms/0:80,          vms/0,   80",
        "hyperkit:.:any,             .,       4294967295",
        "hyperkit:a%3A1:80,          a:1,     80",
    })
    void L8_canonicalText(String text, Path directory, long port) {
        assertCanonical(text, new HyperkitAddress(directory, port));
    }

    @ParameterizedTest
    @CsvSource({
        "HyperKit://:ANY/vms/0,  hyperkit://:any/vms/0",
        "hyperkit://:080/a:b c/, hyperkit://:80/a%3Ab%20c",
        "hyperkit:/vms/0:80,     hyperkit://:80/vms/0",
        "hyperkit:a:b:80,        hyperkit:a%3Ab:80",
    })
    void L8_lenientText(String text, String canonical) {
        assertReads(text, FlowAddress.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hyperkit:                   | there is no colon and port after the directory",
                "hyperkit:vms/0              | there is no colon and port after the directory",
                "hyperkit::80                | directory is empty, must be a path",
                "hyperkit://                 | // must be followed by a colon and the port",
                "hyperkit:///vms/0:80        | // must be followed by a colon and the port",
                "hyperkit://3:80/vms/0       | // must be followed by a colon and the port",
                "hyperkit://:80              | there is no directory after the port",
                "hyperkit://:/vms/0          | port is \"\", must be from 0 to 4294967295, or any",
                "hyperkit://:4294967296/vms  | port is \"4294967296\", must be from 0 to 4294967295, or any",
                "hyperkit://:80/%zz          | \"%zz\" is no escape",
            })
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, hyperkit://:5000/vms/0");
    }

    @Test
    void L8_constructorRefusesBadDirectoriesAndPorts() {
        Path path = Path.of("/vms/0");
        assertRefused(() -> new HyperkitAddress(null, 1), "directory is null, must be a path");
        assertRefused(() -> new HyperkitAddress(Path.of(""), 1), "directory is empty, must be a path");
        assertRefused(() -> new HyperkitAddress(path, -1), "port is -1, must be from 0 to 4294967295");
        assertRefused(() -> new HyperkitAddress(path, 1L << 32), "port is 4294967296, must be from 0 to 4294967295");
    }
}
