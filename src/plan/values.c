/* The plain forms: numbers, words, lists, dates, durations, goals. Days and times of day are in
 * values-week.c. */
#include "plan/values.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "base/duration.h"

#define GOAL_MAX_COUNT 100000
#define EVERY_MAX      52

#define EXPECT_DURATION "write a duration such as 45m, 1h30m or 2h"
#define EXPECT_OFFSETS  "write durations such as 10m or 1h, 10m; or 0 for none"
#define EXPECT_BLOCK    "write the shortest and the longest piece, such as 45m-2h"
#define EXPECT_DATE     "write a date as 2026-11-24"
#define EXPECT_GOAL     "write hours such as 6h, or a number and what is counted: 10 contacts"

int complain(struct complaints *complaints, size_t offset, size_t length, const char *problem,
             const char *expected)
{
    if (complaints->n < ARRAY_SIZE(complaints->items))
        complaints->items[complaints->n++] = (struct complaint){
            .offset = offset,
            .length = length,
            .problem = problem,
            .expected = expected,
        };
    return -EINVAL;
}

int complain_word(struct complaints *complaints, size_t offset, const char *problem,
                  const char *expected, const struct suggestion *suggestion)
{
    size_t n = complaints->n;

    complain(complaints, offset, strlen(suggestion->word), problem, expected);
    if (complaints->n > n)
        memcpy(complaints->items[n].meant, suggestion->best, sizeof(suggestion->best));
    return -EINVAL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* value[from, to) */
static struct item item_between(const char *value, size_t from, size_t to)
{
    struct item item = {};

    while (from < to && is_blank(value[from]))
        from++;
    while (to > from && is_blank(value[to - 1]))
        to--;

    item.offset = from;
    item.length = to - from;
    memcpy(item.text, value + from, MIN(item.length, sizeof(item.text) - 1));
    return item;
}

struct item item_of(const char *value)
{
    return item_between(value, 0, strlen(value));
}

struct item item_part(const struct item *item, size_t from, size_t to)
{
    struct item part = item_between(item->text, from, MAX(from, to));

    part.offset += item->offset;
    return part;
}

int list_parse(const char *list, take_item take, void *userdata, struct complaints *complaints)
{
    int result = 0;

    for (size_t from = 0, to, length = strlen(list); from <= length; from = to + 1) {
        to = from + strcspn(list + from, ",");

        struct item item = item_between(list, from, to);
        int r = item.length > 0
                    ? take(&item, userdata, complaints)
                    : complain(complaints, from > 0 ? from - 1 : 0, 0, "is missing",
                               "write something on both sides of a comma, or leave it out");
        if (r == -ENOMEM)
            return r;
        if (r < 0)
            result = r;
    }
    return result;
}

int number_parse(const char *s, int min, int max, int *ret)
{
    size_t digits = strspn(s, "0123456789");
    int n = 0;

    if (digits == 0 || digits > 9 || s[digits])
        return -EINVAL;
    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (s[i] - '0');
    if (n < min || n > max)
        return -EINVAL;
    *ret = n;
    return 0;
}

int word_parse(const char *s, const char *const words[], size_t *ret, const char *expected,
               struct complaints *complaints)
{
    struct suggestion suggestion;

    suggestion_init(&suggestion, s);
    for (size_t i = 0; words[i]; i++) {
        if (streq(s, words[i])) {
            *ret = i;
            return 0;
        }
        suggestion_try(&suggestion, words[i]);
    }

    return complain_word(complaints, 0, "is not one of the choices", expected, &suggestion);
}

int date_parse(const char *s, int32_t *ret, struct complaints *complaints)
{
    if (civil_parse_date(s, ret) < 0)
        return complain(complaints, 0, strlen(s), "is not a date", EXPECT_DATE);
    return 0;
}

int date_range_parse(const struct item *item, struct date_range *ret, struct complaints *complaints)
{
    static const char expected[] = "write dates as 2026-12-24 or 2026-12-24..2026-12-26";
    size_t length = strlen(item->text);
    const char *dots = strstr(item->text, "..");
    struct item first = item_part(item, 0, dots ? (size_t)(dots - item->text) : length);
    struct item last = item_part(item, dots ? (size_t)(dots - item->text) + 2 : 0, length);
    struct date_range range;

    if (civil_parse_date(first.text, &range.first) < 0)
        return complain(complaints, first.offset, first.length, "is not a date", expected);
    if (civil_parse_date(last.text, &range.last) < 0)
        return complain(complaints, last.offset, last.length, "is not a date", expected);
    if (range.last < range.first)
        return complain(complaints, item->offset, item->length, "ends before it begins",
                        "put the earlier date first");
    *ret = range;
    return 0;
}

static int minutes_parse_at(const struct item *item, const char *expected, int *ret,
                            struct complaints *complaints)
{
    int r = duration_parse(item->text, ret);

    if (r == -ERANGE)
        return complain(complaints, item->offset, item->length, "is more than a week", expected);
    if (r < 0)
        return complain(complaints, item->offset, item->length, "is not a duration", expected);
    return 0;
}

int minutes_parse(const char *s, int *ret, struct complaints *complaints)
{
    struct item item = item_of(s);

    return minutes_parse_at(&item, EXPECT_DURATION, ret, complaints);
}

int hours_parse(const char *s, int *ret, struct complaints *complaints)
{
    static const char expected[] = "write hours a week such as 8, 8h or 7h30m";
    struct item item = item_of(s);
    int n;

    if (number_parse(s, 0, DURATION_MAX_MINUTES / 60, &n) >= 0) {
        n *= 60;
    } else {
        int r = minutes_parse_at(&item, expected, &n, complaints);
        if (r < 0)
            return r;
    }
    if (n == 0)
        return complain(complaints, 0, item.length, "is no time at all", expected);
    *ret = n;
    return 0;
}

/* Offsets while they are read: a 0 must be the only one. */
struct offsets {
    struct offset_list list;
    size_t n_items;
    bool has_zero;
};

static bool offset_list_has(const struct offset_list *list, int minutes)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->minutes[i] == minutes)
            return true;
    return false;
}

