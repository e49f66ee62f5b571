#include "bus/form.h"

#include "base/text.h"
#include "bus/marshal.h"

/* What came is quoted, last and at most this much of it: the advice is never cut off. */
#define CAME "\"%.60s\""

/* Dates from 1971 on: local days of 1970 may begin before instant 0, which the bus cannot say. */
#define MIN_DAY  365
#define MIN_YEAR 1971

static int refuse(struct bus_refusal *refusal, const char *advice, const char *came)
{
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "%s, not " CAME, advice, came);
}

static bool is_date(const char *s)
{
    int32_t day;

    return civil_parse_date(s, &day) >= 0 && day >= MIN_DAY;
}

/* `2026-W48` */
static bool is_iso_week(const char *s)
{
    int32_t day;

    if (strlen(s) != 8 || strspn(s, "0123456789") != 4 || s[4] != '-' || s[5] != 'W' ||
        strspn(s + 6, "0123456789") != 2)
        return false;
    return atoi(s) >= MIN_YEAR && civil_iso_week_day(atoi(s), atoi(s + 6), &day) >= 0 &&
           day <= CIVIL_MAX_DAY;
}

/* `+1`, `-52`: at most three digits, some nineteen years. */
static bool is_week_offset(const char *s)
{
    size_t digits = strspn(s + 1, "0123456789");

    return (*s == '+' || *s == '-') && digits >= 1 && digits <= 3 && !s[1 + digits];
}

int form_day(const char *s, struct bus_refusal *refusal)
{
    if (!*s || is_date(s))
        return 0;
    return refuse(refusal, "day must be empty for today, or a date such as 2026-11-24 (1971-2199)",
                  s);
}

int form_before(const char *s, struct bus_refusal *refusal)
{
    if (!*s || is_date(s))
        return 0;
    return refuse(refusal,
                  "before must be a date such as 2026-11-24 (1971-2199), or empty for everything",
                  s);
}

int form_days(const char *s, struct bus_refusal *refusal)
{
    char first[DATE_SIZE] = "";
    const char *dots = strstr(s, "..");

    if (!*s || is_date(s))
        return 0;
    snprintf(first, sizeof first, "%.*s", (int)MIN(dots ? dots - s : 0, DATE_SIZE - 1), s);
    if (dots && dots - s == DATE_SIZE - 1 && is_date(first) && is_date(dots + 2) &&
        strcmp(first, dots + 2) <= 0)
        return 0;
    return refuse(refusal,
                  "days must be empty for today, a date such as 2026-11-24, or two dates such as "
                  "2026-11-24..2026-11-27 (1971-2199)",
                  s);
}

int form_week(const char *s, struct bus_refusal *refusal)
{
    if (!*s || is_date(s) || is_iso_week(s) || is_week_offset(s))
        return 0;
    return refuse(refusal,
                  "week must be empty for this week, or be like +1, -1, 2026-W48 or 2026-11-24 "
                  "(1971-2199)",
                  s);
}

int form_block(const char *s, bool may_be_empty, struct bus_refusal *refusal)
{
    if ((!*s && may_be_empty) || block_id_is_valid(s))
        return 0;
    return refuse(refusal, "block must be a block's id such as practice/2026-11-24/1", s);
}

int form_target(const char *s, struct bus_refusal *refusal)
{
    if (!*s || activity_name_is_valid(s) || block_id_is_valid(s))
        return 0;
    return refuse(refusal,
                  "target must be empty, an activity's name such as practice, or a block's id such "
                  "as practice/2026-11-24/1",
                  s);
}

int form_activity_filter(const char *s, struct bus_refusal *refusal)
{
    if (!*s || activity_name_is_valid(s))
        return 0;
    return refuse(refusal, "activity must be empty for all, or a name of 1 to 32 of a-z, 0-9 and -",
                  s);
}

int form_outcome_filter(const char *s, struct bus_refusal *refusal)
{
    enum outcome outcome;

    if (!*s || outcome_parse(s, &outcome) >= 0)
        return 0;
    return refuse(refusal,
                  "outcome must be empty for all, or one of open, done, partial, skipped, missed "
                  "and excused",
                  s);
}

static int form_number(const char *name, int64_t value, int64_t min, int64_t max,
                       struct bus_refusal *refusal)
{
    if (value >= min && value <= max)
        return 0;
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "%s must be %lld to %lld, not %lld",
                      name, (long long)min, (long long)max, (long long)value);
}

int form_minutes(int64_t minutes, int64_t min, struct bus_refusal *refusal)
{
    return form_number("minutes", minutes, min, FORM_MAX_MINUTES, refusal);
}

int form_count(int64_t count, int64_t min, struct bus_refusal *refusal)
{
    return form_number("count", count, min, FORM_MAX_COUNT, refusal);
}

int form_limit(unsigned limit, struct bus_refusal *refusal)
{
    return form_number("limit", limit, 1, BUS_PAGE_MAX, refusal);
}

int form_instant(const char *name, int64_t sec, struct bus_refusal *refusal)
{
    if (sec >= 0 && sec <= WIRE_MAX_SEC)
        return 0;
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                      "%s must be microseconds since 1970-01-01T00:00Z, before the year 2200",
                      name);
}

