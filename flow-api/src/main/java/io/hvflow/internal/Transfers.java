package io.hvflow.internal;

import io.hvflow.engine.BufferedFlow;
import io.hvflow.spi.StreamSocket;

/**
 * Watches the single sends and receives of flows on their transport, which no caller of a {@link io.hvflow.Flow} sees: for
 * diagnosis, and for the contract suite, which checks the bound on them (B1). Flows that nobody watches pay nothing for it.
 */
public final class Transfers {
    private static final ScopedValue<Watcher> WATCHER = ScopedValue.newInstance();

    private Transfers() {}

    /** Is told of every send and receive, by the thread that does it, which may be any. */
    @FunctionalInterface
    public interface Watcher {

        /**
         * Bytes have passed between a flow and its transport, or could not. Must not block. What it throws goes to the running
         * thread's handler of uncaught exceptions, and does not reach the flow.
         *
         * @param sent true for a send, false for a receive
         * @param offered the bytes that the call was to send, or had room to receive
         * @param moved the bytes that it did; 0 if none, -1 for end of stream
         */
        void transferred(boolean sent, int offered, int moved);
    }

    /**
     * Has a watcher told of the flows that {@link BufferedFlow} makes while {@code making} runs, on the calling thread, and
     * for as long as those flows live.
     *
     * @param watcher who is told
     * @param making makes flows, such as by {@link io.hvflow.Flows#connect}
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what {@code making} returned
     * @throws X what {@code making} threw
     */
    public static <T, X extends Throwable> T watch(Watcher watcher, ScopedValue.CallableOp<? extends T, X> making)
            throws X {
        return ScopedValue.where(WATCHER, watcher).call(making);
    }

    /**
     * The socket, under the eyes of whoever watches the current thread make flows.
     *
     * @param socket one that is not watched yet
     * @return the same, unless somebody watches
     */
    public static StreamSocket watched(StreamSocket socket) {
        return WATCHER.isBound() ? new WatchedSocket(socket, WATCHER.get()) : socket;
    }
}
