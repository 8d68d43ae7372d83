/* Where a flow ends: vsock://CID:PORT or unix:PATH, as io.hvflow.FlowAddress writes and reads them. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <linux/vm_sockets.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "failure.h"

struct address {
    sa_family_t family; /* AF_UNIX or AF_VSOCK */
    uint32_t cid;
    uint32_t port;
    char path[sizeof((struct sockaddr_un *) 0)->sun_path];
    size_t path_length;                           /* of one that is too long for a socket too; then path is empty */
    char text[9 + 3 * sizeof((struct sockaddr_un *) 0)->sun_path]; /* canonical; empty for a path that is too long */
};

/* A name as the system takes and gives it. */
struct name {
    socklen_t length;
    union {
        struct sockaddr any;
        struct sockaddr_vm vsock;
        struct sockaddr_un local;
    } as;
};

/* Reads an address: fails with `argument` if it is none, with `unsupported` if it is of a kind that this agent does not serve. */
int address_read(struct address *address, const char *operation, const char *text, struct failure *failure);

/* The name by which the operation ("connect" or "listen") asks for it. */
int address_name(struct name *name, const char *operation, const struct address *address, struct failure *failure);

/* The address of a name; `otherwise` for that of a UNIX socket that was never bound, or to what is no text. */
void address_of(struct address *address, const struct name *name, const struct address *otherwise);

/* What an error of connecting or listening means with this kind of address. */
int fail_connect(struct failure *failure, const struct address *address, int error);
int fail_listen(struct failure *failure, const struct address *address, int error);

#endif
