/* Rules are not read from the zone's data but recognised: RULE_YEARS full years at the far end of
 * the stretch must each have two changes, the first of all years and the second of all years alike
 * but for the day, and those days must be one weekday within seven days of a month. Twenty-eight
 * years hold every pair of leap and start of year, so that the seven days are seen whole. From
 * there the rules are followed back for as long as they hold; what lies before is told change by
 * change. Zones that look years ahead without a rule (Morocco, by the moon) or whose day jumps
 * between two months (Egypt) are told change by change throughout. */
#include "calendar/observance.h"

#include <stdio.h>
#include <string.h>

#include "base/macro.h"

#define FIRST_YEAR  1970
#define LAST_YEAR   2199
#define RULE_YEARS  28
#define AHEAD_YEARS 5 /* told past the stretch where there is no rule: a series has no end */

void observance_list_done(struct observance_list *list)
{
    free(list->items);
    *list = (struct observance_list){};
}

static int year_of(int64_t sec)
{
    int year, month, day;

    civil_date(civil_local_day(sec), &year, &month, &day);
    return year;
}

static int64_t year_start(int year)
{
    return (int64_t)civil_day(year, 1, 1) * DAY_SEC;
}

static int list_add(struct observance_list *list, const struct observance *observance)
{
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = *observance;
    return 0;
}

/* An instant at which what a change began holds for good: the name may change once more without
 * the clock (Turkey's last summer time became its standard time). */
static int64_t settled_sec(const struct zone *zone, int64_t at_sec)
{
    int64_t next_sec;

    return zone_next_transition(zone, at_sec, &next_sec) ? next_sec - 1 : year_start(LAST_YEAR);
}

/* Daylight saving is the season with more light in the evening, also where the zone's data call the
 * winter the exception (Europe/Dublin, Africa/Casablanca). What lasts longer than a year is none,
 * and neither is what sets the clock back: readers take the difference to STANDARD for the saving
 * (python3-icalendar insists that there is one). */
static bool change_is_daylight(const struct zone *zone, int64_t at_sec)
{
    return (zone_is_dst(zone, at_sec - 1) || zone_is_dst(zone, at_sec)) &&
           zone_offset(zone, at_sec) > zone_offset(zone, at_sec - 1) &&
           settled_sec(zone, at_sec) - at_sec < 366 * DAY_SEC;
}

/* The change at an instant as an observance by itself. */
static struct observance observance_at(const struct zone *zone, int64_t at_sec)
{
    struct observance o = {
        .offset_from = zone_offset(zone, at_sec - 1),
        .offset_to = zone_offset(zone, at_sec),
        .is_daylight = change_is_daylight(zone, at_sec),
    };
    int32_t day;

    o.start_local_sec = at_sec + o.offset_from;
    snprintf(o.name, sizeof(o.name), "%s", zone_abbreviation(zone, settled_sec(zone, at_sec)));
    day = civil_local_day(o.start_local_sec);
    civil_date(day, &(int){0}, &o.yearly.month, &o.yearly.first_day);
    o.yearly.last_day = o.yearly.first_day;
    o.yearly.weekday = civil_weekday(day);
    return o;
}

/* All changes of the years [FIRST_YEAR, last_year]. */
static int list_changes(const struct zone *zone, int last_year, struct observance_list *list)
{
    int64_t at_sec = year_start(FIRST_YEAR) - 1, end_sec = year_start(last_year + 1);
    int r;

    while (zone_next_transition(zone, at_sec, &at_sec) && at_sec < end_sec) {
        struct observance o = observance_at(zone, at_sec);

        r = list_add(list, &o);
        if (r < 0)
            return r;
    }
    return 0;
}

/* The same but for the year and the day of the month. */
static bool is_same_kind(const struct observance *a, const struct observance *b)
{
    return a->yearly.month == b->yearly.month && a->yearly.weekday == b->yearly.weekday &&
           civil_local_second(a->start_local_sec) == civil_local_second(b->start_local_sec) &&
           a->offset_from == b->offset_from && a->offset_to == b->offset_to &&
           a->is_daylight == b->is_daylight && streq(a->name, b->name);
}

static bool is_within(const struct observance *o, const struct observance *rule)
{
    return is_same_kind(o, rule) && o->yearly.first_day >= rule->yearly.first_day &&
           o->yearly.last_day <= rule->yearly.last_day;
}

/* Two changes that are both in this year. */
static bool is_pair_of_year(const struct observance *pair, int year)
{
    return year_of(pair[0].start_local_sec) == year && year_of(pair[1].start_local_sec) == year;
}

/* Recognises the two rules by which the list's last RULE_YEARS years go, the last being last_year.
 * The rules' starts are not set. */
static bool find_rules(const struct observance_list *list, int last_year,
                       struct observance rules[2])
{
    const struct observance *first;

