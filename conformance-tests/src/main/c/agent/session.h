/* One suite's session with this agent. One thread reads the control channel; each request is performed on a thread of its own, so that
   one that blocks holds up no other. */
#ifndef SESSION_H
#define SESSION_H

#include "channel.h"
#include "holdings.h"
#include "request.h"

/* How a session ended: the status of a process that ends with it. */
enum end { END_DONE = 0, END_PROTOCOL = 4, END_CHANNEL = 5 };

/* Serves one session, and then aborts every flow and closes every listener of it. Both descriptors must not block. */
enum end session_serve(int in, int out, bool patient);

struct holdings *session_holdings(struct session *session);

/* Does what a request asks, and fills in its result, or its failure. */
void perform(struct request *request);

#endif
