/* Fields of frames: big-endian numbers and texts, put together and taken apart. */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Memory of the given size, zeroed. A process without any has nobody left to tell: it ends. */
void *memory(size_t size);

/* Bytes that grow as fields are put behind them. All zero is an empty one. */
struct bytes {
    unsigned char *at;
    size_t length;
    size_t room;
};

void bytes_free(struct bytes *bytes);
void put_raw(struct bytes *bytes, const void *from, size_t length);
void put_u8(struct bytes *bytes, unsigned value);
void put_u16(struct bytes *bytes, unsigned value);
void put_u32(struct bytes *bytes, uint32_t value);
void put_i64(struct bytes *bytes, int64_t value);
void put_text(struct bytes *bytes, const char *text);

/* Takes a frame apart. The first thing that does not add up stays in `wrong`, and every value after it is 0. */
struct cursor {
    const unsigned char *at;
    size_t left;
    char wrong[160];
};

unsigned take_u8(struct cursor *in);
unsigned take_u16(struct cursor *in);
uint32_t take_u32(struct cursor *in);
int64_t take_i64(struct cursor *in);

/* An unsigned number that must not exceed the limit. */
uint32_t take_size(struct cursor *in, uint32_t limit, const char *what);

/* A text that the caller frees; it has no NUL inside, or it ends there. Never NULL. */
char *take_text(struct cursor *in);

/* Nothing may be left. */
void take_end(struct cursor *in);

/* Notes what is wrong, unless something was before. */
__attribute__((format(printf, 2, 3))) void take_wrong(struct cursor *in, const char *format, ...);

/* Whether these bytes are UTF-8, and how many of them are whole characters. */
bool is_utf8(const char *text, size_t length, size_t *whole);

#endif
