/* Listens at an address, and makes flows of those who connect. Any thread may call. */
#ifndef LISTENER_H
#define LISTENER_H

#include "flow.h"

struct listener;

/* The caller has one reference. NULL, and why not. */
struct listener *listener_open(const struct address *address, const struct options *options, struct failure *failure);
void listener_retain(struct listener *listener);
void listener_release(struct listener *listener);

const char *listener_address(const struct listener *listener);
void listener_timeout(struct listener *listener, int64_t timeout);

/* Waits for somebody to connect. */
struct flow *listener_accept(struct listener *listener, struct task *task, struct failure *failure);

/* Releases who accepts, frees the address, and leaves the accepted flows alone. A repeat does nothing. */
void listener_close(struct listener *listener);

#endif
