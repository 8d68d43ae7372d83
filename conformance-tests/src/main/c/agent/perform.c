#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "flow.h"
#include "listener.h"
#include "session.h"

static const uint32_t END_OF_STREAM = UINT32_MAX;

static int who(struct request *request)
{
    struct utsname system;
    char text[200] = "unknown";
    if (uname(&system) == 0) {
        snprintf(text, sizeof text, "%s %s %s", system.sysname, system.release, system.machine);
    }
    put_u16(&request->result, 3);
    put_text(&request->result, "implementation");
    put_text(&request->result, "HvFlow's agent in C");
    put_text(&request->result, "system");
    put_text(&request->result, text);
    put_text(&request->result, "runtime");
    put_text(&request->result, "C compiler " __VERSION__);
    return 0;
}

static int reach(struct request *request)
{
    bool vsock = strcasecmp(request->scheme, "vsock") == 0;
    bool local = strcasecmp(request->scheme, "unix") == 0;
    put_u16(&request->result, vsock || local);
    if (vsock || local) {
        int descriptor = socket(vsock ? AF_VSOCK : AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        put_text(&request->result, "c");
        put_text(&request->result, descriptor >= 0 ? "" : "the kernel does not have this kind of socket");
        if (descriptor >= 0) {
            close(descriptor);
        }
    }
    return 0;
}

static int listen_at(struct request *request)
{
    struct listener *listener = listener_open(&request->address, &request->options, &request->failure);
    if (listener == NULL) {
        return -1;
    }
    uint32_t number;
    listener_retain(listener);
    int outcome = numbered_add(&session_holdings(request->session)->listeners, listener, &number, &request->failure);
    if (outcome == 0) {
        put_u32(&request->result, number);
        put_text(&request->result, listener_address(listener));
    }
    listener_release(listener);
    return outcome;
}

static void put_addresses(struct request *request, const struct flow *flow)
{
    put_text(&request->result, flow->local.text);
    put_text(&request->result, flow->remote.text);
}

static int opened(struct request *request, struct flow *flow)
{
    if (flow == NULL) {
        return -1;
    }
    uint32_t number;
    flow_retain(flow);
    int outcome = numbered_add(&session_holdings(request->session)->flows, flow, &number, &request->failure);
    if (outcome == 0) {
        put_u32(&request->result, number);
        put_u8(&request->result, flow_capabilities(flow));
        put_addresses(request, flow);
    }
    flow_release(flow);
    return outcome;
}

static int with_listener(struct request *request, struct listener *listener)
{
    switch (request->operation) {
    case ACCEPT:
        return opened(request, listener_accept(listener, &request->task, &request->failure));
    case ACCEPT_TIMEOUT:
        if (check_timeout("acceptTimeout", request->time, 1, &request->failure) != 0) {
            return -1;
        }
        listener_timeout(listener, request->time);
        return 0;
    default:
        listener_close(listener);
        numbered_ended(&session_holdings(request->session)->listeners, request->number);
        return 0;
    }
}

static int read_flow(struct request *request, struct flow *flow)
{
    struct failure *failure = &request->failure;
    struct task *task = &request->task;
    size_t *moved = &request->moved;
    int outcome;
    if (request->operation == READ_INTO) {
        outcome = flow_read_into(flow, task, request->data, request->count, moved, failure);
        put_u8(&request->result, *moved == request->count);
    } else if (request->operation == READ_SOME) {
        outcome = flow_read(flow, task, request->data, request->count, moved, failure);
        put_u32(&request->result, *moved == 0 && request->count > 0 ? END_OF_STREAM : (uint32_t) *moved);
    } else {
        size_t room = flow->message_size < 65536 ? flow->message_size : 65536;
        if (!request_hold(request, room)) {
            return refuse(failure, "agent", "no room for a read of %zu bytes; give the agent more memory", room);
        }
        outcome = flow_read(flow, task, request->data, room, moved, failure);
        put_u8(&request->result, *moved == 0);
    }
    return outcome;
}

static int write_pieces(struct request *request, struct flow *flow)
{
    int outcome = flow_charge(flow, request->count, &request->failure);
    for (size_t start = 0; outcome == 0 && start < request->count; start += request->piece) {
        size_t rest = request->count - start;
        size_t moved = 0;
        outcome = flow_write(flow, &request->task, request->data + start, rest < request->piece ? rest : request->piece, &moved,
            &request->failure);
        request->moved += moved;
    }
    return outcome;
}

static int read_pieces(struct request *request, struct flow *flow)
{
    int outcome = 0;
    size_t moved = 1;
    while (outcome == 0 && moved > 0 && request->moved < request->count) {
        size_t rest = request->count - request->moved;
        moved = 0;
        outcome = flow_read(flow, &request->task, request->data + request->moved, rest < request->piece ? rest : request->piece, &moved,
            &request->failure);
        request->moved += moved;
    }
    put_u8(&request->result, request->moved == request->count);
    return outcome;
}

static int set_timeout(struct request *request, struct flow *flow)
{
    bool reading = request->operation == READ_TIMEOUT;
    if (check_timeout(reading ? "readTimeout" : "writeTimeout", request->time, 1, &request->failure) != 0) {
        return -1;
    }
    pthread_mutex_lock(&flow->lock);
    *(reading ? &flow->in.timeout : &flow->out.timeout) = request->time;
    pthread_mutex_unlock(&flow->lock);
    return 0;
}

static int stats(struct request *request, struct flow *flow)
{
    pthread_mutex_lock(&flow->lock);
    put_i64(&request->result, flow->in.bytes);
    put_i64(&request->result, flow->in.calls);
    put_i64(&request->result, flow->out.bytes);
    put_i64(&request->result, flow->out.calls);
    pthread_mutex_unlock(&flow->lock);
    return 0;
}

static int end_flow(struct request *request, struct flow *flow)
{
    int outcome = 0;
    if (request->operation == ABORT) {
        flow_abort(flow);
    } else {
        outcome = flow_close(flow, &request->task, &request->failure);
    }
    numbered_ended(&session_holdings(request->session)->flows, request->number);
    return outcome;
}

static int with_flow(struct request *request, struct flow *flow)
{
    switch (request->operation) {
    case READ:
    case READ_SOME:
    case READ_INTO:
        return read_flow(request, flow);
    case WRITE:
    case WRITEV:
        if (flow_charge(flow, request->count, &request->failure) != 0) {
            return -1;
        }
        return flow_write(flow, &request->task, request->data, request->count, &request->moved, &request->failure);
    case WRITE_PIECES:
        return write_pieces(request, flow);
    case READ_PIECES:
        return read_pieces(request, flow);
    case SHUTDOWN_READ:
        return flow_shutdown_read(flow, &request->failure);
    case SHUTDOWN_WRITE:
        flow_shutdown_write(flow);
        return 0;
    case READ_TIMEOUT:
    case WRITE_TIMEOUT:
        return set_timeout(request, flow);
    case STATS:
        return stats(request, flow);
    case ADDRESSES:
        put_addresses(request, flow);
        return 0;
    default:
        return end_flow(request, flow);
    }
}

static int dispatch(struct request *request)
{
    struct failure *failure = &request->failure;
    switch (request->operation) {
    case PING:
        return 0;
    case WHO:
        return who(request);
    case REACH:
        return reach(request);
    case LISTEN:
        return listen_at(request);
    case CONNECT:
        return opened(request, flow_connect(&request->address, &request->options, &request->task, failure));
    case ACCEPT:
    case ACCEPT_TIMEOUT:
    case CLOSE_LISTENER: {
        struct listener *listener = numbered_get(&session_holdings(request->session)->listeners, request->number, failure);
        int outcome = listener == NULL ? -1 : with_listener(request, listener);
        if (listener != NULL) {
            listener_release(listener);
        }
        return outcome;
    }
    default: {
        struct flow *flow = numbered_get(&session_holdings(request->session)->flows, request->number, failure);
        int outcome = flow == NULL ? -1 : with_flow(request, flow);
        if (flow != NULL) {
            flow_release(flow);
        }
        return outcome;
    }
    }
}

void perform(struct request *request)
{
    request->failed = dispatch(request) != 0;
}
