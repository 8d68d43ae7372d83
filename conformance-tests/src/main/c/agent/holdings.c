#include "holdings.h"

#include "flow.h"
#include "listener.h"

static void retain_flow(void *flow)
{
    flow_retain(flow);
}

static void release_flow(void *flow)
{
    flow_release(flow);
}

static void abort_flow(void *flow)
{
    flow_abort(flow);
}

static void retain_listener(void *listener)
{
    listener_retain(listener);
}

static void release_listener(void *listener)
{
    listener_release(listener);
}

static void close_listener(void *listener)
{
    listener_close(listener);
}

void holdings_open(struct holdings *self)
{
    self->flows = (struct numbered){
        .what = "flow",
        .retain = retain_flow,
        .release = release_flow,
        .end = abort_flow,
        .max_open = 4096,
        .max_ended = 1024,
    };
    self->listeners = (struct numbered){
        .what = "listener",
        .retain = retain_listener,
        .release = release_listener,
        .end = close_listener,
        .max_open = 1024,
        .max_ended = 1024,
    };
    pthread_mutex_init(&self->flows.lock, NULL);
    pthread_mutex_init(&self->listeners.lock, NULL);
}

void holdings_drain(struct holdings *self)
{
    numbered_drain(&self->flows);
    numbered_drain(&self->listeners);
}

void holdings_close(struct holdings *self)
{
    numbered_free(&self->flows);
    numbered_free(&self->listeners);
}
