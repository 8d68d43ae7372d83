package io.hvflow.internal;

/** Virtual threads of the JVM's own, in real time. */
enum OrdinaryThreads implements Threads {
    INSTANCE;

    @Override
    public Thread thread(String name, Runnable body) {
        return Thread.ofVirtual().name(name).unstarted(body);
    }

    @Override
    public void join(Thread thread) throws InterruptedException {
        thread.join();
    }

    @Override
    public long now() {
        return System.nanoTime();
    }
}
