#include "framing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t SHUTDOWN_READ = 0xdeadbeef;
static const uint32_t SHUTDOWN_WRITE = 0xbeefdead;
static const uint32_t CLOSE = 0xdeaddead;

enum { WORD = 4, MAX_DATA = 4096, ROOM = 65536 };

/* Bytes from `start` to `end` are in use; the memory is there only while any are. */
struct buffer {
    unsigned char *bytes;
    size_t start;
    size_t end;
};

struct framing {
    struct buffer out; /* encoded, not yet taken by the socket */
    bool owes_shutdown_read;
    bool owes_shutdown_write;
    bool said_shutdown_read;
    bool said_shutdown_write;

    struct buffer in; /* decoded, not yet read */
    uint32_t word;
    unsigned word_bytes;
    uint32_t data_left;
    bool peer_reads_no_more;
    bool peer_writes_no_more;
    bool dropping; /* this end reads no more */
    struct failure *broken;
};

struct framing *framing_new(void)
{
    return memory(sizeof(struct framing));
}

static size_t size(const struct buffer *buffer)
{
    return buffer->end - buffer->start;
}

static void drop(struct buffer *buffer)
{
    free(buffer->bytes);
    memset(buffer, 0, sizeof *buffer);
}

static void need(struct buffer *buffer)
{
    if (buffer->bytes == NULL) {
        buffer->bytes = memory(ROOM + WORD);
    }
}

void framing_free(struct framing *self)
{
    if (self != NULL) {
        drop(&self->out);
        drop(&self->in);
        free(self->broken);
        free(self);
    }
}

static void break_off(struct flow *flow, const struct failure *failure)
{
    flow->framing->broken = memory(sizeof *failure);
    *flow->framing->broken = *failure;
}

/* The stream makes no sense from here on. */
#define BREAK(flow, ...) \
    do { \
        struct failure why; \
        fail(&why, "reset", "read", (flow)->remote.text, 0, __VA_ARGS__); \
        break_off(flow, &why); \
    } while (0)

static void take_word(struct flow *flow, uint32_t word)
{
    struct framing *self = flow->framing;
    if (word == SHUTDOWN_READ) {
        self->peer_reads_no_more = true;
    } else if (word == SHUTDOWN_WRITE) {
        self->peer_writes_no_more = true;
    } else if (word == CLOSE) {
        self->peer_reads_no_more = true;
        self->peer_writes_no_more = true;
    } else if (word > MAX_DATA) {
        BREAK(flow, "frame word 0x%x is no signal and exceeds the longest frame of 4096 bytes", word);
    } else if (word > 0 && self->peer_writes_no_more) {
        BREAK(flow, "a frame of %u bytes came after the peer had ended its stream", word);
    } else {
        self->data_left = word;
    }
}

/* Takes raw bytes apart where they lie, behind what is decoded already: the data in them moves together. */
static void decode(struct flow *flow, size_t length)
{
    struct framing *self = flow->framing;
    unsigned char *at = self->in.bytes + self->in.end;
    unsigned char *end = at + length;
    while (at < end && self->broken == NULL) {
        if (self->data_left > 0) {
            size_t count = (size_t) (end - at) < self->data_left ? (size_t) (end - at) : self->data_left;
            if (!self->dropping) {
                memmove(self->in.bytes + self->in.end, at, count);
                self->in.end += count;
            }
            at += count;
            self->data_left -= (uint32_t) count;
        } else {
            self->word |= (uint32_t) *at++ << (8 * self->word_bytes++);
            if (self->word_bytes == WORD) {
                uint32_t word = self->word;
                self->word = 0;
                self->word_bytes = 0;
                take_word(flow, word);
            }
        }
    }
}

