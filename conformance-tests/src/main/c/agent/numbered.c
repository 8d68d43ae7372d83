#include "numbered.h"

#include <stdlib.h>

struct item {
    struct item *next;
    struct item *younger;
    void *value;
    uint32_t number;
    bool ended;
};

enum { BUCKETS = sizeof((struct numbered *) 0)->buckets / sizeof(struct item *) };

int numbered_add(struct numbered *self, void *value, uint32_t *number, struct failure *failure)
{
    pthread_mutex_lock(&self->lock);
    bool room = !self->over && self->open < self->max_open;
    if (room) {
        struct item *item = memory(sizeof *item);
        item->value = value;
        item->number = *number = ++self->last;
        item->next = self->buckets[item->number % BUCKETS];
        self->buckets[item->number % BUCKETS] = item;
        self->open++;
    }
    pthread_mutex_unlock(&self->lock);
    if (!room) {
        self->end(value);
        self->release(value);
        return refuse(failure, "agent", "no more than %u %ss are open at a time", self->max_open, self->what);
    }
    return 0;
}

static struct item **place(struct numbered *self, uint32_t number)
{
    struct item **at = &self->buckets[number % BUCKETS];
    while (*at != NULL && (*at)->number != number) {
        at = &(*at)->next;
    }
    return at;
}

void *numbered_get(struct numbered *self, uint32_t number, struct failure *failure)
{
    void *value = NULL;
    pthread_mutex_lock(&self->lock);
    struct item *item = *place(self, number);
    if (item != NULL) {
        value = item->value;
        self->retain(value);
    }
    pthread_mutex_unlock(&self->lock);
    if (value == NULL) {
        refuse(failure, "agent", "%s %u is unknown or forgotten", self->what, number);
    }
    return value;
}

void numbered_ended(struct numbered *self, uint32_t number)
{
    struct item *forgotten = NULL;
    pthread_mutex_lock(&self->lock);
    struct item *item = *place(self, number);
    if (item != NULL && !item->ended) {
        item->ended = true;
        self->open--;
        if (self->newest == NULL) {
            self->oldest = item;
        } else {
            self->newest->younger = item;
        }
        self->newest = item;
        if (++self->ended > self->max_ended) {
            forgotten = self->oldest;
            self->oldest = forgotten->younger;
            self->ended--;
            *place(self, forgotten->number) = forgotten->next;
        }
    }
    pthread_mutex_unlock(&self->lock);
    if (forgotten != NULL) {
        self->release(forgotten->value);
        free(forgotten);
    }
}

void numbered_drain(struct numbered *self)
{
    pthread_mutex_lock(&self->lock);
    self->over = true;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct item *item = self->buckets[i]; item != NULL; item = item->next) {
            if (!item->ended) {
                self->end(item->value);
            }
        }
    }
    pthread_mutex_unlock(&self->lock);
}

void numbered_free(struct numbered *self)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        while (self->buckets[i] != NULL) {
            struct item *item = self->buckets[i];
            self->buckets[i] = item->next;
            self->release(item->value);
            free(item);
        }
    }
    pthread_mutex_destroy(&self->lock);
}
