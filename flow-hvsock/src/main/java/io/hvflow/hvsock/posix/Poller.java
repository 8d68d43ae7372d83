package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.hvflow.hvsock.handle.UseCount;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that waits in epoll_wait(2) for all parked virtual threads and for all actions. It runs while somebody
 * waits, and for a second after; then it closes its descriptors and ends, so that an idle library holds neither. Who
 * comes later starts another.
 *
 * <p>Nothing that is thrown in it ends it: not by a task, nor by an uncaught-exception handler, nor for want of memory. Only
 * where the system does not let it wait any more it ends early: then it takes nobody new, has everybody look for himself, and
 * runs the actions that it owes. Its numbers are closed by the last one to let go of it, when nobody can use them any more
 * (T5, C13).
 */
final class Poller extends UseCount implements Runnable {
    /** How long it stays when nobody waits any more; a test shortens it to see many pollers come and go. */
    static volatile int lingerMillis = 1000;

    /** How often it asks for those to whom the system reports nothing ({@link SocketQuirks.BlockedWriters}). */
    static final int ASK_MILLIS = 200;

    private static final long NUDGE_ID = 0;

    /** How long nobody starts another after one that could not be started, or not wait: meanwhile all look for themselves. */
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(200);

    /** After a mistake: one that comes at every turn makes no busy loop. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private static final ReentrantLock STARTING = new ReentrantLock();

    /** The latest; it may have ended if nobody has needed one since. Written under {@link #STARTING}. */
    private static volatile @Nullable Poller current;

    private static volatile boolean resting; // written under STARTING, but for true
    private static volatile long restingUntil;

    private final int epoll;
    private final int nudge;
    private final EpollEvents events;
    private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();

    /** How many of the tasks are of those to whom the system reports nothing. */
    private final AtomicInteger silent = new AtomicInteger();

    /** Whether the thread waits for longer, or is about to, and must be nudged to begin to ask. */
    private volatile boolean asleep;

    private final Looks looks = new Looks();
    private final Thread thread;

    // The thread's own.
    private List<Runnable> owed = List.of();
    private int paid;
    private boolean nudged;
    private boolean ticking;
    private long tick;
    private boolean asking;
    private boolean silence;
    private long asked;
    private boolean startled;

    /** Whether somebody has closed the number under it: then it is not to be closed again, since it may be another's by now. */
    private boolean robbed;

