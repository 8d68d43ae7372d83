package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that waits in epoll_wait(2) for all parked virtual threads and for all actions. It runs while somebody
 * waits, and for a second after; then it closes its descriptors and ends, so that an idle library holds neither. Who
 * comes later starts another.
 */
final class Poller implements Runnable {
    /** How long it stays when nobody waits any more; a test shortens it to see many pollers come and go. */
    static volatile int lingerMillis = 1000;

    private static final int RETIRED = Integer.MIN_VALUE;
    private static final long NUDGE_ID = 0;

    private static final ReentrantLock STARTING = new ReentrantLock();

    /** The latest; retired if nobody has needed one since. Written under {@link #STARTING}. */
    private static volatile @Nullable Poller current;

    private final int epoll;
    private final int nudge;
    private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();

    /** The tasks armed in all registrations, each of which keeps this poller alive; or {@link #RETIRED}. */
    private final AtomicInteger waits = new AtomicInteger(1);

    private final Looks looks = new Looks();
    private final Thread thread;

    private Poller(int epoll, int nudge) {
        this.epoll = epoll;
        this.nudge = nudge;
        // Inheriting nothing, so that it keeps no class loader of whoever happened to start it.
        this.thread = Thread.ofPlatform()
                .name("hvflow-poller")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
    }

    /**
     * The running poller, which stays for one more task until {@link #release}.
     *
     * @return null if the system has no descriptor for it
     */
    static @Nullable Poller retain() {
        Poller running = current;
        if (running != null && running.tryRetain()) {
            return running;
        }
        STARTING.lock();
        try {
            running = current;
            if (running != null && running.tryRetain()) {
                return running;
            }
            running = start();
            current = running;
            return running;
        } finally {
            STARTING.unlock();
        }
    }

    private static @Nullable Poller start() {
        Scratch scratch = Scratch.take();
        try {
            int epoll = Libc.epollCreate1(scratch.errno, Linux.EPOLL_CLOEXEC);
            if (epoll < 0) {
                return null;
            }
            int nudge = Eventfd.open();
            boolean started = false;
            try {
                if (nudge < 0 || control(scratch, epoll, Linux.EPOLL_CTL_ADD, nudge, Linux.POLLIN, NUDGE_ID) < 0) {
                    return null;
                }
                Poller poller = new Poller(epoll, nudge);
                poller.thread.start();
                started = true;
                return poller;
            } finally {
                if (!started) {
                    Descriptor.closeNumber(epoll);
                    if (nudge >= 0) {
                        Descriptor.closeNumber(nudge);
                    }
                }
            }
        } finally {
            scratch.give();
        }
    }

    private boolean tryRetain() {
        for (; ; ) {
            int before = waits.get();
            if (before == RETIRED) {
                return false;
            }
            if (waits.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    /** Ends what {@link #retain} began. */
    void release() {
        boolean inside = Thread.currentThread() == thread;
        for (; ; ) {
            int before = waits.get();
            if (before == 1 && !inside) {
                // The thread may be waiting without a bound. It must be nudged while this task still keeps its
                // descriptors open; its next wait will be a bounded one.
                Eventfd.signal(nudge);
            }
            if (waits.compareAndSet(before, before - 1)) {
                return;
            }
        }
    }

    /**
     * Has an action run on a poller's thread a moment later.
     *
     * @return false, and nothing done, if the system has no descriptor for a poller
     */
    static boolean soon(Runnable action) {
        Poller running = retain();
        if (running == null) {
            return false;
        }
        if (running.looks.add(action)) {
            Eventfd.signal(running.nudge);
        }
        return true;
    }

    /** Watches for one event; the caller keeps both this poller and the descriptor from closing. */
    boolean watch(Registration registration, int fd, int interest, boolean add) {
        if (add) {
            registrations.put(registration.id, registration);
        }
        Scratch scratch = Scratch.take();
        try {
            int operation = add ? Linux.EPOLL_CTL_ADD : Linux.EPOLL_CTL_MOD;
            if (control(scratch, epoll, operation, fd, interest | Linux.EPOLLONESHOT, registration.id) == 0) {
                return true;
            }
        } finally {
            scratch.give();
        }
        if (add) {
            registrations.remove(registration.id);
        }
        return false;
    }

    void forget(Registration registration) {
        registrations.remove(registration.id);
    }

    private static int control(Scratch scratch, int epoll, int operation, int fd, int events, long id) {
        scratch.memory.set(JAVA_INT_UNALIGNED, 0, events);
        scratch.memory.set(JAVA_LONG_UNALIGNED, Linux.EPOLL_EVENT_DATA, id);
        return Libc.epollCtl(scratch.errno, epoll, operation, fd, scratch.memory);
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined()) {
            EpollEvents events = new EpollEvents(epoll, arena);
            boolean bounded = false;
            boolean ticking = false;
            long tick = 0;
            for (; ; ) {
                boolean linger = bounded || waits.get() == 0;
                int count = ticking
                        ? events.awaitNanos(tick - System.nanoTime())
                        : events.await(linger ? lingerMillis : -1);
                if (count == 0 && !ticking && waits.compareAndSet(0, RETIRED)) {
                    return;
                }
                if (count < 0 && count != -Errno.EINTR) {
                    throw new IllegalStateException("epoll_wait: " + Errno.nativeError(-count));
                }
                bounded = false;
                for (int i = 0; i < count; i++) {
                    bounded |= dispatch(events.id(i), events.bits(i));
                }
                long now = System.nanoTime();
                if (!ticking) {
                    ticking = looks.ticking();
                    tick = now + Looks.TICK;
                } else if (now - tick >= 0) {
                    ticking = look();
                    tick = now + Looks.TICK;
                }
            }
        } finally {
            Descriptor.closeNumber(nudge);
            Descriptor.closeNumber(epoll);
        }
    }

    /** Returns whether the event was a nudge. */
    private boolean dispatch(long id, int bits) {
        if (id == NUDGE_ID) {
            Eventfd.drain(nudge);
            return true;
        }
        Registration registration = registrations.get(id);
        if (registration != null) {
            try {
                registration.ready(bits);
            } catch (RuntimeException | Error e) {
                report(e);
            }
        }
        return false;
    }

    /** Runs the actions that are due at a tick; false if there were none. */
    private boolean look() {
        List<Runnable> due = looks.due();
        for (Runnable action : due) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                report(e);
            } finally {
                release();
            }
        }
        return !due.isEmpty();
    }

    /** An action's mistake is not to stop all other flows. */
    private void report(Throwable mistake) {
        thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
    }
}
