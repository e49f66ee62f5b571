/* What bus.h's structs own. */
#include "bus.h"

#include <errno.h>

static const size_t entry_strings[] = {
    offsetof(struct bus_entry, block.id),    offsetof(struct bus_entry, block.activity),
    offsetof(struct bus_entry, block.title), offsetof(struct bus_entry, why),
    offsetof(struct bus_entry, note),        offsetof(struct bus_entry, source),
};

static const char **entry_string(struct bus_entry *entry, size_t i)
{
    return (const char **)((char *)entry + entry_strings[i]);
}

/* All strings in one allocation, which begins with the first of them. */
int bus_entry_copy(const struct bus_entry *entry, struct bus_entry *ret)
{
    struct bus_entry copy = *entry;
    size_t size = 0;
    char *end;

    for (size_t i = 0; i < ARRAY_SIZE(entry_strings); i++)
        size += strlen(*entry_string(&copy, i)) + 1;
    end = malloc(size);
    if (!end)
        return -ENOMEM;
    for (size_t i = 0; i < ARRAY_SIZE(entry_strings); i++) {
        const char **string = entry_string(&copy, i), *from = *string;

        *string = end;
        end = stpcpy(end, from) + 1;
    }
    *ret = copy;
    return 0;
}

void bus_entry_done(struct bus_entry *copy)
{
    free((char *)copy->block.id);
    *copy = (struct bus_entry){0};
}

void bus_status_done(struct bus_status *status)
{
    free(status->waiting);
    free(status->goals);
    free(status->problems);
    *status = (struct bus_status){0};
}

void bus_span_done(struct bus_span *span)
{
    free(span->blocks);
    free(span->busy);
    free(span->unplaced);
    free(span->follow_ups);
    *span = (struct bus_span){0};
}

void bus_goals_done(struct bus_goals *goals)
{
    free(goals->goals);
    free(goals->weeks);
    *goals = (struct bus_goals){0};
}

void bus_tuning_done(struct bus_tuning *tuning)
{
    free(tuning->suggestions);
    free(tuning->applied);
    *tuning = (struct bus_tuning){0};
}

void bus_review_done(struct bus_review *review)
{
    bus_goals_done(&review->goals);
    free(review->minutes);
    free(review->weeks);
    free(review->heat);
    free(review->patterns);
    free(review->reasons);
    free(review->notes);
    free(review->questions);
    *review = (struct bus_review){0};
}

void bus_shared_done(struct bus_shared *shared)
{
    free(shared->weeks);
    *shared = (struct bus_shared){0};
}

void bus_page_done(struct bus_page *page)
{
    free(page->entries);
    *page = (struct bus_page){0};
}

void bus_amounts_done(struct bus_amounts *amounts)
{
    free(amounts->items);
    *amounts = (struct bus_amounts){0};
}

void bus_tracker_done(struct bus_tracker *tracker)
{
    free(tracker->items);
    *tracker = (struct bus_tracker){0};
}

void bus_track_history_done(struct bus_track_history *history)
{
    free(history->versions);
    *history = (struct bus_track_history){0};
}

void bus_reload_done(struct bus_reload *reload)
{
    free(reload->diagnostics);
    *reload = (struct bus_reload){0};
}
