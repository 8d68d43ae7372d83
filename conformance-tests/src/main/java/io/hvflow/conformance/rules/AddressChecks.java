package io.hvflow.conformance.rules;

import io.hvflow.FlowAddress;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.Flows;
import io.hvflow.HvsockAddress;
import io.hvflow.HvsockNameAddress;
import io.hvflow.HybridAddress;
import io.hvflow.HyperkitAddress;
import io.hvflow.OtherAddress;
import io.hvflow.SimAddress;
import io.hvflow.UnixAddress;
import io.hvflow.VsockAddress;
import io.hvflow.conformance.FlowPair;
import io.hvflow.conformance.Target;
import io.hvflow.conformance.trial.Action;
import io.hvflow.conformance.trial.Rule;
import io.hvflow.conformance.trial.Trial;
import io.hvflow.spi.FlowProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Addresses as text, and addresses that nobody serves. */
final class AddressChecks {
    private static final long MAX_NUMBER = 0xFFFF_FFFFL;

    private final Library library;

    private AddressChecks(Library library) {
        this.library = library;
    }

    static List<Rule> rules(Library library) {
        AddressChecks checks = new AddressChecks(library);
        return List.of(Rule.of("L8", checks::textRoundTrips), Rule.of("L9", checks::nobodyServes));
    }

    private void textRoundTrips(Trial trial) throws Exception {
        FlowPair pair = trial.open();
        roundTrip(trial, pair.near().remoteAddress());
        roundTrip(trial, pair.far().localAddress());
        Optional<Target.Place> place = trial.target().place();
        if (place.isPresent()) {
            roundTrip(trial, place.get().listen());
            roundTrip(trial, place.get().connect());
        }
        trial.forAll(addresses(), address -> roundTrip(trial, address));
        for (String bad : BAD) {
            IllegalArgumentException e =
                    trial.expect(IllegalArgumentException.class, "reading \"" + bad + "\"", () -> library.parse(bad));
            String message = String.valueOf(e.getMessage());
            trial.check(message.contains(bad), "the message \"%s\" does not quote \"%s\"", message, bad);
            trial.check(
                    message.length() >= bad.length() + 10, "the message \"%s\" does not say what is wrong", message);
        }
    }

    private static final String PLAIN = "abzAZ019-._~:;@%+,=&()[]{}'\"! ?#";
    private static final String ACCENTED = "äß€";

    private static final List<String> BAD = List.of(
            "",
            "vsock",
            "/run/x.sock",
            "://2:80",
            "vsock:2:80",
            "vsock://2",
            "vsock://2:",
            "vsock://2:-1",
            "vsock://2:4294967296",
            "vsock://4294967296:80",
            "vsock://2:80x",
            "vsock://two:80",
            "vsock://2:0x50",
            "vsock://2:80/path",
            "hvsock://parent",
            "hvsock://parent/",
            "hvsock://nobody/5000",
            "hvsock://name=/5000",
            "hvsock://name=My VM",
            "hvsock://name=%zz/5000",
            "hvsock://a42e7cda-d03f-480c-9cc2/5000",
            "hvsock://parent/2147483648",
            "hybrid:///run/vm.sock",
            "hybrid:///run/vm.sock:",
            "hybrid:///run/vm.sock:99999999999",
            "hybrid://:80",
            "hyperkit://:80",
            "hyperkit:///vms/0",
            "unix:",
            "unix://",
            "unix://host/run/x.sock",
            "unix:///run/%zz",
            "unix:///run/%0",
            "unix:///run/x.sock?query",
            "unix:///run/x.sock#fragment",
            "sim://guest",
            "sim://guest:4294967296",
            "sim://gu est:80");

    private void roundTrip(Trial trial, FlowAddress address) {
        String text = address.toString();
        trial.check(address.equals(library.parse(text)), "%s read back is %s", address, library.parse(text));
        trial.check(
                address.equals(FlowAddress.of(address.toUri())),
                "%s is %s after its URI %s",
                address,
                FlowAddress.of(address.toUri()),
                address.toUri());
        trial.check(
                address.toUri().toString().equals(text), "the text %s and the URI %s differ", text, address.toUri());
        trial.check(
                text.startsWith(address.scheme() + ":"),
                "%s does not begin with its scheme %s",
                text,
                address.scheme());
    }

