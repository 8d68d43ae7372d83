package io.hvflow.jmh;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The other end of a benchmark's stream: a thread of the benchmark's own kind that serves it until end of stream. */
final class FarEnd implements Closeable {
    private static final long SECONDS_TO_END = 20;

    private final Duplex near;
    private final FutureTask<Void> serving;

    interface Service {
        void serve(Duplex far) throws IOException;
    }

    FarEnd(Duplex.Pair pair, Service service) {
        near = pair.near();
        serving = new FutureTask<>(() -> {
            try (Duplex far = pair.far()) {
                service.serve(far);
            } catch (Throwable e) {
                near.abort(); // or the benchmark would wait for this thread for ever
                throw e;
            }
            return null;
        });
        ThreadKind.current().start("far end", serving);
    }

    /** Ends the stream and waits for the thread to end; fails as the thread failed. */
    @Override
    public void close() throws IOException {
        near.close();
        join();
    }

    /** Ends the stream after a failure at the near end, and adds to it what the far end says: the cause may lie there. */
    void abort(Exception failure) {
        try {
            near.abort();
            join();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Waits for the thread to end; fails as the thread failed. */
    void join() throws IOException {
        try {
            serving.get(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the far end failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the far end is still busy after " + SECONDS_TO_END + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while the far end was busy").initCause(e);
        }
    }
}
