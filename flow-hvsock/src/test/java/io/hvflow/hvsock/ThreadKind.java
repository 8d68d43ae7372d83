package io.hvflow.hvsock;

/** The two kinds of threads, which wait in different ways. */
public enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    public Thread start(Runnable task) {
        return this == VIRTUAL
                ? Thread.ofVirtual().start(task)
                : Thread.ofPlatform().daemon().start(task);
    }
}