/* Takes one message from the socket, if there is room for it and any sense in it. */
static void receive(struct flow *flow)
{
    struct framing *self = flow->framing;
    if (self->broken != NULL) {
        return;
    }
    need(&self->in);
    size_t room = ROOM - self->in.end;
    room = room < flow->message_size ? room : flow->message_size;
    if (room > 0) {
        ssize_t count = socket_receive(&flow->socket, self->in.bytes + self->in.end, room);
        if (count > 0) {
            decode(flow, (size_t) count);
        } else if (count == 0 && self->data_left > 0) {
            BREAK(flow, "the stream broke off %u bytes before the end of a frame", self->data_left);
        } else if (count == 0 && self->word_bytes > 0) {
            BREAK(flow, "the stream broke off within a frame word");
        } else if (count == 0) {
            BREAK(flow, "the stream broke off without the peer having ended it");
        } else if (count != -EAGAIN) {
            struct failure failure;
            fail_established(&failure, "read", flow->remote.text, (int) count);
            break_off(flow, &failure);
        }
    }
    if (size(&self->in) == 0) {
        drop(&self->in);
    }
}

static int closed(struct flow *flow, const char *operation, struct failure *failure)
{
    fail(failure, "closed", operation, flow->remote.text, 0, "it is closed");
    return BROKEN;
}

static ssize_t framed_receive(struct flow *flow, void *into, size_t room, struct failure *failure)
{
    struct framing *self = flow->framing;
    if (size(&self->in) == 0) {
        receive(flow);
    }
    size_t count = size(&self->in) < room ? size(&self->in) : room;
    if (count > 0) {
        memcpy(into, self->in.bytes + self->in.start, count);
        self->in.start += count;
        if (size(&self->in) == 0) {
            drop(&self->in);
        }
        return (ssize_t) count;
    }
    if (self->peer_writes_no_more) {
        return 0;
    }
    if (self->broken != NULL) {
        *failure = *self->broken;
        return BROKEN;
    }
    return NOTHING_NOW;
}

ssize_t carrier_receive(struct flow *flow, void *into, size_t room, struct failure *failure)
{
    if (flow->socket.closed) {
        return closed(flow, "read", failure);
    }
    if (flow->framing != NULL) {
        return framed_receive(flow, into, room, failure);
    }
    ssize_t count = socket_receive(&flow->socket, into, room);
    if (count == -EAGAIN) {
        return NOTHING_NOW;
    }
    if (count < 0) {
        fail_established(failure, "read", flow->remote.text, (int) count);
        return BROKEN;
    }
    return count;
}

static ssize_t raw_send(struct flow *flow, const void *from, size_t length, struct failure *failure)
{
    size_t most = length < flow->message_size ? length : flow->message_size;
    ssize_t count = socket_send(&flow->socket, from, most);
    if (count == -EAGAIN) {
        return NOTHING_NOW;
    }
    if (count < 0) {
        fail_established(failure, "write", flow->remote.text, (int) count);
        return BROKEN;
    }
    return count;
}

static void put_word(struct buffer *out, uint32_t word)
{
    for (unsigned i = 0; i < WORD; i++) {
        out->bytes[out->end++] = (unsigned char) (word >> (8 * i));
    }
}

/* Sends what is encoded, then the signals that are owed. */
static int framed_send(struct flow *flow, struct failure *failure)
{
    struct framing *self = flow->framing;
    while (true) {
        while (size(&self->out) > 0) {
            ssize_t count = raw_send(flow, self->out.bytes + self->out.start, size(&self->out), failure);
            if (count < 0) {
                return (int) count;
            }
            self->out.start += (size_t) count;
        }
        drop(&self->out);
        if (!self->owes_shutdown_read && !self->owes_shutdown_write) {
            return 0;
        }
        need(&self->out);
        put_word(&self->out, self->owes_shutdown_read ? SHUTDOWN_READ : SHUTDOWN_WRITE);
        if (self->owes_shutdown_read) {
            self->owes_shutdown_read = false;
        } else {
            self->owes_shutdown_write = false;
        }
    }
}

/* Learns from the peer's signals that it takes no more, though nobody may be reading at this end. */
static int check_peer(struct flow *flow, struct failure *failure)
{
    struct framing *self = flow->framing;
    bool had = size(&self->in) > 0 || self->peer_writes_no_more || self->broken != NULL;
    receive(flow);
    bool has = size(&self->in) > 0 || self->peer_writes_no_more || self->broken != NULL;
    struct task *reader = flow->closer != NULL ? flow->closer : flow->in.waiter;
    if (!had && has && reader != NULL) {
        task_wake(reader); /* its bytes are no longer in the socket that it watches */
    }
    if (self->peer_reads_no_more) {
        fail(failure, "closed", "write", flow->remote.text, 0, "the peer reads no more");
        return BROKEN;
    }
    if (self->broken != NULL && strcmp(self->broken->type, "reset") == 0) {
        fail_again(failure, self->broken, "write");
        return BROKEN;
    }
    return 0;
}

