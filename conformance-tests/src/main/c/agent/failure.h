/* How a call failed, as the reply tells it. */
#ifndef FAILURE_H
#define FAILURE_H

#include "wire.h"

struct failure {
    const char *type;
    const char *operation;
    char address[400];
    char reason[1000];
    int number;
    int64_t bytes;
};

/* Fills a failure in, and returns -1. The number is the system's error, or 0 where it said nothing. */
__attribute__((format(printf, 6, 7))) int fail(
    struct failure *failure, const char *type, const char *operation, const char *address, int number, const char *format, ...);

/* What the agent itself refuses, or the caller got wrong: it concerns no address. */
__attribute__((format(printf, 3, 4))) int refuse(struct failure *failure, const char *type, const char *format, ...);

/* A call on a connected socket that failed with that error (negative numbers are taken as well). */
int fail_established(struct failure *failure, const char *operation, const char *address, int error);

/* A failure that ended a direction of a flow, told again to a call that came later. */
int fail_again(struct failure *failure, const struct failure *first, const char *operation);

/* What the system's error means where nothing better is known. */
const char *meaning(int error);

void put_failure(struct bytes *out, const struct failure *failure, int64_t moved);

#endif