int form_why(const char *s, struct bus_refusal *refusal)
{
    if (why_is_valid(s))
        return 0;
    return refuse(refusal, "why must be empty or one of tired, unclear, avoided, clash and other",
                  s);
}

/* Bidi controls may be right inside a note in a right-to-left script; whoever prints escapes. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0);
}

static int form_text(const char *name, const char *s, size_t max_bytes, bool may_have_lines,
                     struct bus_refusal *refusal)
{
    size_t size = strlen(s), n;
    uint32_t c;

    if (size > max_bytes)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "%s must be at most %zu bytes long, not %zu", name, max_bytes, size);
    for (size_t i = 0; i < size; i += n) {
        n = utf8_decode(s + i, size - i, &c);
        if (n == 0 || (is_control(c) && !(c == '\n' && may_have_lines)))
            return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                              "%s must be UTF-8 text without control characters%s; there is one "
                              "at byte %zu",
                              name, may_have_lines ? " other than newline" : "", i + 1);
    }
    return 0;
}

int form_answer(const char *s, struct bus_refusal *refusal)
{
    return form_text("answer", s, FORM_MAX_NOTE, true, refusal);
}

int form_number_of_question(unsigned number, struct bus_refusal *refusal)
{
    return form_number("number", number, 1, FORM_MAX_QUESTION, refusal);
}

int form_weeks(unsigned weeks, struct bus_refusal *refusal)
{
    return form_number("weeks", weeks, 0, BUS_SHARED_MAX, refusal);
}

int form_note(const char *s, struct bus_refusal *refusal)
{
    return form_text("note", s, FORM_MAX_NOTE, true, refusal);
}

int form_suggestion(const char *s, struct bus_refusal *refusal)
{
    size_t n = strlen(s);

    if (n > 0 && n <= FORM_MAX_SUGGESTION &&
        strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n)
        return 0;
    return refuse(refusal, "id must be a suggestion's id such as practice-move-3f2a", s);
}

int form_cursor(const char *s, struct bus_refusal *refusal)
{
    return form_text("cursor", s, FORM_MAX_CURSOR, false, refusal);
}

int form_track_item(const struct track_item *item, struct bus_refusal *refusal)
{
    const char *fault = track_item_fault(item);

    return fault ? bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "%s", fault) : 0;
}

int form_track_items(const struct track_item *items, size_t n, struct bus_refusal *refusal)
{
    struct bus_refusal one;

    for (size_t i = 0; i < n; i++)
        if (form_track_item(&items[i], &one) != 0)
            return bus_refuse(refusal, one.error, "item %zu: %s", i + 1, one.text);
    return 0;
}

int form_track_number(int64_t n, struct bus_refusal *refusal)
{
    return form_number("n", n, 1, INT64_MAX, refusal);
}

int form_track_kind_filter(const char *s, struct bus_refusal *refusal)
{
    enum track_kind kind;

    if (!*s || track_kind_parse(s, &kind) >= 0)
        return 0;
    return refuse(refusal, "kind must be empty for both, application or contact", s);
}

int form_track_text(const char *s, struct bus_refusal *refusal)
{
    return form_text("text", s, TRACK_MAX_WORDS, false, refusal);
}

static int form_entry_words(const struct bus_entry *entry, struct bus_refusal *refusal)
{
    if (!activity_name_is_valid(entry->block.activity))
        return refuse(refusal, "activity must be a name of 1 to 32 of a-z, 0-9 and -",
                      entry->block.activity);
    if (entry->block.kind >= BLOCK_KIND_MAX_)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "kind must be one of fixed, flexible and unplanned");
    if (entry->block.outcome >= OUTCOME_MAX_)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "outcome must be one of open, done, partial, skipped, missed and "
                          "excused");
    return 0;
}

static int form_entry_times(const struct bus_entry *entry, struct bus_refusal *refusal)
{
    const struct bus_block *block = &entry->block;

    if (block->start_sec == 0 || (block->end_sec != 0 && block->end_sec <= block->start_sec))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "start must be given, and end be 0 or after it");
    return form_instant("start", block->start_sec, refusal) ?:
           form_instant("end", block->end_sec, refusal) ?:
           form_instant("started_at", block->started_sec, refusal) ?:
           form_instant("answered_at", entry->answered_sec, refusal);
}

int form_entry(const struct bus_entry *entry, struct bus_refusal *refusal)
{
    return form_block(entry->block.id, entry->block.kind == BLOCK_UNPLANNED, refusal) ?:
           form_entry_words(entry, refusal) ?:
           form_text("title", entry->block.title, FORM_MAX_TITLE, false, refusal) ?:
           form_entry_times(entry, refusal) ?:
           form_minutes(entry->block.minutes, -1, refusal) ?:
           form_count(entry->block.count, -1, refusal) ?:
           form_why(entry->why, refusal) ?:
           form_note(entry->note, refusal) ?:
           form_text("source", entry->source, FORM_MAX_SOURCE, false, refusal);
}
