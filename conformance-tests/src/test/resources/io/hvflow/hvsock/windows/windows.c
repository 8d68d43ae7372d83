/*
 * A stand-in for the functions of Windows that the backend for AF_HYPERV uses, for tests on Linux: those of Winsock over AF_UNIX,
 * within one process, and those of the registry in memory.
 * Semantics and error numbers are those that docs/hyperv.md states, with its sources; what Windows does where nothing is written
 * about it, this does not tell. The functions have the names of Windows' own behind standin_, since libc has some of them too, and
 * leave the error number in errno, which is all that the JDK captures on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    AF_HYPERV_WINDOWS = 34,
    OPERATION_ABORTED = 995,
    NOT_FOUND = 1168,
    BROKEN_PIPE = 109,
    FAULT = 10014,
    INVALID = 10022,
    TOO_MANY = 10024,
    NOT_A_SOCKET = 10038,
    NO_PROTOCOL_OPTION = 10042,
    NO_PROTOCOL = 10043,
    NO_FAMILY = 10047,
    IN_USE = 10048,
    NOT_AVAILABLE = 10049,
    NET_DOWN = 10050,
    NET_UNREACHABLE = 10051,
    ACCESS = 10013,
    RESET = 10054,
    IS_CONNECTED = 10056,
    NOT_CONNECTED = 10057,
    SHUT_DOWN = 10058,
    TIMED_OUT = 10060,
    REFUSED = 10061
};

/* What real systems do wrong, to be switched on; the F numbers are those of docs/hyperv.md. */
enum {
    NO_HALF_CLOSE = 1,             /* F-10: SD_SEND succeeds, and the peer never hears of it */
    CLOSE_DISCARDS = 2,            /* F-09: what the peer has not read when this end closes is gone */
    SHUTDOWN_READ_INVISIBLE = 4,   /* F-12: SD_RECEIVE is not told to the peer */
    BROKEN_PIPE_AT_CLOSE = 8,      /* F-13: without SD_SEND before it, a close breaks the peer's pipe */
    CONNECT_HANGS = 16,            /* F-19: where nobody accepts, connect is not refused but never ends */
    NETWORK_DOWN = 32              /* F-22: WSAENETDOWN from socket, connect, accept and closesocket */
};

enum { MAX_SOCKETS = 16384, WINDOW = 32768 };

struct buffer { /* WSABUF */
    uint32_t length;
    char *bytes;
};

struct address { /* SOCKADDR_HV */
    uint16_t family;
    uint16_t reserved;
    uint8_t vm[16];
    uint8_t service[16];
};

struct call { /* that blocks */
    struct call *next;
    int wake;
    int cancelled;
};

