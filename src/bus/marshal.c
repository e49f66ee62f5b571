#include "bus/marshal.h"

#include <errno.h>

#include "base/text.h"

#define BLOCK_FIELDS(type, prefix)                                                                \
    {WIRE_STRING, offsetof(type, prefix id)}, {WIRE_STRING, offsetof(type, prefix activity)},     \
        {WIRE_STRING, offsetof(type, prefix title)},                                              \
        {WIRE_INSTANT, offsetof(type, prefix start_sec)},                                         \
        {WIRE_INSTANT, offsetof(type, prefix end_sec)}, {WIRE_KIND, offsetof(type, prefix kind)}, \
        {WIRE_OUTCOME, offsetof(type, prefix outcome)},                                           \
        {WIRE_INSTANT, offsetof(type, prefix started_sec)},                                       \
        {WIRE_INTEGER, offsetof(type, prefix minutes)},                                           \
    {                                                                                             \
        WIRE_INTEGER, offsetof(type, prefix count)                                                \
    }

static const struct wire_field block_fields[] = {
    BLOCK_FIELDS(struct bus_block, ),
};

static const struct wire_field entry_fields[] = {
    BLOCK_FIELDS(struct bus_entry, block.),
    {WIRE_STRING, offsetof(struct bus_entry, why)},
    {WIRE_STRING, offsetof(struct bus_entry, note)},
    {WIRE_INSTANT, offsetof(struct bus_entry, answered_sec)},
    {WIRE_STRING, offsetof(struct bus_entry, source)},
};

static const struct wire_field goal_fields[] = {
    {WIRE_STRING, offsetof(struct bus_goal, activity)},
    {WIRE_STRING, offsetof(struct bus_goal, unit)},
    {WIRE_DOUBLE, offsetof(struct bus_goal, target)},
    {WIRE_DOUBLE, offsetof(struct bus_goal, actual)},
};

static const struct wire_field progress_fields[] = {
    {WIRE_STRING, offsetof(struct bus_progress, activity)},
    {WIRE_STRING, offsetof(struct bus_progress, unit)},
    {WIRE_DOUBLE, offsetof(struct bus_progress, target)},
    {WIRE_DOUBLE, offsetof(struct bus_progress, actual)},
    {WIRE_DOUBLE, offsetof(struct bus_progress, pace)},
    {WIRE_DOUBLE, offsetof(struct bus_progress, behind)},
    {WIRE_UNSIGNED, offsetof(struct bus_progress, free_slots)},
    {WIRE_UNSIGNED, offsetof(struct bus_progress, met)},
    {WIRE_UNSIGNED, offsetof(struct bus_progress, of)},
};

static const struct wire_field goal_week_fields[] = {
    {WIRE_STRING, offsetof(struct bus_goal_week, activity)},
    {WIRE_INSTANT, offsetof(struct bus_goal_week, from_sec)},
    {WIRE_DOUBLE, offsetof(struct bus_goal_week, target)},
    {WIRE_DOUBLE, offsetof(struct bus_goal_week, actual)},
    {WIRE_STRING, offsetof(struct bus_goal_week, state)},
};

static const struct wire_field suggestion_fields[] = {
    {WIRE_STRING, offsetof(struct bus_suggestion, id)},
    {WIRE_STRING, offsetof(struct bus_suggestion, activity)},
    {WIRE_STRING, offsetof(struct bus_suggestion, edit)},
    {WIRE_STRING, offsetof(struct bus_suggestion, evidence)},
    {WIRE_STRING, offsetof(struct bus_suggestion, diff)},
    {WIRE_STRING, offsetof(struct bus_suggestion, before)},
    {WIRE_STRING, offsetof(struct bus_suggestion, after)},
    {WIRE_STRING, offsetof(struct bus_suggestion, days)},
    {WIRE_STRING, offsetof(struct bus_suggestion, weekday)},
    {WIRE_STRING, offsetof(struct bus_suggestion, part)},
    {WIRE_UNSIGNED, offsetof(struct bus_suggestion, kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_suggestion, of)},
    {WIRE_UNSIGNED, offsetof(struct bus_suggestion, elsewhere_kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_suggestion, elsewhere_of)},
};

