package io.hvflow.hvsock.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The arguments of a poll(2) on a socket and the eventfd that wakes it; small, since a thread keeps it while it blocks. */
final class PollSet extends Pool.Piece<PollSet> implements AutoCloseable {
    private static final Pool<PollSet> POOL = new Pool<>(PollSet::new);
    private static final int WAKE = Linux.POLLFD_SIZE;

    private final MemorySegment errno = Arena.global().allocate(Libc.ERRNO_LAYOUT);
    private final MemorySegment pollfds = Arena.global().allocate(2L * Linux.POLLFD_SIZE, Linux.POLLFD_SIZE);

    private PollSet() {}

    static PollSet take() {
        return POOL.take();
    }

    @Override
    public void close() {
        POOL.give(this);
    }

    /**
     * Blocks until the socket has one of the events, an error or a hang-up, the eventfd is signalled, or the time has
     * passed; it may return early.
     *
     * @param millis the time, or -1 for no bound
     * @return whether the eventfd is signalled
     */
    boolean poll(int socket, int events, int wake, int millis) {
        pollfds.set(JAVA_INT, 0, socket);
        pollfds.set(JAVA_SHORT, Linux.POLLFD_EVENTS, (short) events);
        pollfds.set(JAVA_INT, WAKE, wake);
        pollfds.set(JAVA_SHORT, WAKE + Linux.POLLFD_EVENTS, (short) Linux.POLLIN);
        return Libc.poll(errno, pollfds, 2, millis) > 0 && pollfds.get(JAVA_SHORT, WAKE + Linux.POLLFD_REVENTS) != 0;
    }
}