    /**
     * Inside are the thread, the tasks armed in all registrations, of which the first is the caller's, and the actions to
     * come.
     */
    private Poller(int epoll, int nudge) {
        super(2);
        this.epoll = epoll;
        this.nudge = nudge;
        this.events = new EpollEvents(epoll);
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
     * @return null if the system has no descriptor, no memory or no thread for it
     */
    static @Nullable Poller retain() {
        Poller running = current;
        if (running != null && running.enter()) {
            return running;
        }
        STARTING.lock();
        try {
            running = current;
            if (running != null && running.enter()) {
                return running;
            }
            if (resting && System.nanoTime() - restingUntil < 0) {
                return null;
            }
            resting = false;
            running = start();
            current = running;
            return running;
        } finally {
            STARTING.unlock();
        }
    }

    private static void rest() {
        restingUntil = System.nanoTime() + REST;
        resting = true;
    }

    private static @Nullable Poller start() {
        int epoll = -1;
        int nudge = -1;
        boolean started = false;
        try (Scratch scratch = Scratch.take()) {
            epoll = Libc.epollCreate1(scratch.errno, Linux.EPOLL_CLOEXEC);
            if (epoll < 0) {
                return null;
            }
            nudge = Eventfd.open();
            if (nudge < 0 || control(scratch, epoll, Linux.EPOLL_CTL_ADD, nudge, Linux.POLLIN, NUDGE_ID) < 0) {
                return null;
            }
            Poller poller = new Poller(epoll, nudge);
            poller.thread.start();
            started = true;
            return poller;
        } catch (OutOfMemoryError none) {
            // No thread, mostly. Whoever waits looks for himself from time to time.
            rest();
            return null;
        } finally {
            if (!started) {
                Descriptor.closeNumber(epoll);
                Descriptor.closeNumber(nudge);
            }
        }
    }

    /** Ends what {@link #retain} began. */
    void release() {
        boolean inside = Thread.currentThread() == thread;
        int before;
        do {
            before = users();
            if (before == 2 && !inside) {
                // The thread may be waiting without a bound. It must be nudged while this task still keeps its
                // descriptors open; its next wait will be a bounded one.
                Eventfd.signal(nudge);
            }
        } while (!exitFrom(before));
    }

    @Override
    protected void giveBack() {
        if (!robbed) {
            Descriptor.closeNumber(nudge);
            Descriptor.closeNumber(epoll);
        }
    }

    /** A task of the caller's is of those to whom the system reports nothing. */
    void silenced() {
        silent.incrementAndGet();
        if (asleep) {
            Eventfd.signal(nudge);
        }
    }

    /** Ends what {@link #silenced} began. */
    void unsilenced() {
        silent.decrementAndGet();
    }

    /**
     * Has an action run on a poller's thread a moment later.
     *
     * @return false, and nothing done, if the system has no means for a poller
     */
    static boolean soon(Runnable action) {
        Poller running = retain();
        if (running == null) {
            return false;
        }
        boolean added = false;
        try {
            // A hold of its own: the action's may end as soon as it is added, and the nudge takes the number open.
            added = running.enter() && running.add(action);
            return added;
        } finally {
            running.release();
        }
    }

    /** With a hold for the action, which ends with it, or here if it is not to be run. */
    private boolean add(Runnable action) {
        boolean added = false;
        try {
            boolean first = looks.add(action);
            added = true;
            if (first) {
                Eventfd.signal(nudge);
            }
            if (isClosing() && looks.takeBack(action)) {
                added = false;
            }
            return added;
        } finally {
            if (!added) {
                release();
            }
        }
    }

    /** Watches for one event; the caller keeps both this poller and the descriptor from closing. */
    boolean watch(Long key, Registration registration, int fd, int interest, boolean add) {
        boolean watched = false;
        try (Scratch scratch = Scratch.take()) {
            if (add) {
                registrations.put(key, registration);
            }
            int operation = add ? Linux.EPOLL_CTL_ADD : Linux.EPOLL_CTL_MOD;
            watched = control(scratch, epoll, operation, fd, interest | Linux.EPOLLONESHOT, registration.id) == 0;
            return watched;
        } finally {
            if (add && !watched) {
                registrations.remove(key);
            }
        }
    }

    void forget(Long key) {
        registrations.remove(key);
    }

    private static int control(Scratch scratch, int epoll, int operation, int fd, int events, long id) {
        scratch.memory.set(JAVA_INT_UNALIGNED, 0, events);
        scratch.memory.set(JAVA_LONG_UNALIGNED, Linux.EPOLL_EVENT_DATA, id);
        return Libc.epollCtl(scratch.errno, epoll, operation, fd, scratch.memory);
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                try {
                    more = turn();
                } catch (RuntimeException | Error mistake) {
                    survive(mistake);
                }
            }
        } finally {
            try {
                letAllGo();
            } finally {
                release();
            }
        }
    }

    /** One wait, and what comes of it; false when it is the last. */
    private boolean turn() {
        if (startled) {
            forAll(Registration::fireAll);
            startled = false;
        }
        boolean idle = users() == 1;
        int count = await(idle);
        if (count == 0 && idle && !ticking && beginClosingIfAlone()) {
            return false;
        }
        if (count < 0) {
            return count == -Errno.EINTR || refused(-count);
        }
        nudged = false;
        for (int i = 0; i < count; i++) {
            dispatch(events.id(i), events.bits(i));
        }
        long now = System.nanoTime();
        if (!ticking) {
            ticking = looks.ticking();
            tick = now + Looks.TICK;
        } else if (now - tick >= 0) {
            ticking = look();
            tick = now + Looks.TICK;
        }
        askIfDue(now);
        return true;
    }

    /** As {@link EpollEvents#await}, for as long as nothing else is to be done. */
    private int await(boolean idle) {
        if (ticking) {
            return events.awaitNanos(tick - System.nanoTime());
        }
        if (asking && !idle) {
            return events.await(ASK_MILLIS);
        }
        if (nudged && !idle) {
            return events.await(Math.min(lingerMillis, ASK_MILLIS));
        }
        asleep = true;
        int count = events.await(silent.get() > 0 ? ASK_MILLIS : idle ? lingerMillis : -1);
        asleep = false;
        return count;
    }

    /** Asks for the silent ones, as long as there are any, and once after: they mostly come and go. */
    private void askIfDue(long now) {
        boolean any = silent.get() > 0;
        if (!asking) {
            asking = any;
            asked = now;
        } else if (now - asked >= TimeUnit.MILLISECONDS.toNanos(ASK_MILLIS)) {
            asked = now;
            if (any) {
                forAll(Registration::ask);
            }
            asking = any || silence;
            silence = any;
        }
    }

    private void dispatch(long id, int bits) {
        if (id == NUDGE_ID) {
            Eventfd.drain(nudge);
            nudged = true;
            return;
        }
        Registration registration = registrations.get(id);
        if (registration != null) {
            try {
                registration.ready(bits);
            } catch (RuntimeException | Error e) {
                report(e);
            }
        }
    }

    /** Runs the actions that are due at a tick; false if there were none. */
    private boolean look() {
        if (paid == owed.size()) {
            paid = 0;
            owed = looks.due();
        }
        boolean any = !owed.isEmpty();
        while (paid < owed.size()) {
            Runnable action = owed.get(paid++);
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                report(e);
            } finally {
                release();
            }
        }
        return any;
    }

    private void forAll(Consumer<Registration> what) {
        for (Registration registration : registrations.values()) {
            try {
                what.accept(registration);
            } catch (RuntimeException | Error e) {
                report(e);
            }
        }
    }

    /** Something was thrown where nobody expects it: events may be lost, so all look for themselves. */
    private void survive(Throwable mistake) {
        startled = true;
        asleep = false;
        report(mistake);
        LockSupport.parkNanos(this, PAUSE);
    }

    /** The system does not let it wait. Returns false. */
    private boolean refused(int errno) {
        robbed = errno == Errno.EBADF || errno == Errno.EINVAL;
        rest();
        report(new IllegalStateException("epoll_wait: " + Errno.nativeError(errno)
                + (robbed ? "; somebody has closed a descriptor that is not his" : "")));
        return false;
    }

    /** Takes nobody new, has all look for themselves, and runs the actions that it owes. */
    private void letAllGo() {
        if (beginClosing()) {
            release();
        }
        boolean left = othersAreInside();
        while (left) {
            try {
                forAll(Registration::fireAll);
                while (look()) {
                    // Until the last one is run: they may ask for others, which another poller runs.
                }
                left = false;
            } catch (RuntimeException | Error mistake) {
                survive(mistake);
            }
        }
    }

    /** An action's mistake is not to stop all other flows, nor is that of whoever is told of it: the VM ignores those too. */
    private void report(Throwable mistake) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
        } catch (RuntimeException | Error ignored) {
            // As Thread.UncaughtExceptionHandler says.
        }
    }
}
