package io.hvflow;

import io.hvflow.internal.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Both directions of a copy between two flows. It ends when both have ended in good order; or at once, with both flows broken
 * off, when anything else happens to either (O3).
 */
final class Proxy {
    private final Flow a;
    private final Flow b;
    private final Threads threads = Threads.current();

    /** Whether both flows are broken off already, or need not be. */
    private final AtomicBoolean over = new AtomicBoolean();

    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    Proxy(Flow a, Flow b) {
        this.a = a;
        this.b = b;
    }

    ProxyStats run() throws IOException {
        return run(back -> threads.thread("hvflow-proxy", back));
    }

    ProxyStats run(ThreadFactory factory) throws IOException {
        FutureTask<CopyStats> back = new FutureTask<>(() -> copy(b, a));
        Thread thread = factory.newThread(back);
        if (thread == null) {
            throw new IOException("proxy " + a + ", " + b + ": the thread factory made no thread; nothing was moved");
        }
        Runnable forgetA = a.onClose(() -> closedByAnother(b));
        Runnable forgetB = b.onClose(() -> closedByAnother(a));
        try {
            thread.start();
            return run(back, thread);
        } finally {
            over.set(true);
            forgetA.run();
            forgetB.run();
        }
    }

    private ProxyStats run(FutureTask<CopyStats> back, Thread thread) throws IOException {
        CopyStats forth = null;
        try {
            forth = copy(a, b);
        } catch (Throwable e) {
            // Kept as the first failure, or with it.
        }
        try {
            threads.join(thread);
            if (back.state() == Future.State.SUCCESS && forth != null) {
                return new ProxyStats(forth, back.resultNow());
            }
            if (!back.isDone()) {
                breakOff(new IOException(thread + " ended without running what it was made for"));
            }
        } catch (InterruptedException e) {
            breakOff(new InterruptedIOException("proxy " + a + ", " + b + ": interrupted"));
            Thread.currentThread().interrupt();
        }
        throw thrown(first.get());
    }

    /** Keeps the failure that came first, with later ones in it. */
    private void failed(Throwable failure) {
        Throwable before = first.compareAndExchange(null, failure);
        if (before != null && !before.equals(failure)) {
            before.addSuppressed(failure);
        }
    }

    /** The other flow's user has closed or aborted it: it goes its own way, and this one's peer must not wait for the rest. */
    private void closedByAnother(Flow other) {
        if (over.compareAndSet(false, true)) {
            other.abort();
        }
    }

    private void breakOff(Throwable why) {
        failed(why); // before the other direction fails of this
        if (over.compareAndSet(false, true)) {
            try {
                a.abort();
            } finally {
                b.abort();
            }
        }
    }

    /** Copies; a stream that broke must break the other too, and not end it. */
    private CopyStats copy(Flow from, Flow to) throws IOException {
        try {
            return new Copy(from, to, this::breakOff).run();
        } catch (FlowClosedException e) {
            failed(e);
            throw e; // one end takes no more, and the other direction may go on; or a flow was closed, which ends both
        } catch (Throwable e) {
            breakOff(e);
            throw e;
        }
    }

    private static IOException thrown(@Nullable Throwable failure) {
        return switch (failure) {
            case IOException io -> io;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null -> new IOException("the proxy ended without a result");
            default -> new IOException(failure);
        };
    }
}
