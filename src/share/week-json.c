/* A week as JSON: written by hand of base's writer, read back by two tables of fields. */
#include "share.h"

#include <errno.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/json.h"
#include "share/json-read.h"

/* ---- Writing ---- */

static void write_goal(struct json *json, const struct share_goal *goal)
{
    json_object_begin(json, NULL);
    json_string(json, "activity", goal->activity);
    json_string(json, "unit", goal->unit);
    json_decimal(json, "target", goal->target);
    json_decimal(json, "actual", goal->actual);
    json_bool(json, "met", goal->is_met);
    json_bool(json, "off", goal->is_off);
    json_object_end(json);
}

void share_week_write(struct json *json, const char *key, const struct share_week *week)
{
    char date[DATE_SIZE];

    civil_format_date(week->from, date);
    json_object_begin(json, key);
    json_string(json, "week", week->name);
    json_string(json, "from", date);
    json_integer(json, "planned_minutes", week->planned_minutes);
    json_integer(json, "done_minutes", week->done_minutes);
    json_integer(json, "excused_minutes", week->excused_minutes);
    json_integer(json, "answered", week->answered);
    json_array_begin(json, "goals");
    for (size_t i = 0; i < week->n_goals; i++)
        write_goal(json, &week->goals[i]);
    json_array_end(json);
    json_object_end(json);
}

int share_week_format(const struct share_week *week, char **ret)
{
    _cleanup_(freep) char *data = NULL;
    struct json json;
    size_t size;
    FILE *file = open_memstream(&data, &size);
    bool has_failed;

    if (!file)
        return -ENOMEM;
    json_init(&json, file);
    share_week_write(&json, NULL, week);
    has_failed = ferror(file);
    if (fclose(file) != 0 || has_failed)
        return -ENOMEM;
    *ret = TAKE_PTR(data);
    return 0;
}

/* ---- Reading ---- */

enum field_kind {
    FIELD_TEXT,
    FIELD_DAY,    /* int32_t */
    FIELD_COUNT,  /* int, from 0 to SHARE_NUMBER_MAX */
    FIELD_AMOUNT, /* double in the same range */
    FIELD_BOOL,
    FIELD_GOALS,
};

struct field {
    const char *key;
    enum field_kind kind;
    size_t offset, size; /* size: of text */
};

#define TEXT_FIELD(type, key, member)                                           \
    {                                                                           \
        key, FIELD_TEXT, offsetof(type, member), sizeof(((type *)NULL)->member) \
    }

static const struct field week_fields[] = {
    TEXT_FIELD(struct share_week, "week", name),
    {"from", FIELD_DAY, offsetof(struct share_week, from), 0},
    {"planned_minutes", FIELD_COUNT, offsetof(struct share_week, planned_minutes), 0},
    {"done_minutes", FIELD_COUNT, offsetof(struct share_week, done_minutes), 0},
    {"excused_minutes", FIELD_COUNT, offsetof(struct share_week, excused_minutes), 0},
    {"answered", FIELD_COUNT, offsetof(struct share_week, answered), 0},
    {"goals", FIELD_GOALS, 0, 0},
};

static const struct field goal_fields[] = {
    TEXT_FIELD(struct share_goal, "activity", activity),
    TEXT_FIELD(struct share_goal, "unit", unit),
    {"target", FIELD_AMOUNT, offsetof(struct share_goal, target), 0},
    {"actual", FIELD_AMOUNT, offsetof(struct share_goal, actual), 0},
    {"met", FIELD_BOOL, offsetof(struct share_goal, is_met), 0},
    {"off", FIELD_BOOL, offsetof(struct share_goal, is_off), 0},
};

static bool read_object(struct json_reader *reader, const struct field *fields, size_t n,
                        void *object);

static bool read_day(struct json_reader *reader, int32_t *ret)
{
    char date[DATE_SIZE + 1]; /* one more: a longer text is not cut to a date */

    return json_read_text(reader, date, sizeof date) && civil_parse_date(date, ret) == 0;
}

static bool read_amount(struct json_reader *reader, double *ret)
{
    return json_read_number(reader, ret) && *ret >= 0 && *ret <= SHARE_NUMBER_MAX;
}

static bool read_count(struct json_reader *reader, int *ret)
{
    double value;

    if (!read_amount(reader, &value) || value != (int)value)
        return false;
    *ret = (int)value;
    return true;
}

static bool read_goals(struct json_reader *reader, struct share_week *week)
{
    week->n_goals = 0;
    if (!json_read_array(reader))
        return false;
    while (json_read_element(reader)) {
        if (week->n_goals == SHARE_GOALS_MAX)
            return false;
        if (!read_object(reader, goal_fields, ARRAY_SIZE(goal_fields),
                         &week->goals[week->n_goals++]))
            return false;
    }
    return !reader->has_failed;
}

static bool read_field(struct json_reader *reader, const struct field *field, void *object)
{
    void *at = (char *)object + field->offset;

    switch (field->kind) {
    case FIELD_TEXT:
        return json_read_text(reader, at, field->size);
    case FIELD_DAY:
        return read_day(reader, at);
    case FIELD_COUNT:
        return read_count(reader, at);
    case FIELD_AMOUNT:
        return read_amount(reader, at);
    case FIELD_BOOL:
        return json_read_bool(reader, at);
    case FIELD_GOALS:
        return read_goals(reader, object);
    }
    return false;
}

static size_t find_field(const struct field *fields, size_t n, const char *key)
{
    size_t i = 0;

    while (i < n && !streq(fields[i].key, key))
        i++;
    return i;
}

/* False if anything is wrong, or a field is missing. */
static bool read_object(struct json_reader *reader, const struct field *fields, size_t n,
                        void *object)
{
    unsigned seen = 0;
    char key[32];

    if (!json_read_object(reader))
        return false;
    while (json_read_member(reader, key, sizeof key)) {
        size_t i = find_field(fields, n, key);

        if (i == n) {
            json_read_skip(reader);
            continue;
        }
        if (!read_field(reader, &fields[i], object))
            return false;
        seen |= 1u << i;
    }
    return !reader->has_failed && seen == (1u << n) - 1;
}

/* True if the ISO week and the week from that day on have a day in common. */
static bool name_is_right(const char *name, int32_t from)
{
    int32_t monday;
    int year, week, used = 0;

    if (strspn(name, "0123456789") != 4 || strlen(name) != WEEK_NAME_SIZE - 1 ||
        sscanf(name, "%4d-W%2d%n", &year, &week, &used) != 2 || name[used] ||
        civil_iso_week_day(year, week, &monday) < 0)
        return false;
    return monday - 6 <= from && from <= monday + 6;
}

int share_week_parse(const char *data, size_t size, struct share_week *ret)
{
    struct json_reader reader;

    *ret = (struct share_week){.n_goals = 0};
    json_reader_init(&reader, data, size);
    if (!read_object(&reader, week_fields, ARRAY_SIZE(week_fields), ret) ||
        !json_read_is_done(&reader) || !name_is_right(ret->name, ret->from))
        return -EBADMSG;
    return 0;
}
