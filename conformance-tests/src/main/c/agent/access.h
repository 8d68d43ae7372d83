/* Which suites this process serves, and which addresses they may use. Set once, before the first session; then only read. */
#ifndef ACCESS_H
#define ACCESS_H

#include <stdbool.h>
#include <stddef.h>

enum { LEAST_TOKEN = 16, MOST_TOKEN = 1024, MOST_PATTERNS = 64 };

/* Wants suites to know the secret that a file has, without the line end behind it: NULL, or what is wrong. */
const char *access_token_file(const char *path);

/* The same with the variable HVFLOW_AGENT_TOKEN, if it is set and not empty. */
const char *access_token_variable(void);

/* Allows addresses like this one, in which * stands for anything but a slash: NULL, or what is wrong. Without any, all are allowed. */
const char *access_allow(const char *pattern);

/* Compares in a time that does not depend on where the two differ. Everything is admitted where no token is wanted. */
bool access_admits(const unsigned char *offered, size_t length);

/* Whether suites may use an address: its canonical text. */
bool access_allows(const char *address);

#endif
