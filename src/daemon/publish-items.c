/* What the published calendar says: a series for each time range of a fixed activity with the
 * exceptions that blocks and log make, and a single event for every other block.
 *
 * A series stands for its activity's range for ever; what the rule alone would get wrong is an
 * exception: a day off or a block cut to nothing (EXDATE), a block that is cut, was logged at other
 * times, or has an outcome (an override). They are looked for up to a year ahead, anew each day;
 * outcomes stay for eight weeks. */
#include "daemon/publish-items.h"

#include <errno.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "daemon/rounds.h"
#include "share.h"

#define PUBLISH_BACK_DAYS  56
#define PUBLISH_AHEAD_DAYS 366
#define CALENDAR_COLOR     "#3465a4"
#define DISCREET_TITLE     "Block"

struct publication {
    const struct publish_source *source;
    struct batch *batch;
    struct agenda agenda; /* the stretch published, joined with the log */
    bool *is_covered;     /* items that a series or an exception of one stands for */
    int32_t first_day, last_day;
};

static const char *shown_title(const struct plan *plan, const char *title)
{
    return plan->discreet ? DISCREET_TITLE : title;
}

static int64_t alarm_minutes(const struct plan *plan, const struct activity *activity)
{
    if (!plan->publish.alarms || !activity || activity->remind.n == 0)
        return -1;
    return activity->remind.minutes[0];
}

static const char *shown_description(const struct plan *plan, const struct activity *activity)
{
    return plan->discreet || !activity || !activity->first ? "" : activity->first;
}

static void publish_override(struct publication *p, int64_t recurrence_local_sec,
                             const struct agenda_item *item)
{
    struct publish_exception exception = {
        .kind = EXCEPTION_OVERRIDE,
        .recurrence_local_sec = recurrence_local_sec,
        .start_sec = item->start_sec,
        .end_sec = item->end_sec,
        .outcome = item->outcome,
        .title = shown_title(p->source->plan, item->title),
    };

    record_put_publish_exception(batch_next(p->batch), &exception);
}

/* The item of an id that belongs near an instant: items lie by start, so most are found among their
 * neighbours. */
static const struct agenda_item *publication_find(const struct publication *p, const char *id,
                                                  int64_t near_sec)
{
    size_t low = 0, high = p->agenda.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (p->agenda.items[middle].start_sec < near_sec - DAY_SEC)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < p->agenda.n && p->agenda.items[low].start_sec <= near_sec + DAY_SEC; low++)
        if (streq(p->agenda.items[low].id, id))
            return &p->agenda.items[low];
    return agenda_find(&p->agenda, id);
}

static void publish_off(struct publication *p, int64_t local_sec)
{
    struct publish_exception off = {EXCEPTION_OFF, .recurrence_local_sec = local_sec, .title = ""};

    record_put_publish_exception(batch_next(p->batch), &off);
}

/* One day on which the rule has an occurrence: nothing to add if the block is just that. */
static void publish_day(struct publication *p, const struct series *series, int32_t day,
                        int64_t start_sec)
{
    char id[BLOCK_ID_SIZE];
    const struct agenda_item *item;
    int64_t local_sec = day * (int64_t)DAY_SEC + series->start_minute * INT64_C(60);
    int64_t end_sec = start_sec + series->length_minutes * INT64_C(60);

    block_id_fixed(id, series->activity->name, day, (unsigned)series->range + 1);
    item = publication_find(p, id, start_sec);
    if (!item) {
        publish_off(p, local_sec);
        return;
    }
    p->is_covered[item - p->agenda.items] = true;
    if (item->is_deleted && item->outcome == OUTCOME_SKIPPED)
        publish_off(p, local_sec);
    else if (item->start_sec != start_sec || item->end_sec != end_sec ||
             item->outcome != OUTCOME_OPEN)
        publish_override(p, local_sec, item);
}

