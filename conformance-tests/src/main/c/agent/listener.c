#include "listener.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct listener {
    atomic_int references;
    struct address local;
    struct options options;

    pthread_mutex_t lock; /* guards the rest */
    struct socket socket;
    struct turns turns;
    struct task *waiter;
    int64_t timeout;
    bool has_file; /* a socket file, by its device and inode: at the end the path may be another's */
    dev_t device;
    ino_t inode;
};

/* A socket file of that path is this listener's. */
static void own(struct listener *self, const char *path)
{
    struct stat file;
    if (lstat(path, &file) == 0) {
        self->has_file = true;
        self->device = file.st_dev;
        self->inode = file.st_ino;
    }
}

static int bind_and_listen(struct listener *self, const struct name *name)
{
    if (bind(self->socket.descriptor, &name->as.any, name->length) != 0) {
        return errno;
    }
    if (name->as.any.sa_family == AF_UNIX) {
        own(self, name->as.local.sun_path);
    }
    return listen(self->socket.descriptor, (int) self->options.backlog) == 0 ? 0 : errno;
}

/* bind(2) makes the socket file, and until listen(2) whoever finds it is refused. So the socket is bound to another name in the same
   directory, listens, and is then linked to its place, which replaces nothing (L12): 0 or the error. EXDEV stands for every reason
   why this does not go here, for which the place itself gives a better one. */
static int listen_aside(struct listener *self, const struct address *address, struct name *name)
{
    uint32_t random;
    size_t room = sizeof name->as.local.sun_path;
    if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random
        || (size_t) snprintf(name->as.local.sun_path, room, "%s.hvflow-%08x", address->path, random) >= room) {
        return EXDEV;
    }
    name->length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(name->as.local.sun_path) + 1);
    if (bind_and_listen(self, name) != 0) {
        if (self->has_file) {
            unlink(name->as.local.sun_path);
            self->has_file = false;
        }
        return EXDEV;
    }
    int error = link(name->as.local.sun_path, address->path) == 0 ? 0 : errno == EEXIST ? EADDRINUSE : EXDEV;
    unlink(name->as.local.sun_path);
    self->has_file = error == 0;
    return error;
}

/* Opens the socket and has it listen: 0 or the error. */
static int open_socket(struct listener *self, const struct address *address, const struct name *name)
{
    int error = socket_open(&self->socket, address, &self->options);
    if (error == 0 && address->family == AF_UNIX) {
        struct name aside = *name;
        error = listen_aside(self, address, &aside);
        if (error != EXDEV) {
            return error;
        }
        socket_abort(&self->socket);
        error = socket_open(&self->socket, address, &self->options);
    }
    if (error != 0) {
        self->socket.closed = true;
        self->socket.descriptor = -1;
        return error;
    }
    return bind_and_listen(self, name);
}

struct listener *listener_open(const struct address *address, const struct options *options, struct failure *failure)
{
    struct name name;
    if (address_name(&name, "listen", address, failure) != 0) {
        return NULL;
    }
    struct listener *self = memory(sizeof *self);
    atomic_init(&self->references, 1);
    pthread_mutex_init(&self->lock, NULL);
    self->options = *options;
    self->local = *address;
    self->timeout = -1;
    int error = open_socket(self, address, &name);
    if (error != 0) {
        fail_listen(failure, address, error);
        listener_close(self);
        listener_release(self);
        return NULL;
    }
    if (address->family == AF_VSOCK) { /* a socket file's address is its place, whatever the socket was bound to */
        socket_name(self->socket.descriptor, &name);
        address_of(&self->local, &name, address);
    }
    return self;
}

void listener_retain(struct listener *self)
{
    atomic_fetch_add(&self->references, 1);
}

void listener_release(struct listener *self)
{
    if (atomic_fetch_sub(&self->references, 1) == 1) {
        pthread_mutex_destroy(&self->lock);
        free(self);
    }
}

const char *listener_address(const struct listener *self)
{
    return self->local.text;
}

void listener_timeout(struct listener *self, int64_t timeout)
{
    pthread_mutex_lock(&self->lock);
    self->timeout = timeout;
    pthread_mutex_unlock(&self->lock);
}

