package io.hvflow.hvsock;

import io.hvflow.Flow;
import io.hvflow.FlowAddress;
import io.hvflow.FlowListener;
import io.hvflow.FlowOptions;
import io.hvflow.FlowUnsupportedException;
import io.hvflow.engine.BufferedFlow;
import io.hvflow.engine.SocketListener;
import io.hvflow.spi.FlowProvider;
import io.hvflow.spi.ListenSocket;
import io.hvflow.spi.StreamSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Serves {@code unix:}, {@code hybrid:}, {@code hyperkit:} and {@code vsock:} addresses over the sockets of Linux on x86-64 or
 * aarch64, and {@code hvsock:} addresses over those of 64-bit Windows. Found by {@link java.util.ServiceLoader}; programs use {@link
 * io.hvflow.Flows}.
 *
 * <p>Nothing native is touched before the first address is used.
 */
public final class HvsockProvider implements FlowProvider {
    private static final List<Family<?>> FAMILIES = List.of(
            new UnixFamily(),
            new UnixAbstractFamily(),
            new HybridFamily(),
            new HyperkitFamily(),
            new VsockFamily(),
            new HvsockFamily(),
            new HvsockNameFamily());
    private static final Set<String> SCHEMES =
            FAMILIES.stream().map(Family::scheme).collect(Collectors.toUnmodifiableSet());

    /** Makes the provider; it has no state. */
    public HvsockProvider() {}

    @Override
    public String name() {
        return "hvsock";
    }

    @Override
    public Set<String> schemes() {
        return SCHEMES;
    }

    @Override
    public Optional<String> unavailable(String scheme) {
        return FAMILIES.stream()
                .filter(family -> family.scheme().equals(scheme))
                .findAny()
                .map(Family::unavailable)
                .orElseGet(() -> Optional.of("it serves only " + String.join(", ", new TreeSet<>(SCHEMES))));
    }

    @Override
    public Flow connect(FlowAddress address, FlowOptions options) throws IOException {
        Family<?> family = family("connect", address);
        return BufferedFlow.of(connect(family, address, options), options, family.messageSize());
    }

    @Override
    public FlowListener listen(FlowAddress address, FlowOptions options) throws IOException {
        Family<?> family = family("listen", address);
        return new SocketListener(listen(family, address, options), options, family.messageSize());
    }

    private static <A extends FlowAddress> StreamSocket connect(
            Family<A> family, FlowAddress address, FlowOptions options) throws IOException {
        return family.connect(family.type().cast(address), options);
    }

    private static <A extends FlowAddress> ListenSocket listen(
            Family<A> family, FlowAddress address, FlowOptions options) throws IOException {
        return family.listen(family.type().cast(address), options);
    }

    private Family<?> family(String operation, FlowAddress address) throws FlowUnsupportedException {
        for (Family<?> family : FAMILIES) {
            if (family.type().isInstance(address)) {
                Optional<String> reason = family.unavailable();
                if (reason.isPresent()) {
                    throw new FlowUnsupportedException(operation, address, reason.get(), null);
                }
                return family;
            }
        }
        throw new FlowUnsupportedException(
                operation,
                address,
                "the provider hvsock serves only " + String.join(", ", new TreeSet<>(SCHEMES)),
                null);
    }
}