    if (list->n < 2 * RULE_YEARS)
        return false;
    first = &list->items[list->n - 2 * RULE_YEARS];
    rules[0] = first[0];
    rules[1] = first[1];
    for (int i = 0; i < 2 * RULE_YEARS; i++) {
        struct yearly *rule = &rules[i % 2].yearly;

        if (i % 2 == 0 && !is_pair_of_year(&first[i], last_year - RULE_YEARS + 1 + i / 2))
            return false;
        if (!is_same_kind(&first[i], &rules[i % 2]))
            return false;
        rule->first_day = MIN(rule->first_day, first[i].yearly.first_day);
        rule->last_day = MAX(rule->last_day, first[i].yearly.last_day);
    }
    return rules[0].yearly.last_day - rules[0].yearly.first_day == 6 &&
           rules[1].yearly.last_day - rules[1].yearly.first_day == 6;
}

/* How many of the list's changes come before the years that follow the rules without a break. */
static size_t count_before_rules(const struct observance_list *list,
                                 const struct observance rules[2])
{
    size_t n = list->n - 2 * RULE_YEARS;

    while (n >= 2) {
        const struct observance *pair = &list->items[n - 2];

        if (!is_within(&pair[0], &rules[0]) || !is_within(&pair[1], &rules[1]) ||
            !is_pair_of_year(pair, year_of(pair[2].start_local_sec) - 1))
            break;
        n -= 2;
    }
    return n;
}

/* What holds from the beginning, when nothing changed before. */
static struct observance observance_first(const struct zone *zone)
{
    struct observance o = {};

    o.start_local_sec = year_start(FIRST_YEAR);
    o.offset_from = o.offset_to = zone_offset(zone, o.start_local_sec);
    snprintf(o.name, sizeof(o.name), "%s", zone_abbreviation(zone, o.start_local_sec));
    return o;
}

/* Takes over those of the list's first n changes that matter: the last one at or before from_sec
 * and all later ones, before to_sec. */
static int add_changes(const struct zone *zone, const struct observance_list *changes, size_t n,
                       int64_t from_sec, int64_t to_sec, struct observance_list *ret)
{
    size_t first = 0;
    int r;

    while (first < n &&
           changes->items[first].start_local_sec - changes->items[first].offset_from <= from_sec)
        first++;
    if (first == 0) {
        struct observance o = observance_first(zone);

        r = list_add(ret, &o);
        if (r < 0)
            return r;
    }
    for (size_t i = MAX(first, (size_t)1) - 1; i < n; i++) {
        if (changes->items[i].start_local_sec >= to_sec)
            break;
        r = list_add(ret, &changes->items[i]);
        if (r < 0)
            return r;
    }
    return 0;
}

static int add_rules(const struct observance rules[2], const struct observance starts[2],
                     struct observance_list *ret)
{
    int r;

    for (int i = 0; i < 2; i++) {
        struct observance o = rules[i];

        o.start_local_sec = starts[i].start_local_sec;
        o.is_yearly = true;
        r = list_add(ret, &o);
        if (r < 0)
            return r;
    }
    return 0;
}

int observance_list_build(const struct zone *zone, int64_t from_sec, int64_t to_sec,
                          struct observance_list *ret)
{
    /* Two days of slack: the ends are instants, the years those of no zone in particular. */
    int first_year = MAX(year_of(from_sec - 2 * DAY_SEC), FIRST_YEAR);
    int end_year = MIN(MAX(year_of(to_sec), first_year) + AHEAD_YEARS, LAST_YEAR - RULE_YEARS);
    int last_year = end_year + RULE_YEARS;
    _cleanup_(observance_list_done) struct observance_list changes = {}, list = {};
    struct observance rules[2];
    bool has_rules;
    size_t n;
    int r;

    r = list_changes(zone, last_year, &changes);
    if (r < 0)
        return r;
    has_rules = find_rules(&changes, last_year, rules);
    n = has_rules ? count_before_rules(&changes, rules) : changes.n;
    from_sec = year_start(first_year);
    to_sec = has_rules ? INT64_MAX : year_start(end_year + 1);
    if (!has_rules || year_of(changes.items[n].start_local_sec) >= first_year) {
        r = add_changes(zone, &changes, n, from_sec, to_sec, &list);
        if (r < 0)
            return r;
    }
    if (has_rules) {
        r = add_rules(rules, &changes.items[n], &list);
        if (r < 0)
            return r;
    }
    *ret = list;
    list = (struct observance_list){};
    return 0;
}

bool zone_is_utc(const struct zone *zone)
{
    return !zone_next_transition(zone, INT64_C(0), &(int64_t){0}) && zone_offset(zone, 0) == 0 &&
           streq(zone_abbreviation(zone, 0), "UTC");
}