struct state { /* of a socket whose descriptor is the index */
    int used, listening, connected, sent_end, reads_no_more;
    int peer_broke, peer_discarded;
    uint32_t serial, peer_serial;
    uint32_t connect_timeout, connected_suspend;
    struct address local;
    struct call *calls;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct state sockets[MAX_SOCKETS];
static uint32_t oddities, last_serial, misuses, last_connect_timeout, last_connected_suspend, blocked;
static int started, highest;

static const uint8_t WILDCARD[16];
static const uint8_t LOOPBACK[16] = {0x97, 0x61, 0xe1, 0xe0, 0x56, 0xdd, 0x10, 0x4a,
                                     0x91, 0x95, 0x5e, 0xe7, 0xa1, 0x55, 0xa8, 0x38};
static const uint8_t CHILDREN[16] = {0x89, 0x8b, 0xdb, 0x90, 0x35, 0x0d, 0x79, 0x4f,
                                     0x8c, 0xe9, 0x49, 0xea, 0x0a, 0xc8, 0xb7, 0xcd};
static const uint8_t PARENT[16] = {0xda, 0x7c, 0x2e, 0xa4, 0x3f, 0xd0, 0x0c, 0x48,
                                   0x9c, 0xc2, 0xa4, 0xde, 0x20, 0xab, 0xb8, 0x78};

void standin_oddities(uint32_t chosen) { oddities = chosen; }
uint32_t standin_misuses(void) { return misuses; }
uint32_t standin_blocked(void) { return blocked; }
uint32_t standin_connect_timeout(void) { return last_connect_timeout; }
uint32_t standin_connected_suspend(void) { return last_connected_suspend; }

static int fail(int code) {
    errno = code;
    return -1;
}

/* Handles are more than 32 bits, as nothing forbids, and used again at once, as Windows does. */
static uint64_t handle_of(int fd) { return (uint64_t)1 << 32 | (uint64_t)fd << 2; }

static int fd_of(uint64_t handle) {
    if (handle == UINT64_MAX) return -1; /* INVALID_SOCKET, which is nobody's */
    uint64_t fd = (handle & 0xffffffff) >> 2;
    if (handle >> 32 != 1 || handle & 3 || fd >= MAX_SOCKETS || !sockets[fd].used) {
        __sync_fetch_and_add(&misuses, 1);
        return -1;
    }
    return (int)fd;
}

static int code_of(int error) {
    switch (error) {
    case EPIPE: return SHUT_DOWN;
    case ECONNRESET: return RESET;
    case ECONNREFUSED: case EAGAIN: return REFUSED;
    case EADDRINUSE: return IN_USE;
    case ENOTCONN: return NOT_CONNECTED;
    case EISCONN: return IS_CONNECTED;
    case EMFILE: case ENFILE: return TOO_MANY;
    default: return INVALID;
    }
}

/* Blocks until the descriptor is ready (none: for ever) or the call is cancelled; 0, or the error. */
static int block(int fd, int watched, short events) {
    struct call call = {.wake = eventfd(0, EFD_CLOEXEC)};
    if (call.wake < 0) return TOO_MANY;
    pthread_mutex_lock(&mutex);
    call.next = sockets[fd].calls;
    sockets[fd].calls = &call;
    blocked++;
    pthread_mutex_unlock(&mutex);
    struct pollfd polled[2] = {{.fd = call.wake, .events = POLLIN}, {.fd = watched, .events = events}};
    while (poll(polled, watched < 0 ? 1 : 2, -1) < 0 && errno == EINTR) {}
    pthread_mutex_lock(&mutex);
    struct call **link = &sockets[fd].calls;
    while (*link != &call) link = &(*link)->next;
    *link = call.next;
    blocked--;
    pthread_mutex_unlock(&mutex);
    close(call.wake);
    return call.cancelled ? OPERATION_ABORTED : 0;
}

static struct sockaddr_un name_of(const char *kind, const uint8_t *id, size_t size, socklen_t *length) {
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int at = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "hvflow-%d-%s-", getpid(), kind) + 1;
    for (size_t i = 0; i < size; i++) at += sprintf(name.sun_path + at, "%02x", id[i]);
    *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + at);
    return name;
}

static struct sockaddr_un name_of_serial(uint32_t serial, socklen_t *length) {
    return name_of("end", (const uint8_t *)&serial, sizeof serial, length);
}

static uint32_t serial_of(const struct sockaddr_un *name) {
    uint32_t serial = 0;
    const char *digits = strstr(name->sun_path + 1, "-end-");
    for (size_t i = 0; digits && i < sizeof serial; i++) {
        unsigned byte;
        sscanf(digits + 5 + 2 * i, "%2x", &byte);
        ((uint8_t *)&serial)[i] = (uint8_t)byte;
    }
    return serial;
}

/* With the mutex: the other end, if it is still there. */
static struct state *peer_of(const struct state *socket) {
    for (int i = 0; i <= highest && socket->peer_serial; i++)
        if (sockets[i].used && sockets[i].serial == socket->peer_serial) return &sockets[i];
    return NULL;
}

static void add(int fd) {
    pthread_mutex_lock(&mutex);
    memset(&sockets[fd], 0, sizeof sockets[fd]);
    sockets[fd].used = 1;
    if (fd > highest) highest = fd;
    sockets[fd].serial = ++last_serial;
    pthread_mutex_unlock(&mutex);
    int window = WINDOW;
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &window, sizeof window);
}

int standin_WSAStartup(uint16_t version, void *data) {
    memset(data, 0, 408);
    if (version != 0x0202) return 10092;
    started = 1;
    return 0;
}

int64_t standin_WSASocketW(int family, int type, int protocol, void *info, uint32_t group, uint32_t flags) {
    if (!started) return fail(10093);
    if (oddities & NETWORK_DOWN) return fail(NET_DOWN);
    if (family != AF_HYPERV_WINDOWS) return fail(NO_FAMILY);
    if (type != 1 || protocol != 1) return fail(NO_PROTOCOL);
    if (info || group || flags != 0x81) return fail(INVALID);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || fd >= MAX_SOCKETS) {
        if (fd >= 0) close(fd);
        return fail(TOO_MANY);
    }
    add(fd);
    return (int64_t)handle_of(fd);
}

