/* What makes an event come again, or not: RRULE, RDATE, EXRULE, EXDATE. */
#include <errno.h>
#include <string.h>

#include "calendar/report.h"
#include "calendar/vevent-draft.h"

/* ---- Lists ---- */

/* A period: START/END or START/DURATION. */
static int read_period(struct draft *draft, char *value, const struct zone *zone,
                       struct vevent_date *ret)
{
    char *slash = strchr(value, '/');
    struct moment end;
    int r;

    if (slash)
        *slash++ = '\0';
    r = draft_read_moment(draft, value, zone, &ret->start);
    ret->has_length = slash;
    if (r < 0 || !slash)
        return r;
    if (*slash == 'P' || *slash == '+' || *slash == '-')
        return length_parse(slash, &ret->length);
    r = draft_read_moment(draft, slash, zone, &end);
    if (r == 0)
        ret->length = length_between(&ret->start, &end);
    return r;
}

static int add_date(struct vevent *event, const struct vevent_date *date)
{
    int r;

    r = array_reserve((void **)&event->dates, &event->dates_capacity, event->n_dates,
                      sizeof(*event->dates));
    if (r < 0)
        return r;
    event->dates[event->n_dates++] = *date;
    return 0;
}

static int add_excluded(struct vevent *event, const struct moment *moment)
{
    int r;

    r = array_reserve((void **)&event->excluded, &event->excluded_capacity, event->n_excluded,
                      sizeof(*event->excluded));
    if (r < 0)
        return r;
    event->excluded[event->n_excluded++] = *moment;
    return 0;
}

/* Reads a list of times or periods, and has each added as one or the other. */
static int take_list(struct draft *draft, struct property *property, bool is_excluding)
{
    const struct zone *zone;
    size_t n_bad = 0;
    int r;

    r = draft_find_zone(draft, property, &zone);
    for (char *value, *values = property->value; r >= 0 && (value = value_next(&values));) {
        struct vevent_date date = {};

        if (read_period(draft, value, zone, &date) < 0)
            n_bad++;
        else if (is_excluding)
            r = add_excluded(&draft->event, &date.start);
        else
            r = add_date(&draft->event, &date);
    }
    if (n_bad > 0)
        report_problem(draft->context->report, property->line_number,
                       "%zu of the times in %s cannot be read", n_bad,
                       is_excluding ? "EXDATE" : "RDATE");
    return r;
}

int draft_take_rdate(struct draft *draft, struct property *property)
{
    return take_list(draft, property, false);
}

int draft_take_exdate(struct draft *draft, struct property *property)
{
    return take_list(draft, property, true);
}

/* ---- Rules ---- */

static int keep_rule(struct draft *draft, const struct property *property, char kind)
{
    size_t n = strlen(property->value);
    char *copy;

    if (draft->n_rules == ARRAY_SIZE(draft->rules)) {
        report_problem(draft->context->report, property->line_number,
                       "only the first %zu rules of an event count", draft->n_rules);
        return 0;
    }
    copy = malloc(n + 2);
    if (!copy)
        return -ENOMEM;
    copy[0] = kind;
    memcpy(copy + 1, property->value, n + 1);
    draft->rule_lines[draft->n_rules] = property->line_number;
    draft->rules[draft->n_rules++] = copy;
    return 0;
}

int draft_take_rrule(struct draft *draft, struct property *property)
{
    return keep_rule(draft, property, 'R');
}

int draft_take_exrule(struct draft *draft, struct property *property)
{
    return keep_rule(draft, property, 'E');
}

static int add_rule(struct draft *draft, const char *kept, size_t line)
{
    struct vevent *event = &draft->event;
    struct vevent_rule rule = {.is_excluding = *kept == 'E'};
    int r;

    if (recurrence_parse(kept + 1, &event->start, draft->context->utc, &rule.rule) < 0) {
        draft_report(draft, line, "the rule \"%s\" cannot be read, and does not count", kept + 1);
        return 0;
    }
    r = array_reserve((void **)&event->rules, &event->rules_capacity, event->n_rules,
                      sizeof(*event->rules));
    if (r < 0)
        return r;
    event->rules[event->n_rules++] = rule;
    return 0;
}

int draft_add_rules(struct draft *draft)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < draft->n_rules; i++)
        r = add_rule(draft, draft->rules[i], draft->rule_lines[i]);
    return r;
}