static void offset_list_insert(struct offset_list *list, int minutes)
{
    size_t i = list->n++;

    for (; i > 0 && list->minutes[i - 1] > minutes; i--)
        list->minutes[i] = list->minutes[i - 1];
    list->minutes[i] = minutes;
}

static int take_offset(const struct item *item, void *userdata, struct complaints *complaints)
{
    struct offsets *offsets = userdata;
    int minutes;
    int r = minutes_parse_at(item, EXPECT_OFFSETS, &minutes, complaints);

    if (r < 0)
        return r;
    offsets->has_zero |= minutes == 0;
    if (++offsets->n_items > 1 && offsets->has_zero)
        return complain(complaints, item->offset, item->length, "stands beside 0, which means none",
                        "remove one of them");
    if (minutes == 0)
        return 0;
    if (offset_list_has(&offsets->list, minutes))
        return complain(complaints, item->offset, item->length, "is there twice",
                        "remove one of them");
    if (offsets->list.n == PLAN_MAX_RANGES)
        return complain(complaints, item->offset, item->length, "is one too many",
                        "at most 16 reminders");
    offset_list_insert(&offsets->list, minutes);
    return 0;
}

int offsets_parse(const char *s, struct offset_list *ret, struct complaints *complaints)
{
    struct offsets offsets = {};
    int r = list_parse(s, take_offset, &offsets, complaints);

    if (r < 0)
        return r;
    *ret = offsets.list;
    return 0;
}

bool piece_fits(int minutes, int shortest)
{
    return minutes / GRID_MINUTES >= (shortest + GRID_MINUTES - 1) / GRID_MINUTES;
}

