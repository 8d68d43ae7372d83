package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The events that a poller's thread waits for, and the memory that it needs for that. */
final class EpollEvents {
    private static final int MOST = 256;
    private static final int NANOS = Long.BYTES;

    /** What a test has the system say in place of waiting: an error number, or 0 for nothing. */
    static volatile int refusal;

    private final int epoll;
    private final MemorySegment errno;
    private final MemorySegment events;
    private final MemorySegment pollfd;
    private final MemorySegment timespec;

    EpollEvents(int epoll) {
        Arena arena = Arena.ofAuto();
        this.epoll = epoll;
        errno = arena.allocate(Libc.ERRNO_LAYOUT);
        events = arena.allocate((long) MOST * Linux.EPOLL_EVENT_SIZE, Long.BYTES);
        pollfd = arena.allocate(Linux.POLLFD_SIZE, Linux.POLLFD_SIZE);
        timespec = arena.allocate(2L * Long.BYTES, Long.BYTES);
        pollfd.set(JAVA_INT, 0, epoll);
        pollfd.set(JAVA_SHORT, Linux.POLLFD_EVENTS, (short) Linux.POLLIN);
    }

    /** Blocks until there are events; returns how many, 0 when the time has passed, or a negated error number. */
    int await(int millis) {
        return refusal == 0 ? Libc.epollWait(errno, epoll, events, MOST, millis) : -refusal;
    }

    /** The same for less than a millisecond, which epoll_wait(2) cannot be told, and epoll_pwait2(2) is too new for. */
    int awaitNanos(long nanos) {
        if (nanos > 0) {
            timespec.set(JAVA_LONG, 0, 0);
            timespec.set(JAVA_LONG, NANOS, nanos);
            int count = Libc.ppoll(errno, pollfd, 1, timespec);
            if (count <= 0) {
                return count;
            }
        }
        return await(0);
    }

    /** Whose the event is. */
    long id(int event) {
        return events.get(JAVA_LONG_UNALIGNED, (long) event * Linux.EPOLL_EVENT_SIZE + Linux.EPOLL_EVENT_DATA);
    }

    /** What has come, as bits. */
    int bits(int event) {
        return events.get(JAVA_INT_UNALIGNED, (long) event * Linux.EPOLL_EVENT_SIZE);
    }
}
