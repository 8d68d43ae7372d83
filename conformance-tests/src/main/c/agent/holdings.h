/* The flows and listeners of a session. */
#ifndef HOLDINGS_H
#define HOLDINGS_H

#include "numbered.h"

struct holdings {
    struct numbered flows;
    struct numbered listeners;
};

void holdings_open(struct holdings *holdings);

/* Aborts and closes everything; what is still added later meets the same. */
void holdings_drain(struct holdings *holdings);

/* After holdings_drain, when nobody uses any of it: forgets everything. */
void holdings_close(struct holdings *holdings);

#endif
