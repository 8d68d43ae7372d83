package io.hvflow;

import io.hvflow.spi.FlowProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** The providers of this process, looked for once. */
final class Providers {
    /**
     * What was found.
     *
     * @param providers those that could be loaded
     * @param failures why others could not
     */
    private record Found(List<FlowProvider> providers, List<String> failures) {}

    private static final class Holder {
        static final Found FOUND = find();
    }

    private Providers() {}

    static List<FlowProvider> found() {
        return Holder.FOUND.providers();
    }

    private static Found find() {
        List<FlowProvider> providers = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        load(ServiceLoader.load(FlowProvider.class), providers, failures);
        if (providers.isEmpty()) {
            // The thread that came first may see other classes than this library does.
            load(ServiceLoader.load(FlowProvider.class, Flows.class.getClassLoader()), providers, failures);
        }
        return new Found(List.copyOf(providers), List.copyOf(failures));
    }

    private static void load(ServiceLoader<FlowProvider> loader, List<FlowProvider> providers, List<String> failures) {
        Iterator<FlowProvider> iterator = loader.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                providers.add(iterator.next());
            } catch (ServiceConfigurationError e) {
                failures.add("one could not be loaded: " + e.getMessage());
            }
        }
    }

    /** The provider for an address: the one named by the system property, or the first that can serve the scheme. */
    static FlowProvider choose(String operation, FlowAddress address) throws FlowUnsupportedException {
        String named = System.getProperty(Flows.PROVIDER, "").trim();
        for (FlowProvider provider : found()) {
            boolean candidate = named.isEmpty()
                    ? provider.schemes().contains(address.scheme())
                    : provider.name().equals(named.toLowerCase(Locale.ROOT));
            if (candidate
                    && (!named.isEmpty()
                            || provider.unavailable(address.scheme()).isEmpty())) {
                return provider;
            }
        }
        throw unsupported(operation, address, named);
    }

    private static FlowUnsupportedException unsupported(String operation, FlowAddress address, String named) {
        StringBuilder reason = new StringBuilder();
        if (named.isEmpty()) {
            reason.append("no provider serves \"").append(address.scheme()).append("\" here");
        } else {
            reason.append("no provider is called \"")
                    .append(named)
                    .append("\", as -D")
                    .append(Flows.PROVIDER)
                    .append(" demands");
        }
        List<String> all = new ArrayList<>();
        for (FlowProvider provider : found()) {
            all.add(describe(provider, address.scheme()));
        }
        all.addAll(Holder.FOUND.failures());
        reason.append("; providers: ")
                .append(
                        all.isEmpty()
                                ? "none (is a backend such as flow-hvsock on the path?)"
                                : String.join("; ", all));
        return new FlowUnsupportedException(operation, address, reason.toString(), null);
    }

    private static String describe(FlowProvider provider, String scheme) {
        String what = provider.name() + " (" + String.join(", ", new TreeSet<>(provider.schemes())) + ")";
        if (!provider.schemes().contains(scheme)) {
            return what + " does not serve " + scheme;
        }
        Optional<String> why = provider.unavailable(scheme);
        return what + (why.isEmpty() ? " serves " + scheme : " cannot serve " + scheme + ": " + why.get());
    }
}
