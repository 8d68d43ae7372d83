/* Threads that perform requests, as many at a time as there are requests. Those that have had nothing to do for a while end. */
#ifndef POOL_H
#define POOL_H

#include "task.h"

/* What a thread is to do: embedded in whatever it is about. */
struct job {
    struct job *next;
    void (*run)(struct job *job, int wake); /* with the thread's eventfd, which is the job's to wait with */
};

/* Has it run at once: 0, or the error for which there is no thread for it. */
int pool_run(struct job *job);

/* Waits until every job has been done. */
void pool_await(void);

#endif
