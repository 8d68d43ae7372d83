#include "frames.h"

enum { MAX_CHUNK = 32768 };
enum kind { DATA = 2, REPLY = 3, GOODBYE = 4 };

static void begin(struct bytes *frame, enum kind kind)
{
    put_u32(frame, 0);
    put_u8(frame, kind);
}

/* With its length in front; the frame is spent. */
static int finish(struct channel *channel, struct bytes *frame, int64_t nanos)
{
    size_t length = frame->length - 4;
    for (int i = 0; i < 4; i++) {
        frame->at[i] = (unsigned char) (length >> (24 - 8 * i));
    }
    int outcome = channel_send(channel, frame->at, frame->length, nanos);
    bytes_free(frame);
    return outcome;
}

int send_data(struct channel *channel, const struct request *request)
{
    int outcome = 0;
    for (size_t at = 0; at < request->moved && outcome == 0; at += MAX_CHUNK) {
        size_t length = request->moved - at < MAX_CHUNK ? request->moved - at : MAX_CHUNK;
        struct bytes frame = {0};
        begin(&frame, DATA);
        put_u32(&frame, request->id);
        put_raw(&frame, request->data + at, length);
        outcome = finish(channel, &frame, SILENCE);
    }
    return outcome;
}

int send_reply(struct channel *channel, const struct request *request)
{
    struct bytes frame = {0};
    begin(&frame, REPLY);
    put_u32(&frame, request->id);
    put_u8(&frame, request->failed);
    put_u8(&frame, atomic_load(&request->task.interrupted));
    if (request->failed) {
        put_failure(&frame, &request->failure, (int64_t) request->moved);
    } else {
        put_raw(&frame, request->result.at, request->result.length);
    }
    return finish(channel, &frame, SILENCE);
}

int send_goodbye(struct channel *channel, const char *wrong)
{
    struct bytes frame = {0};
    begin(&frame, GOODBYE);
    put_text(&frame, wrong);
    return finish(channel, &frame, 1000000000);
}
