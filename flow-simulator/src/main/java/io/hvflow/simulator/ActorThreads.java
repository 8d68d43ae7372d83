package io.hvflow.simulator;

import io.hvflow.internal.Threads;

/** The threads that the library starts beside an actor: actors of the same partition, in virtual time. */
final class ActorThreads implements Threads {
    private final Baton baton;

    ActorThreads(Baton baton) {
        this.baton = baton;
    }

    @Override
    public Thread thread(String name, Runnable body) {
        Actor actor = baton.create(name, baton.self().partition(), false, body::run);
        baton.startLater(actor);
        return actor.thread();
    }

    @Override
    public void join(Thread thread) throws InterruptedException {
        Actor actor = baton.actor(thread);
        if (actor == null) {
            // Of the caller's own making: it ends by itself, or the simulation says who waits outside it.
            thread.join();
        } else {
            actor.join();
        }
    }

    @Override
    public long now() {
        return baton.now();
    }
}
