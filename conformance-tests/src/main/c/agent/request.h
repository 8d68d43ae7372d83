/* Something that the suite asks for, from its frame to its reply, with the data that follows it. */
#ifndef REQUEST_H
#define REQUEST_H

#include "options.h"
#include "address.h"
#include "pool.h"

enum operation {
    PING = 1,
    WHO = 2,
    REACH = 3,
    INTERRUPT = 4,
    LISTEN = 10,
    ACCEPT = 11,
    ACCEPT_TIMEOUT = 12,
    CLOSE_LISTENER = 13,
    CONNECT = 20,
    READ = 21,
    READ_SOME = 22,
    READ_INTO = 23,
    WRITE = 24,
    WRITEV = 25,
    SHUTDOWN_READ = 26,
    SHUTDOWN_WRITE = 27,
    CLOSE = 28,
    ABORT = 29,
    READ_TIMEOUT = 30,
    WRITE_TIMEOUT = 31,
    STATS = 32,
    ADDRESSES = 33,
    WRITE_PIECES = 34,
    READ_PIECES = 35
};

struct session;

struct request {
    struct job job; /* first, so that the one is the other */
    struct request *next;
    struct session *session;
    uint32_t id;
    enum operation operation;
    struct task task;
    bool performed; /* with the session's lock: it has a thread, which task wakes */

    uint32_t number; /* of a flow, a listener or a request */
    int64_t time;
    char *scheme;
    struct address address;
    struct options options;

    uint32_t piece;      /* how many of them each read or write of several has at most */
    uint32_t count;      /* bytes to write, or the room for what is read */
    bool granted;        /* there was room for them */
    unsigned char *data; /* NULL where there are none, or no room */
    size_t held;         /* bytes of the budget that they take */
    size_t missing;      /* how many of them are yet to come; the reading thread's */

    bool failed;
    struct failure failure;
    size_t moved; /* bytes that were read, or accepted */
    struct bytes result;
};

/* Whether the protocol has an operation of that number. */
bool operation_known(unsigned number);

/* Takes an operation's fields out of its frame, to the end of it. A value that cannot be is a failure of the request; a frame that does
   not add up is the cursor's. */
struct request *request_take(uint32_t id, enum operation operation, struct cursor *in);

/* Takes room for that much data: false if the budget, or the system, has none left. */
bool request_hold(struct request *request, size_t bytes);

/* Gives the room back, and the data with it. */
void request_let_go(struct request *request);

void request_free(struct request *request);

#endif
