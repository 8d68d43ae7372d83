/* One thread for all flows that have something left to send while no caller of theirs waits for it. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "flow.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct flow *added; /* guarded by lock: flows that the thread has not seen yet */
static struct task self;

/* The thread's own. */
static struct flow **flows;
static struct pollfd *set;
static size_t count;
static size_t room;

static void take_added(void)
{
    pthread_mutex_lock(&lock);
    struct flow *first = added;
    added = NULL;
    pthread_mutex_unlock(&lock);
    for (struct flow *next; first != NULL; first = next) {
        next = first->next_armed;
        if (count == room) {
            size_t larger = 2 * room + 64;
            struct flow **grown = memory(larger * sizeof *grown);
            if (count > 0) {
                memcpy(grown, flows, count * sizeof *grown);
            }
            free(flows);
            free(set);
            flows = grown;
            set = memory((larger + 1) * sizeof *set);
            room = larger;
        }
        flows[count++] = first;
    }
}

/* Lets flows go that need no more sending, and returns until when to wait for the others. */
static int64_t prepare(void)
{
    int64_t deadline = NEVER;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct flow *flow = flows[i];
        pthread_mutex_lock(&flow->lock);
        bool stays = out_work(flow) && !flow->socket.closed;
        flow->armed = stays;
        if (stays) {
            socket_look(&flow->socket);
            set[kept + 1] = (struct pollfd){.fd = flow->socket.descriptor, .events = POLLOUT};
            deadline = flow_look(deadline);
        }
        pthread_mutex_unlock(&flow->lock);
        if (stays) {
            flows[kept++] = flow;
        } else {
            flow_release(flow);
        }
    }
    count = kept;
    return deadline;
}

static void *run(void *unused)
{
    while (true) {
        take_added();
        int64_t deadline = prepare();
        set[0] = (struct pollfd){.fd = self.wake, .events = POLLIN};
        int64_t left = deadline == NEVER ? -1 : (deadline - now()) / 1000000 + 1;
        poll(set, count + 1, left < 0 ? -1 : (int) left);
        if (set[0].revents != 0) {
            task_wait(&self, -1, 0, 0); /* takes the wake away */
        }
        for (size_t i = 0; i < count; i++) {
            struct flow *flow = flows[i];
            pthread_mutex_lock(&flow->lock);
            socket_looked(&flow->socket);
            if (!flow->socket.closed && (set[i + 1].revents != 0 || (deadline != NEVER && deadline <= now()))) {
                out_pump(flow);
                if (flow->out.waiter != NULL) {
                    task_wake(flow->out.waiter); /* there may be room now */
                }
            }
            pthread_mutex_unlock(&flow->lock);
        }
    }
    return unused;
}

static void start(void)
{
    self.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    set = memory(sizeof *set);
    pthread_t thread;
    if (self.wake < 0 || pthread_create(&thread, NULL, run, NULL) != 0) {
        fprintf(stderr, "hvflow agent: no thread that sends in the background can be started\n");
        _Exit(5);
    }
    pthread_detach(thread);
}

void background_poke(void)
{
    task_wake(&self);
}

void background_add(struct flow *flow)
{
    pthread_once(&once, start);
    flow_retain(flow);
    pthread_mutex_lock(&lock);
    flow->next_armed = added;
    added = flow;
    pthread_mutex_unlock(&lock);
    task_wake(&self);
}
