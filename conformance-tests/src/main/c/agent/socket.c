#include "socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* An AF_VSOCK receive buffer that is smaller stalls over vhost-device-vsock; see VsockBuffer in flow-hvsock. */
static const uint64_t LEAST_WINDOW = 1 << 16;

/* The kernel gives an AF_VSOCK attempt up by itself after 2 s: so that it is the caller's own clock that ends it, a little later. */
static int vsock_connect_timeout(int descriptor, int64_t nanos)
{
    int64_t longest = (int64_t) 3650 * 24 * 3600;
    int64_t seconds = nanos < 0 || nanos / 1000000000 > longest ? longest : nanos / 1000000000 + 2;
    struct timeval time = {.tv_sec = (time_t) seconds};
    int outcome = setsockopt(descriptor, AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, &time, sizeof time);
    return outcome == 0 ? 0 : errno;
}

static int vsock_window(int descriptor, uint64_t window)
{
    uint64_t size = window < LEAST_WINDOW ? LEAST_WINDOW : window;
    uint64_t least = 0;
    uint64_t most = 0;
    socklen_t length = sizeof least;
    if (getsockopt(descriptor, AF_VSOCK, SO_VM_SOCKETS_BUFFER_MIN_SIZE, &least, &length) != 0
        || getsockopt(descriptor, AF_VSOCK, SO_VM_SOCKETS_BUFFER_MAX_SIZE, &most, &length) != 0) {
        return errno;
    }
    least = least < size ? least : size;
    most = most > size ? most : size;
    /* In this order each finds room between the bounds that are there by then. */
    if (setsockopt(descriptor, AF_VSOCK, SO_VM_SOCKETS_BUFFER_MAX_SIZE, &most, sizeof most) != 0
        || setsockopt(descriptor, AF_VSOCK, SO_VM_SOCKETS_BUFFER_MIN_SIZE, &least, sizeof least) != 0
        || setsockopt(descriptor, AF_VSOCK, SO_VM_SOCKETS_BUFFER_SIZE, &size, sizeof size) != 0) {
        return errno;
    }
    return 0;
}

int socket_configure(int descriptor, const struct address *address, const struct options *options)
{
    if (options->window_size == 0) {
        return 0;
    }
    if (address->family == AF_VSOCK) {
        return vsock_window(descriptor, (uint64_t) options->window_size);
    }
    int size = (int) options->window_size;
    return setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size) == 0 ? 0 : errno;
}

int socket_open(struct socket *self, const struct address *address, const struct options *options)
{
    int descriptor = socket(address->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return errno;
    }
    int error = socket_configure(descriptor, address, options);
    if (error != 0) {
        close(descriptor);
        return error;
    }
    socket_adopt(self, descriptor, address->family);
    return 0;
}

void socket_adopt(struct socket *self, int descriptor, sa_family_t family)
{
    memset(self, 0, sizeof *self);
    self->descriptor = descriptor;
    self->family = family;
}

void socket_name(int descriptor, struct name *name)
{
    memset(name, 0, sizeof *name);
    name->length = sizeof name->as;
    if (getsockname(descriptor, &name->as.any, &name->length) != 0) {
        name->length = 0;
    }
}

/* Whether the caller may go on waiting to be connected. */
static int check_patience(
    const struct address *address, const char *missing, const struct options *options, struct task *task, int64_t deadline,
    struct failure *failure)
{
    if (atomic_load(&task->interrupted)) {
        return refuse(failure, "interrupted", "connect %s: interrupted while waiting", address->text);
    }
    if (deadline != NEVER && deadline <= now()) {
        return fail(failure, "timeout", "connect", address->text, 0, "%s within %g s", missing, (double) options->connect_timeout / 1e9);
    }
    return 0;
}

/* One attempt: 0 and the error in `error`, which is 0 when connected; or -1 if the caller gives up. */
static int attempt(
    int descriptor, const struct name *name, const struct address *address, const struct options *options, struct task *task,
    int64_t deadline, int *error, struct failure *failure)
{
    *error = connect(descriptor, &name->as.any, name->length) == 0 ? 0 : errno;
    if (*error != EINPROGRESS) {
        return 0;
    }
    struct pollfd over = {.fd = descriptor, .events = POLLOUT};
    while (poll(&over, 1, 0) <= 0) {
        if (check_patience(address, "no answer", options, task, deadline, failure) != 0) {
            return -1;
        }
        task_wait(task, descriptor, POLLOUT, deadline);
    }
    socklen_t length = sizeof *error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, error, &length) != 0) {
        *error = errno;
    }
    return 0;
}