static int check(const struct address *address, int length) {
    if (length < (int)sizeof *address) return FAULT;
    return address->family == AF_HYPERV_WINDOWS && !address->reserved ? 0 : NO_FAMILY;
}

static int is(const uint8_t *id, const uint8_t *other) { return !memcmp(id, other, 16); }

int standin_bind(uint64_t handle, const struct address *address, int length) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    int wrong = check(address, length);
    if (wrong) return fail(wrong);
    const uint8_t *vm = address->vm;
    if (!is(vm, WILDCARD) && !is(vm, LOOPBACK) && !is(vm, CHILDREN) && !is(vm, PARENT)) return fail(NOT_AVAILABLE);
    if (is(address->service, WILDCARD)) return fail(ACCESS);
    socklen_t size;
    struct sockaddr_un name = name_of("service", address->service, 16, &size);
    if (bind(fd, (struct sockaddr *)&name, size)) return fail(code_of(errno));
    sockets[fd].local = *address;
    return 0;
}

int standin_listen(uint64_t handle, int backlog) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (sockets[fd].local.family == 0) return fail(INVALID);
    if (listen(fd, backlog)) return fail(code_of(errno));
    sockets[fd].listening = 1;
    return 0;
}

int standin_connect(uint64_t handle, const struct address *address, int length) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    int wrong = check(address, length);
    if (wrong) return fail(wrong);
    if (oddities & NETWORK_DOWN) return fail(NET_DOWN);
    if (!is(address->vm, LOOPBACK) && !is(address->vm, PARENT)) return fail(NET_UNREACHABLE);
    socklen_t size;
    struct sockaddr_un own = name_of_serial(sockets[fd].serial, &size);
    if (bind(fd, (struct sockaddr *)&own, size)) return fail(code_of(errno));
    struct sockaddr_un name = name_of("service", address->service, 16, &size);
    if (connect(fd, (struct sockaddr *)&name, size)) {
        if (!(oddities & CONNECT_HANGS)) return fail(code_of(errno));
        return fail(block(fd, -1, 0));
    }
    struct address local = {.family = AF_HYPERV_WINDOWS};
    memcpy(local.vm, CHILDREN, 16);
    memcpy(local.service, &sockets[fd].serial, sizeof(uint32_t));
    sockets[fd].local = local;
    sockets[fd].connected = 1;
    return 0;
}

int64_t standin_accept(uint64_t handle, struct address *address, int *length) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (!sockets[fd].listening) return fail(INVALID);
    if (*length < (int)sizeof *address) return fail(FAULT);
    for (;;) {
        if (oddities & NETWORK_DOWN) return fail(NET_DOWN);
        struct sockaddr_un name = {0};
        socklen_t size = sizeof name;
        /* As Windows has it: children inherit what was accepted, until they are kept from it. */
        int accepted = accept4(fd, (struct sockaddr *)&name, &size, SOCK_NONBLOCK);
        if (accepted >= MAX_SOCKETS) {
            close(accepted);
            return fail(TOO_MANY);
        }
        if (accepted >= 0) {
            add(accepted);
            pthread_mutex_lock(&mutex);
            struct state *here = &sockets[accepted];
            here->connected = 1;
            here->peer_serial = serial_of(&name);
            here->local = sockets[fd].local;
            struct state *there = peer_of(here);
            if (there) there->peer_serial = here->serial;
            memset(address, 0, sizeof *address);
            address->family = AF_HYPERV_WINDOWS;
            memcpy(address->vm, LOOPBACK, 16);
            memcpy(address->service, &here->peer_serial, sizeof here->peer_serial);
            *length = sizeof *address;
            pthread_mutex_unlock(&mutex);
            return (int64_t)handle_of(accepted);
        }
        if (errno != EAGAIN) return fail(code_of(errno));
        int ended = block(fd, fd, POLLIN);
        if (ended) return fail(ended);
    }
}

int standin_setsockopt(uint64_t handle, int level, int option, const uint32_t *value, int length) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (level != 1 || (option != 1 && option != 4)) return fail(NO_PROTOCOL_OPTION);
    if (length != sizeof *value) return fail(FAULT);
    if (option == 1 && *value > 300000) return fail(INVALID);
    *(option == 1 ? &last_connect_timeout : &last_connected_suspend) = *value;
    return 0;
}

