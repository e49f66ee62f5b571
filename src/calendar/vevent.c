#include "calendar/vevent.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "base/hash.h"
#include "base/text.h"
#include "calendar/ics.h"
#include "calendar/report.h"
#include "calendar/vevent-draft.h"

/* What lasts longer is taken for a mistake, and not for a year without a free minute. */
#define MAX_LENGTH_DAYS 366
#define NAME_MAX_BYTES  60 /* of foreign text in a problem */

void vevent_done(struct vevent *event)
{
    free(event->rules);
    free(event->dates);
    free(event->excluded);
    *event = (struct vevent){};
}

static void draft_done(struct draft *draft)
{
    vevent_done(&draft->event);
    text_done(&draft->text);
    for (size_t i = 0; i < draft->n_rules; i++)
        free(draft->rules[i]);
}

bool vevent_is_recurring(const struct vevent *event)
{
    return event->n_rules > 0 || event->n_dates > 0;
}

void draft_report(struct draft *draft, size_t line, const char *format, const char *name)
{
    _cleanup_(freep) char *clean = NULL;

    if (text_clean(name, NAME_MAX_BYTES, &clean) == 0)
        report_problem(draft->context->report, line, format, clean);
}

/* ---- Times ---- */

int draft_find_zone(struct draft *draft, const struct property *property, const struct zone **ret)
{
    int r;

    *ret = draft->context->zone;
    if (!property->tzid)
        return 0;
    r = tzid_table_find(draft->context->tzids, property->tzid, ret);
    if (r == 1)
        return 0;
    *ret = draft->context->zone;
    if (r == 2)
        draft_report(draft, property->line_number,
                     "the time zone \"%s\" is unknown: its times are taken for local ones",
                     property->tzid);
    return r < 0 ? r : 0;
}

int draft_read_moment(struct draft *draft, const char *value, const struct zone *zone,
                      struct moment *ret)
{
    int r;

    r = moment_parse(value, zone, draft->context->utc, ret);
    if (r < 0)
        return r;
    if (ret->is_date)
        ret->zone = draft->context->zone;
    return 0;
}

/* Reads a property that is one time. Returns 1, 0 if it is none (the event is broken, reported) or
 * -ENOMEM. */
static int take_moment(struct draft *draft, const struct property *property, const char *name,
                       struct moment *ret)
{
    const struct zone *zone;
    int r;

    r = draft_find_zone(draft, property, &zone);
    if (r < 0)
        return r;
    if (draft_read_moment(draft, property->value, zone, ret) == 0)
        return 1;
    report_problem(draft->context->report, property->line_number,
                   "%s is no time: the event does not count", name);
    draft->is_broken = true;
    return 0;
}

static int take_start(struct draft *draft, struct property *property)
{
    int r = take_moment(draft, property, "DTSTART", &draft->event.start);

    draft->has_start = draft->has_start || r > 0;
    return r;
}

static int take_end(struct draft *draft, struct property *property)
{
    int r = take_moment(draft, property, "DTEND", &draft->end);

    draft->has_end = r > 0;
    draft->end_line = property->line_number;
    return r;
}

static int take_duration(struct draft *draft, struct property *property)
{
    if (length_parse(property->value, &draft->length) == 0) {
        draft->has_length = true;
    } else {
        report_problem(draft->context->report, property->line_number,
                       "DURATION is no duration: the event does not count");
        draft->is_broken = true;
    }
    draft->end_line = property->line_number;
    return 0;
}

static int take_recurrence_id(struct draft *draft, struct property *property)
{
    int r = take_moment(draft, property, "RECURRENCE-ID", &draft->event.recurrence_id);

    draft->event.is_override = r > 0;
    if (property->range && strcasecmp(property->range, "THISANDFUTURE") == 0)
        report_problem(draft->context->report, property->line_number,
                       "RANGE=THISANDFUTURE is not followed: later times are the series' own");
    return r;
}

/* ---- The other properties ---- */

static uint64_t hash_text(const char *s)
{
    return MAX(hash_add(HASH_EMPTY, s, strlen(s)), UINT64_C(1));
}

static int take_uid(struct draft *draft, struct property *property)
{
    draft->event.uid_hash = hash_text(property->value);
    draft->is_ours = uid_is_ours(property->value);
    return 0;
}

static int take_sequence(struct draft *draft, struct property *property)
{
    draft->event.sequence = strtol(property->value, NULL, 10);
    return 0;
}

static int take_transp(struct draft *draft, struct property *property)
{
    draft->event.is_free |= strcasecmp(property->value, "TRANSPARENT") == 0;
    return 0;
}

