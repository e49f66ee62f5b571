/* An entry and its row: the columns both ways, and its strings once the row is gone. */
#include "log/store.h"

#include <errno.h>

enum column {
    COLUMN_ID,
    COLUMN_ACTIVITY,
    COLUMN_TITLE,
    COLUMN_START,
    COLUMN_END,
    COLUMN_KIND,
    COLUMN_OUTCOME,
    COLUMN_MINUTES,
    COLUMN_COUNT,
    COLUMN_WHY,
    COLUMN_NOTE,
    COLUMN_SOURCE,
    COLUMN_STARTED,
    COLUMN_KNOWN,
    COLUMN_ANSWERED,
};

void log_entry_to_args(const struct log_entry *entry, struct log_arg args[LOG_ENTRY_N_COLUMNS])
{
    args[COLUMN_ID] = LOG_TEXT(entry->id);
    args[COLUMN_ACTIVITY] = LOG_TEXT(entry->activity);
    args[COLUMN_TITLE] = LOG_TEXT(entry->title);
    args[COLUMN_START] = LOG_INT(entry->start_sec);
    args[COLUMN_END] = LOG_INT(entry->end_sec);
    args[COLUMN_KIND] = LOG_TEXT(block_kind_name(entry->kind));
    args[COLUMN_OUTCOME] = LOG_TEXT(outcome_name(entry->outcome));
    args[COLUMN_MINUTES] = LOG_OPTIONAL(entry->minutes);
    args[COLUMN_COUNT] = LOG_OPTIONAL(entry->count);
    args[COLUMN_WHY] = LOG_TEXT(entry->why);
    args[COLUMN_NOTE] = LOG_TEXT(entry->note);
    args[COLUMN_SOURCE] = LOG_TEXT(entry->source);
    args[COLUMN_STARTED] = LOG_INT(entry->started_sec);
    args[COLUMN_KNOWN] = LOG_INT(entry->known_sec);
    args[COLUMN_ANSWERED] = LOG_INT(entry->answered_sec);
}

static const struct {
    enum column column;
    size_t offset;
} strings[] = {
    {COLUMN_ID, offsetof(struct log_entry, id)},
    {COLUMN_ACTIVITY, offsetof(struct log_entry, activity)},
    {COLUMN_TITLE, offsetof(struct log_entry, title)},
    {COLUMN_WHY, offsetof(struct log_entry, why)},
    {COLUMN_NOTE, offsetof(struct log_entry, note)},
    {COLUMN_SOURCE, offsetof(struct log_entry, source)},
};

static const char **entry_string(struct log_entry *entry, size_t i)
{
    return (const char **)((char *)entry + strings[i].offset);
}

static int column_optional(sqlite3_stmt *stmt, enum column column)
{
    bool is_unset = sqlite3_column_type(stmt, column) == SQLITE_NULL;
    return is_unset ? LOG_UNSET : sqlite3_column_int(stmt, column);
}

int log_entry_from_row(struct log *log, sqlite3_stmt *stmt, struct log_entry *ret)
{
    const char *kind = (const char *)sqlite3_column_text(stmt, COLUMN_KIND);
    const char *outcome = (const char *)sqlite3_column_text(stmt, COLUMN_OUTCOME);
    struct log_entry entry = {
        .start_sec = sqlite3_column_int64(stmt, COLUMN_START),
        .end_sec = sqlite3_column_int64(stmt, COLUMN_END),
        .minutes = column_optional(stmt, COLUMN_MINUTES),
        .count = column_optional(stmt, COLUMN_COUNT),
        .started_sec = sqlite3_column_int64(stmt, COLUMN_STARTED),
        .known_sec = sqlite3_column_int64(stmt, COLUMN_KNOWN),
        .answered_sec = sqlite3_column_int64(stmt, COLUMN_ANSWERED),
    };
    bool is_complete = kind && outcome;

    for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
        const char **string = entry_string(&entry, i);
        *string = (const char *)sqlite3_column_text(stmt, strings[i].column);
        is_complete = is_complete && *string;
    }

    /* No column that is read here may be NULL, so a NULL is memory that was not to be had. */
    if (!is_complete)
        return log_fail_memory(log);
    if (block_kind_parse(kind, &entry.kind) < 0 || outcome_parse(outcome, &entry.outcome) < 0)
        return log_fail_errno(log, -EBADMSG,
                              "the database holds words that this version "
                              "does not know");
    *ret = entry;
    return 0;
}

int log_entry_keep(struct log *log, struct log_entry *entry)
{
    size_t size = 0;
    for (size_t i = 0; i < ARRAY_SIZE(strings); i++)
        size += strlen(*entry_string(entry, i)) + 1;
    char *kept = malloc(size);
    if (!kept)
        return log_fail_memory(log);

    char *end = kept;
    for (size_t i = 0; i < ARRAY_SIZE(strings); i++) {
        const char **string = entry_string(entry, i), *copy = end;
        end = stpcpy(end, *string) + 1;
        *string = copy;
    }
    free(log->kept);
    log->kept = kept;
    return 0;
}
