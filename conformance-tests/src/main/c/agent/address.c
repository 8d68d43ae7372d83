#include "address.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What stands for itself in the canonical text of a path: what RFC 3986 allows in one, but for the colon. */
static bool plain(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != 0 && strchr("/-._~!$&'()*+,;=@", c) != NULL);
}

static void write_path(struct address *address)
{
    char *out = address->text;
    out += sprintf(out, "unix:%s", address->path[0] == '/' ? "//" : "");
    for (const char *at = address->path; *at != 0; at++) {
        out += plain((unsigned char) *at) ? sprintf(out, "%c", *at) : sprintf(out, "%%%02X", (unsigned char) *at);
    }
}

static void write_vsock(struct address *address)
{
    char cid[16] = "";
    char port[16] = "any";
    if (address->cid != VMADDR_CID_ANY) {
        snprintf(cid, sizeof cid, "%u", address->cid);
    }
    if (address->port != VMADDR_PORT_ANY) {
        snprintf(port, sizeof port, "%u", address->port);
    }
    snprintf(address->text, sizeof address->text, "vsock://%s:%s", cid, port);
}

static int hexadecimal(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Resolves the escapes of a path where it stands; says what is wrong with it, or NULL. */
static const char *unescape(char *path)
{
    char *out = path;
    for (const char *at = path; *at != 0; at++) {
        unsigned char c = (unsigned char) *at;
        if (c == '?' || c == '#' || c < 0x20 || c == 0x7f) {
            return "the path has a bare ?, # or control character, must be written as an escape";
        }
        if (c == '%') {
            int high = hexadecimal(at[1]);
            int low = high < 0 ? -1 : hexadecimal(at[2]);
            if (low < 0) {
                return "a % is followed by no two hexadecimal digits";
            }
            if (high == 0 && low == 0) {
                return "the path can name no file: it has a NUL";
            }
            c = (unsigned char) (high << 4 | low);
            at += 2;
        }
        *out++ = (char) c;
    }
    *out = 0;
    size_t whole;
    return path[0] == 0 ? "the path is empty" : is_utf8(path, strlen(path), &whole) ? NULL : "its escapes are not UTF-8";
}

/* Each of these says what is wrong with what follows the scheme, or NULL. */
static const char *read_path(struct address *address, char *rest)
{
    if (strncmp(rest, "//", 2) == 0) {
        rest += 2;
        if (rest[0] != 0 && rest[0] != '/') {
            return "// must be followed by an absolute path, which begins with a third slash";
        }
    }
    const char *wrong = unescape(rest);
    if (wrong != NULL) {
        return wrong;
    }
    address->family = AF_UNIX;
    address->path_length = strlen(rest);
    if (address->path_length < sizeof address->path) {
        strcpy(address->path, rest);
        write_path(address);
    }
    return NULL;
}

static bool read_number(const char *text, uint32_t *value)
{
    uint64_t sum = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && sum <= UINT32_MAX; at++) {
        sum = sum * 10 + (uint64_t) (*at - '0');
    }
    *value = (uint32_t) sum;
    return at != text && *at == 0 && sum <= UINT32_MAX;
}

static bool read_cid(const char *text, uint32_t *cid)
{
    static const struct {
        const char *word;
        uint32_t cid;
    } words[] = {{"", VMADDR_CID_ANY}, {"any", VMADDR_CID_ANY}, {"hypervisor", 0}, {"local", 1}, {"host", VMADDR_CID_HOST}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            *cid = words[i].cid;
            return true;
        }
    }
    return read_number(text, cid);
}

static const char *read_vsock(struct address *address, char *rest)
{
    char *colon = strrchr(rest, ':');
    if (strncmp(rest, "//", 2) != 0 || colon == NULL) {
        return "it must be like vsock://3:5000";
    }
    *colon = 0;
    address->family = AF_VSOCK;
    if (!read_cid(rest + 2, &address->cid)) {
        return "its CID must be from 0 to 4294967295, or any, hypervisor, local or host";
    }
    address->port = VMADDR_PORT_ANY;
    if (strcasecmp(colon + 1, "any") != 0 && !read_number(colon + 1, &address->port)) {
        return "its port must be from 0 to 4294967295, or any";
    }
    write_vsock(address);
    return NULL;
}

int address_read(struct address *address, const char *operation, const char *text, struct failure *failure)
{
    memset(address, 0, sizeof *address);
    const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-";
    size_t scheme = strspn(text, letters);
    if (scheme == 0 || text[scheme] != ':' || strchr("0123456789+.-", text[0]) != NULL) {
        return refuse(failure, "argument", "\"%s\" is no address: it does not begin with a scheme and a colon", text);
    }
    bool unix_scheme = scheme == 4 && strncasecmp(text, "unix", 4) == 0;
    if (!unix_scheme && !(scheme == 5 && strncasecmp(text, "vsock", 5) == 0)) {
        return fail(failure, "unsupported", operation, "", 0, "%s is of a kind that this agent does not serve: it has unix: and vsock:",
            text);
    }
    char *rest = memory(strlen(text) + 1);
    strcpy(rest, text + scheme + 1);
    const char *wrong = unix_scheme ? read_path(address, rest) : read_vsock(address, rest);
    free(rest);
    return wrong == NULL ? 0 : refuse(failure, "argument", "\"%s\" is no address: %s", text, wrong);
}

