/* The rule in a TZif footer: `CET-1CEST,M3.5.0,M10.5.0/3`. POSIX (Base Definitions, 8.3) says what
 * it means; RFC 8536 section 3.3.1 lets hours run from -167 to 167. Every change of the years that
 * the program handles is written out as a span when the zone is loaded, so that looking up never
 * needs the rule. */
#include "base/zone-data.h"

#include <errno.h>
#include <string.h>

#include "base/ascii.h"
#include "base/civil.h"
#include "base/macro.h"

#define MAX_TZ_HOURS   167
#define DEFAULT_CHANGE (2 * 3600) /* 02:00 on the wall clock */

enum date_form {
    DATE_JULIAN,   /* J1 to J365: 29 February is not counted */
    DATE_ORDINAL,  /* 0 to 365 */
    DATE_NTH_WEEK, /* M3.5.0: month, n-th week (5: the last), day from Sunday = 0 */
};

struct change {
    enum date_form form;
    int month, week, day;
    int32_t second; /* on the wall clock before the change, from that day's midnight */
};

struct rule {
    struct zone_type standard, dst;
    bool has_dst;
    struct change to_dst, to_standard;
};

/* The text, and how far it has been read. */
struct cursor {
    const char *s, *end; /* borrowed; not NUL-terminated */
};

static char peek(const struct cursor *cursor)
{
    return cursor->s < cursor->end ? *cursor->s : '\0';
}

static bool skip_char(struct cursor *cursor, char c)
{
    if (peek(cursor) != c || cursor->s == cursor->end)
        return false;
    cursor->s++;
    return true;
}

static bool read_number(struct cursor *cursor, int min, int max, int *ret)
{
    int value = 0;
    if (!ascii_is_digit(peek(cursor)))
        return false;
    while (ascii_is_digit(peek(cursor))) {
        value = value * 10 + (*cursor->s++ - '0');
        if (value > max)
            return false;
    }
    *ret = value;
    return value >= min;
}

/* `CET` or `<+0330>`: three characters at least. */
static bool read_name(struct cursor *cursor, char buf[static ZONE_ABBREVIATION_SIZE])
{
    bool quoted = skip_char(cursor, '<');
    size_t n = 0;
    for (;; n++) {
        char c = peek(cursor);
        bool is_letter = ascii_is_alnum(c) && !ascii_is_digit(c);
        if (!is_letter && !(quoted && (ascii_is_digit(c) || c == '+' || c == '-')))
            break;
        if (n == ZONE_ABBREVIATION_SIZE - 1)
            return false;
        buf[n] = c;
        cursor->s++;
    }
    buf[n] = '\0';
    return n >= 3 && (!quoted || skip_char(cursor, '>'));
}

/* `[+-]hh[:mm[:ss]]` */
static bool read_time(struct cursor *cursor, int max_hours, int32_t *ret)
{
    int hours, minutes = 0, seconds = 0;
    bool negative = skip_char(cursor, '-');
    if (!negative)
        skip_char(cursor, '+');
    if (!read_number(cursor, 0, max_hours, &hours))
        return false;
    if (skip_char(cursor, ':')) {
        if (!read_number(cursor, 0, 59, &minutes))
            return false;
        if (skip_char(cursor, ':') && !read_number(cursor, 0, 59, &seconds))
            return false;
    }
    int32_t total = hours * 3600 + minutes * 60 + seconds;
    *ret = negative ? -total : total;
    return true;
}

/* POSIX counts offsets westward. */
static bool read_offset(struct cursor *cursor, int32_t *ret)
{
    int32_t west;
    if (!read_time(cursor, 24, &west))
        return false;
    *ret = -west;
    return true;
}

static bool read_date(struct cursor *cursor, struct change *change)
{
    if (skip_char(cursor, 'M')) {
        change->form = DATE_NTH_WEEK;
        return read_number(cursor, 1, 12, &change->month) && skip_char(cursor, '.') &&
               read_number(cursor, 1, 5, &change->week) && skip_char(cursor, '.') &&
               read_number(cursor, 0, 6, &change->day);
    }
    if (skip_char(cursor, 'J')) {
        change->form = DATE_JULIAN;
        return read_number(cursor, 1, 365, &change->day);
    }
    change->form = DATE_ORDINAL;
    return read_number(cursor, 0, 365, &change->day);
}

static bool read_change(struct cursor *cursor, struct change *ret)
{
    struct change change = {.second = DEFAULT_CHANGE};
    if (!skip_char(cursor, ',') || !read_date(cursor, &change))
        return false;
    if (skip_char(cursor, '/') && !read_time(cursor, MAX_TZ_HOURS, &change.second))
        return false;
    *ret = change;
    return true;
}

