/* A flow: the contract over a non-blocking socket. Any thread may call; one lock guards each flow, and nobody blocks with it held. */
#ifndef FLOW_H
#define FLOW_H

#include "queue.h"
#include "socket.h"

struct flow;

/* One direction: whose turn it is, who waits for the socket, until when, and the counts. */
struct direction {
    const char *operation;
    /* 0 if calls may go on, 1 at the end of the stream, -1 and what is wrong. */
    int (*open)(struct flow *flow, struct failure *failure);
    struct turns turns;
    struct task *waiter;
    int64_t timeout;
    int64_t deadline; /* of the call that has the turn */
    int64_t bytes;
    int64_t calls;
    struct failure *broken;
};

enum in_state { IN_OPEN, IN_ENDED, IN_BROKEN, IN_CLOSED };

enum out_state {
    OUT_OPEN,
    OUT_ENDING, /* the queue goes out, then the end of stream */
    OUT_BROKEN,
    OUT_DEAD /* aborted, or closed to the end: nothing is sent any more */
};

struct flow {
    atomic_int references;
    /* These never change. */
    struct address local;
    struct address remote;
    size_t message_size;
    size_t buffer_size;
    int64_t close_timeout;

    pthread_mutex_t lock; /* guards the rest */
    struct socket socket;
    struct framing *framing; /* NULL where bytes go as they are */

    struct direction in;
    enum in_state in_state;

    struct direction out;
    enum out_state out_state;
    struct queue queue;
    bool out_closed; /* this end has closed or aborted, whatever happened before */
    bool held;       /* the framing may have something that must still go */
    bool end_sent;
    bool lost;     /* accepted bytes were dropped when the stream broke */
    bool reported; /* a caller knows that writing broke */
    bool armed;    /* the background sender has it */
    struct flow *next_armed;

    size_t charged; /* to the budget: what the queue may have grown to */
    bool closing;
    struct task *closer; /* who closes, while it waits */
    bool closed;
    pthread_cond_t ended;
};

/* Makes a flow of a connected socket. The caller has one reference. */
struct flow *flow_of(
    const struct socket *socket, const struct address *local, const struct address *remote, const struct options *options);

struct flow *flow_connect(
    const struct address *address, const struct options *options, struct task *task, struct failure *failure);

void flow_retain(struct flow *flow);
void flow_release(struct flow *flow);

/* Makes sure of the memory that the queue takes if so many bytes are written: 0, or -1 and that there is none. */
int flow_charge(struct flow *flow, size_t bytes, struct failure *failure);

/* Each returns 0, or -1 and why not. `moved` counts what a call has read, or what was accepted, also if it failed. */
int flow_read(struct flow *flow, struct task *task, void *into, size_t room, size_t *moved, struct failure *failure);
int flow_read_into(struct flow *flow, struct task *task, void *into, size_t room, size_t *moved, struct failure *failure);
int flow_write(struct flow *flow, struct task *task, const void *from, size_t length, size_t *moved, struct failure *failure);
int flow_shutdown_read(struct flow *flow, struct failure *failure);
void flow_shutdown_write(struct flow *flow);
int flow_close(struct flow *flow, struct task *task, struct failure *failure);
void flow_abort(struct flow *flow);

/* The capabilities, as the protocol numbers them. */
unsigned flow_capabilities(const struct flow *flow);

/* From here on for the parts of a flow only; all with the lock held. */

/* Takes the turn: 0, 1 at the end of the stream, -1 and why not. */
int direction_enter(struct flow *flow, struct direction *direction, struct task *task, struct failure *failure);
void direction_leave(struct direction *direction, size_t moved);

/* With the turn: -1 if the call's time is over. */
int direction_check(struct flow *flow, struct direction *direction, size_t moved, struct failure *failure);

/* With the turn: waits for the socket, unless the call's time is over or it was interrupted (-1). */
int direction_wait(
    struct flow *flow, struct direction *direction, struct task *task, short events, size_t moved, struct failure *failure);

/* Sends everybody who waits back to look at the state. */
void direction_dismiss(struct direction *direction);
void direction_break(struct direction *direction, const struct failure *failure);

/* No later than when who waits to send must look again by itself: a peer that has shut down reading while the window is full is no
   POLLOUT over AF_VSOCK, nor over AF_UNIX if it drains nothing, and a framed peer says so in the stream (H11). */
int64_t flow_look(int64_t deadline);

/* After so many calls of the socket in a row, others at the lock are let through. */
enum { AT_ONCE = 64 };
void flow_yield(struct flow *flow);

/* Closed or aborted to the end: releases those who wait for that. */
void flow_ended(struct flow *flow);

int in_open(struct flow *flow, struct failure *failure);
void in_close(struct flow *flow, enum in_state state);

int out_open(struct flow *flow, struct failure *failure);
bool out_work(const struct flow *flow);
/* Sends what is queued, as far as the transport takes it, and the end of stream where it is due. */
void out_pump(struct flow *flow);
/* Leaves what is still to send to the background. */
void out_arm(struct flow *flow);
void out_end(struct flow *flow);
void out_kill(struct flow *flow);

/* The background sender: gives the flow a pump whenever its socket may take more, until nothing is left to send. */
void background_add(struct flow *flow);
/* Has it look at its flows at once: one is closed. */
void background_poke(void);

#endif
