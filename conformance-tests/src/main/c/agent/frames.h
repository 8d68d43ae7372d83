/* The frames that an agent sends. */
#ifndef FRAMES_H
#define FRAMES_H

#include "channel.h"
#include "request.h"

/* Each returns 0, or -1 if the channel broke or nobody takes what is sent there. */

/* The data that a request has read. */
int send_data(struct channel *channel, const struct request *request);

/* The reply to a request. */
int send_reply(struct channel *channel, const struct request *request);

/* Why the session ends, if the suite takes that within a second: it may have stopped reading. */
int send_goodbye(struct channel *channel, const char *wrong);

#endif
