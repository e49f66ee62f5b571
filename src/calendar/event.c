#include "calendar/event.h"

#include <errno.h>

#include "base/block.h"
#include "base/text.h"
#include "calendar/component.h"
#include "calendar/span.h"

#define TITLE_MAX       256 /* bytes */
#define DESCRIPTION_MAX 2048

/* What a calendar program shows before the title, and the outcome's STATUS and TRANSP: what did not
 * take place leaves its time free. */
static const struct outcome_style {
    const char *mark;
    bool is_cancelled, is_free;
} outcome_styles[OUTCOME_MAX_] = {
    [OUTCOME_OPEN] = {"", false, false},      [OUTCOME_DONE] = {"✓ ", false, false},
    [OUTCOME_PARTIAL] = {"◐ ", false, false}, [OUTCOME_SKIPPED] = {"✗ ", true, true},
    [OUTCOME_MISSED] = {"○ ", false, false},  [OUTCOME_EXCUSED] = {"– ", false, true},
};

/* Ours 1-5 as RFC 5545 3.8.1.9 counts: 1 is the highest of 9. */
static const int priorities[] = {9, 7, 5, 3, 1};

/* What any VEVENT of ours says, whatever it was made from. */
struct event {
    const char *uid, *activity, *title, *description;
    int64_t priority, alarm_minutes;
    enum outcome outcome;
    bool is_busy;
};

/* Adds SUMMARY: the mark and the title, one line. */
static int add_summary(icalcomponent *component, const char *mark, const char *title)
{
    _cleanup_(freep) char *clean = NULL, *summary = NULL;
    _cleanup_(text_done) struct text text = {};
    int r;

    r = text_clean(title, TITLE_MAX, &clean);
    if (r < 0)
        return r;
    text_add(&text, mark);
    text_add(&text, clean);
    r = text_take(&text, &summary);
    if (r < 0)
        return r;
    component_add(component, icalproperty_new_summary(summary));
    return 0;
}

/* Adds one line of a description to the text, cleaned. */
static int add_clean_line(struct text *text, const char *line, size_t size)
{
    _cleanup_(freep) char *copy = strndup(line, size), *clean = NULL;
    int r;

    if (!copy)
        return -ENOMEM;
    r = text_clean(copy, DESCRIPTION_MAX, &clean);
    if (r < 0)
        return r;
    if (text->length > 0)
        text_add_char(text, '\n');
    text_add(text, clean);
    return 0;
}

/* Adds DESCRIPTION, which may have several lines; none for "". */
static int add_description(icalcomponent *component, const char *description)
{
    _cleanup_(text_done) struct text text = {};
    _cleanup_(freep) char *clean = NULL;
    int r;

    for (const char *line = description; *line && text.length < DESCRIPTION_MAX;) {
        size_t n = strcspn(line, "\n");

        r = add_clean_line(&text, line, n);
        if (r < 0)
            return r;
        line += line[n] ? n + 1 : n;
    }
    r = text_take(&text, &clean);
    if (r < 0)
        return r;
    utf8_truncate(clean, DESCRIPTION_MAX);
    if (*clean)
        component_add(component, icalproperty_new_description(clean));
    return 0;
}

