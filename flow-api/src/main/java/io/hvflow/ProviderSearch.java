package io.hvflow;

import io.hvflow.spi.FlowProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads the providers one by one, and keeps why one could not be loaded. */
final class ProviderSearch {
    /**
     * How many failures in a row end a search. A class loader that fails at everything would otherwise be asked for
     * ever.
     */
    private static final int MOST_FAILURES = 100;

    private static final String MISSING = "add the jar with the class that it needs, or remove the provider's jar";

    private final List<FlowProvider> providers = new ArrayList<>();
    private final Set<String> failures = new LinkedHashSet<>();
    private boolean shortage;

    private ProviderSearch() {}

    /**
     * What was found.
     *
     * @param providers those that could be loaded
     * @param failures why others could not, with what to do
     * @param shortage whether a failure was one of the VM, such as no memory, which may be over the next time
     */
    record Found(List<FlowProvider> providers, List<String> failures, boolean shortage) {}

    /** Those that this thread sees, or if it sees none, those beside this library. */
    static Found here() {
        return in(Thread.currentThread().getContextClassLoader(), Flows.class.getClassLoader());
    }

    /** Those of the first class loader that has any. */
    static Found in(@Nullable ClassLoader... loaders) {
        ProviderSearch search = new ProviderSearch();
        for (ClassLoader loader : loaders) {
            if (search.providers.isEmpty()) {
                search.load(loader);
            }
        }
        return new Found(List.copyOf(search.providers), List.copyOf(search.failures), search.shortage);
    }

    private void load(@Nullable ClassLoader loader) {
        boolean unnamedFailure = false;
        int failed = 0;
        Iterator<FlowProvider> iterator = null;
        while (failed < MOST_FAILURES) {
            try {
                if (iterator == null) {
                    iterator = ServiceLoader.load(FlowProvider.class, loader).iterator();
                }
                if (!iterator.hasNext()) {
                    break;
                }
                providers.add(iterator.next());
                failed = 0;
            } catch (ServiceConfigurationError e) {
                failed++;
                failed(e.getMessage() + causeOf(e), e);
            } catch (Throwable e) {
                // The loader names the provider in its own errors only.
                failed++;
                unnamedFailure = true;
                failed(describe(e), e);
            }
        }
        if (unnamedFailure) {
            ServiceFiles.broken(loader).forEach(failures::add);
        }
    }

    private void failed(@Nullable String what, Throwable thrown) {
        Throwable root = root(thrown);
        shortage |= root instanceof VirtualMachineError;
        failures.add("one could not be loaded: " + what + "; " + remedy(root));
    }

    private static String causeOf(ServiceConfigurationError error) {
        return error.getCause() == null ? "" : ": " + describe(root(error));
    }

    /** What was thrown, on one line; a message that cannot be had is left out. */
    static String describe(Throwable thrown) {
        String type = thrown.getClass().getName();
        try {
            String message = thrown.getMessage();
            return message == null ? type : type + ": " + message;
        } catch (Throwable broken) {
            return type;
        }
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        // A bound, since a cause may lead back to where it came from.
        for (int depth = 0; depth < 10 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    static String remedy(Throwable root) {
        return switch (root) {
            case ServiceConfigurationError entry ->
                "mend or remove its entry in META-INF/services, or add the jar that has the class";
            case UnsupportedClassVersionError newer -> "it was compiled for a newer Java than this one";
            case NoClassDefFoundError missing -> MISSING;
            case ClassNotFoundException missing -> MISSING;
            case LinkageError mismatch ->
                "it was compiled against other versions than are here: use matching ones, or remove the provider's jar";
            case VirtualMachineError shortage -> "the next call looks for it again";
            default -> "use a version of it that works here, or remove its jar";
        };
    }
}
