/* Waiting: a thread that performs a request waits here and nowhere else, so that whoever must can wake it. */
#ifndef TASK_H
#define TASK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* A deadline that never passes. */
#define NEVER INT64_MAX

/* One request's thread, as others see it. */
struct task {
    int wake; /* an eventfd */
    atomic_bool interrupted;
    /* Its place among those that wait for a turn, with the lock of the turn's owner. */
    struct task *next;
    bool granted;
    bool dismissed;
};

/* Nanoseconds of a clock that only goes forward. */
int64_t now(void);

/* When a time will be over that begins now; a negative one never is. */
int64_t deadline_after(int64_t nanos);

/* The sooner of the deadline and a time that begins now. */
int64_t no_later_than(int64_t deadline, int64_t nanos);

void task_wake(struct task *task);

/* Returns when the descriptor is ready (none if it is negative), the task was woken since it last waited, or the deadline has
   passed: or for no reason, so the caller looks again. */
void task_wait(struct task *task, int descriptor, short events, int64_t deadline);

/* Whose turn it is in one direction of a flow, first come, first served. The holder of the turn may wait while it has it: a turn is
   not a lock. Everything here is called with the owner's lock held. All zero is one that nobody has. */
struct turns {
    bool taken;
    struct task *first;
    struct task *last;
};

enum turn {
    TURN_TAKEN,
    TURN_DISMISSED, /* the owner has changed its state; the caller looks again */
    TURN_TIMED_OUT,
    TURN_INTERRUPTED
};

/* Takes the turn if nobody has it. */
bool turn_try(struct turns *turns);

/* Waits for the turn, with the lock given up meanwhile. An interrupt ends the wait if it is heard. */
enum turn turn_await(struct turns *turns, pthread_mutex_t *lock, struct task *task, int64_t deadline, bool hears);

/* Hands the turn to whoever came first. */
void turn_release(struct turns *turns);

/* Sends everybody who waits for the turn back to look at the owner's state. */
void turn_dismiss(struct turns *turns);

#endif
