package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnixAbstractAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unix:@x                  | x",
                "unix:@@x                 | @x",
                "unix:@a/b//c/            | a/b//c/",
                "unix:@/run/x.sock        | /run/x.sock",
                "unix:@a%20b              | a b",
                "unix:@a%3Ab%3Fc%23d      | a:b?c#d",
            })
    void L8_canonicalText(String text, String name) {
        assertCanonical(text, new UnixAbstractAddress(name));
    }

    /** In every locale: no file system has a say. */
    @Test
    void L8_namesAreUtf8AndMayHoldZeroBytes() {
        assertCanonical("unix:@%C3%A9%F0%9F%98%80", new UnixAbstractAddress("\u00e9\ud83d\ude00"));
        assertCanonical("unix:@a%00b%00", new UnixAbstractAddress("a\0b\0"));
        assertReads("UNIX:@\u00e9", new UnixAbstractAddress("\u00e9"));
    }

    @Test
    void L8_fileThatIsCalledSoHasTwoOtherTexts() {
        assertCanonical("unix:%40x", new UnixAddress(Path.of("@x")));
        assertCanonical("unix:./@x", new UnixAddress(Path.of("./@x")));
        assertCanonical("unix:///@x", new UnixAddress(Path.of("/@x")));
        assertThat(FlowAddress.parse("unix:@x")).isNotEqualTo(FlowAddress.parse("unix:%40x"));
    }

    @Test
    void L8_badTextSaysWhatIsWrong() {
        assertRefused("unix:@", "name is empty, must be text of one character or more");
        assertRefused("unix:@a\0b", "the name has a bare NULL, must be written as %00");
        assertRefused("unix:@a?b", "the name has a bare QUESTION MARK, must be written as %3F");
        assertRefused("unix:@%FF", "%FF is not UTF-8, as escapes must be");
        assertRefused("unix:@\ud83d", "name has half of a surrogate pair, must be text");
    }

    @Test
    void L8_constructorRefusesWhatHasNoText() {
        assertRefused(() -> new UnixAbstractAddress(null), "name is null, must be text of one character or more");
        assertRefused(() -> new UnixAbstractAddress(""), "name is empty, must be text of one character or more");
        assertRefused(() -> new UnixAbstractAddress("\udc00"), "name has half of a surrogate pair, must be text");
    }
}
