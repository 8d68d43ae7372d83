package io.hvflow.hvsock.windows;

import io.hvflow.FlowException;
import io.hvflow.FlowOptions;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that block in the place of those who wait: the caller's own, or else daemon threads of this class, which come
 * as they are needed and go a second after.
 */
final class HelperThreads {
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** A call into the system takes next to no stack. */
    private static final long STACK_SIZE = 256 * 1024;

    private static final Executor OWN = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> Thread.ofPlatform()
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .stackSize(STACK_SIZE)
                    .name("hvflow-hvsock-" + NUMBERS.incrementAndGet())
                    .unstarted(task));

    private HelperThreads() {}

    /** For what must be done whatever becomes of the caller's executor. */
    static Executor own() {
        return OWN;
    }

    static Executor of(FlowOptions options) {
        return options.executor().map(HelperThreads::suited).orElse(OWN);
    }

    /** The caller's, unless it would have a task block a carrier, or the very thread that asks for it. */
    private static Executor suited(Executor given) {
        return task -> {
            Thread asking = Thread.currentThread();
            given.execute(() -> {
                if (Thread.currentThread().isVirtual() || Thread.currentThread() == asking) {
                    OWN.execute(task);
                } else {
                    task.run();
                }
            });
        };
    }

    /** What a helper thread has met that is no trouble of the socket's: for its handler, whose own mistakes the VM ignores too. */
    static void report(Throwable mistake) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
        } catch (RuntimeException | Error ignored) {
            // As Thread.UncaughtExceptionHandler says.
        }
    }

    /** Has a task run, or tells that the caller's executor would not. */
    static void start(Executor threads, SocketHandle handle, String operation, Runnable task) throws FlowException {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            FlowException refused = new FlowException(
                    operation,
                    handle.address(),
                    "the executor of the options takes no task; give one that runs every task at once");
            refused.initCause(e);
            throw refused;
        }
    }
}
