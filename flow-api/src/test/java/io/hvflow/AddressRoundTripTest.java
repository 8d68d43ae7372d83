package io.hvflow;

import static io.hvflow.Addresses.assertRoundTrip;
import static io.hvflow.Addresses.readOrRefuse;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever the values and whatever the text: an address round-trips, and other text is refused with its quotation. */
class AddressRoundTripTest {
    private static final String ODD =
            " %#?:/\\.@&=+,;[]{}|\"<>^`'!$()*~_-aZ09\n\t\u0001\u007f\u0085\u00e9\u0301\u6f22\u2028\ufffd";

    @Property(tries = 3000)
    void L8_textAndUriRoundTrip(@ForAll("addresses") FlowAddress address) {
        assertRoundTrip(address);
        if (!(address instanceof OtherAddress)) {
            assertThat(address.toString()).isASCII().doesNotContain(" ", "?", "#");
        }
    }

    @Property(tries = 3000)
    void L8_randomTextIsReadOrRefused(@ForAll String text) {
        readOrRefuse(text);
    }

    @Property(tries = 3000)
    void L8_randomTextOfAKnownSchemeIsReadOrRefused(@ForAll AddressScheme scheme, @ForAll("odd") String rest) {
        readOrRefuse(scheme.word + ":" + rest);
        readOrRefuse(scheme.word + "://" + rest);
        readOrRefuse(scheme.word + ":///" + rest);
    }

    @Property(tries = 3000)
    void L8_mutatedTextIsReadOrRefused(@ForAll("addresses") FlowAddress address, @ForAll("edits") List<Edit> edits) {
        String text = address.toString();
        for (Edit edit : edits) {
            text = edit.applyTo(text);
        }
        Statistics.collect(readOrRefuse(text));
        Statistics.coverage(coverage -> {
            coverage.check(true).percentage(percent -> percent > 5);
            coverage.check(false).percentage(percent -> percent > 5);
        });
    }

    /** One change to a text; {@code at} is taken modulo its length. */
    record Edit(Kind kind, int at, char character) {
        enum Kind {
            DELETE,
            INSERT,
            REPLACE,
            REPEAT,
            CUT
        }

        String applyTo(String text) {
            if (text.isEmpty()) {
                return String.valueOf(character);
            }
            int index = at % text.length();
            String before = text.substring(0, index);
            String after = text.substring(index);
            return switch (kind) {
                case DELETE -> before + after.substring(1);
                case INSERT -> before + character + after;
                case REPLACE -> before + character + after.substring(1);
                case REPEAT -> before + after + after;
                case CUT -> before;
            };
        }
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Combinators.combine(
                        Arbitraries.of(Edit.Kind.class),
                        Arbitraries.integers().between(0, 100),
                        Arbitraries.oneOf(
                                Arbitraries.chars().with(ODD.toCharArray()),
                                Arbitraries.chars().all()))
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<String> odd() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars(ODD.toCharArray()).ofMaxLength(12),
                Arbitraries.of("%41", "%2F", "%00", "%C3%A9", "%ff", "any", ":", "/", "1", "4294967296", "\ud83d\ude00")
                        .list()
                        .ofMaxSize(8)
                        .map(parts -> String.join("", parts)));
    }

    @Provide
    Arbitrary<FlowAddress> addresses() {
        return Arbitraries.oneOf(
                Combinators.combine(numbers(), numbers()).as(VsockAddress::new),
                Combinators.combine(partitionIds(), serviceIds()).as(HvsockAddress::new),
                Combinators.combine(machineNames(), serviceIds()).as(HvsockNameAddress::new),
                Combinators.combine(paths(), numbers()).as(HybridAddress::new),
                Combinators.combine(paths(), numbers()).as(HyperkitAddress::new),
                paths().map(UnixAddress::new),
                machineNames().map(UnixAbstractAddress::new),
                Combinators.combine(partitionNames(), numbers()).as(SimAddress::new),
                others());
    }

    private static Arbitrary<Long> numbers() {
        long max = 0xFFFF_FFFFL;
        return Arbitraries.oneOf(
                Arbitraries.of(0L, 1L, 2L, 3L, 1023L, max >> 1, (max >> 1) + 1, max - 1, max),
                Arbitraries.longs().between(0, max));
    }

    private static Arbitrary<UUID> ids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    private static Arbitrary<UUID> partitionIds() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        HvsockAddress.WILDCARD,
                        HvsockAddress.BROADCAST,
                        HvsockAddress.CHILDREN,
                        HvsockAddress.LOOPBACK,
                        HvsockAddress.PARENT,
                        HvsockAddress.SILOHOST),
                ids());
    }

    /** Also those that look like a port's, with data that no port has. */
    private static Arbitrary<UUID> serviceIds() {
        return Arbitraries.oneOf(
                numbers().map(number -> new UUID(number << 32 | 0xfacb_11e6L, 0xbd58_6400_6a79_86d3L)), ids());
    }

    /** Whatever is text may be a name, also what looks like a GUID, an escape or a part of a command. */
    private static Arbitrary<String> machineNames() {
        Arbitrary<Character> characters = Arbitraries.oneOf(
                Arbitraries.chars().with(ODD.toCharArray()), Arbitraries.chars().all());
        return Arbitraries.oneOf(
                        Arbitraries.of("parent", "name=", "a/b", "%41", "x'; rm", HvsockAddress.PARENT.toString()),
                        characters.list().ofMinSize(1).ofMaxSize(20).map(AddressRoundTripTest::concatenate))
                .filter(name -> name.indexOf('\0') < 0
                        && StandardCharsets.UTF_8.newEncoder().canEncode(name));
    }

    private static Arbitrary<Path> paths() {
        Arbitrary<Character> characters = Arbitraries.oneOf(
                Arbitraries.chars().with(ODD.toCharArray()), Arbitraries.chars().all());
        return Arbitraries.oneOf(
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars("/._-")
                                .ofMaxLength(30),
                        characters.list().ofMaxSize(20).map(AddressRoundTripTest::concatenate))
                .flatMap(text -> Arbitraries.of(text, "/" + text))
                .filter(text -> !text.isEmpty() && Addresses.isFileName(text))
                .map(Path::of);
    }

    private static String concatenate(List<Character> characters) {
        StringBuilder text = new StringBuilder();
        characters.forEach(text::append);
        return text.toString();
    }

    private static Arbitrary<String> partitionNames() {
        return Arbitraries.strings().alpha().numeric().withChars("-._~").ofMaxLength(12);
    }

    private static Arbitrary<OtherAddress> others() {
        Arbitrary<String> schemes = Arbitraries.strings()
                .withCharRange('a', 'z')
                .numeric()
                .withChars("+.-")
                .ofMaxLength(6)
                .map(tail -> "x" + tail);
        Arbitrary<String> rests = Arbitraries.of(
                        "/", "//", "a", "B", "0", ":", "@", "?", "#", "=", "&", "%20", "%c3%A9", "\u00e9", ".", "..",
                        "~")
                .list()
                .ofMinSize(1)
                .ofMaxSize(10)
                .map(parts -> String.join("", parts));
        return Combinators.combine(schemes, rests)
                .as((scheme, rest) -> new String[] {scheme, rest})
                .filter(parts -> isUri(parts[0] + ":" + parts[1]))
                .map(parts -> new OtherAddress(parts[0], parts[1]));
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).toString().equals(text);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
