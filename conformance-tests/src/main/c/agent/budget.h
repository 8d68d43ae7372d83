/* The memory that this process may hold for suites: the data of requests, and what the buffers of flows have accepted. Any thread may
   call. */
#ifndef BUDGET_H
#define BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* How many bytes it is at most; without it, three quarters of the machine's memory, of at most 256 MiB. Before all else here. */
void budget_limit(uint64_t bytes);

/* Takes so many bytes if there are as many; whoever gets them gives them back. */
bool budget_take(uint64_t bytes);
void budget_give(uint64_t bytes);

#endif