static void publish_range(struct publication *p, const struct activity *activity, size_t range)
{
    struct series series;
    char id[BLOCK_ID_SIZE];
    int64_t start_sec;

    if (schedule_series(p->source->plan, activity, range, p->first_day, &series) <= 0)
        return;
    snprintf(id, sizeof id, "%s/%zu", activity->name, range + 1);
    record_put_publish_series(
        batch_next(p->batch),
        &(struct publish_series){
            .id = id,
            .activity = p->source->plan->discreet ? "" : activity->name,
            .title = shown_title(p->source->plan, activity->title),
            .description = shown_description(p->source->plan, activity),
            .priority = activity->priority,
            .first_local_sec =
                series.first_day * (int64_t)DAY_SEC + series.start_minute * INT64_C(60),
            .length_minutes = series.length_minutes,
            .days = series.days,
            .every_weeks = series.every_weeks,
            .week_start = series.week_start,
            .has_until = series.has_until,
            .until_local_sec = series.until * (int64_t)DAY_SEC + series.start_minute * INT64_C(60),
            .alarm_minutes = alarm_minutes(p->source->plan, activity),
        });
    for (int32_t day = series.first_day; day <= p->last_day; day++)
        if (series_has_day(&series, p->source->zone, day, &start_sec))
            publish_day(p, &series, day, start_sec);
}

/* What no series stands for: flexible blocks, unplanned work, blocks of activities that are no
 * longer in the plan, days that a changed plan no longer has. Running unplanned work has no end yet
 * and waits; what the user deleted in a calendar program stays away; what passed before anyone saw
 * it is no part of the user's week. */
static bool item_is_single(const struct publication *p, const struct agenda_item *item)
{
    bool is_ahead = item->kind == BLOCK_FLEXIBLE && item->end_sec > p->source->now_sec;

    if (item->is_deleted && item->outcome == OUTCOME_SKIPPED)
        return false;
    return (item->is_logged || is_ahead) && item->end_sec > item->start_sec;
}

static void publish_single(struct publication *p, const struct agenda_item *item)
{
    const struct plan *plan = p->source->plan;
    bool is_flexible = item->kind == BLOCK_FLEXIBLE;

    record_put_publish_block(
        batch_next(p->batch),
        &(struct publish_block){
            .id = item->id,
            .activity = plan->discreet ? "" : item->activity_name,
            .title = shown_title(plan, item->title),
            .description = shown_description(plan, item->activity),
            .priority = item->activity ? item->activity->priority : 3,
            .start_sec = item->start_sec,
            .end_sec = item->end_sec,
            .outcome = item->outcome,
            .is_busy = !is_flexible || plan->publish.flexible_is_busy,
            .alarm_minutes = is_flexible ? alarm_minutes(plan, item->activity) : -1,
        });
}

static int publish_share(struct batch *batch, const struct share_week *week)
{
    _cleanup_(freep) char *data = NULL, *summary = NULL, *description = NULL;
    struct text head = {0}, body = {0};
    char id[sizeof "share/" + WEEK_NAME_SIZE];
    int r, r_head, r_body;

    snprintf(id, sizeof id, "share/%s", week->name);
    share_week_add_summary(week, &head);
    share_week_add_description(week, &body);
    r_head = text_take(&head, &summary);
    r_body = text_take(&body, &description);
    r = share_week_format(week, &data);
    if (r < 0 || r_head < 0 || r_body < 0)
        return -ENOMEM;
    record_put_publish_share(batch_next(batch),
                             &(struct publish_share){id, week->from, summary, description, data});
    return 0;
}

static int publish_shared(struct publication *p)
{
    int r = 0;

    for (size_t i = 0; r >= 0 && i < p->source->n_shared; i++)
        r = publish_share(p->batch, &p->source->shared[i]);
    return r;
}

static void publish_all_items(struct publication *p)
{
    const struct plan *plan = p->source->plan;

    for (size_t i = 0; i < plan->n_activities; i++)
        for (size_t j = 0; j < plan->activities[i].n_times; j++)
            publish_range(p, &plan->activities[i], j);
    for (size_t i = 0; i < p->agenda.n; i++)
        if (!p->is_covered[i] && item_is_single(p, &p->agenda.items[i]))
            publish_single(p, &p->agenda.items[i]);
}

/* Of the records after the first, which holds the time of writing. */
static uint64_t batch_fingerprint(const struct batch *batch)
{
    uint64_t hash = HASH_EMPTY;

    for (size_t i = 1; i < batch->n; i++)
        hash = hash_add(hash, batch->items[i].data, batch->items[i].size);
    return hash;
}