int block_parse(const char *s, int *ret_min, int *ret_max, struct complaints *complaints)
{
    size_t length = strlen(s), sign = strcspn(s, "-");
    struct item whole = item_of(s), first = item_part(&whole, 0, sign);
    struct item last = item_part(&whole, sign < length ? sign + 1 : 0, length);
    int min, max, r;

    r = minutes_parse_at(&first, EXPECT_BLOCK, &min, complaints);
    if (r < 0)
        return r;
    r = minutes_parse_at(&last, EXPECT_BLOCK, &max, complaints);
    if (r < 0)
        return r;

    if (max < min)
        return complain(complaints, 0, length, "has its longest piece shorter than its shortest",
                        EXPECT_BLOCK);
    if (min < GRID_MINUTES)
        return complain(complaints, first.offset, first.length, "is too short for a piece",
                        "write 5m or more");
    if (max > DAY_MINUTES)
        return complain(complaints, last.offset, last.length, "is longer than a day", EXPECT_BLOCK);
    if (!piece_fits(max, min))
        return complain(complaints, 0, length, "holds no multiple of five minutes",
                        "pieces are placed in steps of five minutes: write 45m-50m, say");
    *ret_min = min;
    *ret_max = max;
    return 0;
}

/* `hours` is time; of all other units a plural s is dropped. */
static int goal_set_unit(struct goal *goal, const char *unit)
{
    size_t length = strlen(unit);

    if (!strcasecmp(unit, "h") || !strcasecmp(unit, "hour") || !strcasecmp(unit, "hours")) {
        goal->kind = GOAL_HOURS;
        goal->amount *= 60;
        unit = "hours";
        length = strlen(unit);
    } else if (length > 2 && unit[length - 1] == 's' && unit[length - 2] != 's') {
        length--;
    }
    goal->unit = strndup(unit, length);
    return goal->unit ? 0 : -ENOMEM;
}

int goal_parse(const char *s, struct goal *ret, struct complaints *complaints)
{
    size_t length = strlen(s), digits = strspn(s, "0123456789");
    struct goal goal = {.kind = GOAL_COUNT};
    char number[16] = "";
    int r;

    if (duration_parse(s, &goal.amount) >= 0 && goal.amount > 0 && s[digits]) {
        goal.kind = GOAL_HOURS;
        goal.unit = strdup("hours");
        if (!goal.unit)
            return -ENOMEM;
        *ret = goal;
        return 0;
    }

    if (digits > 0 && digits < sizeof(number))
        memcpy(number, s, digits);
    if (number_parse(number, 1, GOAL_MAX_COUNT, &goal.amount) < 0)
        return complain(complaints, 0, length, "is not a goal", EXPECT_GOAL);

    size_t unit = digits + strspn(s + digits, " \t");
    if (unit == digits || !s[unit])
        return complain(complaints, 0, length, "does not say what is counted", EXPECT_GOAL);
    r = goal_set_unit(&goal, s + unit);
    if (r < 0)
        return r;
    if (goal.kind == GOAL_HOURS && goal.amount > DURATION_MAX_MINUTES) {
        free(goal.unit);
        return complain(complaints, 0, length, "is more than a week", EXPECT_GOAL);
    }
    *ret = goal;
    return 0;
}

int weeks_parse(const char *s, int *ret, struct complaints *complaints)
{
    size_t digits = strspn(s, "0123456789");
    const char *unit = s + digits + strspn(s + digits, " \t");
    char number[16] = "";

    if (digits > 0 && digits < sizeof(number))
        memcpy(number, s, digits);
    if ((*unit && !streq(unit, "week") && !streq(unit, "weeks")) ||
        number_parse(number, 1, EVERY_MAX, ret) < 0)
        return complain(complaints, 0, strlen(s), "is not a number of weeks",
                        "write 1 to 52 weeks, such as 2 weeks");
    return 0;
}
