package io.hvflow.conformance.providers;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.spi.FlowProvider;
import java.util.Optional;
import java.util.Set;

/** A provider that works, as far as anybody asks, but for what a subclass gets wrong. */
public abstract class BrokenProvider implements FlowProvider {
    BrokenProvider() {}

    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("broken");
    }

    @Override
    public Optional<String> unavailable(String scheme) {
        return Optional.empty();
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) {
        throw new IllegalStateException("nobody asks");
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) {
        throw new IllegalStateException("nobody asks");
    }

    /** Cannot be made. */
    public static final class Constructor extends BrokenProvider {
        /** Throws. */
        public Constructor() {
            throw new IllegalStateException("constructor broken on purpose");
        }
    }

    /** Cannot be made for want of memory. */
    public static final class Memory extends BrokenProvider {
        /** Throws. */
        public Memory() {
            throw new OutOfMemoryError("memory broken on purpose");
        }
    }

    /** Cannot be initialized. */
    public static final class Initializer extends BrokenProvider {
        private static final String FAILURE = fail();

        /** Is never reached. */
        public Initializer() {}

        @SuppressWarnings("DoNotCallSuggester") // always throws: that is what it is for
        private static String fail() {
            throw new IllegalStateException("initializer broken on purpose");
        }

        @Override
        public String name() {
            return FAILURE;
        }
    }

    /** Does not say which schemes it serves. */
    public static final class Schemes extends BrokenProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Schemes() {}

        @Override
        public Set<String> schemes() {
            throw new IllegalStateException("schemes broken on purpose");
        }
    }

    /** Does not say what it is called. */
    public static final class Name extends BrokenProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Name() {}

        @Override
        public String name() {
            throw new UnsupportedOperationException("name broken on purpose");
        }
    }

    /** Does not know whether it can serve. */
    public static final class Availability extends BrokenProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Availability() {}

        @Override
        public Set<String> schemes() {
            return Set.of("unix", "sim", "nobody-serves-this");
        }

        @Override
        public Optional<String> unavailable(String scheme) {
            throw new NoClassDefFoundError("availability broken on purpose");
        }
    }
}
