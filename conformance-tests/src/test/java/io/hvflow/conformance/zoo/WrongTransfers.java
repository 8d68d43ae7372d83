package io.hvflow.conformance.zoo;

import io.hvflow.CopyStats;
import io.hvflow.Flow;
import io.hvflow.FlowTimeoutException;
import io.hvflow.Flows;
import io.hvflow.ProxyStats;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** A library that is wrong in how its copies and proxies are given up. */
final class WrongTransfers {
    private WrongTransfers() {}

    static List<WrongFlow> all() {
        return List.of(
                WrongFlow.of(
                        "O3",
                        "copy-given-up-breaks",
                        "a copy whose read times out breaks the stream that it writes",
                        new CopyGivenUpBreaks()),
                WrongFlow.of(
                        "O3",
                        "copy-stays-attached",
                        "after a copy, closing the flow that it wrote still ends the one that it read",
                        new CopyStaysAttached()),
                WrongFlow.of(
                        "O3",
                        "proxy-forgets-interrupt",
                        "an interrupted proxy clears the interrupt status",
                        new ProxyForgetsInterrupt()));
    }

    private static final class CopyGivenUpBreaks implements WrongLibrary {
        @Override
        public CopyStats copy(Flow from, Flow to) throws IOException {
            try {
                return Flows.copy(from, to);
            } catch (FlowTimeoutException e) {
                to.abort();
                throw e;
            }
        }
    }

    private static final class CopyStaysAttached implements WrongLibrary {
        @Override
        public CopyStats copy(Flow from, Flow to) throws IOException {
            Runnable unused = to.onClose(() -> {
                try {
                    from.shutdownRead();
                } catch (IOException e) {
                    // It has ended already.
                }
            });
            return Flows.copy(from, to);
        }
    }

    private static final class ProxyForgetsInterrupt implements WrongLibrary {
        @Override
        public ProxyStats proxy(Flow a, Flow b, ThreadFactory threads) throws IOException {
            try {
                return Flows.proxy(a, b, threads);
            } catch (InterruptedIOException e) {
                boolean unused = Thread.interrupted();
                throw e;
            }
        }
    }
}