static const struct wire_field applied_fields[] = {
    {WIRE_STRING, offsetof(struct bus_applied, id)},
    {WIRE_STRING, offsetof(struct bus_applied, activity)},
    {WIRE_STRING, offsetof(struct bus_applied, edit)},
    {WIRE_STRING, offsetof(struct bus_applied, evidence)},
    {WIRE_INSTANT, offsetof(struct bus_applied, at_sec)},
    {WIRE_STRING, offsetof(struct bus_applied, unit)},
    {WIRE_UNSIGNED, offsetof(struct bus_applied, kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_applied, of)},
    {WIRE_UNSIGNED, offsetof(struct bus_applied, before_kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_applied, before_of)},
};

static const struct wire_field problem_fields[] = {
    {WIRE_STRING, offsetof(struct bus_problem, code)},
    {WIRE_STRING, offsetof(struct bus_problem, text)},
    {WIRE_STRING, offsetof(struct bus_problem, remedy)},
};

static const struct wire_field busy_fields[] = {
    {WIRE_INSTANT, offsetof(struct bus_busy, start_sec)},
    {WIRE_INSTANT, offsetof(struct bus_busy, end_sec)},
    {WIRE_STRING, offsetof(struct bus_busy, summary)},
    {WIRE_STRING, offsetof(struct bus_busy, calendar)},
};

static const struct wire_field unplaced_fields[] = {
    {WIRE_STRING, offsetof(struct bus_unplaced, activity)},
    {WIRE_UNSIGNED, offsetof(struct bus_unplaced, minutes)},
    {WIRE_STRING, offsetof(struct bus_unplaced, reason)},
};

static const struct wire_field follow_up_fields[] = {
    {WIRE_NUMBER, offsetof(struct bus_follow_up, n)},
    {WIRE_STRING, offsetof(struct bus_follow_up, kind)},
    {WIRE_STRING, offsetof(struct bus_follow_up, name)},
    {WIRE_DAY, offsetof(struct bus_follow_up, due)},
    {WIRE_STRING, offsetof(struct bus_follow_up, link)},
};

static const struct wire_field diagnostic_fields[] = {
    {WIRE_STRING, offsetof(struct bus_diagnostic, file)},
    {WIRE_UNSIGNED, offsetof(struct bus_diagnostic, line)},
    {WIRE_UNSIGNED, offsetof(struct bus_diagnostic, column)},
    {WIRE_STRING, offsetof(struct bus_diagnostic, severity)},
    {WIRE_STRING, offsetof(struct bus_diagnostic, message)},
};

static const struct wire_field amount_fields[] = {
    {WIRE_STRING, offsetof(struct bus_amount, what)},
    {WIRE_UNSIGNED, offsetof(struct bus_amount, n)},
};

static const struct wire_field shared_fields[] = {
    {WIRE_STRING, offsetof(struct bus_shared_week, week)},
    {WIRE_STRING, offsetof(struct bus_shared_week, summary)},
    {WIRE_STRING, offsetof(struct bus_shared_week, description)},
    {WIRE_STRING, offsetof(struct bus_shared_week, data)},
};

#define TYPE(signature, type, fields)                       \
    {                                                       \
        signature, sizeof(type), fields, ARRAY_SIZE(fields) \
    }

const struct wire_type wire_block = TYPE(WIRE_BLOCK, struct bus_block, block_fields);
const struct wire_type wire_entry = TYPE(WIRE_ENTRY, struct bus_entry, entry_fields);
const struct wire_type wire_goal = TYPE(WIRE_GOAL, struct bus_goal, goal_fields);
const struct wire_type wire_progress = TYPE(WIRE_PROGRESS, struct bus_progress, progress_fields);
const struct wire_type wire_goal_week =
    TYPE(WIRE_GOAL_WEEK, struct bus_goal_week, goal_week_fields);
const struct wire_type wire_shared = TYPE(WIRE_SHARED, struct bus_shared_week, shared_fields);
const struct wire_type wire_suggestion =
    TYPE(WIRE_SUGGESTION, struct bus_suggestion, suggestion_fields);
