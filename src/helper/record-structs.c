/* Whole structs as records. One table of fields a struct serves writing and reading, so that the
 * two cannot drift apart; a field's form follows from its C type. */
#include "records.h"

#include <errno.h>

enum field_kind {
    FIELD_INTEGER,
    FIELD_BOOL, /* an integer, 0 or 1 and nothing else */
    FIELD_STRING,
};

struct field {
    enum field_kind kind;
    size_t offset;
};

#define FIELD(type, member)                            \
    {                                                  \
        _Generic(((struct type *)NULL)->member,      \
                 int64_t: FIELD_INTEGER,             \
                 bool: FIELD_BOOL,                   \
                 const char *: FIELD_STRING),        \
            offsetof(struct type, member) \
    }

static const struct field bubble_fields[] = {
    FIELD(bubble, key),      FIELD(bubble, server_id), FIELD(bubble, server_name),
    FIELD(bubble, summary),  FIELD(bubble, body),      FIELD(bubble, icon),
    FIELD(bubble, category), FIELD(bubble, expire_ms), FIELD(bubble, is_resident),
};

static const struct field action_fields[] = {
    FIELD(bubble_action, key),
    FIELD(bubble_action, label),
};

static const struct field publish_begin_fields[] = {
    FIELD(publish_begin, folder),       FIELD(publish_begin, single_file),
    FIELD(publish_begin, state_file),   FIELD(publish_begin, uid_suffix),
    FIELD(publish_begin, display_name), FIELD(publish_begin, color),
    FIELD(publish_begin, zone_name),    FIELD(publish_begin, now_sec),
    FIELD(publish_begin, from_sec),     FIELD(publish_begin, to_sec),
    FIELD(publish_begin, alarms),       FIELD(publish_begin, restore),
};

static const struct field publish_series_fields[] = {
    FIELD(publish_series, id),
    FIELD(publish_series, activity),
    FIELD(publish_series, title),
    FIELD(publish_series, description),
    FIELD(publish_series, priority),
    FIELD(publish_series, first_local_sec),
    FIELD(publish_series, length_minutes),
    FIELD(publish_series, days),
    FIELD(publish_series, every_weeks),
    FIELD(publish_series, week_start),
    FIELD(publish_series, has_until),
    FIELD(publish_series, until_local_sec),
    FIELD(publish_series, alarm_minutes),
};

/* After the kind. */
static const struct field publish_exception_fields[] = {
    FIELD(publish_exception, recurrence_local_sec),
    FIELD(publish_exception, start_sec),
    FIELD(publish_exception, end_sec),
    FIELD(publish_exception, outcome),
    FIELD(publish_exception, title),
};

static const struct field publish_share_fields[] = {
    FIELD(publish_share, id),      FIELD(publish_share, from_day),
    FIELD(publish_share, summary), FIELD(publish_share, description),
    FIELD(publish_share, data),
};

static const struct field publish_block_fields[] = {
    FIELD(publish_block, id),       FIELD(publish_block, activity),
    FIELD(publish_block, title),    FIELD(publish_block, description),
    FIELD(publish_block, priority), FIELD(publish_block, start_sec),
    FIELD(publish_block, end_sec),  FIELD(publish_block, outcome),
    FIELD(publish_block, is_busy),  FIELD(publish_block, alarm_minutes),
};

static const struct field read_begin_fields[] = {
    FIELD(read_begin, zone_name),
    FIELD(read_begin, from_sec),
    FIELD(read_begin, to_sec),
};

static const struct field busy_event_fields[] = {
    FIELD(busy_event, start_sec),
    FIELD(busy_event, end_sec),
    FIELD(busy_event, is_all_day),
    FIELD(busy_event, summary),
};

static const struct field seen_fields[] = {
    FIELD(seen, id),
    FIELD(seen, hash),
    FIELD(seen, is_same),
};

/* After the kind. */
static const struct field edit_fields[] = {
    FIELD(edit, id),           FIELD(edit, recurrence_local_sec), FIELD(edit, start_sec),
    FIELD(edit, end_sec),      FIELD(edit, base_start_sec),       FIELD(edit, sequence),
    FIELD(edit, modified_sec), FIELD(edit, base_sequence),        FIELD(edit, base_modified_sec),
    FIELD(edit, what),
};

static void put_fields(struct record *record, const struct field *fields, size_t n,
                       const void *from)
{
    for (size_t i = 0; i < n; i++) {
        const void *member = (const uint8_t *)from + fields[i].offset;

        switch (fields[i].kind) {
        case FIELD_INTEGER:
            record_put_integer(record, *(const int64_t *)member);
            break;
        case FIELD_BOOL:
            record_put_integer(record, *(const bool *)member);
            break;
        case FIELD_STRING:
            record_put_string(record, *(const char *const *)member);
            break;
        }
    }
}

/* An integer from 0 to max; anything else is an error of the record. */
static int64_t get_bounded(struct record *record, int64_t max)
{
    int64_t value = record_get_integer(record);

    if (value >= 0 && value <= max)
        return value;
    if (record->error >= 0)
        record->error = -EBADMSG;
    return 0;
}

