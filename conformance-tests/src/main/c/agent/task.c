#include "task.h"

#include <poll.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

static const int64_t SECOND = 1000000000;

int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t) time.tv_sec * SECOND + time.tv_nsec;
}

int64_t deadline_after(int64_t nanos)
{
    int64_t begin = now();
    return nanos < 0 || nanos >= NEVER - begin ? NEVER : begin + nanos;
}

int64_t no_later_than(int64_t deadline, int64_t nanos)
{
    int64_t other = deadline_after(nanos);
    return other < deadline ? other : deadline;
}

void task_wake(struct task *task)
{
    uint64_t one = 1;
    /* It fails only where the count is full, and then the task is awake. */
    ssize_t unused = write(task->wake, &one, sizeof one);
    (void) unused;
}

void task_wait(struct task *task, int descriptor, short events, int64_t deadline)
{
    struct pollfd set[2] = {{.fd = task->wake, .events = POLLIN}, {.fd = descriptor, .events = events}};
    struct timespec left = {0, 0};
    if (deadline != NEVER) {
        int64_t nanos = deadline - now();
        nanos = nanos < 0 ? 0 : nanos;
        left.tv_sec = nanos / SECOND;
        left.tv_nsec = nanos % SECOND;
    }
    int ready = ppoll(set, 2, deadline == NEVER ? NULL : &left, NULL);
    if (ready > 0 && set[0].revents != 0) {
        uint64_t count;
        ssize_t unused = read(task->wake, &count, sizeof count);
        (void) unused;
    }
}

bool turn_try(struct turns *turns)
{
    bool free = !turns->taken;
    turns->taken = true;
    return free;
}

static void enqueue(struct turns *turns, struct task *task)
{
    task->next = NULL;
    task->granted = false;
    task->dismissed = false;
    if (turns->last == NULL) {
        turns->first = task;
    } else {
        turns->last->next = task;
    }
    turns->last = task;
}

static void leave(struct turns *turns, struct task *task)
{
    struct task *before = NULL;
    for (struct task *at = turns->first; at != task; at = at->next) {
        before = at;
    }
    if (before == NULL) {
        turns->first = task->next;
    } else {
        before->next = task->next;
    }
    if (turns->last == task) {
        turns->last = before;
    }
}

static struct task *dequeue(struct turns *turns)
{
    struct task *first = turns->first;
    if (first != NULL) {
        turns->first = first->next;
        if (turns->first == NULL) {
            turns->last = NULL;
        }
    }
    return first;
}

enum turn turn_await(struct turns *turns, pthread_mutex_t *lock, struct task *task, int64_t deadline, bool hears)
{
    enqueue(turns, task);
    while (true) {
        if (task->granted) {
            return TURN_TAKEN;
        }
        if (task->dismissed) {
            return TURN_DISMISSED;
        }
        bool interrupted = hears && atomic_load(&task->interrupted);
        if (interrupted || (deadline != NEVER && deadline <= now())) {
            leave(turns, task);
            return interrupted ? TURN_INTERRUPTED : TURN_TIMED_OUT;
        }
        pthread_mutex_unlock(lock);
        task_wait(task, -1, 0, deadline);
        pthread_mutex_lock(lock);
    }
}

void turn_release(struct turns *turns)
{
    struct task *next = dequeue(turns);
    if (next == NULL) {
        turns->taken = false;
    } else {
        next->granted = true;
        task_wake(next);
    }
}

void turn_dismiss(struct turns *turns)
{
    for (struct task *task = dequeue(turns); task != NULL; task = dequeue(turns)) {
        task->dismissed = true;
        task_wake(task);
    }
}
