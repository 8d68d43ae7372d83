package io.hvflow.spi;

/** Where a failure goes that a caller's callback throws, and that must not reach the call which ran it. */
final class Uncaught {
    private Uncaught() {}

    /** Hands a failure to the running thread's handler of uncaught exceptions. Throws nothing. */
    static void report(Throwable thrown) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable also) {
            // The handler failed too. There is nobody left to tell, and the flow's own work goes on.
        }
    }
}
