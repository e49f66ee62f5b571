#include "calendar/custom-zone.h"

#include <ctype.h>
#include <errno.h>

#include "base/text.h"
#include "calendar/moment.h"
#include "calendar/outline.h"
#include "calendar/recurrence.h"
#include "calendar/tzif.h"

#define AHEAD_SEC (366 * DAY_SEC) /* past what is asked for: events reach beyond */

struct change_list {
    struct clock_change *items;
    size_t n, capacity;
};

static void change_list_done(struct change_list *list)
{
    free(list->items);
}

/* A STANDARD or DAYLIGHT part; texts are owned. */
struct observance_text {
    char *start, *rule;
    bool has_from, has_to;
    int32_t offset_from, offset_to;
};

static void observance_text_done(struct observance_text *o)
{
    free(o->start);
    free(o->rule);
}

static int add_change(struct change_list *list, const struct observance_text *o, int64_t local_sec)
{
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] =
        (struct clock_change){local_sec - o->offset_from, o->offset_from, o->offset_to};
    return 0;
}

/* ---- Reading ---- */

/* +0100, -0330, +013045 */
static bool parse_offset(const char *s, int32_t *ret)
{
    int digits[6] = {}, n = 0;
    int sign = *s == '-' ? -1 : 1;

    s += *s == '-' || *s == '+';
    while (n < 6 && isdigit((unsigned char)*s))
        digits[n++] = *s++ - '0';
    if (n < 4 || n == 5 || s[strspn(s, " \t")])
        return false;
    *ret = sign * ((digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60 +
                   digits[4] * 10 + digits[5]);
    return true;
}

static int take_line(struct observance_text *o, struct line line, struct text *text)
{
    struct property property;
    char name[LINE_NAME_SIZE];
    int r;

    line_name(line, name);
    if (!*name)
        return 0;
    r = property_parse(line, text, &property);
    if (r < 0)
        return r == -ENOMEM ? r : 0;
    if (streq(name, "DTSTART"))
        return str_replace(&o->start, property.value);
    if (streq(name, "RRULE"))
        return str_replace(&o->rule, property.value);
    if (streq(name, "TZOFFSETFROM"))
        o->has_from = parse_offset(property.value, &o->offset_from);
    else if (streq(name, "TZOFFSETTO"))
        o->has_to = parse_offset(property.value, &o->offset_to);
    return 0;
}

static int read_texts(struct observance_text *o, struct line rest)
{
    _cleanup_(text_done) struct text text = {};
    struct line line;
    int r;

    while (outline_next_line(&rest, &line)) {
        r = take_line(o, line, &text);
        if (r < 0)
            return r;
    }
    return 0;
}

/* ---- Working out ---- */

/* Times here are of no zone, but for the offset that each observance names. */
struct expansion {
    int64_t to_sec;
    int64_t *steps; /* borrowed */
    struct change_list changes;
};

static void expansion_done(struct expansion *expansion)
{
    change_list_done(&expansion->changes);
}

/* Adds the changes that RDATE lists. */
static int add_dates(struct expansion *x, const struct observance_text *o, struct line rest)
{
    _cleanup_(text_done) struct text text = {};
    struct property property;
    struct moment moment;
    struct line line;
    int r = 0;

    while (r >= 0 && outline_next_line(&rest, &line)) {
        if (!line_starts(line, "RDATE") || property_parse(line, &text, &property) < 0)
            continue;
        for (char *value, *values = property.value; r >= 0 && (value = value_next(&values));)
            if (moment_parse(value, NULL, NULL, &moment) == 0)
                r = add_change(&x->changes, o, moment.local_sec);
    }
    return r < 0 ? r : 0;
}

/* UNTIL is an instant (RFC 5545 3.6.5), some programs' is local. */
static bool is_past_until(const struct recurrence *rule, const struct observance_text *o,
                          int64_t local_sec)
{
    if (!rule->has_until)
        return false;
    if (rule->until.is_date)
        return civil_local_day(local_sec) > moment_day(&rule->until);
    return (rule->until.is_utc ? local_sec - o->offset_from : local_sec) > rule->until.local_sec;
}

static int add_rule(struct expansion *x, const struct observance_text *o,
                    const struct moment *start)
{
    struct recurrence_walk walk;
    struct recurrence rule;
    int64_t local_sec;
    int r;

    if (recurrence_parse(o->rule, start, NULL, &rule) < 0)
        return 0;
    recurrence_walk_init(&walk, &rule, start->local_sec, 0, x->to_sec, x->steps);
    while ((r = recurrence_walk_next(&walk, &local_sec)) > 0) {
        if (is_past_until(&rule, o, local_sec))
            return 0;
        r = add_change(&x->changes, o, local_sec);
        if (r < 0)
            return r;
    }
    return r;
}

/* Adds one STANDARD or DAYLIGHT; one that cannot be read adds nothing. */
static int add_observance(struct expansion *x, struct line lines)
{
    _cleanup_(observance_text_done) struct observance_text o = {};
    struct moment start;
    int r;

    r = read_texts(&o, lines);
    if (r < 0)
        return r;
    if (!o.start || !o.has_from || !o.has_to || moment_parse(o.start, NULL, NULL, &start) < 0)
        return 0;
    r = add_change(&x->changes, &o, start.local_sec);
    if (r < 0)
        return r;
    r = add_dates(x, &o, lines);
    if (r < 0)
        return r;
    return o.rule ? add_rule(x, &o, &start) : 0;
}

static int compare_changes(const void *a, const void *b)
{
    const struct clock_change *x = a, *y = b;

    return x->utc_sec < y->utc_sec ? -1 : x->utc_sec > y->utc_sec;
}

/* In order, and of several at one instant (an observance's start is often its rule's, too) one. */
static void sort_changes(struct change_list *list)
{
    size_t n = 0;

    qsort(list->items, list->n, sizeof(*list->items), compare_changes);
    for (size_t i = 0; i < list->n; i++)
        if (n == 0 || list->items[i].utc_sec > list->items[n - 1].utc_sec)
            list->items[n++] = list->items[i];
    list->n = n;
}

int custom_zone_new(struct line lines, const char *name, int64_t to_sec, int64_t *steps,
                    struct zone **ret)
{
    _cleanup_(expansion_done) struct expansion x = {.to_sec = to_sec + AHEAD_SEC, .steps = steps};
    _cleanup_(text_done) struct text text = {};
    struct line begin, part;
    int r;

    while (outline_next_part(&lines, &begin, &part)) {
        r = add_observance(&x, part);
        if (r < 0)
            return r;
    }
    if (x.changes.n == 0)
        return -EINVAL;
    sort_changes(&x.changes);
    r = tzif_format(x.changes.items, x.changes.n, &text);
    if (r < 0)
        return r;
    return zone_parse(name, text.data, text.length, ret);
}
