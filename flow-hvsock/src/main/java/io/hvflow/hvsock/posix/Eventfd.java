package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An eventfd(2), by which one thread wakes another that is blocked in poll(2) or epoll_wait(2). Never blocks; and waking
 * takes no memory, so that it cannot fail for want of any.
 */
final class Eventfd {
    private static final MemorySegment ONE = Arena.global().allocateFrom(JAVA_LONG, 1);

    /** Where the counter goes that nobody looks at. */
    private static final MemorySegment UNREAD = Arena.global().allocate(JAVA_LONG);

    private Eventfd() {}

    /** Returns a new descriptor, or a negated error number. */
    static int open() {
        try (Scratch scratch = Scratch.take()) {
            return Libc.eventfd(scratch.errno, 0, Linux.EFD_NONBLOCK | Linux.EFD_CLOEXEC);
        }
    }

    /** Makes it readable. A full counter makes the write fail, and is as readable as can be. */
    static void signal(int fd) {
        Libc.write(fd, ONE, Long.BYTES);
    }

    /** Makes it unreadable until the next signal. */
    static void drain(int fd) {
        Libc.read(fd, UNREAD, Long.BYTES);
    }
}