const struct wire_type wire_applied = TYPE(WIRE_APPLIED, struct bus_applied, applied_fields);
const struct wire_type wire_problem = TYPE(WIRE_PROBLEM, struct bus_problem, problem_fields);
const struct wire_type wire_busy = TYPE(WIRE_BUSY, struct bus_busy, busy_fields);
const struct wire_type wire_unplaced = TYPE(WIRE_UNPLACED, struct bus_unplaced, unplaced_fields);
const struct wire_type wire_follow_up =
    TYPE(WIRE_FOLLOW_UP, struct bus_follow_up, follow_up_fields);
const struct wire_type wire_diagnostic =
    TYPE(WIRE_DIAGNOSTIC, struct bus_diagnostic, diagnostic_fields);
const struct wire_type wire_amount = TYPE(WIRE_AMOUNT, struct bus_amount, amount_fields);

/* ---- Out ---- */

static int negative_or_zero(int r)
{
    return r < 0 ? r : 0;
}

int marshal_append_string(sd_bus_message *m, const char *s)
{
    _cleanup_(text_done) struct text escaped = {0};
    size_t size = s ? strlen(s) : 0;

    if (utf8_check(s ?: "", size) < size) {
        text_add_escaped(&escaped, s);
        if (escaped.failed)
            return -ENOMEM;
        s = escaped.data;
    }
    return negative_or_zero(sd_bus_message_append_basic(m, 's', s ?: ""));
}

int marshal_append_instant(sd_bus_message *m, int64_t sec)
{
    uint64_t usec = (uint64_t)MIN(MAX(sec, 0), WIRE_MAX_SEC) * 1000000;

    return negative_or_zero(sd_bus_message_append_basic(m, 't', &usec));
}

static int append_day(sd_bus_message *m, int32_t day)
{
    char date[DATE_SIZE];

    civil_format_date(MIN(MAX(day, CIVIL_MIN_DAY), CIVIL_MAX_DAY), date);
    return marshal_append_string(m, date);
}

/* sd-bus's booleans are ints. */
static int append_boolean(sd_bus_message *m, bool value)
{
    return negative_or_zero(sd_bus_message_append_basic(m, 'b', &(int){value}));
}

int marshal_append_value(sd_bus_message *m, enum wire_form form, const void *value)
{
    switch (form) {
    case WIRE_STRING:
        return marshal_append_string(m, *(const char *const *)value);
    case WIRE_INSTANT:
        return marshal_append_instant(m, *(const int64_t *)value);
    case WIRE_DAY:
        return append_day(m, *(const int32_t *)value);
    case WIRE_KIND:
        return marshal_append_string(m, block_kind_name(*(const enum block_kind *)value));
    case WIRE_OUTCOME:
        return marshal_append_string(m, outcome_name(*(const enum outcome *)value));
    case WIRE_INTEGER:
        return negative_or_zero(sd_bus_message_append_basic(m, 'i', value));
    case WIRE_NUMBER:
        return negative_or_zero(sd_bus_message_append_basic(m, 'x', value));
    case WIRE_UNSIGNED:
        return negative_or_zero(sd_bus_message_append_basic(m, 'u', value));
    case WIRE_DOUBLE:
        return negative_or_zero(sd_bus_message_append_basic(m, 'd', value));
    case WIRE_BOOLEAN:
        return append_boolean(m, *(const bool *)value);
    }
    return -EINVAL;
}

int marshal_append(sd_bus_message *m, const struct wire_type *type, const void *item)
{
    int r;

    r = sd_bus_message_open_container(m, 'r', type->signature);
    for (size_t i = 0; r >= 0 && i < type->n_fields; i++)
        r = marshal_append_value(m, type->fields[i].form,
                                 (const char *)item + type->fields[i].offset);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return negative_or_zero(r);
}

int marshal_append_array(sd_bus_message *m, const struct wire_type *type, const void *items,
                         size_t n)
{
    char contents[32];
    int r;

    snprintf(contents, sizeof(contents), "(%s)", type->signature);
    r = sd_bus_message_open_container(m, 'a', contents);
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = marshal_append(m, type, (const char *)items + i * type->size);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return negative_or_zero(r);
}

int marshal_append_no_block(sd_bus_message *m)
{
    return negative_or_zero(sd_bus_message_append(m, "(" WIRE_BLOCK ")", "", "", "", UINT64_C(0),
                                                  UINT64_C(0), "", "", UINT64_C(0), -1, -1));
}

/* ---- In ---- */

