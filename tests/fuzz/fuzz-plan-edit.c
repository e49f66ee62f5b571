/* Any bytes as a plan and any words as an edit of it: no crash, no leak, and what comes out is a
 * plan, with the edit in it and every other line as it was. The input's first five lines are the
 * kind of edit, section, name, key and value; the plan follows. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/diff.h"
#include "base/text.h"
#include "plan.h"

#define REQUIRE(x)   \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes one line off the input; the caller frees. */
static char *take_line(const char **s, size_t *size)
{
    const char *newline = memchr(*s, '\n', *size);
    size_t n = newline ? (size_t)(newline - *s) : *size;
    char *line = strndup(*s, n);

    REQUIRE(line);
    n += newline != NULL;
    *s += n;
    *size -= n;
    return line;
}

static size_t count_lines(const char *s, size_t size)
{
    size_t n = size > 0 && s[size - 1] != '\n';

    for (size_t i = 0; i < size; i++)
        n += s[i] == '\n';
    return n;
}

/* What an edit leaves before and behind the one place that it touches makes up the old text. */
static void require_untouched(const struct plan_edit *edit, const char *old, size_t old_size,
                              const char *new)
{
    size_t new_size = strlen(new), head = 0, tail = 0, shorter = old_size;

    shorter = shorter < new_size ? shorter : new_size;
    while (head < shorter && old[head] == new[head])
        head++;
    while (tail < shorter - head && old[old_size - 1 - tail] == new[new_size - 1 - tail])
        tail++;

    size_t before = count_lines(old, old_size), after = count_lines(new, new_size);
    switch (edit->kind) {
    case PLAN_EDIT_SET:
        REQUIRE(after == before || after == before + 1);
        REQUIRE(after == before || head + tail == old_size);
        REQUIRE(!memchr(old + head, '\n', old_size - head - tail));
        break;
    case PLAN_EDIT_ADD:
        REQUIRE(after == before + 1 && head + tail == old_size);
        break;
    case PLAN_EDIT_REMOVE:
        REQUIRE(before == after + 1 && head + tail == new_size);
        break;
    case PLAN_EDIT_ADD_SECTION:
        REQUIRE(head == old_size && after > before && after <= before + 2);
        break;
    }
}

static void require_diff(const char *old, const char *new)
{
    struct text text = {0};

    REQUIRE(text_add_diff(&text, "plan.ini", old, new) == 0);
    REQUIRE((text.length == 0) == (strcmp(old, new) == 0));
    text_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *s = (const char *)data;
    char *words[5];

    for (size_t i = 0; i < 5; i++)
        words[i] = take_line(&s, &size);

    struct plan_edit edit = {(enum plan_edit_kind)((unsigned char)words[0][0] % 4),
                             words[1],
                             words[2],
                             words[3],
                             words[4],
                             NULL};
    struct diag_list diags = {0};
    char *result = NULL;
    int r = plan_edit(s, size, &edit, 1, "plan.ini", &diags, &result);

    REQUIRE(r == 0 || r == 1 || r == -ENOENT || r == -EEXIST || r == -ENOTUNIQ || r == -EINVAL);
    REQUIRE((r == 0) == (result != NULL) && (r == 1) == diag_has_error(&diags));
    if (result) {
        require_untouched(&edit, s, size, result);
        char *old = strndup(s, size);
        REQUIRE(old);
        if (strlen(old) == size)
            require_diff(old, result);
        free(old);
    }
    for (size_t i = 0; i < 5; i++)
        free(words[i]);
    diag_list_done(&diags);
    free(result);
    return 0;
}
