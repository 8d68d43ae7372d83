#include "options.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const int64_t MAX_SIZE = 1 << 30;

static const struct options DEFAULTS = {
    .message_size = 65536,
    .buffer_size = 262144,
    .backlog = 128,
    .connect_timeout = 5000000000,
    .read_timeout = -1,
    .write_timeout = -1,
    .close_timeout = 5000000000,
};

enum kind { SIZE, TIME, TIME_OR_ZERO, CHOICE };

static const struct {
    const char *name;
    size_t at;
    enum kind kind;
} KNOWN[] = {
    {"messageSize", offsetof(struct options, message_size), SIZE},
    {"bufferSize", offsetof(struct options, buffer_size), SIZE},
    {"windowSize", offsetof(struct options, window_size), SIZE},
    {"backlog", offsetof(struct options, backlog), SIZE},
    {"connectTimeout", offsetof(struct options, connect_timeout), TIME},
    {"readTimeout", offsetof(struct options, read_timeout), TIME},
    {"writeTimeout", offsetof(struct options, write_timeout), TIME},
    {"closeTimeout", offsetof(struct options, close_timeout), TIME_OR_ZERO},
    {"framing", offsetof(struct options, framing), CHOICE},
};

int check_timeout(const char *name, int64_t nanos, int64_t least, struct failure *failure)
{
    if (nanos == -1 || nanos >= least) {
        return 0;
    }
    return refuse(failure, "argument", "%s is %" PRId64 " ns, must be at least %" PRId64 ", or -1 for no bound", name, nanos, least);
}

static int set(struct options *options, const char *name, int64_t value, struct failure *failure)
{
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (strcmp(name, KNOWN[i].name) == 0) {
            enum kind kind = KNOWN[i].kind;
            if (kind == SIZE && (value < 1 || value > MAX_SIZE)) {
                return refuse(failure, "argument", "%s is %" PRId64 ", must be from 1 to %" PRId64, name, value, MAX_SIZE);
            }
            if (kind == CHOICE) {
                value = value != 0;
            } else if (kind != SIZE && check_timeout(name, value, kind == TIME ? 1 : 0, failure) != 0) {
                return -1;
            }
            *(int64_t *) ((char *) options + KNOWN[i].at) = value;
            return 0;
        }
    }
    return refuse(failure, "argument", "option %s is unknown to this agent", name);
}

int options_take(struct options *options, struct cursor *in, struct failure *failure)
{
    *options = DEFAULTS;
    int outcome = 0;
    unsigned count = take_u16(in);
    for (unsigned i = 0; i < count && in->wrong[0] == 0; i++) {
        char *name = take_text(in);
        int64_t value = take_i64(in);
        /* The first that is wrong is told; the rest is still taken, since a frame must add up to its end. */
        if (outcome == 0 && in->wrong[0] == 0) {
            outcome = set(options, name, value, failure);
        }
        free(name);
    }
    take_end(in);
    return outcome;
}
