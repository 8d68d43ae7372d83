/* How a flow or a listener is to behave: sizes in bytes, times in nanoseconds, of which -1 never passes. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "failure.h"

struct options {
    int64_t message_size;
    int64_t buffer_size;
    int64_t window_size; /* 0: the system's own */
    int64_t backlog;
    int64_t connect_timeout;
    int64_t read_timeout;
    int64_t write_timeout;
    int64_t close_timeout;
    int64_t framing;
};

/* Takes options out of a frame, to the end of it; fails with `argument` if one is unknown or out of bounds. */
int options_take(struct options *options, struct cursor *in, struct failure *failure);

/* Whether a time may be a time-out, which may be zero if it is that of a close. */
int check_timeout(const char *name, int64_t nanos, int64_t least, struct failure *failure);

#endif
