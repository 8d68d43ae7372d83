#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "wire.h"

struct chunk {
    struct chunk *next;
    size_t start;
    size_t end;
    unsigned char bytes[16384];
};

void queue_append(struct queue *queue, const void *from, size_t length)
{
    const unsigned char *at = from;
    while (length > 0) {
        struct chunk *last = queue->last;
        if (last == NULL || last->end == sizeof last->bytes) {
            last = memory(sizeof *last);
            if (queue->last == NULL) {
                queue->first = last;
            } else {
                queue->last->next = last;
            }
            queue->last = last;
        }
        size_t room = sizeof last->bytes - last->end;
        size_t count = length < room ? length : room;
        memcpy(last->bytes + last->end, at, count);
        last->end += count;
        queue->size += count;
        at += count;
        length -= count;
    }
}

const void *queue_first(const struct queue *queue, size_t *length)
{
    *length = queue->first->end - queue->first->start;
    return queue->first->bytes + queue->first->start;
}

void queue_taken(struct queue *queue, size_t length)
{
    struct chunk *first = queue->first;
    first->start += length;
    queue->size -= length;
    if (first->start == first->end) {
        queue->first = first->next;
        if (queue->first == NULL) {
            queue->last = NULL;
        }
        free(first);
    }
}

void queue_clear(struct queue *queue)
{
    while (queue->first != NULL) {
        queue_taken(queue, queue->first->end - queue->first->start);
    }
}