int socket_connect(
    struct socket *self, struct address *local, const struct address *address, const struct options *options, struct task *task,
    struct failure *failure)
{
    struct name name;
    if (address_name(&name, "connect", address, failure) != 0) {
        return -1;
    }
    int64_t deadline = deadline_after(options->connect_timeout);
    /* A full backlog of a UNIX listener is EAGAIN, and nothing tells when there is room: look again, soon at first. */
    int64_t pause = 50000;
    while (true) {
        int error = socket_open(self, address, options);
        if (error == 0 && address->family == AF_VSOCK) {
            error = vsock_connect_timeout(self->descriptor, options->connect_timeout);
            if (error != 0) {
                close(self->descriptor);
            }
        }
        if (error != 0) {
            return fail_connect(failure, address, error);
        }
        int outcome = attempt(self->descriptor, &name, address, options, task, deadline, &error, failure);
        if (outcome == 0 && error == 0) {
            socket_name(self->descriptor, &name);
            address_of(local, &name, address);
            return 0;
        }
        close(self->descriptor);
        /* A signal ends an AF_VSOCK attempt for good, and the peer may have seen it: that socket is spent. */
        if (outcome == 0 && error != EAGAIN && error != EINTR) {
            return fail_connect(failure, address, error);
        }
        if (outcome != 0
            || check_patience(address, "no room among those that wait to be accepted", options, task, deadline, failure) != 0) {
            return -1;
        }
        task_wait(task, -1, 0, no_later_than(deadline, pause));
        pause = pause * 2 < 10000000 ? pause * 2 : 10000000;
    }
}

ssize_t socket_receive(struct socket *self, void *into, size_t room)
{
    ssize_t count;
    do {
        count = recv(self->descriptor, into, room, MSG_DONTWAIT);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

ssize_t socket_send(struct socket *self, const void *from, size_t length)
{
    ssize_t count;
    do {
        count = send(self->descriptor, from, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? -errno : count;
}

static int shut(struct socket *self, int how)
{
    /* ENOTCONN says that the peer is gone already. */
    return shutdown(self->descriptor, how) == 0 || errno == ENOTCONN ? 0 : -errno;
}

/* Takes what has arrived, after SHUT_RD. A UNIX socket that is closed with bytes unread gives its peer ECONNRESET in place of the end
   of stream, and one that is only shut down leaves its peer's blocked writer waiting for room that never comes. AF_VSOCK does neither. */
static void drop(struct socket *self)
{
    char rest[4096];
    while (self->family == AF_UNIX && socket_receive(self, rest, sizeof rest) > 0) {
    }
}

int socket_shutdown_read(struct socket *self)
{
    int outcome = shut(self, SHUT_RD);
    drop(self);
    return outcome;
}

int socket_shutdown_write(struct socket *self)
{
    return shut(self, SHUT_WR);
}

static void release(struct socket *self)
{
    if (self->closed && self->pollers == 0 && self->descriptor >= 0) {
        close(self->descriptor);
        self->descriptor = -1;
    }
}

void socket_close(struct socket *self)
{
    if (!self->closed) {
        if (self->family == AF_UNIX) {
            shut(self, SHUT_RD);
            drop(self);
        }
        socket_abort(self);
    }
}

void socket_abort(struct socket *self)
{
    self->closed = true;
    release(self);
}

void socket_look(struct socket *self)
{
    self->pollers++;
}

void socket_looked(struct socket *self)
{
    self->pollers--;
    release(self);
}

void socket_wait(
    struct socket *self, pthread_mutex_t *lock, struct task **waiter, struct task *task, short events, int64_t deadline)
{
    if (self->closed) {
        return;
    }
    socket_look(self);
    *waiter = task;
    pthread_mutex_unlock(lock);
    task_wait(task, self->descriptor, events, deadline);
    pthread_mutex_lock(lock);
    *waiter = NULL;
    socket_looked(self);
}
