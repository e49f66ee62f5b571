#include "daemon/tracked.h"

#include <errno.h>

#include "base/text.h"

#define PER_APPLICATION (PREPARATIONS_A_WEEK + 1)

static void interview_done(struct interview *interview)
{
    free(interview->name);
    free(interview->summary);
}

void tracked_done(struct tracked *tracked)
{
    for (size_t i = 0; i < tracked->n_interviews; i++)
        interview_done(&tracked->interviews[i]);
    for (size_t i = 0; i < tracked->n_follow_ups; i++)
        track_item_done(&tracked->follow_ups[i]);
    free(tracked->interviews);
    free(tracked->follow_ups);
    *tracked = (struct tracked){0};
}

static int format_title(const char *before, const char *name, char **ret)
{
    _cleanup_(text_done) struct text text = {0};

    text_addf(&text, "%s%s", before, name);
    return text_take(&text, ret);
}

int preparation_title(const char *name, char **ret)
{
    return format_title("Prepare for the interview at ", name, ret);
}

static int add_interview(struct tracked *tracked, const struct track_item *item)
{
    struct interview interview = {
        .n = item->n,
        .busy = {.start_sec = item->interview_sec,
                 .end_sec = item->interview_sec + item->interview_minutes * INT64_C(60),
                 .calendar = "tracker"},
    };
    int r;

    r = array_reserve((void **)&tracked->interviews, &tracked->capacity_interviews,
                      tracked->n_interviews, sizeof interview);
    if (r >= 0)
        r = str_replace(&interview.name, item->name);
    if (r >= 0)
        r = format_title("Interview at ", item->name, &interview.summary);
    if (r < 0) {
        interview_done(&interview);
        return r;
    }
    interview.busy.summary = interview.summary;
    tracked->interviews[tracked->n_interviews++] = interview;
    return 0;
}

static int add_follow_up(struct tracked *tracked, const struct track_item *item)
{
    int r = array_reserve((void **)&tracked->follow_ups, &tracked->capacity_follow_ups,
                          tracked->n_follow_ups, sizeof *item);

    if (r >= 0)
        r = track_item_copy(item, &tracked->follow_ups[tracked->n_follow_ups]);
    tracked->n_follow_ups += r >= 0;
    return r;
}

static int add_item(const struct track_item *item, void *userdata)
{
    int r = 0;

    if (item->interview_sec > 0)
        r = add_interview(userdata, item);
    if (r >= 0 && item->follow_up != TRACK_NO_DAY)
        r = add_follow_up(userdata, item);
    return r;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_interviews(const void *a, const void *b)
{
    const struct interview *left = a, *right = b;
    int order = compare(left->busy.start_sec, right->busy.start_sec);

    return order ? order : compare(left->n, right->n);
}

static int compare_follow_ups(const void *a, const void *b)
{
    const struct track_item *left = a, *right = b;
    int order = compare(left->follow_up, right->follow_up);

    return order ? order : compare(left->n, right->n);
}

int tracked_read(struct tracked *tracked, struct log *log)
{
    struct tracked fresh = {0};
    int r = log_each_track(log, add_item, &fresh);

    if (r < 0) {
        tracked_done(&fresh);
        return r;
    }
    if (fresh.n_interviews > 1)
        qsort(fresh.interviews, fresh.n_interviews, sizeof *fresh.interviews, compare_interviews);
    if (fresh.n_follow_ups > 1)
        qsort(fresh.follow_ups, fresh.n_follow_ups, sizeof *fresh.follow_ups, compare_follow_ups);
    tracked_done(tracked);
    *tracked = fresh;
    return 0;
}

bool interview_is_among(const struct interview *interview, const struct busy_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!items[i].is_all_day && items[i].start_sec <= interview->busy.start_sec &&
            items[i].end_sec >= interview->busy.end_sec)
            return true;
    return false;
}

unsigned preparation_number(int64_t n, unsigned which)
{
    return n > 0 && n < UINT32_MAX / PER_APPLICATION ? (unsigned)n * PER_APPLICATION + which : 0;
}

int64_t preparation_application(const char *id)
{
    const char *slash = strrchr(id, '/');

    return slash ? strtoll(slash + 1, NULL, 10) / PER_APPLICATION : 0;
}