int standin_getsockname(uint64_t handle, struct address *address, int *length) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (*length < (int)sizeof *address) return fail(FAULT);
    *address = sockets[fd].local;
    return sockets[fd].local.family ? 0 : fail(INVALID);
}

/* A blocking send sends everything, or what it had when it was cancelled. */
int standin_WSASend(uint64_t handle, const struct buffer *buffers, uint32_t count, uint32_t *sent, uint32_t flags,
                    void *overlapped, void *completion) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (flags || overlapped || completion || count < 1) return fail(INVALID);
    struct state *socket = &sockets[fd];
    if (!socket->connected) return fail(NOT_CONNECTED);
    *sent = 0;
    for (uint32_t i = 0, at = 0; i < count; i++, at = 0) {
        while (at < buffers[i].length) {
            if (socket->sent_end) return fail(SHUT_DOWN);
            ssize_t now = send(fd, buffers[i].bytes + at, buffers[i].length - at, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (now >= 0) {
                at += (uint32_t)now;
                *sent += (uint32_t)now;
            } else if (errno == EAGAIN) {
                int ended = block(fd, fd, POLLOUT);
                if (ended) return *sent ? 0 : fail(ended);
            } else if (errno != EINTR) {
                return fail(code_of(errno));
            }
        }
    }
    return 0;
}

/* Takes what has arrived: AF_UNIX would make a reset of what a socket has unread when it closes. */
static void drain(int fd) {
    char bytes[4096];
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {}
}

int standin_WSARecv(uint64_t handle, struct buffer *buffers, uint32_t count, uint32_t *received, uint32_t *flags,
                    void *overlapped, void *completion) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (*flags || overlapped || completion || count != 1 || !buffers->length) return fail(INVALID);
    struct state *socket = &sockets[fd];
    if (!socket->connected) return fail(NOT_CONNECTED);
    for (;;) {
        if (socket->peer_discarded) drain(fd);
        ssize_t now = recv(fd, buffers->bytes, buffers->length, MSG_DONTWAIT);
        if (now > 0) {
            *received = (uint32_t)now;
            return 0;
        }
        if (socket->reads_no_more) return fail(SHUT_DOWN);
        if (now == 0) {
            *received = 0;
            return socket->peer_broke ? fail(BROKEN_PIPE) : 0;
        }
        if (errno == EAGAIN) {
            int ended = block(fd, fd, POLLIN);
            if (ended) return fail(ended);
        } else if (errno != EINTR) {
            return fail(code_of(errno));
        }
    }
}

static int cancel(int fd) {
    int any = 0;
    pthread_mutex_lock(&mutex);
    for (struct call *call = sockets[fd].calls; call; call = call->next) {
        call->cancelled = 1;
        eventfd_write(call->wake, 1);
        any = 1;
    }
    pthread_mutex_unlock(&mutex);
    return any;
}

int standin_shutdown(uint64_t handle, int how) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    if (!sockets[fd].connected) return fail(NOT_CONNECTED);
    if (how == 1) {
        sockets[fd].sent_end = 1;
        if (!(oddities & NO_HALF_CLOSE)) shutdown(fd, SHUT_WR);
    } else if (how == 0) {
        sockets[fd].reads_no_more = 1;
        if (!(oddities & SHUTDOWN_READ_INVISIBLE)) {
            shutdown(fd, SHUT_RD);
            drain(fd);
        }
    } else {
        return fail(INVALID);
    }
    return 0;
}

int standin_closesocket(uint64_t handle) {
    int fd = fd_of(handle);
    if (fd < 0) return fail(NOT_A_SOCKET);
    pthread_mutex_lock(&mutex);
    struct state *socket = &sockets[fd];
    if (socket->calls) __sync_fetch_and_add(&misuses, 1); /* their callers may yet use the number of another */
    struct state *peer = peer_of(socket);
    if (peer) {
        peer->peer_broke = oddities & BROKEN_PIPE_AT_CLOSE && !socket->sent_end;
        peer->peer_discarded = (oddities & CLOSE_DISCARDS) != 0;
    }
    if (socket->connected) {
        shutdown(fd, SHUT_RD);
        drain(fd);
    }
    socket->used = 0;
    pthread_mutex_unlock(&mutex);
    close(fd);
    return oddities & NETWORK_DOWN ? fail(NET_DOWN) : 0;
}

