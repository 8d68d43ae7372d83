#include "flow.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "budget.h"
#include "framing.h"

static const int64_t LOOK = 100000000; /* 100 ms */

struct flow *flow_of(
    const struct socket *socket, const struct address *local, const struct address *remote, const struct options *options)
{
    struct flow *flow = memory(sizeof *flow);
    atomic_init(&flow->references, 1);
    pthread_mutex_init(&flow->lock, NULL);
    pthread_cond_init(&flow->ended, NULL);
    flow->socket = *socket;
    flow->local = *local;
    flow->remote = *remote;
    flow->message_size = (size_t) options->message_size;
    flow->buffer_size = (size_t) options->buffer_size;
    flow->close_timeout = options->close_timeout;
    flow->framing = options->framing ? framing_new() : NULL;
    flow->in = (struct direction){.operation = "read", .open = in_open, .timeout = options->read_timeout};
    flow->out = (struct direction){.operation = "write", .open = out_open, .timeout = options->write_timeout};
    return flow;
}

struct flow *flow_connect(
    const struct address *address, const struct options *options, struct task *task, struct failure *failure)
{
    struct socket socket;
    struct address local;
    if (socket_connect(&socket, &local, address, options, task, failure) != 0) {
        return NULL;
    }
    return flow_of(&socket, &local, address, options);
}

void flow_retain(struct flow *flow)
{
    atomic_fetch_add(&flow->references, 1);
}

void flow_release(struct flow *flow)
{
    if (atomic_fetch_sub(&flow->references, 1) > 1) {
        return;
    }
    socket_abort(&flow->socket);
    queue_clear(&flow->queue);
    framing_free(flow->framing);
    free(flow->in.broken);
    free(flow->out.broken);
    pthread_cond_destroy(&flow->ended);
    pthread_mutex_destroy(&flow->lock);
    free(flow);
}

unsigned flow_capabilities(const struct flow *flow)
{
    /* No reset detection without frames: neither kind of socket has a reset that one end could send. */
    return flow->framing == NULL ? 2 | 4 : 1 | 2 | 4;
}

int64_t flow_look(int64_t deadline)
{
    return no_later_than(deadline, LOOK);
}

void flow_yield(struct flow *flow)
{
    pthread_mutex_unlock(&flow->lock);
    sched_yield();
    pthread_mutex_lock(&flow->lock);
}

int flow_charge(struct flow *flow, size_t bytes, struct failure *failure)
{
    pthread_mutex_lock(&flow->lock);
    size_t most = flow->buffer_size - flow->charged;
    size_t more = flow->closed ? 0 : bytes < most ? bytes : most;
    bool room = budget_take(more);
    flow->charged += room ? more : 0;
    pthread_mutex_unlock(&flow->lock);
    return room ? 0
                : refuse(failure, "agent",
                    "no room for %zu more bytes in the flow's buffer; choose a smaller bufferSize, or give the agent more memory", more);
}

static const char *progress(const struct direction *direction, size_t moved)
{
    return direction->operation[0] == 'w' ? "were accepted, which arrive" : moved == 0 ? "came" : "came, nothing is lost";
}

static int timed_out(struct flow *flow, struct direction *direction, size_t moved, struct failure *failure)
{
    fail(failure, "timeout", direction->operation, flow->remote.text, 0, "timed out after %g s; %zu bytes %s",
        (double) direction->timeout / 1e9, moved, progress(direction, moved));
    failure->bytes = (int64_t) moved;
    return -1;
}

static int interrupted(struct flow *flow, struct direction *direction, size_t moved, struct failure *failure)
{
    refuse(failure, "interrupted", "%s %s: interrupted; %zu bytes %s", direction->operation, flow->remote.text, moved,
        progress(direction, moved));
    failure->bytes = (int64_t) moved;
    return -1;
}

