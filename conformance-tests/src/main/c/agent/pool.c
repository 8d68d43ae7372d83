#include "pool.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

/* Enough for the deepest call, with the frames of the C library's formatting, and with those that a sanitizer enlarges. */
static const size_t STACK = 256 * 1024;
static const time_t IDLE_SECONDS = 5;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the rest */
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static struct job *first;
static struct job *last;
static unsigned waiting; /* threads that wait for a job, less the jobs that wait for them */
static unsigned jobs;

static struct job *next_job(void)
{
    struct job *job = first;
    if (job != NULL) {
        first = job->next;
        last = first == NULL ? NULL : last;
    }
    return job;
}

static void *serve(void *argument)
{
    int wake = (int) (ptrdiff_t) argument;
    pthread_mutex_lock(&lock);
    while (true) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += IDLE_SECONDS;
        struct job *job;
        int outcome = 0;
        while ((job = next_job()) == NULL && outcome != ETIMEDOUT) {
            outcome = pthread_cond_timedwait(&work, &lock, &until);
        }
        if (job == NULL) {
            /* Whoever counted on this thread has put its job there already, so nobody does. */
            waiting--;
            break;
        }
        pthread_mutex_unlock(&lock);
        job->run(job, wake);
        pthread_mutex_lock(&lock);
        waiting++;
        if (--jobs == 0) {
            pthread_cond_broadcast(&done);
        }
    }
    pthread_mutex_unlock(&lock);
    close(wake);
    return NULL;
}

static int start_thread(void)
{
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake < 0) {
        return errno;
    }
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, serve, (void *) (ptrdiff_t) wake);
    pthread_attr_destroy(&attributes);
    if (error != 0) {
        close(wake);
    }
    return error;
}

int pool_run(struct job *job)
{
    int error = 0;
    pthread_mutex_lock(&lock);
    if (waiting > 0) {
        waiting--;
    } else {
        error = start_thread();
    }
    if (error == 0) {
        job->next = NULL;
        if (last == NULL) {
            first = job;
        } else {
            last->next = job;
        }
        last = job;
        jobs++;
        pthread_cond_signal(&work);
    }
    pthread_mutex_unlock(&lock);
    return error;
}

void pool_await(void)
{
    pthread_mutex_lock(&lock);
    while (jobs > 0) {
        pthread_cond_wait(&done, &lock);
    }
    pthread_mutex_unlock(&lock);
}