int standin_CancelIoEx(uint64_t handle, void *overlapped) {
    int fd = fd_of(handle);
    if (fd < 0) {
        errno = NOT_A_SOCKET;
        return 0;
    }
    if (overlapped || !cancel(fd)) {
        errno = NOT_FOUND;
        return 0;
    }
    return 1;
}

int standin_SetHandleInformation(uint64_t handle, uint32_t mask, uint32_t flags) {
    int fd = fd_of(handle);
    if (fd < 0) {
        errno = NOT_A_SOCKET;
        return 0;
    }
    if (mask & 1) fcntl(fd, F_SETFD, flags & 1 ? 0 : FD_CLOEXEC);
    return 1;
}

/* How many sockets are open, and how many of them children inherit. */
uint32_t standin_open_sockets(void) {
    uint32_t open = 0;
    for (int fd = 0; fd < MAX_SOCKETS; fd++) open += sockets[fd].used;
    return open;
}

uint32_t standin_inherited_sockets(void) {
    uint32_t inherited = 0;
    for (int fd = 0; fd < MAX_SOCKETS; fd++) inherited += sockets[fd].used && !(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    return inherited;
}

/* The registry: some keys under HKEY_LOCAL_MACHINE with one value each, which only administrators may change. */

enum { MAX_KEYS = 16, LONGEST = 512, FILE_NOT_FOUND = 2, ACCESS_DENIED = 5, INVALID_PARAMETER = 87, MORE_DATA = 234 };

struct key {
    uint16_t path[LONGEST], name[LONGEST], data[LONGEST];
    uint32_t type, size;
};

static struct key keys[MAX_KEYS];
static uint32_t administrator, open_keys, writes;

void standin_administrator(uint32_t is_one) { administrator = is_one; }
uint32_t standin_open_keys(void) { return open_keys; }
uint32_t standin_writes(void) { return writes; }

static int same(const uint16_t *one, const uint16_t *other) {
    while (*one && *one == *other) one++, other++;
    return *one == *other;
}

static void copy(uint16_t *to, const uint16_t *from) {
    for (int i = 0; i < LONGEST - 1 && (to[i] = from[i]); i++) {}
}

static struct key *find(const uint16_t *path) {
    for (int i = 0; i < MAX_KEYS; i++)
        if (keys[i].path[0] && same(keys[i].path, path)) return &keys[i];
    return NULL;
}

int standin_RegOpenKeyExW(int64_t root, const uint16_t *path, uint32_t options, uint32_t rights, struct key **key) {
    if (root != (int32_t)0x80000002 || options || rights != 0x20019) return INVALID_PARAMETER;
    *key = find(path);
    if (!*key) return FILE_NOT_FOUND;
    open_keys++;
    return 0;
}

int standin_RegCreateKeyExW(int64_t root, const uint16_t *path, uint32_t reserved, const uint16_t *class, uint32_t options,
                            uint32_t rights, void *security, struct key **key, uint32_t *disposition) {
    if (root != (int32_t)0x80000002 || reserved || class || options || rights != 2 || security || disposition)
        return INVALID_PARAMETER;
    if (!administrator) return ACCESS_DENIED;
    *key = find(path);
    for (int i = 0; i < MAX_KEYS && !*key; i++) {
        if (!keys[i].path[0]) {
            *key = &keys[i];
            copy(keys[i].path, path);
        }
    }
    if (!*key) return INVALID_PARAMETER;
    open_keys++;
    return 0;
}

int standin_RegQueryValueExW(struct key *key, const uint16_t *name, uint32_t *reserved, uint32_t *type, void *data,
                             uint32_t *size) {
    if (reserved) return INVALID_PARAMETER;
    if (!key->name[0] || !same(key->name, name)) return FILE_NOT_FOUND;
    if (*size < key->size) return MORE_DATA;
    *type = key->type;
    *size = key->size;
    memcpy(data, key->data, key->size);
    return 0;
}

int standin_RegSetValueExW(struct key *key, const uint16_t *name, uint32_t reserved, uint32_t type, const void *data,
                           uint32_t size) {
    if (reserved || size > sizeof key->data) return INVALID_PARAMETER;
    copy(key->name, name);
    key->type = type;
    key->size = size;
    memcpy(key->data, data, size);
    writes++;
    return 0;
}

int standin_RegCloseKey(struct key *key) {
    (void)key;
    open_keys--;
    return 0;
}
