#include "daemon/problems.h"

#include <stdarg.h>

#include "base/text.h"

static void problem_done(struct problem *problem)
{
    free(problem->code);
    free(problem->text);
    free(problem->remedy);
}

void problem_list_done(struct problem_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        problem_done(&list->items[i]);
    free(list->items);
    *list = (struct problem_list){0};
}

bool problem_is_there(const struct problem_list *list, const char *code)
{
    for (size_t i = 0; i < list->n; i++)
        if (streq(list->items[i].code, code))
            return true;
    return false;
}

static bool problem_is_known(const struct problem_list *list, const char *code, const char *text)
{
    for (size_t i = 0; i < list->n; i++)
        if (streq(list->items[i].code, code) && streq(list->items[i].text, text))
            return true;
    return false;
}

static void problem_add_text(struct problem_list *list, const char *code, const char *remedy,
                             char *text)
{
    struct problem problem = {.text = text};

    if (!text || problem_is_known(list, code, text) || str_replace(&problem.code, code) < 0 ||
        str_replace(&problem.remedy, remedy) < 0 ||
        array_reserve((void **)&list->items, &list->capacity, list->n, sizeof problem) < 0) {
        problem_done(&problem);
        return;
    }
    list->items[list->n++] = problem;
    list->has_changed = true;
}

static char *format_text(const char *format, va_list ap)
{
    struct text text = {0};
    char *s = NULL;

    text_vaddf(&text, format, ap);
    return text_take(&text, &s) < 0 ? NULL : s;
}

void problem_add(struct problem_list *list, const char *code, const char *remedy,
                 const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    problem_add_text(list, code, remedy, format_text(format, ap));
    va_end(ap);
}

void problem_set(struct problem_list *list, const char *code, const char *remedy,
                 const char *format, ...)
{
    va_list ap;
    char *text;

    va_start(ap, format);
    text = format_text(format, ap);
    va_end(ap);
    if (!text || !problem_is_known(list, code, text))
        problem_clear(list, code);
    problem_add_text(list, code, remedy, text);
}

void problem_clear(struct problem_list *list, const char *code)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->n; i++) {
        if (streq(list->items[i].code, code)) {
            problem_done(&list->items[i]);
            list->has_changed = true;
        } else {
            list->items[kept++] = list->items[i];
        }
    }
    list->n = kept;
}

static bool problems_are_equal(const struct problem *a, const struct problem *b)
{
    return streq(a->code, b->code) && streq(a->text, b->text) && streq(a->remedy, b->remedy);
}

/* The next one with this code from *i on, which then stands behind it; NULL: none. */
static const struct problem *problem_next(const struct problem_list *list, const char *code,
                                          size_t *i)
{
    while (*i < list->n)
        if (streq(list->items[(*i)++].code, code))
            return &list->items[*i - 1];
    return NULL;
}

static bool problem_codes_are_equal(const struct problem_list *a, const struct problem_list *b,
                                    const char *code)
{
    const struct problem *left, *right;
    size_t i = 0, k = 0;

    do {
        left = problem_next(a, code, &i);
        right = problem_next(b, code, &k);
    } while (left && right && problems_are_equal(left, right));
    return !left && !right;
}

bool problem_replace(struct problem_list *list, const char *code, const struct problem_list *fresh)
{
    const struct problem *problem;
    size_t i = 0;

    if (problem_codes_are_equal(list, fresh, code))
        return false;
    problem_clear(list, code);
    while ((problem = problem_next(fresh, code, &i)))
        problem_add(list, code, problem->remedy, "%s", problem->text);
    return true;
}