int address_name(struct name *name, const char *operation, const struct address *address, struct failure *failure)
{
    memset(name, 0, sizeof *name);
    if (address->family == AF_UNIX) {
        if (address->path[0] == 0) {
            return fail(failure, "address", operation, "", 0,
                "the path has %zu bytes, and that of a socket has at most %zu; choose a shorter one, or a relative one",
                address->path_length, sizeof address->path - 1);
        }
        name->as.local.sun_family = AF_UNIX;
        strcpy(name->as.local.sun_path, address->path);
        name->length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + address->path_length + 1);
        return 0;
    }
    if (strcmp(operation, "connect") == 0 && (address->cid == VMADDR_CID_ANY || address->port == VMADDR_PORT_ANY)) {
        return fail(failure, "address", operation, address->text, 0,
            "only a listener can have any CID or any port; name the peer's");
    }
    name->as.vsock.svm_family = AF_VSOCK;
    name->as.vsock.svm_cid = address->cid;
    name->as.vsock.svm_port = address->port;
    name->length = sizeof name->as.vsock;
    return 0;
}

void address_of(struct address *address, const struct name *name, const struct address *otherwise)
{
    *address = *otherwise;
    if (otherwise->family == AF_VSOCK) {
        address->cid = name->as.vsock.svm_cid;
        address->port = name->as.vsock.svm_port;
        write_vsock(address);
    } else if (name->length > offsetof(struct sockaddr_un, sun_path) && name->as.local.sun_path[0] != 0) {
        size_t room = name->length - offsetof(struct sockaddr_un, sun_path);
        size_t length = strnlen(name->as.local.sun_path, room < sizeof address->path ? room : sizeof address->path - 1);
        size_t whole;
        if (!is_utf8(name->as.local.sun_path, length, &whole)) {
            return; /* a client may call itself what it likes; what is no text is no name (L11) */
        }
        memcpy(address->path, name->as.local.sun_path, length);
        address->path[length] = 0;
        address->path_length = length;
        write_path(address);
    }
}

static const char *cid_meaning(uint32_t cid)
{
    return cid == 1 ? " while the kernel's module vsock_loopback is not loaded"
        : cid == VMADDR_CID_HOST ? " while the kernel's module vhost_vsock is not loaded"
                                 : "; leave the CID open to listen on any";
}

/* What the error means for a socket of that address; the text may be put into `text`. */
static const char *explain(char *text, size_t room, const char *operation, const struct address *address, int error)
{
    bool connecting = strcmp(operation, "connect") == 0;
    const char *path = address->path;
    if (address->family == AF_VSOCK) {
        switch (error) {
        case EADDRNOTAVAIL:
            snprintf(text, room, "CID %u is not this machine's%s", address->cid, cid_meaning(address->cid));
            return text;
        case EADDRINUSE:
            return "another socket has the port, on this CID or on any";
        case EACCES:
            return connecting ? meaning(error) : "not permitted: ports below 1024 take CAP_NET_BIND_SERVICE";
        case ENODEV:
            snprintf(text, room, "there is no virtual machine of CID %u, or no vsock transport that leads there", address->cid);
            return text;
        case ENETUNREACH:
            snprintf(text, room, "no vsock transport of this machine leads to CID %u", address->cid);
            return text;
        default:
            return meaning(error);
        }
    }
    switch (error) {
    case ENOENT:
        snprintf(text, room, connecting ? "there is no socket file %s" : "there is no directory for %s", path);
        return text;
    case ECONNREFUSED:
        snprintf(text, room, "nobody listens at %s", path);
        return text;
    case EADDRINUSE:
        snprintf(text, room, "%s exists already; if whoever listened there has ended without removing it, delete it", path);
        return text;
    case EACCES:
        snprintf(text, room,
            connecting ? "not permitted: it takes write permission on %s, and search permission on its directories"
                       : "not permitted to make %s",
            path);
        return text;
    case EPROTOTYPE:
        snprintf(text, room, "the socket at %s is not a stream socket", path);
        return text;
    case ENOTDIR:
        snprintf(text, room, "a part of %s is no directory", path);
        return text;
    case EROFS:
        snprintf(text, room, "%s would be on a read-only file system", path);
        return text;
    default:
        return meaning(error);
    }
}

static const char *type_of(int error)
{
    switch (error) {
    case EADDRINUSE:
    case EADDRNOTAVAIL:
    case EACCES:
    case EPERM:
    case EINVAL:
    case ENAMETOOLONG:
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EROFS:
    case EPROTOTYPE:
    case ENODEV:
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTUNREACH:
        return "address";
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
    case ESOCKTNOSUPPORT:
    case EOPNOTSUPP:
        return "unsupported";
    default:
        return "flow";
    }
}

int fail_connect(struct failure *failure, const struct address *address, int error)
{
    char text[300];
    /* While connecting, ECONNRESET is how an AF_VSOCK port is refused; later it is a broken stream. */
    bool refused = error == ECONNREFUSED || error == ECONNRESET || error == ENOENT;
    const char *type = refused ? "refused" : error == ETIMEDOUT ? "timeout" : type_of(error);
    return fail(failure, type, "connect", address->text, error, "%s", explain(text, sizeof text, "connect", address, error));
}

int fail_listen(struct failure *failure, const struct address *address, int error)
{
    char text[300];
    return fail(
        failure, type_of(error), "listen", address->text, error, "%s", explain(text, sizeof text, "listen", address, error));
}
