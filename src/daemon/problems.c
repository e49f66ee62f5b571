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
