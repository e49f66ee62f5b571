#include "calendar/range.h"

#include "base/block.h"
#include "base/civil.h"
#include "calendar/ics.h"
#include "records.h"

static bool is_between(int64_t value, int64_t min, int64_t max)
{
    return value >= min && value <= max;
}

static bool time_is_valid(int64_t sec)
{
    return is_between(sec, 0, (int64_t)CIVIL_MAX_DAY * DAY_SEC);
}

static bool alarm_is_valid(int64_t minutes)
{
    return is_between(minutes, -1, 7 * DAY_MINUTES);
}

static bool span_is_valid(int64_t start_sec, int64_t end_sec)
{
    return time_is_valid(start_sec) && time_is_valid(end_sec) && start_sec < end_sec;
}

bool series_is_valid(const struct publish_series *s)
{
    return is_between(s->priority, 1, 5) && time_is_valid(s->first_local_sec) &&
           is_between(s->length_minutes, 1, 7 * DAY_MINUTES) && is_between(s->days, 1, DAYS_ALL) &&
           is_between(s->every_weeks, 1, 1000) && is_between(s->week_start, MONDAY, SUNDAY) &&
           (!s->has_until || time_is_valid(s->until_local_sec)) && alarm_is_valid(s->alarm_minutes);
}

bool exception_is_valid(const struct publish_exception *e)
{
    if (!time_is_valid(e->recurrence_local_sec))
        return false;
    return e->kind == EXCEPTION_OFF ||
           (e->kind == EXCEPTION_OVERRIDE && is_between(e->outcome, 0, OUTCOME_MAX_ - 1) &&
            span_is_valid(e->start_sec, e->end_sec));
}

bool block_is_valid(const struct publish_block *b)
{
    return is_between(b->priority, 1, 5) && is_between(b->outcome, 0, OUTCOME_MAX_ - 1) &&
           span_is_valid(b->start_sec, b->end_sec) && alarm_is_valid(b->alarm_minutes);
}

bool begin_is_valid(const struct publish_begin *b)
{
    return b->folder[0] == '/' && (!*b->single_file || b->single_file[0] == '/') &&
           b->state_file[0] == '/' && time_is_valid(b->now_sec) && time_is_valid(b->from_sec) &&
           time_is_valid(b->to_sec) && b->from_sec <= b->to_sec;
}

bool share_is_valid(const struct publish_share *s)
{
    return uid_id_is_share(s->id) && is_between(s->from_day, 0, CIVIL_MAX_DAY);
}
