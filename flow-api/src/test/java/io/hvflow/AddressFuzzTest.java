package io.hvflow;

import static io.hvflow.Addresses.assertRoundTrip;
import static io.hvflow.Addresses.readOrRefuse;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Hostile text: what is no address is refused with the reason, what is one round-trips, and for the schemes whose addresses are
 * names and numbers a grammar that is written here anew says which is which.
 */
class AddressFuzzTest {
    private static final String GUID = "90DB8B89-0d35-4f79-8ce9-49ea0ac8b7cd";
    private static final BigInteger UINT32 = new BigInteger("ffffffff", 16);
    private static final BigInteger HV_PORT = new BigInteger("7fffffff", 16);
    private static final String PORT = "(any|[0-9]+)";
    private static final Pattern VSOCK =
            Pattern.compile("vsock://(|any|hypervisor|local|host|[0-9]+):" + PORT, Pattern.CASE_INSENSITIVE);
    private static final Pattern HVSOCK = Pattern.compile(
            "hvsock://(wildcard|broadcast|children|loopback|parent|silohost|GUID|name=NAME)/(GUID|[0-9]+)"
                    // Escaped or itself: no slash, no control characters; and of what is escaped here, all is UTF-8.
                    .replace("NAME", "(?:[^/%?#\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]|%[2-7][0-9a-f])+")
                    .replace("GUID", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SIM = Pattern.compile("sim://()[a-z0-9._~-]*:" + PORT, Pattern.CASE_INSENSITIVE);

    @Property(tries = 1500)
    void L8_textOfHostilePiecesIsReadOrRefused(@ForAll("pieces") List<String> pieces) {
        readOrRefuse(String.join("", pieces));
    }

    @Property(tries = 4000)
    void L8_addressesOfNamesAndNumbersAreThoseOfTheGrammar(@ForAll("shaped") String text) {
        boolean right = fits(VSOCK, text, UINT32) || fits(HVSOCK, text, HV_PORT) || fits(SIM, text, UINT32);
        Statistics.collect(right);
        Statistics.coverage(coverage -> {
            // About 5 of 100 are right; far below that, the texts have become too hostile to prove much.
            coverage.check(true).percentage(percent -> percent > 2);
            coverage.check(false).percentage(percent -> percent > 2);
        });

        assertThat(readOrRefuse(text)).isEqualTo(right);
    }

    private static boolean fits(Pattern grammar, String text, BigInteger maxPort) {
        Matcher matcher = grammar.matcher(text);
        return matcher.matches() && fits(matcher.group(1), UINT32) && fits(matcher.group(2), maxPort);
    }

    private static boolean fits(String part, BigInteger max) {
        return !part.matches("[0-9]+") || new BigInteger(part).compareTo(max) <= 0;
    }

    /** A URI can be made of parts, which the JDK quotes in its own way. */
    @Property(tries = 1500)
    void L8_urisOfHostilePartsAreReadOrRefused(
            @ForAll AddressScheme scheme, @ForAll("hostile") String one, @ForAll("hostile") String other) {
        for (URI uri : uris(scheme.word, one, other)) {
            FlowAddress address;
            try {
                address = FlowAddress.of(uri);
            } catch (IllegalArgumentException refused) {
                assertThat(refused)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("\"" + uri + "\" is no address: ");
                continue;
            }
            assertRoundTrip(address);
        }
    }

    private static List<URI> uris(String scheme, String one, String other) {
        return Stream.<UriMaker>of(
                        () -> new URI(scheme, one, other, null),
                        () -> new URI(scheme, one + other, null),
                        () -> new URI(scheme, null, "/" + one + ":" + other, null, null),
                        () -> new URI(null, one + other, null))
                .flatMap(maker -> {
                    try {
                        return Stream.of(maker.make());
                    } catch (URISyntaxException none) {
                        return Stream.empty();
                    }
                })
                .toList();
    }

    private interface UriMaker {
        URI make() throws URISyntaxException;
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Combinators.combine(
                        Arbitraries.of("vsock", "hvsock", "hybrid", "hyperkit", "unix", "sim", "UNIX", "tcp", ""),
                        Arbitraries.of(":", "://", ":///", "://:", ""),
                        hostile().list().ofMaxSize(6))
                .as((scheme, separator, rest) -> {
                    rest.addFirst(separator);
                    rest.addFirst(scheme);
                    return rest;
                });
    }

    /** What has once broken a parser of something. */
    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        ":", "/", "//", "any", "host", "parent", "name=", "80", "/80", ":80", "/run/x", "vms", GUID),
                Arbitraries.of(
                        "[::1]", "[", "]", "::", "[fe80::1%25eth0]", "user@", "?q", "#f", "\\", "{" + GUID + "}"),
                Arbitraries.of(
                        "%", "%0", "%00", "%2F", "%3A", "%zz", "%%", "%25", "%C3%A9", "%C3%28", "%ED%A0%80", "%FF"),
                Arbitraries.of("\0", "\n", "\r\n", "\u001b[31m", "\u0085", "\u2028", "\u202e", "\ufeff", "\uffff", " "),
                Arbitraries.of(
                        "\ud800", "\udc00", "\udc00\ud800", "\ud83d\ude00", "\u0663", "\uff11", "\u212a", "\u0130"),
                Arbitraries.of("-1", "+1", "0x10", "1e3", "1_0", "4294967295", "4294967296", "18446744073709551616"),
                Arbitraries.of("9", "0", "a", "/", ":", "%41", "%", "[", "\ud83d", "../", "\u00e9")
                        .flatMap(piece -> Arbitraries.of(300, 20_000).map(piece::repeat)));
    }

    /** Nearly right, so that the one thing that is wrong counts. */
    @Provide
    Arbitrary<String> shaped() {
        Arbitrary<String> scheme = Arbitraries.of("vsock", "hvsock", "sim", "VSock", "HVSOCK");
        Arbitrary<String> who = Arbitraries.of(
                "",
                "any",
                "ANY",
                "host",
                "HOST",
                "ho\u017ft",
                "local",
                "hypervisor",
                "3",
                "007",
                "4294967295",
                "4294967296",
                "-1",
                "\u0663",
                "parent",
                "Loopback",
                "loopbac\u212a",
                "silohost",
                "s\u0130lohost",
                "children",
                GUID,
                "{" + GUID + "}",
                GUID.substring(1),
                "guest",
                "name=guest",
                "NAME=My VM",
                "name=x'; rm%2F",
                "name=" + GUID,
                "name=",
                "name=%",
                "name=%ff",
                "name=%00",
                "name=a?b",
                "name =guest",
                "nom=guest",
                "[::1]",
                "%33",
                " 3",
                "0".repeat(50) + "3",
                "9".repeat(50));
        Arbitrary<String> separator = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(":")),
                Tuple.of(4, Arbitraries.of("/")),
                Tuple.of(1, Arbitraries.of("", "::", "//", ":/")));
        Arbitrary<String> what = Arbitraries.of(
                "0",
                "5000",
                "any",
                "Any",
                "2147483647",
                "2147483648",
                "4294967295",
                "4294967296",
                "18446744073709551616",
                "",
                "-0",
                "+5",
                "0x5",
                "\uff15",
                GUID,
                GUID.toLowerCase(Locale.ROOT),
                GUID + "0",
                "5000 ",
                "5000\n",
                "5000/",
                "0".repeat(300),
                "0".repeat(300) + "1",
                "9".repeat(300));
        return Combinators.combine(scheme, who, separator, what)
                .as((first, second, third, fourth) -> first + "://" + second + third + fourth);
    }
}