ssize_t carrier_send(struct flow *flow, const void *from, size_t length, struct failure *failure)
{
    if (flow->socket.closed) {
        return closed(flow, "write", failure);
    }
    struct framing *self = flow->framing;
    if (self == NULL) {
        return raw_send(flow, from, length, failure);
    }
    int ready = check_peer(flow, failure);
    if (ready == 0) {
        ready = framed_send(flow, failure);
    }
    if (ready != 0) {
        return ready;
    }
    need(&self->out);
    size_t room = flow->message_size < ROOM ? flow->message_size : ROOM;
    room = room < WORD + 1 ? WORD + 1 : room;
    size_t taken = 0;
    while (taken < length && room > WORD) {
        size_t count = length - taken < MAX_DATA ? length - taken : MAX_DATA;
        count = count < room - WORD ? count : room - WORD;
        put_word(&self->out, (uint32_t) count);
        memcpy(self->out.bytes + self->out.end, (const char *) from + taken, count);
        self->out.end += count;
        taken += count;
        room -= WORD + count;
    }
    return framed_send(flow, failure) == BROKEN ? BROKEN : (ssize_t) taken;
}

int carrier_flush(struct flow *flow, struct failure *failure)
{
    if (flow->socket.closed) {
        return closed(flow, "write", failure);
    }
    return flow->framing == NULL ? 0 : framed_send(flow, failure);
}

size_t carrier_held(const struct flow *flow)
{
    size_t held = 0;
    const struct buffer *out = flow->framing == NULL ? NULL : &flow->framing->out;
    size_t at = 0; /* of the word of a frame, some of which may have gone */
    while (out != NULL && at < out->end) {
        uint32_t word = 0;
        for (unsigned i = 0; i < WORD; i++) {
            word |= (uint32_t) out->bytes[at + i] << (8 * i);
        }
        at += WORD;
        size_t end = at + (word > MAX_DATA ? 0 : word);
        size_t first = at > out->start ? at : out->start;
        held += end > first ? end - first : 0;
        at = end;
    }
    return held;
}

int carrier_shutdown_read(struct flow *flow)
{
    struct framing *self = flow->framing;
    if (self == NULL) {
        return socket_shutdown_read(&flow->socket);
    }
    self->dropping = true;
    drop(&self->in);
    self->owes_shutdown_read |= !self->said_shutdown_read;
    self->said_shutdown_read = true;
    return 0;
}

int carrier_shutdown_write(struct flow *flow)
{
    struct framing *self = flow->framing;
    if (self == NULL) {
        return socket_shutdown_write(&flow->socket);
    }
    self->owes_shutdown_write |= !self->said_shutdown_write;
    self->said_shutdown_write = true;
    return 0;
}

void carrier_close(struct flow *flow)
{
    struct framing *self = flow->framing;
    struct failure ignored; /* The peer is gone then, and to one that takes nothing, nothing can be told. */
    if (self != NULL && !flow->socket.closed) {
        if (framed_send(flow, &ignored) == 0) {
            need(&self->out);
            put_word(&self->out, CLOSE);
            framed_send(flow, &ignored);
        }
        socket_shutdown_write(&flow->socket);
    }
    socket_close(&flow->socket);
}

/* Tells the peer, if that needs no waiting, that this end reads no more: an abort of the socket alone does not reach a writer that is
   blocked at the peer over vhost-device-vsock while bytes lie unread here. */
void carrier_abort(struct flow *flow)
{
    struct framing *self = flow->framing;
    if (self != NULL && !flow->socket.closed) {
        struct failure ignored;
        self->owes_shutdown_write = false; /* it did not end */
        self->owes_shutdown_read |= !self->said_shutdown_read;
        self->said_shutdown_read = true;
        framed_send(flow, &ignored);
    }
    socket_abort(&flow->socket);
}