void publish_paths_done(struct publish_paths *paths)
{
    free(paths->folder);
    free(paths->single_file);
    free(paths->state_file);
    *paths = (struct publish_paths){0};
}

int publish_paths_get(const struct plan *plan, const char *data_dir, struct publish_paths *ret)
{
    _cleanup_(publish_paths_done) struct publish_paths paths = {0};
    int r;

    r = plan->publish.path ? str_replace(&paths.folder, plan->publish.path)
                           : path_join(data_dir, "calendar", &paths.folder);
    if (r >= 0)
        r = path_join(data_dir, "jobsearchd.ics", &paths.single_file);
    if (r >= 0)
        r = path_join(data_dir, "published.state", &paths.state_file);
    if (r < 0)
        return r;
    *ret = paths;
    paths = (struct publish_paths){0};
    return 0;
}

static int publication_begin(struct publication *p)
{
    const struct publish_source *source = p->source;
    const struct plan *plan = source->plan;
    _cleanup_(publish_paths_done) struct publish_paths paths = {0};
    _cleanup_(freep) char *install = NULL, *suffix = NULL;
    struct text text = {0};
    int r;

    r = publish_paths_get(plan, source->data_dir, &paths);
    if (r >= 0)
        r = log_get_text(source->log, LOG_INSTALL_ID, &install);
    if (r < 0)
        return r;
    text_addf(&text, "%s.jobsearchd", install ? install : "memory");
    r = text_take(&text, &suffix);
    if (r < 0)
        return r;
    record_put_publish_begin(batch_next(p->batch),
                             &(struct publish_begin){
                                 .folder = paths.folder,
                                 .single_file = paths.single_file,
                                 .state_file = paths.state_file,
                                 .uid_suffix = suffix,
                                 .display_name = plan->discreet ? "Blocks" : plan->name,
                                 .color = CALENDAR_COLOR,
                                 .zone_name = zone_name(source->zone),
                                 .now_sec = source->now_sec,
                                 .from_sec = zone_day_start(source->zone, p->first_day),
                                 .to_sec = zone_day_start(source->zone, p->last_day + 1),
                                 .alarms = plan->publish.alarms,
                                 .restore = source->restore,
                             });
    for (size_t i = 0; i < source->n_seen; i++)
        record_put_seen(batch_next(p->batch), &source->seen[i]);
    return 0;
}

static int publication_fill(struct publication *p)
{
    const struct publish_source *source = p->source;
    int32_t today = zone_day(source->zone, source->now_sec);
    int64_t logged_sec = zone_day_start(source->zone, today - PUBLISH_BACK_DAYS);
    int64_t to_sec;
    int r;

    /* A series begins on the day of the first run and stays there, so that its file does not change
     * from week to week. */
    p->first_day = zone_day(source->zone, MIN(source->first_run_sec, source->now_sec));
    p->last_day = today + PUBLISH_AHEAD_DAYS;
    to_sec = zone_day_start(source->zone, p->last_day + 1);
    r = agenda_fill_blocks(&p->agenda, source->log, zone_day_start(source->zone, p->first_day),
                           to_sec);
    if (r >= 0)
        r = agenda_join_log(&p->agenda, source->log, logged_sec, to_sec, source->now_sec);
    if (r >= 0)
        r = agenda_apply_pauses(&p->agenda, source->log, logged_sec, to_sec);
    if (r < 0)
        return r;
    p->is_covered = calloc(MAX(p->agenda.n, 1u), sizeof *p->is_covered);
    return p->is_covered ? 0 : -ENOMEM;
}

int publish_collect(const struct publish_source *source, struct batch *batch,
                    uint64_t *ret_fingerprint)
{
    struct publication p = {.source = source, .batch = batch};
    int r;

    agenda_init(&p.agenda, source->plan, source->zone);
    r = publication_fill(&p);
    if (r >= 0)
        r = publication_begin(&p);
    if (r >= 0) {
        publish_all_items(&p);
        r = publish_shared(&p);
    }
    if (r >= 0) {
        record_begin(batch_next(batch), RECORD_PUBLISH_END);
        *ret_fingerprint = batch_fingerprint(batch);
        r = batch->error;
    }
    agenda_done(&p.agenda);
    free(p.is_covered);
    return r;
}
