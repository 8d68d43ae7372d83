#include "wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *memory(size_t size)
{
    void *fresh = calloc(1, size == 0 ? 1 : size);
    if (fresh == NULL) {
        fprintf(stderr, "hvflow agent: no memory for %zu more bytes\n", size);
        /* The system takes back every socket, and the suite sees its channel end. */
        _Exit(5);
    }
    return fresh;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->at);
    memset(bytes, 0, sizeof *bytes);
}

void put_raw(struct bytes *bytes, const void *from, size_t length)
{
    if (bytes->room - bytes->length < length) {
        size_t room = 2 * bytes->room + length + 64;
        unsigned char *grown = memory(room);
        if (bytes->length > 0) {
            memcpy(grown, bytes->at, bytes->length);
        }
        free(bytes->at);
        bytes->at = grown;
        bytes->room = room;
    }
    if (length > 0) {
        memcpy(bytes->at + bytes->length, from, length);
    }
    bytes->length += length;
}

void put_u8(struct bytes *bytes, unsigned value)
{
    unsigned char raw = (unsigned char) value;
    put_raw(bytes, &raw, 1);
}

void put_u16(struct bytes *bytes, unsigned value)
{
    put_u8(bytes, value >> 8);
    put_u8(bytes, value);
}

void put_u32(struct bytes *bytes, uint32_t value)
{
    put_u16(bytes, value >> 16);
    put_u16(bytes, value & 0xffff);
}

void put_i64(struct bytes *bytes, int64_t value)
{
    put_u32(bytes, (uint32_t) ((uint64_t) value >> 32));
    put_u32(bytes, (uint32_t) value);
}

void put_text(struct bytes *bytes, const char *text)
{
    size_t length = strlen(text);
    size_t whole = length;
    if (length > UINT16_MAX) {
        is_utf8(text, UINT16_MAX, &whole);
    }
    put_u16(bytes, (unsigned) whole);
    put_raw(bytes, text, whole);
}

void take_wrong(struct cursor *in, const char *format, ...)
{
    if (in->wrong[0] == 0) {
        va_list values;
        va_start(values, format);
        vsnprintf(in->wrong, sizeof in->wrong, format, values);
        va_end(values);
    }
    in->left = 0;
}

/* The next bytes, or NULL where there are not so many. */
static const unsigned char *need(struct cursor *in, size_t length)
{
    if (in->wrong[0] != 0 || in->left < length) {
        take_wrong(in, "a frame ends within a field");
        return NULL;
    }
    const unsigned char *at = in->at;
    in->at += length;
    in->left -= length;
    return at;
}

static uint64_t take(struct cursor *in, size_t length)
{
    const unsigned char *at = need(in, length);
    uint64_t value = 0;
    for (size_t i = 0; at != NULL && i < length; i++) {
        value = value << 8 | at[i];
    }
    return value;
}

unsigned take_u8(struct cursor *in)
{
    return (unsigned) take(in, 1);
}

unsigned take_u16(struct cursor *in)
{
    return (unsigned) take(in, 2);
}

uint32_t take_u32(struct cursor *in)
{
    return (uint32_t) take(in, 4);
}

int64_t take_i64(struct cursor *in)
{
    return (int64_t) take(in, 8);
}

uint32_t take_size(struct cursor *in, uint32_t limit, const char *what)
{
    uint32_t value = take_u32(in);
    if (value > limit) {
        take_wrong(in, "%s is %u, must be at most %u", what, value, limit);
        return 0;
    }
    return value;
}

char *take_text(struct cursor *in)
{
    size_t length = take_u16(in);
    const unsigned char *at = need(in, length);
    size_t whole;
    if (at != NULL && !is_utf8((const char *) at, length, &whole)) {
        take_wrong(in, "a text is not UTF-8");
        at = NULL;
    }
    char *text = memory(length + 1);
    if (at != NULL) {
        memcpy(text, at, length);
    }
    return text;
}

void take_end(struct cursor *in)
{
    if (in->wrong[0] == 0 && in->left > 0) {
        take_wrong(in, "%zu bytes follow the last field of a frame", in->left);
    }
}

/* The length of the character that begins there, or 0 where none does. */
static size_t character(const unsigned char *at, size_t left)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc0 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf8 ? 4 : 0;
    if (length <= 1) {
        return length;
    }
    if (length > left) {
        return 0;
    }
    uint32_t code = at[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (at[i] & 0x3f);
    }
    return code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : length;
}

bool is_utf8(const char *text, size_t length, size_t *whole)
{
    size_t at = 0;
    while (at < length) {
        size_t step = character((const unsigned char *) text + at, length - at);
        if (step == 0) {
            break;
        }
        at += step;
    }
    *whole = at;
    return at == length;
}