static void get_fields(struct record *record, const struct field *fields, size_t n, void *to)
{
    for (size_t i = 0; i < n; i++) {
        void *member = (uint8_t *)to + fields[i].offset;

        switch (fields[i].kind) {
        case FIELD_INTEGER:
            *(int64_t *)member = record_get_integer(record);
            break;
        case FIELD_BOOL:
            *(bool *)member = get_bounded(record, true);
            break;
        case FIELD_STRING:
            *(const char **)member = record_get_string(record);
            break;
        }
    }
}

static void expect_type(struct record *record, enum record_type type)
{
    if (record_type(record) != (int)type && record->error >= 0)
        record->error = -EBADMSG;
}

void record_put_bubble(struct record *record, const struct bubble *bubble)
{
    record_begin(record, RECORD_BUBBLE_SHOW);
    put_fields(record, bubble_fields, ARRAY_SIZE(bubble_fields), bubble);

    if (bubble->n_actions > ARRAY_SIZE(bubble->actions)) {
        record->error = -EBADMSG;
        return;
    }
    record_put_integer(record, (int64_t)bubble->n_actions);
    for (size_t i = 0; i < bubble->n_actions; i++)
        put_fields(record, action_fields, ARRAY_SIZE(action_fields), &bubble->actions[i]);
}

int record_get_bubble(struct record *record, struct bubble *ret)
{
    struct bubble bubble = {0};

    expect_type(record, RECORD_BUBBLE_SHOW);
    get_fields(record, bubble_fields, ARRAY_SIZE(bubble_fields), &bubble);
    bubble.n_actions = (size_t)get_bounded(record, ARRAY_SIZE(bubble.actions));
    for (size_t i = 0; i < bubble.n_actions; i++)
        get_fields(record, action_fields, ARRAY_SIZE(action_fields), &bubble.actions[i]);

    int r = record_end(record);
    if (r < 0)
        return r;
    *ret = bubble;
    return 0;
}

void record_put_publish_exception(struct record *record, const struct publish_exception *exception)
{
    record_begin(record, RECORD_PUBLISH_EXCEPTION);
    record_put_integer(record, exception->kind);
    put_fields(record, publish_exception_fields, ARRAY_SIZE(publish_exception_fields), exception);
}

int record_get_publish_exception(struct record *record, struct publish_exception *ret)
{
    struct publish_exception exception = {0};

    expect_type(record, RECORD_PUBLISH_EXCEPTION);
    exception.kind = (enum publish_exception_kind)get_bounded(record, EXCEPTION_OVERRIDE);
    get_fields(record, publish_exception_fields, ARRAY_SIZE(publish_exception_fields), &exception);

    int r = record_end(record);
    if (r < 0)
        return r;
    *ret = exception;
    return 0;
}

void record_put_edit(struct record *record, const struct edit *edit)
{
    record_begin(record, RECORD_EDIT);
    record_put_integer(record, edit->kind);
    put_fields(record, edit_fields, ARRAY_SIZE(edit_fields), edit);
}

int record_get_edit(struct record *record, struct edit *ret)
{
    struct edit edit = {0};

    expect_type(record, RECORD_EDIT);
    edit.kind = (enum edit_kind)get_bounded(record, EDIT_REFUSED);
    get_fields(record, edit_fields, ARRAY_SIZE(edit_fields), &edit);

    int r = record_end(record);
    if (r < 0)
        return r;
    *ret = edit;
    return 0;
}

/* The structs that are their table and nothing else. */
#define DEFINE_RECORD_STRUCT(name, type)                                      \
    void record_put_##name(struct record *record, const struct name *from)    \
    {                                                                         \
        record_begin(record, type);                                           \
        put_fields(record, name##_fields, ARRAY_SIZE(name##_fields), from);   \
    }                                                                         \
    int record_get_##name(struct record *record, struct name *ret)            \
    {                                                                         \
        struct name value = {0};                                              \
                                                                              \
        expect_type(record, type);                                            \
        get_fields(record, name##_fields, ARRAY_SIZE(name##_fields), &value); \
        int r = record_end(record);                                           \
        if (r < 0)                                                            \
            return r;                                                         \
        *ret = value;                                                         \
        return 0;                                                             \
    }                                                                         \
    struct record_semicolon_

DEFINE_RECORD_STRUCT(publish_begin, RECORD_PUBLISH_BEGIN);
DEFINE_RECORD_STRUCT(publish_series, RECORD_PUBLISH_SERIES);
DEFINE_RECORD_STRUCT(publish_block, RECORD_PUBLISH_BLOCK);
DEFINE_RECORD_STRUCT(publish_share, RECORD_PUBLISH_SHARE);
DEFINE_RECORD_STRUCT(read_begin, RECORD_READ_BEGIN);
DEFINE_RECORD_STRUCT(busy_event, RECORD_FILE_BUSY);
DEFINE_RECORD_STRUCT(seen, RECORD_SEEN);
