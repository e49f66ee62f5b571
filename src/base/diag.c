#include "base/diag.h"

#include <stdarg.h>

#include "base/text.h"

/* Keeps the promise of one line of valid UTF-8, whatever a cut-off `%.20s` left. */
static void make_line(char *s)
{
    size_t size = strlen(s);
    for (size_t i; (i = utf8_check(s, size)) < size;)
        s[i] = '?';
    for (; (s = strpbrk(s, "\r\n")); s++)
        *s = ' ';
}

void diag_add(struct diag_list *list, const char *file, unsigned line, unsigned column,
              enum diag_severity severity, const char *format, ...)
{
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *name = strdup(file);
    _cleanup_(freep) char *message = NULL;

    va_list ap;
    va_start(ap, format);
    text_vaddf(&text, format, ap);
    va_end(ap);

    if (text_take(&text, &message) < 0 || !name ||
        array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items)) < 0) {
        list->out_of_memory = true;
        return;
    }
    make_line(message);
    list->items[list->n++] = (struct diag){
        .file = TAKE_PTR(name),
        .line = line,
        .column = column,
        .severity = severity,
        .message = TAKE_PTR(message),
    };
    if (severity == DIAG_ERROR)
        list->n_errors++;
}

bool diag_has_error(const struct diag_list *list)
{
    return list->n_errors > 0 || list->out_of_memory;
}

static int compare_places(const void *a, const void *b)
{
    const struct diag *x = *(const struct diag *const *)a, *y = *(const struct diag *const *)b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x < y ? -1 : x > y; /* equals keep their order: both point into one array */
}

void diag_sort(struct diag_list *list)
{
    if (list->n < 2)
        return;

    /* Order is a kindness: without memory for it the list stays as it is. */
    _cleanup_(freep) struct diag **order = calloc(list->n, sizeof(*order));
    struct diag *sorted = calloc(list->n, sizeof(*sorted));
    if (!order || !sorted) {
        free(sorted);
        return;
    }

    for (size_t i = 0; i < list->n; i++)
        order[i] = &list->items[i];
    qsort(order, list->n, sizeof(*order), compare_places);
    for (size_t i = 0; i < list->n; i++)
        sorted[i] = *order[i];
    free(list->items);
    list->items = sorted;
    list->capacity = list->n;
}

void diag_print(const struct diag_list *list, FILE *f)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct diag *d = &list->items[i];
        print_escaped(f, d->file);
        if (d->line > 0)
            fprintf(f, ":%u", d->line);
        if (d->line > 0 && d->column > 0)
            fprintf(f, ":%u", d->column);
        fprintf(f, ": %s: ", diag_severity_name(d->severity));
        print_escaped(f, d->message);
        fputc('\n', f);
    }
    if (list->out_of_memory)
        fputs("error: out of memory, not every problem is listed\n", f);
}

const char *diag_severity_name(enum diag_severity severity)
{
    return severity == DIAG_ERROR ? "error" : "warning";
}

void diag_list_done(struct diag_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        free(list->items[i].file);
        free(list->items[i].message);
    }
    free(list->items);
    *list = (struct diag_list){0};
}
