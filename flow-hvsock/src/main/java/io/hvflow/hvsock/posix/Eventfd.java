package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** An eventfd(2), by which one thread wakes another that is blocked in poll(2) or epoll_wait(2). Never blocks. */
final class Eventfd {
    private Eventfd() {}

    /** Returns a new descriptor, or a negated error number. */
    static int open() {
        Scratch scratch = Scratch.take();
        try {
            return Libc.eventfd(scratch.errno, 0, Linux.EFD_NONBLOCK | Linux.EFD_CLOEXEC);
        } finally {
            scratch.give();
        }
    }

    /** Makes it readable. A full counter makes the write fail, and is as readable as can be. */
    static void signal(int fd) {
        Scratch scratch = Scratch.take();
        try {
            scratch.memory.set(JAVA_LONG, 0, 1);
            Libc.write(scratch.errno, fd, scratch.memory, Long.BYTES);
        } finally {
            scratch.give();
        }
    }

    /** Makes it unreadable until the next signal. */
    static void drain(int fd) {
        Scratch scratch = Scratch.take();
        try {
            Libc.read(scratch.errno, fd, scratch.memory, Long.BYTES);
        } finally {
            scratch.give();
        }
    }
}