static int take_status(struct draft *draft, struct property *property)
{
    draft->event.is_free |= strcasecmp(property->value, "CANCELLED") == 0;
    return 0;
}

/* What Outlook says beside TRANSP, or without it. */
static int take_busy_status(struct draft *draft, struct property *property)
{
    draft->event.is_free |= strcasecmp(property->value, "FREE") == 0;
    return 0;
}

/* SUMMARY is not here: it stays where it is until it is needed. */
static const struct {
    const char *name;
    int (*take)(struct draft *draft, struct property *property);
} properties[] = {
    {"DTSTART", take_start},
    {"DTEND", take_end},
    {"DURATION", take_duration},
    {"RRULE", draft_take_rrule},
    {"EXRULE", draft_take_exrule},
    {"RDATE", draft_take_rdate},
    {"EXDATE", draft_take_exdate},
    {"RECURRENCE-ID", take_recurrence_id},
    {"UID", take_uid},
    {"SEQUENCE", take_sequence},
    {"TRANSP", take_transp},
    {"STATUS", take_status},
    {"X-MICROSOFT-CDO-BUSYSTATUS", take_busy_status},
};

static int take_line(struct draft *draft, struct line line)
{
    struct property property;
    char name[LINE_NAME_SIZE];
    int r;

    line_name(line, name);
    if (streq(name, "SUMMARY"))
        draft->event.summary = line;
    for (size_t i = 0; i < ARRAY_SIZE(properties); i++) {
        if (!streq(name, properties[i].name))
            continue;
        r = property_parse(line, &draft->text, &property);
        if (r == 0)
            return properties[i].take(draft, &property);
        if (r == -ENOMEM)
            return r;
        report_problem(draft->context->report, line.number, "%s cannot be read", name);
    }
    return 0;
}

/* Without an end a date is that day, and a time no time at all (RFC 5545 3.6.1). Many programs
 * write the end of such a day as the day itself. */
static struct length find_length(const struct draft *draft)
{
    const struct moment *start = &draft->event.start;
    struct length length = {};

    if (draft->has_end)
        length = length_between(start, &draft->end);
    else if (draft->has_length)
        length = draft->length;
    if (start->is_date && length.days == 0 && length.seconds == 0)
        length.days = 1;
    return length;
}

/* False, and it is reported, if the length is none. */
static bool check_length(struct draft *draft, const struct length *length)
{
    int64_t seconds = length->days * DAY_SEC + length->seconds;

    if (seconds < 0)
        report_problem(draft->context->report, draft->end_line,
                       "the event ends before it begins: it does not count");
    else if (seconds > (int64_t)MAX_LENGTH_DAYS * DAY_SEC)
        report_problem(draft->context->report, draft->end_line,
                       "the event lasts longer than a year: it does not count");
    return seconds >= 0 && seconds <= (int64_t)MAX_LENGTH_DAYS * DAY_SEC;
}

/* Puts together what the lines said. Returns 1, 0 or -ENOMEM as vevent_read() does. */
static int finish(struct draft *draft)
{
    struct vevent *event = &draft->event;
    int r;

    if ((draft->is_ours && !draft->context->has_ours) || draft->is_broken)
        return 0;
    if (!draft->has_start) {
        report_problem(draft->context->report, event->line_number,
                       "the event has no DTSTART: it does not count");
        return 0;
    }
    event->length = find_length(draft);
    if (!check_length(draft, &event->length))
        return 0;
    r = draft_add_rules(draft);
    return r < 0 ? r : 1;
}

int vevent_read(const struct vevent_context *context, const struct component *component,
                struct vevent *ret)
{
    _cleanup_(draft_done) struct draft draft = {.context = context};
    struct line rest = component->lines, line;
    int r;

    draft.event.line_number = component->lines.number - 1; /* BEGIN's own */
    draft.event.is_free = component->is_cancelling;
    while (outline_next_line(&rest, &line)) {
        r = take_line(&draft, line);
        if (r < 0)
            return r;
    }
    r = finish(&draft);
    if (r <= 0)
        return r;
    *ret = draft.event;
    draft.event = (struct vevent){};
    return 1;
}

int vevent_summary(const struct vevent *event, size_t max_bytes, char **ret)
{
    _cleanup_(text_done) struct text text = {};
    struct property property;
    int r;

    if (event->summary.size == 0)
        r = -EBADMSG;
    else
        r = property_parse(event->summary, &text, &property);
    if (r == -ENOMEM)
        return r;
    if (r < 0)
        return text_clean("", max_bytes, ret);
    value_unescape(property.value);
    return text_clean(property.value, max_bytes, ret);
}
