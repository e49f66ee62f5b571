/* The lines that the two texts have in common are their longest common subsequence, found by the
 * table of its lengths over what lies between equal beginnings and ends. Where that table would be
 * too large, all between them counts as changed: right, if not the shortest. */
#include "base/diff.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define CONTEXT   3
#define MAX_CELLS (1024 * 1024)

struct lines {
    struct {
        const char *s; /* borrowed */
        size_t length; /* with the line end, if it has one */
        bool is_only;  /* the other text does not have it */
    } * items;
    size_t n, capacity;
};

static void lines_done(struct lines *lines)
{
    free(lines->items);
}

static int lines_split(const char *s, struct lines *ret)
{
    while (*s) {
        const char *newline = strchr(s, '\n');
        size_t length = newline ? (size_t)(newline - s) + 1 : strlen(s);
        int r = array_reserve((void **)&ret->items, &ret->capacity, ret->n, sizeof(*ret->items));
        if (r < 0)
            return r;
        ret->items[ret->n].s = s;
        ret->items[ret->n].length = length;
        ret->items[ret->n++].is_only = false;
        s += length;
    }
    return 0;
}

static bool line_equals(const struct lines *a, size_t i, const struct lines *b, size_t j)
{
    return a->items[i].length == b->items[j].length &&
           memcmp(a->items[i].s, b->items[j].s, a->items[i].length) == 0;
}

static void mark(struct lines *lines, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        lines->items[i].is_only = true;
}

/* Marks what is not common in n lines of `a` and m of `b`, both from `first` on. */
static int mark_middle(struct lines *a, size_t n, struct lines *b, size_t m, size_t first)
{
    size_t width = m + 1, i = 0, j = 0;

    if (n == 0 || m == 0 || (n + 1) > MAX_CELLS / width) {
        mark(a, first, first + n);
        mark(b, first, first + m);
        return 0;
    }

    /* At [i][j]: how many lines the rests from i and from j have in common. */
    _cleanup_(freep) uint32_t *common = calloc((n + 1) * width, sizeof(*common));
    if (!common)
        return -ENOMEM;
    for (i = n; i-- > 0;)
        for (j = m; j-- > 0;)
            common[i * width + j] =
                line_equals(a, first + i, b, first + j)
                    ? common[(i + 1) * width + j + 1] + 1
                    : MAX(common[(i + 1) * width + j], common[i * width + j + 1]);

    for (i = j = 0; i < n || j < m;) {
        if (i < n && j < m && line_equals(a, first + i, b, first + j))
            i++, j++;
        else if (j == m || (i < n && common[(i + 1) * width + j] >= common[i * width + j + 1]))
            a->items[first + i++].is_only = true;
        else
            b->items[first + j++].is_only = true;
    }
    return 0;
}

static int mark_changes(struct lines *a, struct lines *b)
{
    size_t shorter = MIN(a->n, b->n), head = 0, tail = 0;

    while (head < shorter && line_equals(a, head, b, head))
        head++;
    while (tail < shorter - head && line_equals(a, a->n - 1 - tail, b, b->n - 1 - tail))
        tail++;
    return mark_middle(a, a->n - head - tail, b, b->n - head - tail, head);
}

static void add_line(struct text *text, char sign, const struct lines *lines, size_t i)
{
    const char *s = lines->items[i].s;
    size_t length = lines->items[i].length;

    text_add_char(text, sign);
    text_add_bytes(text, s, length);
    if (s[length - 1] != '\n')
        text_add(text, "\n\\ No newline at end of file\n");
}

/* `12,7`; an empty range names the line before it, one of a single line has no count. */
static void add_range(struct text *text, size_t from, size_t n)
{
    text_addf(text, "%zu", n > 0 ? from + 1 : from);
    if (n != 1)
        text_addf(text, ",%zu", n);
}

static bool is_changed(const struct lines *lines, size_t i)
{
    return i < lines->n && lines->items[i].is_only;
}

/* Changes that lie close together, with the common lines around them. */
struct hunk {
    size_t a, a_end, b, b_end;
};

/* The hunk around the first change behind the one before. Returns false if there is none. */
static bool hunk_next(const struct lines *a, const struct lines *b, struct hunk *hunk)
{
    size_t i = hunk->a_end, j = hunk->b_end, context, end_i, end_j, equal = 0;

    while (i < a->n && !is_changed(a, i) && !is_changed(b, j))
        i++, j++;
    if (!is_changed(a, i) && !is_changed(b, j))
        return false;
    context = MIN(i, (size_t)CONTEXT);
    hunk->a = i - context;
    hunk->b = j - context;

    /* On over common lines, until there are too many for the contexts of two changes to touch. */
    for (end_i = i, end_j = j; equal <= 2 * CONTEXT;) {
        if (is_changed(a, i))
            i++, equal = 0, end_i = i, end_j = j;
        else if (is_changed(b, j))
            j++, equal = 0, end_i = i, end_j = j;
        else if (i < a->n)
            i++, j++, equal++;
        else
            break;
    }
    context = MIN(a->n - end_i, (size_t)CONTEXT);
    hunk->a_end = end_i + context;
    hunk->b_end = end_j + context;
    return true;
}

static void add_hunk(struct text *text, const struct lines *a, const struct lines *b,
                     const struct hunk *hunk)
{
    size_t i = hunk->a, j = hunk->b;

    text_add(text, "@@ -");
    add_range(text, i, hunk->a_end - i);
    text_add(text, " +");
    add_range(text, j, hunk->b_end - j);
    text_add(text, " @@\n");
    while (i < hunk->a_end || j < hunk->b_end) {
        if (is_changed(a, i))
            add_line(text, '-', a, i++);
        else if (is_changed(b, j))
            add_line(text, '+', b, j++);
        else
            add_line(text, ' ', a, i++), j++;
    }
}

int text_add_diff(struct text *text, const char *name, const char *old, const char *new)
{
    _cleanup_(lines_done) struct lines a = {0}, b = {0};
    struct hunk hunk = {0};
    int r;

    if ((r = lines_split(old, &a)) < 0 || (r = lines_split(new, &b)) < 0 ||
        (r = mark_changes(&a, &b)) < 0)
        return r;
    if (streq(old, new))
        return 0;
    text_addf(text, "--- %s\n+++ %s\n", name, name);
    while (hunk_next(&a, &b, &hunk))
        add_hunk(text, &a, &b, &hunk);
    return text->failed ? -ENOMEM : 0;
}