static bool read_rule(struct cursor *cursor, struct rule *rule)
{
    if (!read_name(cursor, rule->standard.abbreviation) ||
        !read_offset(cursor, &rule->standard.offset))
        return false;
    if (cursor->s == cursor->end)
        return true;

    rule->has_dst = true;
    rule->dst.is_dst = true;
    rule->dst.offset = rule->standard.offset + 3600;
    if (!read_name(cursor, rule->dst.abbreviation))
        return false;
    if (peek(cursor) != ',' && !read_offset(cursor, &rule->dst.offset))
        return false;
    return read_change(cursor, &rule->to_dst) && read_change(cursor, &rule->to_standard) &&
           cursor->s == cursor->end;
}

static bool is_leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t nth_week_day(const struct change *change, int year)
{
    int32_t first = civil_day(year, change->month, 1);
    int32_t next_month =
        change->month < 12 ? civil_day(year, change->month + 1, 1) : civil_day(year + 1, 1, 1);
    /* Sunday is 0 in the rule and 6 in enum weekday. */
    int32_t ahead = (change->day + 6 - (int32_t)civil_weekday(first)) % 7;
    int32_t day = first + (ahead + 7) % 7 + (change->week - 1) * 7;
    return day < next_month ? day : day - 7;
}

static int32_t change_day(const struct change *change, int year)
{
    int32_t new_year = civil_day(year, 1, 1);
    switch (change->form) {
    case DATE_JULIAN:
        return new_year + change->day - 1 + (is_leap_year(year) && change->day >= 60);
    case DATE_ORDINAL:
        return new_year + change->day;
    case DATE_NTH_WEEK:
        break;
    }
    return nth_week_day(change, year);
}

static int64_t change_time(const struct change *change, int year, int32_t offset_before)
{
    return (int64_t)change_day(change, year) * DAY_SEC + change->second - offset_before;
}

/* A change at or before one that the rule gave earlier takes its place: so `EST5EDT,0/0,J365/25`,
 * whose DST ends as the next begins, is DST all year (RFC 8536 section 3.3.1). */
static int add_change(struct zone *zone, size_t n_fixed, int64_t after, int64_t time, uint32_t type)
{
    if (time <= after)
        return 0;
    while (zone->n_spans > n_fixed && zone->spans[zone->n_spans - 1].start >= time)
        zone_drop_span(zone);
    return zone_add_span(zone, time, type);
}

static int add_changes(struct zone *zone, const struct rule *rule, int first_year, int64_t after,
                       uint32_t standard, uint32_t dst)
{
    size_t n_fixed = zone->n_spans;
    int r = 0;
    for (int year = first_year; r == 0 && year <= ZONE_LAST_YEAR; year++) {
        int64_t to_dst = change_time(&rule->to_dst, year, rule->standard.offset);
        int64_t to_standard = change_time(&rule->to_standard, year, rule->dst.offset);
        bool dst_first = to_dst <= to_standard;
        r = add_change(zone, n_fixed, after, dst_first ? to_dst : to_standard,
                       dst_first ? dst : standard);
        if (r == 0)
            r = add_change(zone, n_fixed, after, dst_first ? to_standard : to_dst,
                           dst_first ? standard : dst);
    }
    return r;
}

/* The year before the one that holds `after`: changes at its end may lie in the next. */
static int first_year_after(int64_t after)
{
    int64_t earliest = (int64_t)civil_day(ZONE_FIRST_YEAR, 1, 1) * DAY_SEC;
    int64_t latest = (int64_t)civil_day(ZONE_LAST_YEAR + 1, 1, 1) * DAY_SEC;
    int year, month, day_of_month;
    civil_date(civil_local_day(MIN(MAX(after, earliest), latest)), &year, &month, &day_of_month);
    return year - 1;
}

int zone_continue(struct zone *zone, int64_t after, const char *s, size_t size)
{
    struct cursor cursor = {.s = s, .end = s + size};
    struct rule rule = {0};
    uint32_t standard, dst;
    if (!read_rule(&cursor, &rule))
        return -EINVAL;

    int r = zone_add_type(zone, &rule.standard, &standard);
    if (r == 0 && zone->n_spans == 0)
        r = zone_add_span(zone, INT64_MIN, standard);
    if (r < 0 || !rule.has_dst)
        return r;
    r = zone_add_type(zone, &rule.dst, &dst);
    if (r < 0)
        return r;
    return add_changes(zone, &rule, first_year_after(after), after, standard, dst);
}
