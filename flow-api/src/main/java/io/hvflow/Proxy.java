package io.hvflow;

import io.hvflow.spi.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Both directions of a copy between two flows. */
final class Proxy {
    private final Flow a;
    private final Flow b;
    private final Threads threads = Threads.current();

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
        thread.start();
        CopyStats forth = null;
        IOException failure = null;
        try {
            forth = copy(a, b);
        } catch (IOException e) {
            failure = e;
        }
        try {
            threads.join(thread);
            switch (back.state()) {
                case SUCCESS -> {
                    if (forth != null) {
                        return new ProxyStats(forth, back.resultNow());
                    }
                }
                case FAILED -> failure = join(failure, back.exceptionNow());
                case RUNNING, CANCELLED ->
                    failure = join(failure, new IOException(thread + " ended without running what it was made for"));
            }
        } catch (InterruptedException e) {
            a.abort();
            b.abort();
            Thread.currentThread().interrupt();
            failure = join(failure, new InterruptedIOException("proxy " + a + ", " + b + ": interrupted"));
        }
        throw failure == null ? new IOException("the proxy ended without a result") : failure;
    }

    /** Copies; a stream that broke must break the other too, and not end it. */
    private CopyStats copy(Flow from, Flow to) throws IOException {
        try {
            return new Copy(from, to).run();
        } catch (FlowClosedException e) {
            throw e; // orderly: one end takes no more, and the other direction may go on
        } catch (IOException | RuntimeException e) {
            from.abort();
            to.abort();
            throw e;
        }
    }

    private static IOException join(@Nullable IOException first, Throwable second) {
        if (first != null) {
            first.addSuppressed(second);
            return first;
        }
        return second instanceof IOException io ? io : new IOException(second);
    }
}
