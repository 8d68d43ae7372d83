/* Bytes that wait to be sent, in order. All zero is an empty one. */
#ifndef QUEUE_H
#define QUEUE_H

#include <stddef.h>

struct chunk;

struct queue {
    struct chunk *first;
    struct chunk *last;
    size_t size;
};

void queue_append(struct queue *queue, const void *from, size_t length);

/* The bytes that go next, of which `length` lie together; the queue is not empty. */
const void *queue_first(const struct queue *queue, size_t *length);

/* Forgets bytes that have gone: no more than queue_first showed. */
void queue_taken(struct queue *queue, size_t length);

void queue_clear(struct queue *queue);

#endif
