package io.hvflow;

import io.hvflow.spi.FlowProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The providers of this process, looked for once. Whatever one of them throws, when it is loaded or when it is asked,
 * is the reason why that one cannot serve, and takes nothing from the others (L13).
 */
final class Providers {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static volatile @Nullable Providers known; // written with LOCK held

    private final ProviderSearch.Found found;

    Providers(ProviderSearch.Found found) {
        this.found = found;
    }

    /** Those of this process. A search that a shortage spoilt is done again at the next call. */
    static Providers here() {
        Providers result = known;
        return result == null ? search() : result;
    }

    private static Providers search() {
        if (LOCK.isHeldByCurrentThread()) {
            throw new IllegalStateException("a provider that is being loaded must not use Flows");
        }
        LOCK.lock();
        try {
            Providers result = known;
            if (result == null) {
                ProviderSearch.Found found = ProviderSearch.here();
                result = new Providers(found);
                if (!found.shortage()) {
                    known = result;
                }
            }
            return result;
        } finally {
            LOCK.unlock();
        }
    }

    List<FlowProvider> all() {
        return found.providers();
    }

    /** The provider for an address: the one named by the system property, or the first that can serve the scheme. */
    FlowProvider choose(String operation, FlowAddress address) throws FlowUnsupportedException {
        String named = System.getProperty(Flows.PROVIDER, "").trim();
        for (FlowProvider provider : all()) {
            if (named.isEmpty() ? serves(provider, address.scheme()) : isCalled(provider, named)) {
                return provider;
            }
        }
        throw unsupported(operation, address, named);
    }

    private static boolean isCalled(FlowProvider provider, String named) {
        try {
            return named.toLowerCase(Locale.ROOT).equals(provider.name());
        } catch (Throwable broken) {
            return false; // the message has what it threw
        }
    }

    private static boolean serves(FlowProvider provider, String scheme) {
        try {
            return provider.schemes().contains(scheme)
                    && provider.unavailable(scheme).isEmpty();
        } catch (Throwable broken) {
            return false; // the message has what it threw
        }
    }

    private FlowUnsupportedException unsupported(String operation, FlowAddress address, String named) {
        String reason = named.isEmpty()
                ? "no provider serves \"" + address.scheme() + "\" here"
                : "no provider is called \"" + named + "\", as set by -D" + Flows.PROVIDER;
        List<String> every = new ArrayList<>();
        for (FlowProvider provider : all()) {
            every.add(describe(provider, address.scheme()));
        }
        every.addAll(found.failures());
        Optional<String> hint = ServiceFiles.unlisted(all());
        String list = every.isEmpty() ? "none" : String.join("; ", every);
        if (hint.isPresent()) {
            list += "; " + hint.get();
        } else if (every.isEmpty()) {
            list += " (is a backend such as flow-hvsock on the path?)";
        }
        return new FlowUnsupportedException(operation, address, reason + "; providers: " + list, null);
    }

    private static String describe(FlowProvider provider, String scheme) {
        String what = provider.getClass().getName();
        try {
            String name = provider.name();
            what = name == null ? what : name;
            Set<String> schemes = provider.schemes();
            what += " (" + String.join(", ", new TreeSet<>(schemes)) + ")";
            if (!schemes.contains(scheme)) {
                return what + " does not serve " + scheme;
            }
            Optional<String> why = provider.unavailable(scheme);
            return what + (why.isEmpty() ? " serves " + scheme : " cannot serve " + scheme + ": " + why.get());
        } catch (Throwable broken) {
            return what + " is broken: it throws " + ProviderSearch.describe(broken);
        }
    }
}
