package io.hvflow.simulator.jqwik;

import io.hvflow.simulator.Tape;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.providers.ArbitraryProvider;
import net.jqwik.api.providers.TypeUsage;

/** Gives {@code @ForAll Tape} what {@link Tapes#tapes} draws; found by {@link java.util.ServiceLoader}. */
public final class TapeProvider implements ArbitraryProvider {
    /** For {@link java.util.ServiceLoader}. */
    public TapeProvider() {}

    @Override
    public boolean canProvideFor(TypeUsage targetType) {
        return targetType.isOfType(Tape.class);
    }

    @Override
    public Set<Arbitrary<?>> provideFor(TypeUsage targetType, SubtypeProvider subtypeProvider) {
        return Set.of(Tapes.tapes());
    }
}