    /** Under some locales there are no paths with other characters than ASCII's. */
    private static boolean hasPath(String characters) {
        try {
            return Path.of(characters).toString().equals(characters);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Arbitrary<FlowAddress> addresses() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, MAX_NUMBER);
        Arbitrary<UUID> guids =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
        Arbitrary<Path> paths = Arbitraries.strings()
                .withChars(PLAIN + (hasPath(ACCENTED) ? ACCENTED : ""))
                .ofMinLength(1)
                .ofMaxLength(12)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(names -> Path.of("/" + String.join("/", names)));
        Arbitrary<FlowAddress> vsock = Combinators.combine(numbers, numbers).as(VsockAddress::new);
        Arbitrary<FlowAddress> hvsock = Combinators.combine(guids, guids).as(HvsockAddress::new);
        Arbitrary<FlowAddress> ports = Combinators.combine(guids, numbers.filter(port -> port <= Integer.MAX_VALUE))
                .as(HvsockAddress::of);
        Arbitrary<FlowAddress> names = Combinators.combine(
                        Arbitraries.strings()
                                .withChars(PLAIN + "/" + ACCENTED)
                                .ofMinLength(1)
                                .ofMaxLength(12),
                        guids)
                .as(HvsockNameAddress::new);
        Arbitrary<FlowAddress> hybrid = Combinators.combine(paths, numbers).as(HybridAddress::new);
        Arbitrary<FlowAddress> hyperkit = Combinators.combine(paths, numbers).as(HyperkitAddress::new);
        Arbitrary<FlowAddress> unix = paths.map(UnixAddress::new);
        Arbitrary<FlowAddress> sim = Combinators.combine(
                        Arbitraries.strings()
                                .alpha()
                                .numeric()
                                .withChars("-._~")
                                .ofMaxLength(10),
                        numbers)
                .as(SimAddress::new);
        Arbitrary<FlowAddress> other = Arbitraries.strings()
                .alpha()
                .withChars("/:.-")
                .ofMinLength(1)
                .ofMaxLength(10)
                .map(rest -> new OtherAddress("other", rest));
        return Arbitraries.oneOf(List.of(vsock, hvsock, ports, names, hybrid, hyperkit, unix, sim, other));
    }

    private void nobodyServes(Trial trial) throws Exception {
        if (!System.getProperty(Flows.PROVIDER, "").isBlank()) {
            trial.notApplicable("-D" + Flows.PROVIDER + " has one provider serve every scheme");
        }
        FlowAddress unknown = FlowAddress.parse("nobody-serves-this://3:5000");
        unsupported(trial, "connect", () -> library.connect(unknown, FlowOptions.DEFAULTS), unknown);
        unsupported(trial, "listen", () -> library.listen(unknown, FlowOptions.DEFAULTS), unknown);
        for (FlowProvider provider : Flows.providers()) {
            for (String scheme : provider.schemes()) {
                Optional<String> why = provider.unavailable(scheme);
                Optional<FlowAddress> sample = sample(scheme);
                if (why.isPresent() && sample.isPresent()) {
                    trial.check(
                            !why.get().isBlank(), "%s does not say why it cannot serve %s", provider.name(), scheme);
                    FlowAddress address = sample.get();
                    String message =
                            unsupported(trial, "listen", () -> library.listen(address, FlowOptions.DEFAULTS), address);
                    trial.check(
                            message.contains(why.get()), "\"%s\" does not give the reason \"%s\"", message, why.get());
                }
            }
        }
    }

    private static String unsupported(Trial trial, String operation, Action action, FlowAddress address) {
        FlowUnsupportedException e = trial.expect(FlowUnsupportedException.class, operation + " " + address, action);
        String message = String.valueOf(e.getMessage());
        trial.check(message.contains(address.toString()), "\"%s\" does not name %s", message, address);
        for (FlowProvider provider : Flows.providers()) {
            trial.check(message.contains(provider.name()), "\"%s\" does not list %s", message, provider.name());
        }
        return message;
    }

    /** An address of this machine, to listen on, of a scheme that this library knows. */
    private static Optional<FlowAddress> sample(String scheme) {
        return switch (scheme) {
            case "vsock" -> Optional.of(new VsockAddress(VsockAddress.CID_LOCAL, VsockAddress.PORT_ANY));
            case "hvsock" -> Optional.of(HvsockAddress.of(HvsockAddress.LOOPBACK, 5000));
            case "hybrid" -> Optional.of(new HybridAddress(Path.of("conformance.sock"), 5000));
            case "hyperkit" -> Optional.of(new HyperkitAddress(Path.of("conformance"), 5000));
            case "unix" -> Optional.of(new UnixAddress(Path.of("conformance.sock")));
            case "sim" -> Optional.of(new SimAddress("conformance", 5000));
            default -> Optional.empty();
        };
    }
}