/* sd-bus says -ENXIO or 0 where the type is another one or the data end: both are malformed. */
static int read_basic(sd_bus_message *m, char type, void *ret)
{
    int r;

    r = sd_bus_message_read_basic(m, type, ret);
    if (r < 0 && r != -ENXIO)
        return r;
    return r > 0 ? 0 : -EBADMSG;
}

static int read_boolean(sd_bus_message *m, bool *ret)
{
    int r, value;

    r = read_basic(m, 'b', &value);
    if (r >= 0)
        *ret = value;
    return r;
}

static int read_instant(sd_bus_message *m, int64_t *ret_sec)
{
    uint64_t usec;
    int r;

    r = read_basic(m, 't', &usec);
    if (r < 0)
        return r;
    *ret_sec = (int64_t)(usec / 1000000);
    return 0;
}

static int read_day(sd_bus_message *m, int32_t *ret)
{
    const char *date;
    int r;

    r = read_basic(m, 's', &date);
    if (r < 0)
        return r;
    return civil_parse_date(date, ret) < 0 ? -EBADMSG : 0;
}

static int read_kind(sd_bus_message *m, enum block_kind *ret)
{
    const char *word;
    int r;

    r = read_basic(m, 's', &word);
    if (r >= 0 && block_kind_parse(word, ret) < 0)
        *ret = BLOCK_KIND_MAX_;
    return r;
}

static int read_outcome(sd_bus_message *m, enum outcome *ret)
{
    const char *word;
    int r;

    r = read_basic(m, 's', &word);
    if (r >= 0 && outcome_parse(word, ret) < 0)
        *ret = OUTCOME_MAX_;
    return r;
}

int marshal_read_value(sd_bus_message *m, enum wire_form form, void *ret)
{
    switch (form) {
    case WIRE_STRING:
        return read_basic(m, 's', ret);
    case WIRE_INSTANT:
        return read_instant(m, ret);
    case WIRE_DAY:
        return read_day(m, ret);
    case WIRE_KIND:
        return read_kind(m, ret);
    case WIRE_OUTCOME:
        return read_outcome(m, ret);
    case WIRE_INTEGER:
        return read_basic(m, 'i', ret);
    case WIRE_NUMBER:
        return read_basic(m, 'x', ret);
    case WIRE_UNSIGNED:
        return read_basic(m, 'u', ret);
    case WIRE_DOUBLE:
        return read_basic(m, 'd', ret);
    case WIRE_BOOLEAN:
        return read_boolean(m, ret);
    }
    return -EINVAL;
}

/* Returns 1 with the struct, 0 at the end of the array around it, or negative errno. */
static int read_item(sd_bus_message *m, const struct wire_type *type, void *ret)
{
    int r;

    r = sd_bus_message_enter_container(m, 'r', type->signature);
    if (r <= 0)
        return r == -ENXIO ? -EBADMSG : r;
    for (size_t i = 0; i < type->n_fields; i++) {
        r = marshal_read_value(m, type->fields[i].form, (char *)ret + type->fields[i].offset);
        if (r < 0)
            return r;
    }
    r = sd_bus_message_exit_container(m);
    return r < 0 ? r : 1;
}

int marshal_read(sd_bus_message *m, const struct wire_type *type, void *ret)
{
    int r;

    r = read_item(m, type, ret);
    return r == 0 ? -EBADMSG : negative_or_zero(r);
}

int marshal_read_array(sd_bus_message *m, const struct wire_type *type, size_t max, void **ret,
                       size_t *ret_n)
{
    _cleanup_(freep) void *items = NULL;
    size_t n = 0, capacity = 0;
    char contents[32];
    int r;

    snprintf(contents, sizeof(contents), "(%s)", type->signature);
    r = sd_bus_message_enter_container(m, 'a', contents);
    if (r <= 0)
        return r == 0 || r == -ENXIO ? -EBADMSG : r;
    for (;;) {
        r = array_reserve(&items, &capacity, n, type->size);
        if (r < 0)
            return r;
        r = read_item(m, type, (char *)items + n * type->size);
        if (r < 0)
            return r;
        if (r == 0)
            break;
        if (++n > max)
            return -E2BIG;
    }
    r = sd_bus_message_exit_container(m);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(items);
    *ret_n = n;
    return 0;
}
