/* The control channel: a pair of byte streams, never the flow under test. One thread reads; any thread sends whole frames. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { MAX_FRAME = 65536 };

struct channel {
    int in;
    int out;
    /* Says end of stream for as long as nobody is at the other side, as a virtio-serial port does: an end counts from the first byte on. */
    bool patient;
    int stop; /* an eventfd: releases whoever is blocked here, for good */
    bool begun;
    bool greeted; /* from when on the other side may not be silent for long */
    char wrong[120];
    size_t start;
    size_t end;
    unsigned char ahead[16384];
    pthread_mutex_t sending;
};

/* Both descriptors must not block; they stay the caller's. */
int channel_open(struct channel *channel, int in, int out, bool patient);
void channel_close(struct channel *channel);

/* Releases all who read and send, now and later. */
void channel_stop(struct channel *channel);

/* Reads that many bytes: 1; 0 if the stream ended before the first of them; or -1, and what is `wrong`. */
int channel_read(struct channel *channel, void *into, size_t length);

/* Sends a frame, or something else as a whole, within that time: 0, or -1. */
int channel_send(struct channel *channel, const void *from, size_t length, int64_t nanos);

/* How long the other side may be silent, or may not take what is sent: two minutes. */
#define SILENCE ((int64_t) 120 * 1000000000)

#endif
