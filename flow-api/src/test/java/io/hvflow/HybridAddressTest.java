package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HybridAddressTest {

    @ParameterizedTest
    @CsvSource({
        "hybrid:///run/vm.sock:5000,        /run/vm.sock, 5000",
        "hybrid:///run/vm.sock:0,           /run/vm.sock, 0",
        "hybrid:///run/vm.sock:4294967294,  /run/vm.sock, 4294967294",
        "hybrid:///run/vm.sock:any,         /run/vm.sock, 4294967295",
        "hybrid:vm.sock:5000,               vm.sock,      5000",
        "hybrid:run/vm.sock:5000,           run/vm.sock,  5000",
        "hybrid:../vm.sock:5000,            ../vm.sock,   5000",
        "hybrid:///run/a%3A1:5000,          /run/a:1,     5000",
        "hybrid:a%3A1:5000,                 a:1,          5000",
        "hybrid:5000:1,                     5000,         1",
    })
    void L8_canonicalText(String text, Path path, long port) {
        assertCanonical(text, new HybridAddress(path, port));
    }

    @ParameterizedTest
    @CsvSource({
        "hybrid:///run/a:1:5000,      /run/a:1,     5000",
        "hybrid:a:1:2:5000,           a:1:2,        5000",
        "hybrid:///run/x y:5000,      /run/x y,     5000",
        "HYBRID:/run/vm.sock:ANY,     /run/vm.sock, 4294967295",
        "hybrid:////run//vm.sock/:05, /run/vm.sock, 5",
    })
    void L8_theLastColonSeparatesThePort(String text, Path path, long port) {
        assertReads(text, new HybridAddress(path, port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hybrid:                          | there is no colon and port after the path",
                "hybrid:///run/vm.sock            | there is no colon and port after the path",
                "hybrid:///run/vm.sock%3A5000     | there is no colon and port after the path",
                "hybrid:///run/vm.sock:           | port is \"\", must be from 0 to 4294967295, or any",
                "hybrid:///run/vm.sock:4294967296 | port is \"4294967296\", must be from 0 to 4294967295, or any",
                "hybrid:///run/vm.sock:-1         | port is \"-1\", must be from 0 to 4294967295, or any",
                "hybrid:///run/a:1/vm.sock        | port is \"1/vm.sock\", must be from 0 to 4294967295, or any",
                "hybrid::5000                     | path is empty, must be a path",
                "hybrid://:5000                   | path is empty, must be a path",
                "hybrid://run/vm.sock:5000        | // must be followed by an absolute path",
                "hybrid:///run/vm.sock?:5000      | the path has a bare QUESTION MARK, must be written as %3F",
                "hybrid:///run/%0:5000            | \"%0\" is no escape, must be % and two hexadecimal digits",
            })
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, hybrid:///run/vm.sock:5000");
    }

    @Test
    void L8_constructorRefusesBadPathsAndPorts() {
        Path path = Path.of("/run/vm.sock");
        assertRefused(() -> new HybridAddress(null, 1), "path is null, must be a path");
        assertRefused(() -> new HybridAddress(Path.of(""), 1), "path is empty, must be a path");
        assertRefused(() -> new HybridAddress(path, -1), "port is -1, must be from 0 to 4294967295");
        assertRefused(() -> new HybridAddress(path, 1L << 32), "port is 4294967296, must be from 0 to 4294967295");
    }
}
