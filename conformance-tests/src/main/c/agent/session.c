#include "session.h"

#include "access.h"
#include "frames.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char HELLO[12] = {'H', 'v', 'F', 'l', 'o', 'w', 'A', 'g', 0, 1, 0, 0};

enum { MAGIC = 8, VERSION = 1, MAX_REQUESTS = 4096, BUCKETS = 512 };
enum kind { REQUEST = 1, DATA = 2 };

struct session {
    struct channel channel;
    struct holdings holdings;
    pthread_mutex_t lock; /* guards the rest */
    struct request *requests[BUCKETS];
    unsigned unanswered;
    bool over;
    enum end end;
};

struct holdings *session_holdings(struct session *self)
{
    return &self->holdings;
}

/* Ends the session, unless it has ended before; says why, unless it ends in order. */
__attribute__((format(printf, 3, 4))) static void finish(struct session *self, enum end end, const char *format, ...)
{
    pthread_mutex_lock(&self->lock);
    bool first = !self->over;
    self->over = true;
    if (first) {
        self->end = end;
    }
    pthread_mutex_unlock(&self->lock);
    if (first && end != END_DONE) {
        va_list values;
        va_start(values, format);
        char complaint[300];
        vsnprintf(complaint, sizeof complaint, format, values);
        va_end(values);
        fprintf(stderr, "hvflow agent: %s\n", complaint);
    }
    channel_stop(&self->channel);
}

/* Tells the suite why the session ends, and ends it. */
static void break_off(struct session *self, const char *wrong)
{
    send_goodbye(&self->channel, wrong);
    finish(self, END_PROTOCOL, "the suite broke the protocol: %s", wrong);
}

static void reply(struct session *self, struct request *request)
{
    if (send_reply(&self->channel, request) != 0) {
        finish(self, END_CHANNEL, "the control channel broke, or nobody takes what is sent there");
    }
    request_free(request);
}

static struct request **place(struct session *self, uint32_t id)
{
    struct request **at = &self->requests[id % BUCKETS];
    while (*at != NULL && (*at)->id != id) {
        at = &(*at)->next;
    }
    return at;
}

static struct request *find(struct session *self, uint32_t id)
{
    pthread_mutex_lock(&self->lock);
    struct request *request = *place(self, id);
    pthread_mutex_unlock(&self->lock);
    return request;
}

/* Answers a request, and forgets it: before the reply goes out, since the suite may use the number again when it has come. */
static void answer(struct session *self, struct request *request)
{
    if ((request->operation >= READ && request->operation <= READ_INTO) || request->operation == READ_PIECES) {
        send_data(&self->channel, request);
    }
    request_let_go(request);
    pthread_mutex_lock(&self->lock);
    *place(self, request->id) = request->next;
    self->unanswered--;
    pthread_mutex_unlock(&self->lock);
    reply(self, request);
}

static void run(struct job *job, int wake)
{
    struct request *request = (struct request *) job;
    struct session *self = request->session;
    pthread_mutex_lock(&self->lock);
    request->task.wake = wake;
    request->performed = true;
    pthread_mutex_unlock(&self->lock);
    if (!request->granted) {
        refuse(&request->failure, "agent", "no room for %u more bytes of data; give the agent more memory", request->count);
        request->failed = true;
    } else if (!request->failed) {
        perform(request);
    }
    answer(self, request);
}

static void start(struct session *self, struct request *request)
{
    request->job.run = run;
    int error = pool_run(&request->job);
    if (error != 0) {
        request->failed = true;
        refuse(&request->failure, "agent", "no thread for the request: %s", strerror(error));
        answer(self, request);
    }
}

/* Reaches a request that may be answered already. */
static void interrupt(struct session *self, struct request *request)
{
    pthread_mutex_lock(&self->lock);
    struct request *other = *place(self, request->number);
    if (other != NULL) {
        atomic_store(&other->task.interrupted, true);
        if (other->performed) {
            task_wake(&other->task);
        }
    }
    pthread_mutex_unlock(&self->lock);
    reply(self, request);
}

/* Takes a request in; fills in the cursor's `wrong` if it may not be. */
static void take_request(struct session *self, struct cursor *in)
{
    uint32_t id = take_u32(in);
    unsigned operation = take_u8(in);
    take_u8(in); /* flags: this agent has one kind of thread only */
    if (in->wrong[0] == 0 && !operation_known(operation)) {
        take_wrong(in, "operation %u is unknown", operation);
    }
    if (in->wrong[0] != 0) {
        return;
    }
    struct request *request = request_take(id, (enum operation) operation, in);
    request->session = self;
    if (in->wrong[0] == 0 && operation == INTERRUPT) {
        interrupt(self, request);
        return;
    }
    pthread_mutex_lock(&self->lock);
    if (self->unanswered >= MAX_REQUESTS) {
        take_wrong(in, "more than %d requests wait for their replies", MAX_REQUESTS);
    } else if (*place(self, id) != NULL) {
        take_wrong(in, "request %u is not answered yet", id);
    }
    bool taken = in->wrong[0] == 0;
    if (taken) {
        *place(self, id) = request;
        self->unanswered++;
    }
    pthread_mutex_unlock(&self->lock);
    if (!taken) {
        request_free(request);
        return;
    }
    request->granted = request_hold(request, request->count);
    if (request->missing == 0) {
        start(self, request);
    }
}

