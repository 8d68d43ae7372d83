#include "channel.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "task.h"

static const int PAUSE = 50; /* ms */

int channel_open(struct channel *self, int in, int out, bool patient)
{
    memset(self, 0, sizeof *self);
    self->in = in;
    self->out = out;
    self->patient = patient;
    self->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&self->sending, NULL);
    return self->stop < 0 ? -1 : 0;
}

void channel_close(struct channel *self)
{
    close(self->stop);
    pthread_mutex_destroy(&self->sending);
}

void channel_stop(struct channel *self)
{
    uint64_t one = 1;
    ssize_t unused = write(self->stop, &one, sizeof one);
    (void) unused;
}

static int milliseconds(int64_t deadline)
{
    int64_t left = deadline == NEVER ? -1 : (deadline - now()) / 1000000 + 1;
    return left < 0 ? deadline == NEVER ? -1 : 0 : left > INT32_MAX ? INT32_MAX : (int) left;
}

/* Waits for the descriptor: false if the channel was stopped or the time is over. */
static bool wait_for(struct channel *self, int descriptor, short events, int64_t deadline)
{
    struct pollfd set[2] = {{.fd = self->stop, .events = POLLIN}, {.fd = descriptor, .events = events}};
    poll(set, 2, milliseconds(deadline));
    if (set[0].revents == 0 && (set[1].revents & (events | POLLHUP)) == POLLHUP) {
        /* A port that nobody has open at the other side says so at once, again and again. */
        poll(set, 1, PAUSE);
    }
    return set[0].revents == 0 && (deadline == NEVER || deadline > now());
}

/* Fills what was read ahead: 1, 0 at end of stream, or -1. */
static int fill(struct channel *self)
{
    int64_t deadline = self->greeted ? deadline_after(SILENCE) : NEVER;
    while (true) {
        ssize_t count = read(self->in, self->ahead, sizeof self->ahead);
        int error = errno;
        if (count > 0) {
            self->begun = true;
            self->start = 0;
            self->end = (size_t) count;
            return 1;
        }
        if (count == 0 && !(self->patient && !self->begun)) {
            return 0;
        }
        if (count == 0) {
            struct pollfd stop = {.fd = self->stop, .events = POLLIN};
            poll(&stop, 1, PAUSE);
        } else if (error != EAGAIN && error != EINTR) {
            snprintf(self->wrong, sizeof self->wrong, "the control channel broke: %s", strerror(error));
            return -1;
        } else if (!wait_for(self, self->in, POLLIN, deadline) && deadline != NEVER && deadline <= now()) {
            snprintf(self->wrong, sizeof self->wrong, "nothing came over the control channel for %d s", (int) (SILENCE / 1000000000));
            return -1;
        }
        struct pollfd stop = {.fd = self->stop, .events = POLLIN};
        if (poll(&stop, 1, 0) != 0) {
            snprintf(self->wrong, sizeof self->wrong, "the control channel was given up");
            return -1;
        }
    }
}

int channel_read(struct channel *self, void *into, size_t length)
{
    size_t done = 0;
    while (done < length) {
        if (self->start == self->end) {
            int outcome = fill(self);
            if (outcome == 0 && done > 0) {
                snprintf(self->wrong, sizeof self->wrong, "the control channel ended %s",
                    self->greeted ? "in the middle of a frame" : "before a hello");
                return -1;
            }
            if (outcome <= 0) {
                return outcome;
            }
        }
        size_t there = self->end - self->start;
        size_t count = there < length - done ? there : length - done;
        memcpy((char *) into + done, self->ahead + self->start, count);
        self->start += count;
        done += count;
    }
    return 1;
}

static bool lock_within(pthread_mutex_t *mutex, int64_t nanos)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t) (nanos / 1000000000) + 1;
    return pthread_mutex_timedlock(mutex, &until) == 0;
}

int channel_send(struct channel *self, const void *from, size_t length, int64_t nanos)
{
    int64_t deadline = deadline_after(nanos);
    if (!lock_within(&self->sending, nanos)) {
        return -1;
    }
    const char *at = from;
    int outcome = 0;
    while (length > 0 && outcome == 0) {
        ssize_t count = write(self->out, at, length);
        if (count > 0) {
            at += count;
            length -= (size_t) count;
            deadline = deadline_after(nanos);
        } else if (count < 0 && errno != EAGAIN && errno != EINTR) {
            outcome = -1;
        } else if (!wait_for(self, self->out, POLLOUT, deadline)) {
            outcome = -1;
        }
    }
    pthread_mutex_unlock(&self->sending);
    return outcome;
}
