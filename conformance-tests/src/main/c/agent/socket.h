/* A non-blocking stream socket and who looks at its descriptor. The owner's lock guards all of it; only poll(2) uses the number
   without, so it is closed when nobody is there any more. */
#ifndef SOCKET_H
#define SOCKET_H

#include <sys/types.h>

#include "address.h"
#include "options.h"
#include "task.h"

struct socket {
    int descriptor;
    sa_family_t family;
    int pollers;
    bool closed;
};

/* Opens one with the options that concern sockets; returns 0 or the error of what failed first, which is not closed then. */
int socket_open(struct socket *socket, const struct address *address, const struct options *options);

/* Sets the options that concern sockets on one that was accepted. */
int socket_configure(int descriptor, const struct address *address, const struct options *options);

/* Takes charge of a descriptor. */
void socket_adopt(struct socket *socket, int descriptor, sa_family_t family);

/* Connects: 0, or -1 and why not. An attempt that fails leaves nothing behind. `local` is this end's address then. */
int socket_connect(
    struct socket *socket, struct address *local, const struct address *address, const struct options *options,
    struct task *task, struct failure *failure);

/* Bytes received, 0 at end of stream, or the negative error: -EAGAIN where nothing is there. */
ssize_t socket_receive(struct socket *socket, void *into, size_t room);

/* Bytes sent, or the negative error: -EAGAIN where the transport takes none now. */
ssize_t socket_send(struct socket *socket, const void *from, size_t length);

/* 0, or the negative error. A peer that is gone already is none. */
int socket_shutdown_read(struct socket *socket);
int socket_shutdown_write(struct socket *socket);

/* Frees it in good order: the peer reads what was sent, then end of stream. A repeat does nothing. */
void socket_close(struct socket *socket);

/* Frees it so that the peer reads an error where the transport can tell. A repeat does nothing. */
void socket_abort(struct socket *socket);

/* Gives the lock up while the task waits for the socket. `waiter` shows others whom to wake meanwhile. */
void socket_wait(
    struct socket *socket, pthread_mutex_t *lock, struct task **waiter, struct task *task, short events, int64_t deadline);

/* For who polls the number without socket_wait. */
void socket_look(struct socket *socket);
void socket_looked(struct socket *socket);

/* This end's name. */
void socket_name(int descriptor, struct name *name);

#endif
