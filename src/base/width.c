/* Columns on a terminal. wcwidth() answers for the process's locale and the C library's version of
 * Unicode; columns of ours must line up in both, so the table is our own. */
#include "base/text.h"

#include "base/escape.h"
#include "base/width-table.h"

static bool is_in(const struct width_range *ranges, size_t n, uint32_t c)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c < ranges[middle].first)
            high = middle;
        else if (c > ranges[middle].last)
            low = middle + 1;
        else
            return true;
    }
    return false;
}

static size_t char_width(uint32_t c)
{
    if (c < zero_width[0].first)
        return 1;
    if (is_in(zero_width, ARRAY_SIZE(zero_width), c))
        return 0;
    return is_in(double_width, ARRAY_SIZE(double_width), c) ? 2 : 1;
}

/* Adds nothing and only measures when text is NULL. Stops before the piece that would pass `width`.
 * Returns the columns used; *ret_rest is what was left out. */
static size_t fill(struct text *text, const char *s, size_t width, const char **ret_rest)
{
    char buf[ESCAPE_SIZE];
    size_t used = 0;
    for (size_t size = strlen(s), n; size > 0;) {
        struct piece piece = piece_next(s, size);
        const char *shown = piece_escape(&piece, buf, &n);
        size_t columns = shown == buf ? n : char_width(piece.c);
        if (columns > width - used)
            break;
        if (text)
            text_add_bytes(text, shown, n);
        used += columns;
        s += piece.size;
        size -= piece.size;
    }
    *ret_rest = s;
    return used;
}

size_t text_width(const char *s)
{
    const char *rest;
    return fill(NULL, s, SIZE_MAX, &rest);
}

void text_add_padded(struct text *text, const char *s, size_t width)
{
    const char *rest;
    size_t used = fill(NULL, s, width, &rest);
    bool is_cut = *rest;

    if (is_cut && width == 0)
        return;
    used = fill(text, s, is_cut ? width - 1 : width, &rest);
    if (is_cut) {
        text_add(text, "\xe2\x80\xa6");
        used++;
    }
    for (; used < width && !text->failed; used++)
        text_add_char(text, ' ');
}
