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

struct diff {
    struct lines a, b; /* of the old text and the new */
    struct hunk *hunks;
    size_t n, capacity;
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

int diff_new(const char *old, const char *new, struct diff **ret)
{
    _cleanup_(diff_freep) struct diff *diff = calloc(1, sizeof(*diff));
    struct hunk hunk = {0};
    int r;

    if (!diff)
        return -ENOMEM;
    if ((r = lines_split(old, &diff->a)) < 0 || (r = lines_split(new, &diff->b)) < 0 ||
        (r = mark_changes(&diff->a, &diff->b)) < 0)
        return r;
    while (hunk_next(&diff->a, &diff->b, &hunk)) {
        r = array_reserve((void **)&diff->hunks, &diff->capacity, diff->n, sizeof(*diff->hunks));
        if (r < 0)
            return r;
        diff->hunks[diff->n++] = hunk;
    }
    *ret = TAKE_PTR(diff);
    return 0;
}

struct diff *diff_free(struct diff *diff)
{
    if (!diff)
        return NULL;
    lines_done(&diff->a);
    lines_done(&diff->b);
    free(diff->hunks);
    free(diff);
    return NULL;
}

size_t diff_count(const struct diff *diff)
{
    return diff->n;
}

void diff_add_hunk(const struct diff *diff, size_t n, struct text *text)
{
    const struct hunk *hunk = &diff->hunks[n];
    const struct lines *a = &diff->a, *b = &diff->b;
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

static void add_lines(struct text *text, const struct lines *lines, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        text_add_bytes(text, lines->items[i].s, lines->items[i].length);
}

void diff_apply(const struct diff *diff, const bool *is_taken, struct text *text)
{
    size_t done = 0;

    for (size_t i = 0; i < diff->n; i++) {
        const struct hunk *hunk = &diff->hunks[i];

        add_lines(text, &diff->a, done, hunk->a);
        if (is_taken[i])
            add_lines(text, &diff->b, hunk->b, hunk->b_end);
        else
            add_lines(text, &diff->a, hunk->a, hunk->a_end);
        done = hunk->a_end;
    }
    add_lines(text, &diff->a, done, diff->a.n);
}

int text_add_diff(struct text *text, const char *name, const char *old, const char *new)
{
    _cleanup_(diff_freep) struct diff *diff = NULL;
    int r = diff_new(old, new, &diff);

    if (r < 0)
        return r;
    if (diff->n > 0)
        text_addf(text, "--- %s\n+++ %s\n", name, name);
    for (size_t i = 0; i < diff->n; i++)
        diff_add_hunk(diff, i, text);
    return text->failed ? -ENOMEM : 0;
}
