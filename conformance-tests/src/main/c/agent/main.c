/* The agent: has the far end of a target, and does for a contract suite, over a pair of byte streams, what flows can do here. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "access.h"
#include "budget.h"
#include "session.h"
#include "socket.h"

static int usage(const char *wrong)
{
    fprintf(stderr,
        "hvflow agent: %s\n"
        "usage: agent [--control DEVICE | --control unix:PATH] [--token-file FILE] [--allow ADDRESS]... [--memory MIB]\n"
        "  --control     The control channel: a device such as that of a virtio-serial port, for one session after another while\n"
        "                they end in order; or a socket to connect to, for one session. Standard input and output by default.\n"
        "  --token-file  Serve only suites that know the secret in it, of 16 to 1024 bytes; without this option, that of the\n"
        "                environment variable HVFLOW_AGENT_TOKEN, if it is set.\n"
        "  --allow       Connect to and listen on such addresses only; * stands for anything but a slash, as in vsock://*:5000 or\n"
        "                unix:///run/lab/*. Repeatable; all addresses by default.\n"
        "  --memory      Hold at most so many MiB of data for suites; by default three quarters of the machine's memory, at most\n"
        "                256.\n",
        wrong);
    return 2;
}

/* A descriptor for each socket and one for each request that waits: the usual limit of 1024 is soon met. */
static void raise_limit(void)
{
    struct rlimit limit;
    struct rlimit wanted = {65536, 65536};
    if (setrlimit(RLIMIT_NOFILE, &wanted) != 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static int standard_streams(void)
{
    int flags[2];
    for (int i = 0; i < 2; i++) {
        flags[i] = fcntl(i, F_GETFL);
        if (flags[i] < 0 || fcntl(i, F_SETFL, flags[i] | O_NONBLOCK) < 0) {
            fprintf(stderr, "hvflow agent: standard %s: %s\n", i == 0 ? "input" : "output", strerror(errno));
            return END_CHANNEL;
        }
    }
    enum end end = session_serve(STDIN_FILENO, STDOUT_FILENO, false);
    for (int i = 0; i < 2; i++) {
        /* They may be others' too, who do not expect to find them changed. */
        fcntl(i, F_SETFL, flags[i]);
    }
    return (int) end;
}

/* Opened once, for both directions: a virtio-serial port can be opened by one at a time, and only once. */
static int device(const char *path)
{
    int descriptor = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) {
        fprintf(stderr, "hvflow agent: %s: %s\n", path, strerror(errno));
        return END_CHANNEL;
    }
    enum end end;
    do {
        end = session_serve(descriptor, descriptor, true);
    } while (end == END_DONE);
    close(descriptor);
    return (int) end;
}

static int connected(const char *text)
{
    struct address address;
    struct address local;
    struct failure failure;
    struct options options = {.connect_timeout = 5000000000};
    struct task task = {.wake = -1};
    struct socket socket;
    if (address_read(&address, "connect", text, &failure) != 0) {
        return usage(failure.reason);
    }
    if (socket_connect(&socket, &local, &address, &options, &task, &failure) != 0) {
        fprintf(stderr, "hvflow agent: connect %s: %s\n", text, failure.reason);
        return END_CHANNEL;
    }
    enum end end = session_serve(socket.descriptor, socket.descriptor, false);
    close(socket.descriptor);
    return (int) end;
}

/* Takes the budget; NULL, or what is wrong with it. */
static const char *take_memory(const char *text)
{
    char *end;
    errno = 0;
    unsigned long mib = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || errno != 0 || mib < 1 || mib > 1048576) {
        return "--memory must be from 1 to 1048576";
    }
    budget_limit((uint64_t) mib << 20);
    return NULL;
}

/* Takes the options; NULL, or what is wrong with them. */
static const char *options(int argc, char **argv, const char **control)
{
    const char *wrong = access_token_variable();
    for (int i = 1; i < argc && wrong == NULL; i += 2) {
        if (i + 1 == argc) {
            return "an option is unknown, or its value is missing";
        }
        if (strcmp(argv[i], "--control") == 0 && *control == NULL) {
            *control = argv[i + 1];
        } else if (strcmp(argv[i], "--token-file") == 0) {
            wrong = access_token_file(argv[i + 1]);
        } else if (strcmp(argv[i], "--allow") == 0) {
            wrong = access_allow(argv[i + 1]);
        } else if (strcmp(argv[i], "--memory") == 0) {
            wrong = take_memory(argv[i + 1]);
        } else {
            return "an option is unknown, or its value is missing";
        }
    }
    return wrong;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    raise_limit();
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        return usage("help");
    }
    const char *control = NULL;
    const char *wrong = options(argc, argv, &control);
    if (wrong != NULL) {
        return usage(wrong);
    }
    if (control == NULL) {
        return standard_streams();
    }
    bool address = strncmp(control, "unix:", 5) == 0 || strncmp(control, "vsock:", 6) == 0;
    return address ? connected(control) : device(control);
}
