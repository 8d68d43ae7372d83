/* What carries a flow's bytes: the socket as it is, or the socket with frames, whose format is that of ocaml-hvsock: a little-endian
   32-bit word is a signal, or the length of the data that follows. All with the flow's lock held. */
#ifndef FRAMING_H
#define FRAMING_H

#include "flow.h"

enum { NOTHING_NOW = -1, BROKEN = -2 };

struct framing *framing_new(void);
void framing_free(struct framing *framing);

/* Bytes received, 0 at end of stream, NOTHING_NOW, or BROKEN and why. */
ssize_t carrier_receive(struct flow *flow, void *into, size_t room, struct failure *failure);

/* Bytes taken, NOTHING_NOW, or BROKEN and why. */
ssize_t carrier_send(struct flow *flow, const void *from, size_t length, struct failure *failure);

/* Sends on what the framing holds: 0, NOTHING_NOW or BROKEN. */
int carrier_flush(struct flow *flow, struct failure *failure);

/* How many bytes of what it has taken the socket has not. */
size_t carrier_held(const struct flow *flow);

/* 0, or the negative error. With frames both are only owed until carrier_flush. */
int carrier_shutdown_read(struct flow *flow);
int carrier_shutdown_write(struct flow *flow);

void carrier_close(struct flow *flow);
void carrier_abort(struct flow *flow);

#endif
