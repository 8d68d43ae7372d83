#include "request.h"

#include "access.h"
#include "budget.h"

#include <stdlib.h>

enum { MAX_DATA = 67108864, MAX_BUFFERS = 8192 };

bool operation_known(unsigned number)
{
    return (number >= PING && number <= INTERRUPT) || (number >= LISTEN && number <= CLOSE_LISTENER)
        || (number >= CONNECT && number <= READ_PIECES);
}

static void take_address(struct request *self, struct cursor *in)
{
    char *text = take_text(in);
    if (in->wrong[0] == 0) {
        const char *operation = self->operation == LISTEN ? "listen" : "connect";
        self->failed = address_read(&self->address, operation, text, &self->failure) != 0;
        if (!self->failed && !access_allows(self->address.text)) {
            self->failed = true;
            refuse(&self->failure, "agent", "%s is not among the addresses that this agent may use; see its option --allow",
                self->address.text);
        }
    }
    free(text);
    struct failure failure;
    if (options_take(&self->options, in, &failure) != 0 && !self->failed) {
        self->failed = true;
        self->failure = failure;
    }
}

/* A gathering write is one write of the concatenation: only the sum of the sizes matters (W3). */
static void take_sizes(struct request *self, struct cursor *in)
{
    uint32_t buffers = take_size(in, MAX_BUFFERS, "the number of buffers");
    uint64_t total = 0;
    for (uint32_t i = 0; i < buffers && in->wrong[0] == 0; i++) {
        total += take_size(in, MAX_DATA, "the size of a buffer");
    }
    if (total > MAX_DATA) {
        take_wrong(in, "a WRITEV is of %llu bytes, must be of at most %d", (unsigned long long) total, MAX_DATA);
        return;
    }
    self->count = (uint32_t) total;
}

struct request *request_take(uint32_t id, enum operation operation, struct cursor *in)
{
    struct request *self = memory(sizeof *self);
    self->id = id;
    self->operation = operation;
    switch (operation) {
    case PING:
    case WHO:
        break;
    case REACH:
        self->scheme = take_text(in);
        break;
    case LISTEN:
    case CONNECT:
        take_address(self, in);
        break;
    case ACCEPT_TIMEOUT:
    case READ_TIMEOUT:
    case WRITE_TIMEOUT:
        self->number = take_u32(in);
        self->time = take_i64(in);
        break;
    case READ_SOME:
    case READ_INTO:
    case WRITE:
        self->number = take_u32(in);
        self->count = take_size(in, MAX_DATA, "the size of a read or a write");
        break;
    case WRITEV:
        self->number = take_u32(in);
        take_sizes(self, in);
        break;
    case WRITE_PIECES:
    case READ_PIECES:
        self->number = take_u32(in);
        self->count = take_size(in, MAX_DATA, "the size of a read or a write");
        self->piece = take_size(in, MAX_DATA, "the size of a piece");
        if (self->piece == 0) {
            take_wrong(in, "pieces of no bytes were asked for");
        }
        break;
    default:
        self->number = take_u32(in);
        break;
    }
    take_end(in);
    self->missing = operation == WRITE || operation == WRITEV || operation == WRITE_PIECES ? self->count : 0;
    return self;
}

bool request_hold(struct request *self, size_t bytes)
{
    if (!budget_take(bytes)) {
        return false;
    }
    self->held = bytes;
    self->data = bytes == 0 ? NULL : malloc(bytes);
    if (bytes > 0 && self->data == NULL) {
        request_let_go(self);
        return false;
    }
    return true;
}

void request_let_go(struct request *self)
{
    free(self->data);
    self->data = NULL;
    budget_give(self->held);
    self->held = 0;
}

void request_free(struct request *self)
{
    request_let_go(self);
    free(self->scheme);
    bytes_free(&self->result);
    free(self);
}
