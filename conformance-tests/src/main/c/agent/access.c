#include "access.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char token[MOST_TOKEN + 2]; /* room to see that one is too long */
static size_t token_length;
static const char *patterns[MOST_PATTERNS];
static size_t pattern_count;

static const char *check(void)
{
    return token_length >= LEAST_TOKEN && token_length <= MOST_TOKEN ? NULL
                                                                     : "a token must be of 16 to 1024 bytes";
}

const char *access_token_file(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return "the token's file cannot be read";
    }
    unsigned char read[MOST_TOKEN + 4];
    size_t length = fread(read, 1, sizeof read, file);
    fclose(file);
    while (length > 0 && (read[length - 1] == '\n' || read[length - 1] == '\r')) {
        length--;
    }
    token_length = length < sizeof token ? length : sizeof token;
    memcpy(token, read, token_length);
    return check();
}

const char *access_token_variable(void)
{
    const char *value = getenv("HVFLOW_AGENT_TOKEN");
    if (value == NULL || value[0] == 0) {
        return NULL;
    }
    size_t length = strlen(value);
    token_length = length < sizeof token ? length : sizeof token;
    memcpy(token, value, token_length);
    return check();
}

const char *access_allow(const char *pattern)
{
    if (pattern_count == MOST_PATTERNS) {
        return "there are more than 64 patterns";
    }
    patterns[pattern_count++] = pattern;
    return NULL;
}

bool access_admits(const unsigned char *offered, size_t length)
{
    if (token_length == 0) {
        return true;
    }
    /* Every byte of what was offered is looked at, whether it still can be right or not. */
    volatile unsigned char difference = length == token_length ? 0 : 1;
    for (size_t i = 0; i < length; i++) {
        difference |= offered[i] ^ token[i % token_length];
    }
    return difference == 0;
}

/* Goes back to the last star and has it take one more character, so that the time is that of both lengths multiplied at most. */
static bool matches(const char *pattern, const char *text)
{
    const char *star = NULL;
    const char *taken = NULL;
    while (*text != 0) {
        if (*pattern == '*') {
            star = ++pattern;
            taken = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL && *taken != '/') {
            pattern = star;
            text = ++taken;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == 0;
}

/* .. leads out of a directory that was allowed. */
static bool has_parent(const char *address)
{
    for (const char *at = strstr(address, ".."); at != NULL; at = strstr(at + 1, "..")) {
        bool begins = at == address || at[-1] == '/' || at[-1] == ':';
        if (begins && (at[2] == 0 || at[2] == '/')) {
            return true;
        }
    }
    return false;
}

bool access_allows(const char *address)
{
    if (pattern_count == 0) {
        return true;
    }
    bool found = false;
    for (size_t i = 0; i < pattern_count && !found; i++) {
        found = matches(patterns[i], address);
    }
    return found && !has_parent(address);
}
