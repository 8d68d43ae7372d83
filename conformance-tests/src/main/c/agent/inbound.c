/* The reading direction of a flow. There is no read-ahead: each receive goes into the memory of the request that asked. */
#include <poll.h>
#include <string.h>

#include "framing.h"

int in_open(struct flow *flow, struct failure *failure)
{
    switch (flow->in_state) {
    case IN_OPEN:
        return 0;
    case IN_ENDED:
        return 1;
    case IN_BROKEN:
        return fail_again(failure, flow->in.broken, "read");
    default:
        return fail(failure, "closed", "read", flow->remote.text, 0, "this end has closed the flow");
    }
}

void in_close(struct flow *flow, enum in_state state)
{
    flow->in_state = state;
    direction_dismiss(&flow->in);
}

/* What the reader found ends the direction; -1 if it is a failure. */
static int ended(struct flow *flow, bool broke, struct failure *failure)
{
    /* Systems tell of a reset once: where a write has met it, the reader finds only an end (R5). */
    if (!broke && flow->out.broken != NULL && strcmp(flow->out.broken->type, "reset") == 0) {
        *failure = *flow->out.broken;
        broke = true;
    }
    if (broke) {
        direction_break(&flow->in, failure);
    }
    in_close(flow, broke ? IN_BROKEN : IN_ENDED);
    return broke ? -1 : 0;
}

/* With the turn: receives at least one byte; 0 at end of stream, -1 if it failed. */
static ssize_t pull(struct flow *flow, struct task *task, void *into, size_t room, size_t moved, struct failure *failure)
{
    size_t most = room < flow->message_size ? room : flow->message_size;
    while (true) {
        if (flow->in_state == IN_OPEN) {
            ssize_t count = carrier_receive(flow, into, most, failure);
            if (count > 0) {
                return count;
            }
            if (count != NOTHING_NOW) {
                return ended(flow, count == BROKEN, failure);
            }
        } else {
            int open = in_open(flow, failure);
            return open > 0 ? 0 : -1;
        }
        if (direction_wait(flow, &flow->in, task, POLLIN, moved, failure) != 0) {
            return -1;
        }
    }
}

static int read_until(
    struct flow *flow, struct task *task, void *into, size_t room, bool full, size_t *moved, struct failure *failure)
{
    *moved = 0;
    if (room == 0) {
        return 0;
    }
    pthread_mutex_lock(&flow->lock);
    int outcome = direction_enter(flow, &flow->in, task, failure);
    if (outcome == 0) {
        unsigned pieces = 0;
        do {
            if (++pieces % AT_ONCE == 0) {
                flow_yield(flow);
                outcome = direction_check(flow, &flow->in, *moved, failure);
                if (outcome != 0) {
                    break;
                }
            }
            ssize_t count = pull(flow, task, (char *) into + *moved, room - *moved, *moved, failure);
            if (count <= 0) {
                outcome = count < 0 ? -1 : 1;
                break;
            }
            *moved += (size_t) count;
        } while (full && *moved < room);
        direction_leave(&flow->in, *moved);
    }
    pthread_mutex_unlock(&flow->lock);
    return outcome < 0 ? -1 : 0;
}

int flow_read(struct flow *flow, struct task *task, void *into, size_t room, size_t *moved, struct failure *failure)
{
    return read_until(flow, task, into, room, false, moved, failure);
}

int flow_read_into(struct flow *flow, struct task *task, void *into, size_t room, size_t *moved, struct failure *failure)
{
    return read_until(flow, task, into, room, true, moved, failure);
}
