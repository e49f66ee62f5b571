#include "daemon/busy-times.h"

#include <errno.h>

#include "records.h"

#define SUMMARY_MAX 80 /* see struct busy_event */

const char *busy_times_text(const struct busy_times *times)
{
    return (const char *)&times->spans[times->n];
}

/* The occurrences of an event mostly come in a row. */
static bool is_last_summary(const struct busy_draft *draft, const char *summary)
{
    return draft->n > 0 && streq(draft->text.data + draft->spans[draft->n - 1].summary, summary);
}

int busy_draft_add(struct busy_draft *draft, const struct busy_event *event)
{
    size_t length = strlen(event->summary), at = draft->text.length;

    if (event->start_sec >= event->end_sec || length > SUMMARY_MAX)
        return -EBADMSG;
    if (draft->n == BUSY_MAX_A_FILE)
        return -E2BIG;
    int r =
        array_reserve((void **)&draft->spans, &draft->capacity, draft->n, sizeof(*draft->spans));
    if (r < 0)
        return r;
    if (is_last_summary(draft, event->summary))
        at = draft->spans[draft->n - 1].summary;
    else
        text_add_bytes(&draft->text, event->summary, length + 1);
    if (draft->text.failed)
        return -ENOMEM;
    draft->spans[draft->n++] = (struct busy_span){.start_sec = event->start_sec,
                                                  .end_sec = event->end_sec,
                                                  .summary = (uint32_t)at,
                                                  .is_all_day = event->is_all_day};
    return 0;
}

static int compare_summaries(const void *a, const void *b, void *text)
{
    const struct busy_span *left = a, *right = b;

    return strcmp((const char *)text + left->summary, (const char *)text + right->summary);
}

/* True if this one's summary is not the one before's: they are sorted by it. */
static bool is_new_summary(const struct busy_draft *draft, size_t i)
{
    return i == 0 ||
           compare_summaries(&draft->spans[i - 1], &draft->spans[i], draft->text.data) != 0;
}

static size_t summaries_size(const struct busy_draft *draft)
{
    size_t size = 0;

    for (size_t i = 0; i < draft->n; i++)
        if (is_new_summary(draft, i))
            size += strlen(draft->text.data + draft->spans[i].summary) + 1;
    return size;
}

int busy_draft_finish(struct busy_draft *draft, struct busy_times **ret)
{
    struct busy_times *times = NULL;
    size_t at = 0;

    if (draft->n > 0) {
        qsort_r(draft->spans, draft->n, sizeof(*draft->spans), compare_summaries, draft->text.data);
        size_t size = summaries_size(draft);
        times = malloc(sizeof(*times) + draft->n * sizeof(*draft->spans) + size);
        if (!times)
            return -ENOMEM;
        *times = (struct busy_times){.n = (uint32_t)draft->n, .text_size = (uint32_t)size};
    }
    for (size_t i = 0; i < draft->n; i++) {
        const char *summary = draft->text.data + draft->spans[i].summary;
        char *text = (char *)&times->spans[draft->n];

        times->spans[i] = draft->spans[i];
        if (is_new_summary(draft, i))
            at = (size_t)(stpcpy(text + at, summary) + 1 - text);
        times->spans[i].summary = (uint32_t)(at - strlen(summary) - 1);
    }
    busy_draft_done(draft);
    *ret = times;
    return 0;
}

void busy_draft_done(struct busy_draft *draft)
{
    free(draft->spans);
    text_done(&draft->text);
    *draft = (struct busy_draft){0};
}
