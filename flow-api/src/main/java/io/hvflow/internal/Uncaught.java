package io.hvflow.internal;

/** Where a failure goes that a caller's callback throws, and that must not reach the call which ran it. */
public final class Uncaught {
    private Uncaught() {}

    /**
     * Hands a failure to the running thread's handler of uncaught exceptions. Throws nothing.
     *
     * @param thrown the failure
     */
    public static void report(Throwable thrown) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable also) {
            // The handler failed too. There is nobody left to tell, and the flow's own work goes on.
        }
    }
}
