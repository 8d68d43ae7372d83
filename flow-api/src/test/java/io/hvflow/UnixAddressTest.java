package io.hvflow;

import static io.hvflow.Addresses.assertCanonical;
import static io.hvflow.Addresses.assertReads;
import static io.hvflow.Addresses.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnixAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unix:///run/x.sock             | /run/x.sock",
                "unix:///                       | /",
                "unix:x.sock                    | x.sock",
                "unix:rel/x.sock                | rel/x.sock",
                "unix:./x.sock                  | ./x.sock",
                "unix:../../x.sock              | ../../x.sock",
                "unix:~/x.sock                  | ~/x.sock",
                "unix:%40x                      | @x",
                "unix:./@x                      | ./@x",
                "unix:///run/a%20b              | /run/a b",
                "unix:%20a%20                   | ` a `",
                "unix:///run/100%25             | /run/100%",
                "unix:///run/%2541              | /run/%41",
                "unix:///run/a%23b%3Fc%3Ad      | /run/a#b?c:d",
                "unix:///run/%22%3C%3E%5C%5E%7B%7D%5B%5D | /run/\"<>\\^{}[]",
                "unix:///run/-._~!$&'()*+,;=@   | /run/-._~!$&'()*+,;=@",
                "unix:///run/a%0Ab%09c%7Fd%01   | `/run/a\nb\tc\u007fd\u0001`",
            })
    @DisabledOnOs(OS.WINDOWS)
    void L8_canonicalText(String text, String path) {
        assertCanonical(text, new UnixAddress(Path.of(path)));
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/%C3%A9,                      /run/\u00e9",
        "unix:%E6%BC%A2%E5%AD%97/%F0%9F%98%80,    \u6f22\u5b57/\ud83d\ude00",
        "unix:///run/e%CC%81%C2%85,               /run/e\u0301\u0085",
    })
    void L8_pathsOutsideAsciiAreEscapedAsUtf8(String text, String path) {
        assumeTrue(Addresses.isFileName(path), "file names of this locale have no such characters");
        assertCanonical(text, new UnixAddress(Path.of(path)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unix:/run/x.sock       | unix:///run/x.sock",
                "UNIX:///run/x.sock     | unix:///run/x.sock",
                "unix:////run//x.sock/  | unix:///run/x.sock",
                "unix:///run/a b        | unix:///run/a%20b",
                "unix:///run/a:b        | unix:///run/a%3Ab",
                "unix:a:b               | unix:a%3Ab",
                "unix:///run/%78.s%6fck | unix:///run/x.sock",
                "unix:%2Frun%2fx.sock   | unix:///run/x.sock",
                "unix:///run/[a]\"<>^{} | unix:///run/%5Ba%5D%22%3C%3E%5E%7B%7D",
            })
    @DisabledOnOs(OS.WINDOWS)
    void L8_lenientText(String text, String canonical) {
        assertReads(text, FlowAddress.parse(canonical));
        assertThat(FlowAddress.parse(text)).hasToString(canonical);
    }

    @Test
    void L8_textOutsideAsciiNeedsNoEscape() {
        assumeTrue(Addresses.isFileName("\u00e9\ud83d\ude00"), "file names of this locale have no such characters");
        assertReads("unix:///\u00e9/\ud83d\ude00", FlowAddress.parse("unix:///%C3%A9/%F0%9F%98%80"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unix:                | path is empty, must be a path",
                "unix://              | path is empty, must be a path",
                "unix://run/x.sock    | // must be followed by an absolute path, which begins with a third slash",
                "unix://x             | // must be followed by an absolute path, which begins with a third slash",
                "unix://x.sock        | a relative path stands without //",
                "unix:///run/x?mode=0 | the path has a bare QUESTION MARK, must be written as %3F",
                "unix:///run/x#1      | the path has a bare NUMBER SIGN, must be written as %23",
                "`unix:///run/x\n`    | the path has a bare LINE FEED (LF), must be written as %0A",
                "unix:///run/%        | \"%\" is no escape, must be % and two hexadecimal digits (% itself is %25)",
                "unix:///run/%4       | \"%4\" is no escape, must be % and two hexadecimal digits (% itself is %25)",
                "unix:///run/100%/x   | \"%/x\" is no escape, must be % and two hexadecimal digits (% itself is %25)",
                "unix:///run/%-1x     | \"%-1\" is no escape, must be % and two hexadecimal digits (% itself is %25)",
                "unix:///run/%41%4g   | \"%4g\" is no escape, must be % and two hexadecimal digits (% itself is %25)",
                "unix:///run/%00      | the path can name no file here: Nul character not allowed",
                "unix:///run/a%00b    | the path can name no file here: Nul character not allowed",
                "unix:%00abstract     | the path can name no file here: Nul character not allowed",
                "unix:///run/%FF      | %FF is not UTF-8, as escapes must be",
                "unix:///run/%C3x     | %C3 is not UTF-8, as escapes must be",
                "unix:///run/%C0%80   | %C0%80 is not UTF-8, as escapes must be",
                "unix:///run/%ED%A0%80 | %ED%A0%80 is not UTF-8, as escapes must be",
            })
    @DisabledOnOs(OS.WINDOWS)
    void L8_badTextSaysWhatIsWrongAndWhatIsRight(String text, String reason) {
        assertRefused(text, reason, "right is, for example, unix:///run/x.sock");
    }

    @Test
    void L8_rawControlCharactersOutsideAsciiAreRefusedWithTheirEscape() {
        assertRefused("unix:///run/\u0085", "the path has a bare NEXT LINE (NEL), must be written as %C2%85");
    }

    @Test
    void L8_rawNulIsRefused() {
        assertRefused("unix:///run/x\0", "the path can name no file here: Nul character not allowed");
        assertRefused("unix:\0abstract", "the path can name no file here: Nul character not allowed");
    }

    @Test
    void L8_halfACharacterIsRefused() {
        assertRefused("unix:///run/\ud83d", "the path can name no file here", "(file names are in ");
    }

    @Test
    void L8_constructorRefusesPathsThatNoSocketHas() {
        assertRefused(() -> new UnixAddress(null), "path is null, must be a path");
        assertRefused(() -> new UnixAddress(Path.of("")), "path is empty, must be a path");
        Path elsewhere = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        assertRefused(
                () -> new UnixAddress(elsewhere),
                "path is /modules of another file system, must be of the default one");
    }

    /** Such a path comes from listing a directory, never from text. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void L8_constructorRefusesPathsThatAreNoText() {
        Path raw = Path.of(URI.create("file:///run/%FF"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnixAddress(raw))
                .withMessageStartingWith("path is " + raw + " with bytes that are no text in ");
    }

    /** How long it may be is for the system to say: it differs, and the backend knows it. */
    @ParameterizedTest
    @ValueSource(ints = {107, 108, 4096, 1_000_000})
    void L8_lengthIsNotLimitedHere(int length) {
        assertCanonical("unix:///" + "x".repeat(length - 1), new UnixAddress(Path.of("/" + "x".repeat(length - 1))));
        assertReads("unix:" + "%78".repeat(length), new UnixAddress(Path.of("x".repeat(length))));
    }
}