static int closed(struct listener *self, struct failure *failure)
{
    return fail(failure, "closed", "accept", self->local.text, 0, "the listener is closed");
}

static int timed_out(struct listener *self, struct failure *failure)
{
    return fail(failure, "timeout", "accept", self->local.text, 0, "nobody connected within %g s", (double) self->timeout / 1e9);
}

static int interrupted(struct listener *self, struct failure *failure)
{
    return refuse(failure, "interrupted", "accept %s: interrupted", self->local.text);
}

/* With the turn: a connected descriptor, or -1 and why not. */
static int accept_descriptor(
    struct listener *self, struct task *task, int64_t deadline, struct name *peer, struct failure *failure)
{
    while (true) {
        if (self->socket.closed) {
            return closed(self, failure);
        }
        peer->length = sizeof peer->as;
        int descriptor = accept4(self->socket.descriptor, &peer->as.any, &peer->length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0) {
            return descriptor;
        }
        /* With these, the one who connected is gone already: there may be another. */
        if (errno == EINTR || errno == ECONNABORTED || errno == EPROTO) {
            continue;
        }
        if (errno != EAGAIN) {
            int error = errno;
            return fail(failure, "flow", "accept", self->local.text, error, "%s", meaning(error));
        }
        if (atomic_load(&task->interrupted)) {
            return interrupted(self, failure);
        }
        if (deadline != NEVER && deadline <= now()) {
            return timed_out(self, failure);
        }
        socket_wait(&self->socket, &self->lock, &self->waiter, task, POLLIN, deadline);
    }
}

static int take_turn(struct listener *self, struct task *task, int64_t deadline, struct failure *failure)
{
    while (!self->socket.closed) {
        if (turn_try(&self->turns)) {
            return 0;
        }
        switch (turn_await(&self->turns, &self->lock, task, deadline, true)) {
        case TURN_TAKEN:
            return 0;
        case TURN_TIMED_OUT:
            return timed_out(self, failure);
        case TURN_INTERRUPTED:
            return interrupted(self, failure);
        case TURN_DISMISSED:
            break;
        }
    }
    return closed(self, failure);
}

static struct flow *connected(struct listener *self, int descriptor, const struct name *peer, struct failure *failure)
{
    int error = socket_configure(descriptor, &self->local, &self->options);
    if (error != 0) {
        close(descriptor);
        fail(failure, "flow", "accept", self->local.text, error, "%s", meaning(error));
        return NULL;
    }
    struct address local = self->local;
    struct address remote;
    if (local.family == AF_VSOCK) {
        struct name name;
        socket_name(descriptor, &name);
        address_of(&local, &name, &self->local);
    }
    address_of(&remote, peer, &self->local);
    struct socket socket;
    socket_adopt(&socket, descriptor, self->local.family);
    return flow_of(&socket, &local, &remote, &self->options);
}

struct flow *listener_accept(struct listener *self, struct task *task, struct failure *failure)
{
    struct name peer;
    int descriptor = -1;
    pthread_mutex_lock(&self->lock);
    int64_t deadline = deadline_after(self->timeout);
    if (take_turn(self, task, deadline, failure) == 0) {
        descriptor = accept_descriptor(self, task, deadline, &peer, failure);
        turn_release(&self->turns);
    }
    pthread_mutex_unlock(&self->lock);
    return descriptor < 0 ? NULL : connected(self, descriptor, &peer, failure);
}

void listener_close(struct listener *self)
{
    pthread_mutex_lock(&self->lock);
    struct stat file;
    /* First, so that nobody finds a socket file at which nobody listens. */
    if (self->has_file && lstat(self->local.path, &file) == 0 && file.st_dev == self->device && file.st_ino == self->inode) {
        unlink(self->local.path);
    }
    self->has_file = false;
    socket_abort(&self->socket);
    turn_dismiss(&self->turns);
    if (self->waiter != NULL) {
        task_wake(self->waiter);
    }
    pthread_mutex_unlock(&self->lock);
}
