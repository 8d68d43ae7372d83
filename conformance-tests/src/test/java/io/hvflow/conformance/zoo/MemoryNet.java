package io.hvflow.conformance.zoo;

import io.hvflow.Capability;
import io.hvflow.FlowAddress;
import io.hvflow.FlowAddressException;
import io.hvflow.FlowOptions;
import io.hvflow.FlowRefusedException;
import io.hvflow.OtherAddress;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where sockets in memory meet. An address is {@code zoo:cage/port}; the port {@code any} gives a fresh one, and on {@code
 * staff-only} nobody may listen.
 */
final class MemoryNet {
    static final String SCHEME = "zoo";
    static final String ANY = "any";
    static final String FORBIDDEN = "staff-only";

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Set<Capability> capabilities;
    private final ConcurrentMap<FlowAddress, MemoryListener> listeners = new ConcurrentHashMap<>();

    MemoryNet(Set<Capability> capabilities) {
        this.capabilities = capabilities;
    }

    static FlowAddress address(String cage, String port) {
        return new OtherAddress(SCHEME, cage + "/" + port);
    }

    /** An address that was never used before. */
    static FlowAddress fresh(String cage) {
        return address(cage, Long.toString(NUMBERS.incrementAndGet()));
    }

    static String cage(FlowAddress address) {
        String rest = address.toString().substring(SCHEME.length() + 1);
        return rest.substring(0, rest.indexOf('/'));
    }

    static String port(FlowAddress address) {
        String text = address.toString();
        return text.substring(text.indexOf('/') + 1);
    }

    MemoryListener listen(FlowAddress asked, FlowOptions options) throws IOException {
        if (port(asked).equals(FORBIDDEN)) {
            throw new FlowAddressException("listen", asked, "visitors are not permitted to listen there", null);
        }
        FlowAddress address = port(asked).equals(ANY) ? fresh(cage(asked)) : asked;
        MemoryListener listener = new MemoryListener(address, options.backlog(), () -> listeners.remove(address));
        if (listeners.putIfAbsent(address, listener) != null) {
            throw new FlowAddressException("listen", address, "another listener has it", null);
        }
        return listener;
    }

    /** Forgets a listener, which goes on without anybody getting through to it. */
    void forget(FlowAddress address) {
        listeners.remove(address);
    }

    MemorySocket connect(FlowAddress address, FlowOptions options) throws IOException {
        return connectAs(fresh(cage(address)), address, options);
    }

    /** Connects under a name of the client's choosing. */
    MemorySocket connectAs(FlowAddress client, FlowAddress address, FlowOptions options) throws IOException {
        MemoryListener listener = listeners.get(address);
        if (listener == null) {
            throw new FlowRefusedException("connect", address, "nobody listens there", null);
        }
        MemorySocket.Pair pair = pair(client, address, options);
        listener.offer(pair.far(), options);
        return pair.near();
    }

    /** Two connected sockets, the far one at that address. */
    MemorySocket.Pair pair(FlowAddress server, FlowOptions options) {
        return pair(fresh(cage(server)), server, options);
    }

    private MemorySocket.Pair pair(FlowAddress client, FlowAddress server, FlowOptions options) {
        int window = options.windowSize().orElse(MemorySocket.WINDOW);
        return MemorySocket.pair(client, server, window, capabilities);
    }
}
