#include "base/block.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/civil.h"
#include "base/macro.h"

static const char *const kind_names[] = {
    [BLOCK_FIXED] = "fixed",
    [BLOCK_FLEXIBLE] = "flexible",
    [BLOCK_UNPLANNED] = "unplanned",
};

/* One line an outcome: its name, what else a user may type, what a person reads. */
static const struct {
    const char *name, *alias, *label;
} outcomes[] = {
    [OUTCOME_OPEN] = {"open", NULL, "open"},
    [OUTCOME_DONE] = {"done", NULL, "done"},
    [OUTCOME_PARTIAL] = {"partial", "partly", "partial"},
    [OUTCOME_SKIPPED] = {"skipped", "skip", "skipped"},
    [OUTCOME_MISSED] = {"missed", NULL, "not answered"},
    [OUTCOME_EXCUSED] = {"excused", NULL, "excused"},
};

_Static_assert(ARRAY_SIZE(kind_names) == BLOCK_KIND_MAX_, "a kind without a name");
_Static_assert(ARRAY_SIZE(outcomes) == OUTCOME_MAX_, "an outcome without a name");

const char *block_kind_name(enum block_kind kind)
{
    return (size_t)kind < ARRAY_SIZE(kind_names) ? kind_names[kind] : "?";
}

const char *outcome_name(enum outcome outcome)
{
    return (size_t)outcome < ARRAY_SIZE(outcomes) ? outcomes[outcome].name : "?";
}

const char *outcome_label(enum outcome outcome)
{
    return (size_t)outcome < ARRAY_SIZE(outcomes) ? outcomes[outcome].label : "?";
}

int block_kind_parse(const char *s, enum block_kind *ret)
{
    for (size_t i = 0; i < ARRAY_SIZE(kind_names); i++) {
        if (streq(s, kind_names[i])) {
            *ret = (enum block_kind)i;
            return 0;
        }
    }
    return -EINVAL;
}

int outcome_parse(const char *s, enum outcome *ret)
{
    for (size_t i = 0; i < ARRAY_SIZE(outcomes); i++) {
        if (streq(s, outcomes[i].name) || streq_null(s, outcomes[i].alias)) {
            *ret = (enum outcome)i;
            return 0;
        }
    }
    return -EINVAL;
}

bool outcome_is_answer(enum outcome outcome)
{
    return outcome == OUTCOME_DONE || outcome == OUTCOME_PARTIAL || outcome == OUTCOME_SKIPPED;
}

bool why_is_valid(const char *why)
{
    static const char *const words[] = {"", "tired", "unclear", "avoided", "clash", "other"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (streq(why, words[i]))
            return true;
    return false;
}

/* Length of the activity name at s; 0 if none is there or it is too long. */
static size_t activity_name_length(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n <= ACTIVITY_NAME_MAX ? n : 0;
}

bool activity_name_is_valid(const char *name)
{
    size_t n = activity_name_length(name);
    return n > 0 && !name[n];
}

/* The precisions are the true maxima; they also show the compiler that the buffer is enough. */
void block_id_fixed(char buf[static BLOCK_ID_SIZE], const char *activity, int32_t day, unsigned n)
{
    char date[DATE_SIZE];
    civil_format_date(day, date);
    snprintf(buf, BLOCK_ID_SIZE, "%.*s/%s/%u", ACTIVITY_NAME_MAX, activity, date, n);
}

void block_id_flexible(char buf[static BLOCK_ID_SIZE], const char *activity, int iso_year,
                       int iso_week, unsigned n)
{
    snprintf(buf, BLOCK_ID_SIZE, "%.*s/%04u-W%02u/%u", ACTIVITY_NAME_MAX, activity,
             (unsigned)iso_year % 10000, (unsigned)iso_week % 100, n);
}

void block_id_unplanned(char buf[static BLOCK_ID_SIZE], const char *activity, uint32_t serial)
{
    snprintf(buf, BLOCK_ID_SIZE, "%.*s/+%" PRIu32, ACTIVITY_NAME_MAX, activity, serial);
}

/* A number from 1 to UINT32_MAX as printf writes it, and nothing after it. */
static bool is_ordinal(const char *s)
{
    uint64_t value = 0;
    if (*s == '0' || !*s)
        return false;
    for (; ascii_is_digit(*s); s++) {
        value = value * 10 + (uint64_t)(*s - '0');
        if (value > UINT32_MAX)
            return false;
    }
    return !*s;
}

/* Length of a `2026-W48` at s that exists; 0 if there is none. */
static size_t iso_week_length(const char *s)
{
    int year, week;
    int32_t monday;
    const char *p = ascii_read_digits(s, 4, &year);
    if (!p || p[0] != '-' || p[1] != 'W' || !(p = ascii_read_digits(p + 2, 2, &week)))
        return 0;
    return civil_iso_week_day(year, week, &monday) == 0 ? (size_t)(p - s) : 0;
}

/* The same of a `2026-11-24`. */
static size_t date_length(const char *s)
{
    char date[DATE_SIZE];
    int32_t day;
    size_t n = strnlen(s, DATE_SIZE - 1);
    memcpy(date, s, n);
    date[n] = '\0';
    return civil_parse_date(date, &day) == 0 ? n : 0;
}

bool block_id_is_valid(const char *s)
{
    size_t n = activity_name_length(s);
    if (n == 0 || s[n] != '/')
        return false;
    s += n + 1;
    if (*s == '+')
        return is_ordinal(s + 1);

    n = iso_week_length(s);
    if (n == 0)
        n = date_length(s);
    return n > 0 && s[n] == '/' && is_ordinal(s + n + 1);
}
