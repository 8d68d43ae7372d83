/* Closing a flow: hands over what was accepted and the end of stream, and drops at the same time what the peer sends, since a peer
   whom nobody reads may not read either (C11); then waits for the peer's end. All of it ends by the deadline, whatever others do
   meanwhile (C12): no turn is waited for, since those who have one look at the state before they touch the stream again. */
#include <poll.h>
#include <string.h>

#include "framing.h"

/* Drops what has come, or as much as may be dropped before others are let at the lock: whether there may be more. */
static bool drop(struct flow *flow, bool *over)
{
    char rest[16384];
    struct failure gone;
    size_t most = sizeof rest < flow->message_size ? sizeof rest : flow->message_size;
    for (unsigned i = 0; i < AT_ONCE && !*over; i++) {
        ssize_t count = carrier_receive(flow, rest, most, &gone);
        if (count == NOTHING_NOW) {
            return false;
        }
        *over = count <= 0;
    }
    return !*over;
}

/* An interrupt ends the wait for the peer, not the delivery of what was accepted. */
static void hand_over(struct flow *flow, struct task *task, int64_t deadline)
{
    bool over = false; /* nothing more comes from the peer */
    while (!flow->closed) {
        out_pump(flow);
        bool done = !out_work(flow);
        if (done && flow->close_timeout == 0) {
            return; /* what the peer has sent is of no concern */
        }
        bool more = !over && drop(flow, &over);
        if (done && (over || atomic_load(&task->interrupted))) {
            return;
        }
        if (deadline != NEVER && deadline <= now()) {
            return;
        }
        if (more) {
            flow_yield(flow);
        } else {
            short events = (short) ((done ? 0 : POLLOUT) | (over ? 0 : POLLIN));
            socket_wait(&flow->socket, &flow->lock, &flow->closer, task, events, done ? deadline : flow_look(deadline));
        }
    }
}

/* What close has to say of bytes that were accepted and did not reach the transport: 0 if there are none, or somebody knows. */
static int account(const struct flow *flow, size_t left, struct failure *failure)
{
    if (left > 0) {
        fail(failure, "timeout", "close", flow->remote.text, 0,
            "%zu accepted bytes could not be handed to the transport within %g s and are lost", left,
            (double) flow->close_timeout / 1e9);
        failure->bytes = (int64_t) left;
        return -1;
    }
    if (flow->out.broken != NULL && flow->lost && !flow->reported) {
        return fail_again(failure, flow->out.broken, "close");
    }
    return 0;
}

static int close_first(struct flow *flow, struct task *task, struct failure *failure)
{
    flow->closing = true;
    in_close(flow, IN_CLOSED);
    flow->out_closed = true;
    out_end(flow);
    hand_over(flow, task, deadline_after(flow->close_timeout));
    if (flow->closed) {
        return 0; /* by an abort, which drops what is left */
    }
    bool broke = flow->out_state == OUT_BROKEN;
    size_t left = broke ? 0 : flow->queue.size + carrier_held(flow);
    int outcome = account(flow, left, failure);
    out_kill(flow);
    /* A stream that lacks its last bytes must not look like one that ended. A peer that reads no more sees neither. */
    if (left > 0 || (broke && flow->lost && strcmp(flow->out.broken->type, "closed") != 0)) {
        carrier_abort(flow);
    } else {
        carrier_close(flow);
    }
    flow_ended(flow);
    return outcome;
}

int flow_close(struct flow *flow, struct task *task, struct failure *failure)
{
    int outcome = 0;
    pthread_mutex_lock(&flow->lock);
    if (!flow->closing) {
        outcome = close_first(flow, task, failure);
    }
    /* Bounded as closing is, so not cut short by an interrupt. */
    while (!flow->closed) {
        pthread_cond_wait(&flow->ended, &flow->lock);
    }
    pthread_mutex_unlock(&flow->lock);
    return outcome;
}