/* Adds VALARM, which shows the event's own SUMMARY. */
static int add_alarm(icalcomponent *event, int64_t minutes)
{
    icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
    struct icaltriggertype trigger = {.time = icaltime_null_time()};

    if (!alarm)
        return -ENOMEM;
    icalcomponent_add_component(event, alarm);
    trigger.duration = exact_duration(minutes);
    trigger.duration.is_neg = minutes > 0;
    component_add(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    component_add(alarm, icalproperty_new_trigger(trigger));
    component_add(alarm, icalproperty_new_description(icalcomponent_get_summary(event)));
    return 0;
}

static void add_outcome(icalcomponent *component, enum outcome outcome, bool is_busy)
{
    const struct outcome_style *style = &outcome_styles[outcome];

    component_add(component, icalproperty_new_status(style->is_cancelled ? ICAL_STATUS_CANCELLED
                                                                         : ICAL_STATUS_CONFIRMED));
    component_add(component,
                  icalproperty_new_transp(is_busy && !style->is_free ? ICAL_TRANSP_OPAQUE
                                                                     : ICAL_TRANSP_TRANSPARENT));
    if (outcome != OUTCOME_OPEN)
        component_add_x(component, "X-JOBSEARCHD-OUTCOME", outcome_name(outcome));
}

/* A VEVENT with everything but its times. */
static int event_new(const struct event_style *style, const struct event *event,
                     icalcomponent **ret)
{
    _cleanup_(icalcomponent_freep) icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    int r;

    if (!c)
        return -ENOMEM;
    component_add(c, icalproperty_new_uid(event->uid));
    r = add_summary(c, outcome_styles[event->outcome].mark, event->title);
    if (r < 0)
        return r;
    r = add_description(c, event->description);
    if (r < 0)
        return r;
    if (*event->activity)
        component_add(c, icalproperty_new_categories(event->activity));
    component_add(c, icalproperty_new_priority(priorities[event->priority - 1]));
    add_outcome(c, event->outcome, event->is_busy);
    if (style->alarms && event->alarm_minutes >= 0 && event->outcome == OUTCOME_OPEN) {
        r = add_alarm(c, event->alarm_minutes);
        if (r < 0)
            return r;
    }
    *ret = TAKE_PTR(c);
    return 0;
}

static struct event event_of_series(const char *uid, const struct publish_series *series)
{
    return (struct event){
        .uid = uid,
        .activity = series->activity,
        .title = series->title,
        .description = series->description,
        .priority = series->priority,
        .alarm_minutes = series->alarm_minutes,
        .outcome = OUTCOME_OPEN,
        .is_busy = true,
    };
}

int event_new_series(const struct event_style *style, const char *uid,
                     const struct publish_series *series, icalcomponent **ret)
{
    _cleanup_(icalcomponent_freep) icalcomponent *component = NULL;
    struct event event = event_of_series(uid, series);
    int r;

    build_begin();
    r = event_new(style, &event, &component);
    if (r < 0)
        return r;
    span_add_series(component, style, series);
    r = rule_add(component, style, series);
    if (r < 0)
        return r;
    r = build_end();
    if (r < 0)
        return r;
    *ret = TAKE_PTR(component);
    return 0;
}

int event_add_off(icalcomponent *event, const struct event_style *style,
                  const struct publish_exception *exception)
{
    build_begin();
    component_add_time(event, ICAL_EXDATE_PROPERTY, exception->recurrence_local_sec, style->tzid);
    return build_end();
}

int event_new_override(const struct event_style *style, const char *uid,
                       const struct publish_series *series,
                       const struct publish_exception *exception, icalcomponent **ret)
{
    _cleanup_(icalcomponent_freep) icalcomponent *component = NULL;
    struct event event = event_of_series(uid, series);
    int r;

    event.title = exception->title;
    event.outcome = (enum outcome)exception->outcome;
    build_begin();
    r = event_new(style, &event, &component);
    if (r < 0)
        return r;
    component_add_time(component, ICAL_RECURRENCEID_PROPERTY, exception->recurrence_local_sec,
                       style->tzid);
    span_add(component, style, exception->start_sec, exception->end_sec);
    r = build_end();
    if (r < 0)
        return r;
    *ret = TAKE_PTR(component);
    return 0;
}

int event_new_block(const struct event_style *style, const char *uid,
                    const struct publish_block *block, icalcomponent **ret)
{
    _cleanup_(icalcomponent_freep) icalcomponent *component = NULL;
    struct event event = {
        .uid = uid,
        .activity = block->activity,
        .title = block->title,
        .description = block->description,
        .priority = block->priority,
        .alarm_minutes = block->alarm_minutes,
        .outcome = (enum outcome)block->outcome,
        .is_busy = block->is_busy,
    };
    int r;

    build_begin();
    r = event_new(style, &event, &component);
    if (r < 0)
        return r;
    span_add(component, style, block->start_sec, block->end_sec);
    r = build_end();
    if (r < 0)
        return r;
    *ret = TAKE_PTR(component);
    return 0;
}

static void replace(icalcomponent *component, icalproperty_kind kind, icalproperty *property)
{
    icalproperty *old = icalcomponent_get_first_property(component, kind);

    if (old) {
        icalcomponent_remove_property(component, old);
        icalproperty_free(old);
    }
    component_add(component, property);
}

int event_stamp(icalcomponent *event, int64_t sequence, int64_t dtstamp_sec)
{
    struct icaltimetype stamp = time_utc(dtstamp_sec);

    build_begin();
    replace(event, ICAL_DTSTAMP_PROPERTY, icalproperty_new_dtstamp(stamp));
    replace(event, ICAL_LASTMODIFIED_PROPERTY, icalproperty_new_lastmodified(stamp));
    replace(event, ICAL_SEQUENCE_PROPERTY, icalproperty_new_sequence((int)sequence));
    return build_end();
}
