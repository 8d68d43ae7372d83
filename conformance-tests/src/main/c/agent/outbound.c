/* The writing direction of a flow. A writer that has the turn sends straight to the transport; what that does not take waits in the
   queue, which goes out without a further call (W4). */
#include <poll.h>

#include "framing.h"

int out_open(struct flow *flow, struct failure *failure)
{
    const char *peer = flow->remote.text;
    if (flow->out_closed) {
        return fail(failure, "closed", "write", peer, 0, "this end has closed the flow");
    }
    if (flow->out.broken != NULL) {
        flow->reported = true;
        return fail_again(failure, flow->out.broken, "write");
    }
    return flow->out_state == OUT_OPEN ? 0 : fail(failure, "closed", "write", peer, 0, "this end has shut down writing");
}

bool out_work(const struct flow *flow)
{
    return flow->out_state < OUT_BROKEN
        && (flow->queue.size > 0 || flow->held || (flow->out_state == OUT_ENDING && !flow->end_sent));
}

static void broken(struct flow *flow, const struct failure *failure)
{
    flow->lost |= flow->queue.size > 0 || carrier_held(flow) > 0;
    direction_break(&flow->out, failure);
    flow->out_state = OUT_BROKEN;
    queue_clear(&flow->queue);
    direction_dismiss(&flow->out);
}

/* With nothing queued: 0, NOTHING_NOW or BROKEN. */
static int finish_stream(struct flow *flow, struct failure *failure)
{
    int outcome = carrier_flush(flow, failure);
    if (outcome == 0 && flow->out_state == OUT_ENDING && !flow->end_sent) {
        int error = carrier_shutdown_write(flow);
        if (error != 0) {
            fail(failure, "flow", "shut down writing", flow->remote.text, -error, "%s", meaning(-error));
            return BROKEN;
        }
        outcome = carrier_flush(flow, failure);
        flow->end_sent = outcome == 0;
    }
    flow->held = outcome == NOTHING_NOW;
    return outcome;
}

void out_pump(struct flow *flow)
{
    struct failure failure;
    while (out_work(flow)) {
        ssize_t outcome;
        if (flow->queue.size > 0) {
            size_t length;
            const void *first = queue_first(&flow->queue, &length);
            outcome = carrier_send(flow, first, length, &failure);
            flow->held = true;
            if (outcome > 0) {
                queue_taken(&flow->queue, (size_t) outcome);
            }
        } else {
            outcome = finish_stream(flow, &failure);
        }
        if (outcome == BROKEN) {
            broken(flow, &failure);
        }
        if (outcome < 0) {
            break;
        }
    }
    if (flow->closer != NULL && !out_work(flow)) {
        task_wake(flow->closer); /* it was somebody else who handed over the last of it */
    }
}

void out_arm(struct flow *flow)
{
    if (out_work(flow) && !flow->armed) {
        flow->armed = true;
        background_add(flow);
    }
}

void out_end(struct flow *flow)
{
    if (flow->out_state == OUT_OPEN) {
        flow->out_state = OUT_ENDING;
    }
    direction_dismiss(&flow->out);
}

void out_kill(struct flow *flow)
{
    if (flow->out_state != OUT_BROKEN) {
        flow->out_state = OUT_DEAD;
    }
    queue_clear(&flow->queue);
    direction_dismiss(&flow->out);
}

/* With the turn: accepts what it can now; how much, or -1 if the stream broke. */
static ssize_t accept_some(struct flow *flow, const char *from, size_t length, struct failure *failure)
{
    out_pump(flow);
    if (flow->out_state != OUT_OPEN) {
        return 0; /* the caller looks at the state again */
    }
    if (flow->queue.size == 0) {
        ssize_t count = carrier_send(flow, from, length, failure);
        flow->held = true;
        if (count == BROKEN) {
            broken(flow, failure);
            flow->reported = true;
            return -1;
        }
        if (count > 0) {
            return count;
        }
    }
    size_t space = flow->buffer_size - flow->queue.size;
    size_t count = length < space ? length : space;
    queue_append(&flow->queue, from, count);
    return (ssize_t) count;
}

static int put(
    struct flow *flow, struct task *task, const char *from, size_t length, size_t *moved, struct failure *failure)
{
    unsigned pieces = 0;
    while (*moved < length) {
        if (++pieces % AT_ONCE == 0) {
            flow_yield(flow);
            /* A peer that reads as fast as this writes leaves nothing to wait for, but the time passes all the same (W13). */
            if (direction_check(flow, &flow->out, *moved, failure) != 0) {
                return -1;
            }
        }
        if (out_open(flow, failure) != 0) {
            return -1;
        }
        ssize_t count = accept_some(flow, from + *moved, length - *moved, failure);
        if (count < 0) {
            return -1;
        }
        *moved += (size_t) count;
        if (count == 0 && flow->out_state == OUT_OPEN
            && direction_wait(flow, &flow->out, task, POLLOUT, *moved, failure) != 0) {
            return -1;
        }
    }
    return 0;
}

int flow_write(struct flow *flow, struct task *task, const void *from, size_t length, size_t *moved, struct failure *failure)
{
    *moved = 0;
    pthread_mutex_lock(&flow->lock);
    int outcome = length == 0 ? out_open(flow, failure) : direction_enter(flow, &flow->out, task, failure);
    if (outcome == 0 && length > 0) {
        outcome = put(flow, task, from, length, moved, failure);
        direction_leave(&flow->out, *moved);
        out_pump(flow);
        out_arm(flow);
    }
    pthread_mutex_unlock(&flow->lock);
    return outcome;
}
