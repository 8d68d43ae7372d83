package io.hvflow.simulator;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does something with each of several things, whatever it throws for some. */
final class Each {
    private Each() {}

    /** Throws what was thrown first, once all have had their turn. */
    static <T> void of(Iterable<? extends T> all, Consumer<? super T> action) {
        Throwable first = null;
        for (T one : all) {
            try {
                action.accept(one);
            } catch (RuntimeException | Error e) {
                first = later(first, e);
            }
        }
        switch (first) {
            case null -> {}
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new AssertionError(first);
        }
    }

    private static Throwable later(@Nullable Throwable first, Throwable next) {
        if (first != null && !first.equals(next)) {
            first.addSuppressed(next);
        }
        return first == null ? next : first;
    }
}
