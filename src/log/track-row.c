/* An item of the tracker and its row. */
#include "log/store.h"

#include <errno.h>

#include "base/civil.h"

enum column {
    COLUMN_N,
    COLUMN_KIND,
    COLUMN_TEXT, /* as many as enum track_text has, in its order */
    COLUMN_STAGE = COLUMN_TEXT + TRACK_TEXT_MAX_,
    COLUMN_DAY, /* as many as enum track_stage has, in its order */
    COLUMN_LAST_CONTACT = COLUMN_DAY + STAGE_MAX_,
    COLUMN_FOLLOW_UP,
    COLUMN_INTERVIEW,
    COLUMN_MINUTES,
    COLUMN_CHANGED,
    COLUMN_MAX_,
};

_Static_assert(COLUMN_MAX_ == LOG_TRACK_N_COLUMNS, "the columns are not those of the item");

void log_track_to_args(const struct track_item *item, struct log_arg args[LOG_TRACK_N_COLUMNS])
{
    args[COLUMN_N] = item->n == 0 ? (struct log_arg){.type = LOG_ARG_NULL} : LOG_INT(item->n);
    args[COLUMN_KIND] = LOG_TEXT(track_kind_name(item->kind));
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        args[COLUMN_TEXT + i] = LOG_TEXT(track_item_get_text(item, i));
    args[COLUMN_STAGE] = LOG_TEXT(track_stage_name(item->stage));
    for (int i = 0; i < STAGE_MAX_; i++)
        args[COLUMN_DAY + i] = LOG_DAY(item->days[i]);
    args[COLUMN_LAST_CONTACT] = LOG_DAY(item->last_contact);
    args[COLUMN_FOLLOW_UP] = LOG_DAY(item->follow_up);
    args[COLUMN_INTERVIEW] = LOG_INT(item->interview_sec);
    args[COLUMN_MINUTES] = LOG_INT(item->interview_minutes);
    args[COLUMN_CHANGED] = LOG_INT(item->changed_sec);
}

/* A day that there is not is none. */
static int32_t column_day(sqlite3_stmt *stmt, int column)
{
    int64_t day = sqlite3_column_int64(stmt, column);
    bool is_none = sqlite3_column_type(stmt, column) == SQLITE_NULL || day < CIVIL_MIN_DAY ||
                   day > CIVIL_MAX_DAY;
    return is_none ? TRACK_NO_DAY : (int32_t)day;
}

int log_track_from_row(struct log *log, sqlite3_stmt *stmt, struct track_item *ret)
{
    const char *kind = (const char *)sqlite3_column_text(stmt, COLUMN_KIND);
    const char *stage = (const char *)sqlite3_column_text(stmt, COLUMN_STAGE);
    struct track_item item = {
        .n = sqlite3_column_int64(stmt, COLUMN_N),
        .last_contact = column_day(stmt, COLUMN_LAST_CONTACT),
        .follow_up = column_day(stmt, COLUMN_FOLLOW_UP),
        .interview_sec = sqlite3_column_int64(stmt, COLUMN_INTERVIEW),
        .interview_minutes = sqlite3_column_int(stmt, COLUMN_MINUTES),
        .changed_sec = sqlite3_column_int64(stmt, COLUMN_CHANGED),
    };
    bool is_complete = kind && stage;

    for (int i = 0; i < TRACK_TEXT_MAX_; i++) {
        const char **text = track_item_text(&item, i);
        *text = (const char *)sqlite3_column_text(stmt, COLUMN_TEXT + i);
        is_complete = is_complete && *text;
    }
    for (int i = 0; i < STAGE_MAX_; i++)
        item.days[i] = column_day(stmt, COLUMN_DAY + i);

    /* No column that is read here may be NULL, so a NULL is memory that was not to be had. */
    if (!is_complete)
        return log_fail_memory(log);
    if (track_kind_parse(kind, &item.kind) < 0 || track_stage_parse(stage, &item.stage) < 0)
        return log_fail_errno(log, -EBADMSG,
                              "the tracker holds words that this version does not know");
    *ret = item;
    return 0;
}

int log_track_keep(struct log *log, struct track_item *item)
{
    struct track_item copy;
    if (track_item_copy(item, &copy) < 0)
        return log_fail_memory(log);
    track_item_done(&log->kept_track);
    log->kept_track = *item = copy;
    return 0;
}
