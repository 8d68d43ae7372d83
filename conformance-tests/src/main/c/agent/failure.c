#include "failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *error_name(int error)
{
    switch (error) {
#define NAMED(name) \
    case name: \
        return #name;
        NAMED(EPERM)
        NAMED(ENOENT)
        NAMED(EINTR)
        NAMED(EBADF)
        NAMED(EAGAIN)
        NAMED(ENOMEM)
        NAMED(EACCES)
        NAMED(EEXIST)
        NAMED(ENODEV)
        NAMED(ENOTDIR)
        NAMED(EISDIR)
        NAMED(EINVAL)
        NAMED(ENFILE)
        NAMED(EMFILE)
        NAMED(ENOTTY)
        NAMED(ENOSPC)
        NAMED(EROFS)
        NAMED(EPIPE)
        NAMED(ERANGE)
        NAMED(ENAMETOOLONG)
        NAMED(ELOOP)
        NAMED(EPROTO)
        NAMED(ENOTSOCK)
        NAMED(EPROTOTYPE)
        NAMED(ENOPROTOOPT)
        NAMED(EPROTONOSUPPORT)
        NAMED(ESOCKTNOSUPPORT)
        NAMED(EOPNOTSUPP)
        NAMED(EAFNOSUPPORT)
        NAMED(EADDRINUSE)
        NAMED(EADDRNOTAVAIL)
        NAMED(ENETDOWN)
        NAMED(ENETUNREACH)
        NAMED(ECONNABORTED)
        NAMED(ECONNRESET)
        NAMED(ENOBUFS)
        NAMED(EISCONN)
        NAMED(ENOTCONN)
        NAMED(ETIMEDOUT)
        NAMED(ECONNREFUSED)
        NAMED(EHOSTUNREACH)
        NAMED(EALREADY)
        NAMED(EINPROGRESS)
#undef NAMED
    default:
        return "errno";
    }
}

const char *meaning(int error)
{
    switch (error) {
    case ECONNREFUSED:
    case ECONNRESET:
        return "nobody listens there, or too many wait to be accepted";
    case ETIMEDOUT:
        return "no answer";
    case EADDRINUSE:
        return "the address is taken";
    case EADDRNOTAVAIL:
        return "the address is not one of this machine's";
    case EACCES:
    case EPERM:
        return "not permitted";
    case ENODEV:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
        return "there is no way to such a machine";
    case EAFNOSUPPORT:
        return "the kernel does not have this kind of socket";
    case EMFILE:
        return "the process has no descriptor left; raise its limit (ulimit -n)";
    case ENFILE:
        return "the system has no descriptor left";
    case ENOMEM:
    case ENOBUFS:
        return "the system has no memory for it";
    default:
        return "the system refused";
    }
}

static void fill(
    struct failure *failure, const char *type, const char *operation, const char *address, int number, const char *format,
    va_list values)
{
    failure->type = type;
    failure->operation = operation;
    /* An address that does not fit is none that a socket has; half of one would be none that the suite can read. */
    snprintf(failure->address, sizeof failure->address, "%s", strlen(address) < sizeof failure->address ? address : "");
    vsnprintf(failure->reason, sizeof failure->reason, format, values);
    size_t whole;
    is_utf8(failure->reason, strlen(failure->reason), &whole);
    failure->reason[whole] = 0;
    failure->number = number;
    failure->bytes = 0;
}

int fail(
    struct failure *failure, const char *type, const char *operation, const char *address, int number, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fill(failure, type, operation, address, number, format, values);
    va_end(values);
    return -1;
}

int refuse(struct failure *failure, const char *type, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fill(failure, type, "", "", 0, format, values);
    va_end(values);
    return -1;
}

int fail_established(struct failure *failure, const char *operation, const char *address, int error)
{
    int number = abs(error);
    switch (number) {
    case EPIPE:
        return fail(failure, "closed", operation, address, number, "the peer has closed, or reads no more");
    /* ENOTCONN follows ECONNRESET when the transport was reset: a machine migrated or restored. ENOBUFS is how virtio-vsock ends a
       stream whose receiver had too many small packets queued. */
    case ECONNRESET:
    case ENOTCONN:
    case ENOBUFS:
    case ETIMEDOUT:
        return fail(failure, "reset", operation, address, number, "the stream broke; connect anew to go on");
    default:
        return fail(failure, "flow", operation, address, number, "%s", meaning(number));
    }
}

int fail_again(struct failure *failure, const struct failure *first, const char *operation)
{
    char system[40] = "";
    if (first->number != 0) {
        snprintf(system, sizeof system, " (%s %d)", error_name(first->number), first->number);
    }
    const char *type = strcmp(first->type, "closed") == 0 || strcmp(first->type, "reset") == 0 ? first->type : "flow";
    return fail(
        failure, type, operation, first->address, first->number, "the flow failed before: %s %s: %s%s", first->operation,
        first->address, first->reason, system);
}

void put_failure(struct bytes *out, const struct failure *failure, int64_t moved)
{
    put_text(out, failure->type);
    put_text(out, failure->operation);
    put_text(out, failure->address);
    put_text(out, failure->reason);
    put_text(out, failure->number == 0 ? "" : error_name(failure->number));
    put_u32(out, (uint32_t) failure->number);
    put_i64(out, failure->bytes);
    put_i64(out, moved);
}
