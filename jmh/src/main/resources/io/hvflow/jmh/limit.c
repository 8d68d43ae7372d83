/* What a socket gives to plain system calls: the limit that the flows are measured against.

   limit unix|vsock MODE SIZE BATCH MILLIS CONTROL
     unix         AF_UNIX
     vsock        AF_VSOCK over the kernel's loopback transport
     direct       one way, a system call for every write of SIZE bytes
     coalescing   one way, writes of SIZE bytes gathered in a buffer of 64 KiB
     round-trip   SIZE bytes there and back

   One thread at each end, like the Java benchmarks. It prints "throughput MIB_PER_SECOND", or "p50", "p99", "max" and "mean",
   each with microseconds. BATCH is what is written before the writer waits for the reader; CONTROL, if not 0, is for tests: it
   changes a byte on the way. What arrives is checked before and after, not while time is taken. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

enum { BUFFER = 65536, PERIOD = 65521, LONGEST = 1 << 20, SAMPLES = 1 << 20, CHECKED_TRIPS = 100 };

static unsigned char payload[PERIOD + LONGEST];
static unsigned char gathered[BUFFER];
static size_t gathering;
static int near_end, far_end;
static int changes;
static sem_t arrived;
static atomic_long goal;
static atomic_int checking;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void send_all(int end, const unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(end, bytes, length);
        if (n < 0 && errno != EINTR) {
            fail("write");
        }
        if (n > 0) {
            bytes += n;
            length -= (size_t) n;
        }
    }
}

static size_t receive(int end, unsigned char *bytes, size_t length) {
    ssize_t n;
    do {
        n = read(end, bytes, length);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        fail("read");
    }
    return (size_t) n;
}

static void check(unsigned char *bytes, size_t length, long position) {
    bytes[0] ^= (unsigned char) changes;
    if (memcmp(bytes, payload + position % PERIOD, length) != 0) {
        fprintf(stderr, "bytes at %ld of the stream are not what was written there\n", position);
        exit(1);
    }
}

static void *drain(void *unused) {
    (void) unused;
    static unsigned char bytes[BUFFER];
    long count = 0;
    for (size_t n; (n = receive(far_end, bytes, sizeof bytes)) > 0;) {
        if (atomic_load_explicit(&checking, memory_order_relaxed)) {
            check(bytes, n, count);
        }
        count += (long) n;
        if (count == atomic_load_explicit(&goal, memory_order_relaxed)) {
            sem_post(&arrived);
        }
    }
    return NULL;
}

static void *echo(void *unused) {
    (void) unused;
    static unsigned char bytes[BUFFER];
    for (size_t n; (n = receive(far_end, bytes, sizeof bytes)) > 0;) {
        send_all(far_end, bytes, n);
    }
    return NULL;
}

static void flush(void) {
    send_all(near_end, gathered, gathering);
    gathering = 0;
}

static void gather(const unsigned char *bytes, size_t length) {
    if (gathering + length > sizeof gathered) {
        flush();
    }
    if (length > sizeof gathered) {
        send_all(near_end, bytes, length);
        return;
    }
    memcpy(gathered + gathering, bytes, length);
    gathering += length;
}

static void send_batch(int coalescing, size_t size, long batch) {
    static long sent;
    long end = sent + batch;
    atomic_store(&goal, end);
    while (sent < end) {
        size_t length = end - sent < (long) size ? (size_t) (end - sent) : size;
        const unsigned char *bytes = payload + sent % PERIOD;
        if (coalescing) {
            gather(bytes, length);
        } else {
            send_all(near_end, bytes, length);
        }
        sent += (long) length;
    }
    flush();
    while (sem_wait(&arrived) != 0) {
    }
}

static double one_way(int coalescing, size_t size, long batch, int64_t nanos) {
    int64_t begin = now(), end;
    long batches = 0;
    do {
        send_batch(coalescing, size, batch);
        batches++;
        end = now();
    } while (end - begin < nanos);
    return (double) batches * (double) batch / 1048576.0 / ((double) (end - begin) / 1e9);
}

static void trip(size_t size, long position, unsigned char *answer) {
    send_all(near_end, payload + position % PERIOD, size);
    for (size_t got = 0; got < size;) {
        size_t n = receive(near_end, answer + got, size - got);
        if (n == 0) {
            fprintf(stderr, "the stream ended\n");
            exit(1);
        }
        got += n;
    }
}

static int ascending(const void *a, const void *b) {
    int64_t x = *(const int64_t *) a, y = *(const int64_t *) b;
    return (x > y) - (x < y);
}

static void round_trips(size_t size, int64_t nanos, int report) {
    static int64_t samples[SAMPLES];
    static unsigned char answer[BUFFER];
    int64_t begin = now(), total = 0;
    size_t n = 0;
    while (n < SAMPLES && now() - begin < nanos) {
        int64_t start = now();
        trip(size, 0, answer);
        samples[n] = now() - start;
        total += samples[n++];
    }
    for (long i = 0; i < CHECKED_TRIPS; i++) {
        trip(size, i, answer);
        check(answer, size, i);
    }
    if (report) {
        qsort(samples, n, sizeof samples[0], ascending);
        printf("p50 %.3f\np99 %.3f\nmax %.3f\nmean %.3f\n", (double) samples[n / 2] / 1e3, (double) samples[n * 99 / 100] / 1e3,
               (double) samples[n - 1] / 1e3, (double) total / (double) n / 1e3);
    }
}

static void connect_unix(void) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        fail("socketpair");
    }
    near_end = ends[0];
    far_end = ends[1];
}

static void connect_vsock(void) {
    struct sockaddr_vm address = {.svm_family = AF_VSOCK, .svm_cid = VMADDR_CID_LOCAL, .svm_port = VMADDR_PORT_ANY};
    socklen_t length = sizeof address;
    int listener = socket(AF_VSOCK, SOCK_STREAM, 0);
    near_end = socket(AF_VSOCK, SOCK_STREAM, 0);
    if (listener < 0 || near_end < 0) {
        fail("socket");
    }
    if (bind(listener, (struct sockaddr *) &address, length) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *) &address, &length) != 0) {
        fail("listen");
    }
    if (connect(near_end, (struct sockaddr *) &address, length) != 0) {
        fail("connect");
    }
    far_end = accept(listener, NULL, NULL);
    if (far_end < 0) {
        fail("accept");
    }
    close(listener);
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: limit unix|vsock direct|coalescing|round-trip SIZE BATCH MILLIS CONTROL\n");
        return 2;
    }
    int vsock = strcmp(argv[1], "vsock") == 0;
    argv++;
    int tripping = strcmp(argv[1], "round-trip") == 0, coalescing = strcmp(argv[1], "coalescing") == 0;
    size_t size = strtoul(argv[2], NULL, 10);
    long batch = strtol(argv[3], NULL, 10);
    int64_t nanos = strtol(argv[4], NULL, 10) * INT64_C(1000000);
    changes = atoi(argv[5]);
    if (size < 1 || size > (tripping ? BUFFER : LONGEST) || batch < 1) {
        fprintf(stderr, "size %zu or batch %ld is out of range\n", size, batch);
        return 2;
    }
    uint32_t random = 42;
    for (size_t i = 0; i < PERIOD; i++) {
        random = random * 1664525 + 1013904223;
        payload[i] = (unsigned char) (random >> 24);
    }
    for (size_t i = PERIOD; i < sizeof payload; i++) {
        payload[i] = payload[i - PERIOD];
    }
    if (sem_init(&arrived, 0, 0) != 0) {
        fail("sem_init");
    }
    if (vsock) {
        connect_vsock();
    } else {
        connect_unix();
    }
    pthread_t thread;
    errno = pthread_create(&thread, NULL, tripping ? echo : drain, NULL);
    if (errno != 0) {
        fail("pthread_create");
    }
    if (tripping) {
        round_trips(size, nanos / 4, 0);
        round_trips(size, nanos, 1);
    } else {
        one_way(coalescing, size, batch, nanos / 4);
        double score = one_way(coalescing, size, batch, nanos);
        atomic_store(&checking, 1);
        send_batch(coalescing, size, batch < LONGEST ? batch : LONGEST);
        printf("throughput %.3f\n", score);
    }
    shutdown(near_end, SHUT_WR);
    pthread_join(thread, NULL);
    return 0;
}
