/* Things of one kind, by the numbers that the suite knows them by. One that has ended can still be asked about for a while: the oldest
   of those are forgotten. Any thread may call. */
#ifndef NUMBERED_H
#define NUMBERED_H

#include <pthread.h>

#include "failure.h"

struct item;

struct numbered {
    const char *what;
    void (*retain)(void *value);
    void (*release)(void *value);
    void (*end)(void *value);
    unsigned max_open;
    unsigned max_ended;

    pthread_mutex_t lock; /* guards the rest */
    bool over;
    unsigned open;
    unsigned ended;
    uint32_t last;
    struct item *oldest; /* of those that have ended */
    struct item *newest;
    struct item *buckets[512];
};

/* Takes over the caller's reference and gives it a number; if there are too many, ends it instead: -1. */
int numbered_add(struct numbered *numbered, void *value, uint32_t *number, struct failure *failure);

/* A reference that the caller releases; NULL if it is unknown. */
void *numbered_get(struct numbered *numbered, uint32_t number, struct failure *failure);

/* Says that it is closed or aborted. */
void numbered_ended(struct numbered *numbered, uint32_t number);

/* Ends what is open, and whatever comes later. */
void numbered_drain(struct numbered *numbered);

/* Forgets everything. */
void numbered_free(struct numbered *numbered);

#endif