static void take_data(struct session *self, struct cursor *in)
{
    uint32_t id = take_u32(in);
    /* Only this thread starts requests, so one that lacks data stays where it is. */
    struct request *request = in->wrong[0] == 0 ? find(self, id) : NULL;
    if (in->wrong[0] != 0) {
        return;
    }
    if (request == NULL || request->missing == 0) {
        take_wrong(in, "data came for request %u, which waits for none", id);
        return;
    }
    if (in->left == 0 || in->left > request->missing) {
        take_wrong(in, "%zu bytes of data came for request %u, which lacks %zu", in->left, id, request->missing);
        return;
    }
    if (request->data != NULL) {
        memcpy(request->data + (request->count - request->missing), in->at, in->left);
    }
    request->missing -= in->left;
    if (request->missing == 0) {
        start(self, request);
    }
}

/* What the suite sent first: 1, or what channel_read said, or -1 if it is no hello that this agent can answer. */
static int take_hello(struct session *self)
{
    unsigned char seen[sizeof HELLO];
    char text[3 * MAGIC + 1] = "";
    for (size_t i = 0; i < sizeof seen; i++) {
        /* Byte by byte, so that a peer of another kind is found out by its first wrong one. */
        int outcome = channel_read(&self->channel, seen + i, 1);
        if (outcome <= 0) {
            finish(self, END_CHANNEL, "%s", outcome < 0 ? self->channel.wrong : "the control channel ended before a hello");
            return outcome;
        }
        if (i < MAGIC) {
            snprintf(text + 3 * i, sizeof text - 3 * i, "%s%02x", i == 0 ? "" : " ", seen[i]);
        }
        if (i < MAGIC && seen[i] != HELLO[i]) {
            char wrong[100];
            snprintf(wrong, sizeof wrong, "it began with the bytes %s, not with a hello", text);
            break_off(self, wrong);
            return -1;
        }
    }
    unsigned version = (unsigned) seen[MAGIC] << 8 | seen[MAGIC + 1];
    size_t length = (size_t) seen[MAGIC + 2] << 8 | seen[MAGIC + 3];
    unsigned char token[MOST_TOKEN];
    if (version == VERSION && length > 0 && length <= sizeof token) {
        int outcome = channel_read(&self->channel, token, length);
        if (outcome <= 0) {
            finish(self, END_CHANNEL, "%s", outcome < 0 ? self->channel.wrong : "the control channel ended before a hello");
            return outcome;
        }
    }
    self->channel.greeted = true;
    channel_send(&self->channel, HELLO, sizeof HELLO, SILENCE);
    if (version != VERSION) {
        char wrong[100];
        snprintf(wrong, sizeof wrong, "the suite speaks version %u of the protocol, this agent version %d", version, VERSION);
        break_off(self, wrong);
        return -1;
    }
    if (length > sizeof token) {
        break_off(self, "a token is of more than 1024 bytes");
        return -1;
    }
    if (!access_admits(token, length)) {
        break_off(self,
            length == 0 ? "this agent wants a token, and the suite has none; see HVFLOW_AGENT_TOKEN"
                        : "the suite's token is not this agent's");
        return -1;
    }
    return 1;
}

/* Reads a frame and takes it in: 1, 0 if the channel ended before it, or -1. */
static int take_frame(struct session *self, unsigned char *frame)
{
    unsigned char raw[4];
    int outcome = channel_read(&self->channel, raw, sizeof raw);
    if (outcome <= 0) {
        return outcome;
    }
    struct cursor in = {.at = raw, .left = sizeof raw};
    uint32_t length = take_u32(&in);
    if (length < 1 || length > MAX_FRAME) {
        take_wrong(&in, "a frame is of %u bytes, must be of 1 to %d", length, MAX_FRAME);
    } else {
        outcome = channel_read(&self->channel, frame, length);
        if (outcome == 0) {
            snprintf(self->channel.wrong, sizeof self->channel.wrong, "the control channel ended in the middle of a frame");
        }
        if (outcome <= 0) {
            return -1;
        }
        in.at = frame;
        in.left = length;
        unsigned kind = take_u8(&in);
        if (kind == REQUEST) {
            take_request(self, &in);
        } else if (kind == DATA) {
            take_data(self, &in);
        } else {
            take_wrong(&in, "a frame is of the kind %u, which a suite does not send", kind);
        }
    }
    if (in.wrong[0] != 0) {
        break_off(self, in.wrong);
        return -1;
    }
    return 1;
}

/* Nothing of the session may be left: no thread, no flow, no listener, no memory. */
static void release(struct session *self)
{
    channel_stop(&self->channel);
    holdings_drain(&self->holdings);
    pthread_mutex_lock(&self->lock);
    for (size_t i = 0; i < BUCKETS; i++) {
        for (struct request *request = self->requests[i]; request != NULL; request = request->next) {
            atomic_store(&request->task.interrupted, true);
            if (request->performed) {
                task_wake(&request->task);
            }
        }
    }
    pthread_mutex_unlock(&self->lock);
    pool_await();
    for (size_t i = 0; i < BUCKETS; i++) {
        /* Those that are left were never started: their data has not come. */
        while (self->requests[i] != NULL) {
            struct request *request = self->requests[i];
            self->requests[i] = request->next;
            request_free(request);
        }
    }
    holdings_close(&self->holdings);
    channel_close(&self->channel);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

enum end session_serve(int in, int out, bool patient)
{
    struct session *self = memory(sizeof *self);
    holdings_open(&self->holdings);
    pthread_mutex_init(&self->lock, NULL);
    if (channel_open(&self->channel, in, out, patient) != 0) {
        finish(self, END_CHANNEL, "no descriptor is left for the session");
    } else if (take_hello(self) > 0) {
        unsigned char *frame = memory(MAX_FRAME);
        int outcome;
        do {
            outcome = take_frame(self, frame);
        } while (outcome > 0);
        free(frame);
        if (outcome == 0) {
            finish(self, END_DONE, "%s", "");
        } else {
            finish(self, END_CHANNEL, "%s", self->channel.wrong);
        }
    }
    enum end end = self->end;
    release(self);
    return end;
}
