/* The growable buffer. What goes into it safely is in escape.c, what lines up in width.c. */
#include "base/text.h"

#include <errno.h>

#define TEXT_FIRST_CAPACITY 64

/* Makes room for `size` more bytes and the NUL. */
static bool text_reserve(struct text *text, size_t size)
{
    if (text->failed)
        return false;
    if (size < text->capacity - text->length)
        return true;

    size_t needed, doubled, capacity;
    if (__builtin_add_overflow(text->length, size, &needed) || needed >= SIZE_MAX / 2) {
        text->failed = true;
        return false;
    }
    doubled = MAX(text->capacity * 2, (size_t)TEXT_FIRST_CAPACITY);
    capacity = MAX(doubled, needed + 1);

    char *moved = realloc(text->data, capacity);
    if (!moved) {
        text->failed = true;
        return false;
    }
    text->data = moved;
    text->capacity = capacity;
    return true;
}

void text_add(struct text *text, const char *s)
{
    text_add_bytes(text, s, strlen(s));
}

void text_add_bytes(struct text *text, const void *data, size_t size)
{
    if (!text_reserve(text, size))
        return;
    if (size > 0)
        memcpy(text->data + text->length, data, size);
    text->length += size;
    text->data[text->length] = '\0';
}

void text_add_char(struct text *text, char c)
{
    text_add_bytes(text, &c, 1);
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    text_vaddf(text, format, ap);
    va_end(ap);
}

void text_vaddf(struct text *text, const char *format, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);

    if (n < 0)
        text->failed = true;
    if (!text_reserve(text, n < 0 ? 0 : (size_t)n))
        return;
    vsnprintf(text->data + text->length, (size_t)n + 1, format, ap);
    text->length += (size_t)n;
}

int text_take(struct text *text, char **ret)
{
    text_add_bytes(text, "", 0);
    if (text->failed)
        return -ENOMEM;
    *ret = TAKE_PTR(text->data);
    *text = (struct text){0};
    return 0;
}

void text_done(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}
