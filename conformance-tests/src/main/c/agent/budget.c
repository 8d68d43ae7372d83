#include "budget.h"

#include <pthread.h>
#include <sys/sysinfo.h>

static const uint64_t MOST = (uint64_t) 256 << 20;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the rest */
static uint64_t most; /* 0 until it is needed */
static uint64_t held;

/* As much as leaves a quarter of the machine for everything else. */
static uint64_t of_this_machine(void)
{
    struct sysinfo machine;
    if (sysinfo(&machine) != 0) {
        return MOST;
    }
    uint64_t part = (uint64_t) machine.totalram * machine.mem_unit / 4 * 3;
    return part < MOST ? part : MOST;
}

void budget_limit(uint64_t bytes)
{
    most = bytes;
}

bool budget_take(uint64_t bytes)
{
    pthread_mutex_lock(&lock);
    most = most == 0 ? of_this_machine() : most;
    bool room = bytes <= most - held;
    held += room ? bytes : 0;
    pthread_mutex_unlock(&lock);
    return room;
}

void budget_give(uint64_t bytes)
{
    pthread_mutex_lock(&lock);
    held -= bytes;
    pthread_mutex_unlock(&lock);
}