int direction_enter(struct flow *flow, struct direction *direction, struct task *task, struct failure *failure)
{
    int outcome = direction->open(flow, failure);
    if (outcome != 0) {
        return outcome;
    }
    int64_t deadline = deadline_after(direction->timeout);
    if (turn_try(&direction->turns)) {
        direction->deadline = deadline;
        return 0;
    }
    while (outcome == 0) {
        switch (turn_await(&direction->turns, &flow->lock, task, deadline, true)) {
        case TURN_TAKEN:
            direction->deadline = deadline;
            outcome = direction->open(flow, failure);
            if (outcome != 0) {
                turn_release(&direction->turns);
            }
            return outcome;
        case TURN_TIMED_OUT:
            return timed_out(flow, direction, 0, failure);
        case TURN_INTERRUPTED:
            return interrupted(flow, direction, 0, failure);
        case TURN_DISMISSED:
            outcome = direction->open(flow, failure);
            break;
        }
    }
    return outcome;
}

void direction_leave(struct direction *direction, size_t moved)
{
    if (moved > 0) {
        direction->bytes += (int64_t) moved;
        direction->calls++;
    }
    turn_release(&direction->turns);
}

int direction_check(struct flow *flow, struct direction *direction, size_t moved, struct failure *failure)
{
    bool late = direction->deadline != NEVER && direction->deadline <= now();
    return late ? timed_out(flow, direction, moved, failure) : 0;
}

int direction_wait(
    struct flow *flow, struct direction *direction, struct task *task, short events, size_t moved, struct failure *failure)
{
    if (atomic_load(&task->interrupted)) {
        return interrupted(flow, direction, moved, failure);
    }
    if (direction_check(flow, direction, moved, failure) != 0) {
        return -1;
    }
    int64_t deadline = direction == &flow->out ? flow_look(direction->deadline) : direction->deadline;
    socket_wait(&flow->socket, &flow->lock, &direction->waiter, task, events, deadline);
    return 0;
}

void direction_dismiss(struct direction *direction)
{
    turn_dismiss(&direction->turns);
    if (direction->waiter != NULL) {
        task_wake(direction->waiter);
    }
}

void direction_break(struct direction *direction, const struct failure *failure)
{
    if (direction->broken == NULL) {
        direction->broken = memory(sizeof *failure);
    }
    *direction->broken = *failure;
}

int flow_shutdown_read(struct flow *flow, struct failure *failure)
{
    int outcome = 0;
    pthread_mutex_lock(&flow->lock);
    if (flow->in_state == IN_OPEN || flow->in_state == IN_ENDED) {
        in_close(flow, IN_ENDED);
        int error = carrier_shutdown_read(flow);
        if (error != 0) {
            outcome = fail(failure, "flow", "shut down reading", flow->remote.text, -error, "%s", meaning(-error));
        }
    }
    flow->held = true; /* with frames, the peer is told in the stream */
    out_pump(flow);
    out_arm(flow);
    pthread_mutex_unlock(&flow->lock);
    return outcome;
}

void flow_shutdown_write(struct flow *flow)
{
    pthread_mutex_lock(&flow->lock);
    out_end(flow);
    out_pump(flow);
    out_arm(flow);
    pthread_mutex_unlock(&flow->lock);
}

void flow_ended(struct flow *flow)
{
    flow->closing = true;
    flow->closed = true;
    budget_give(flow->charged);
    flow->charged = 0;
    pthread_cond_broadcast(&flow->ended);
    if (flow->closer != NULL) {
        task_wake(flow->closer);
    }
    if (flow->armed) {
        background_poke();
    }
}

void flow_abort(struct flow *flow)
{
    pthread_mutex_lock(&flow->lock);
    if (!flow->closed) {
        in_close(flow, IN_CLOSED);
        flow->out_closed = true;
        out_kill(flow);
        carrier_abort(flow);
        flow_ended(flow);
    }
    pthread_mutex_unlock(&flow->lock);
}
