/* The log over the bus: pages by (start, id), so that a million rows never stand in memory and no
 * read transaction outlives a reply; and rows that are put in by hand or imported. */
#include "daemon/daemon.h"

#include <errno.h>
#include <inttypes.h>

void lent_page_done(struct lent_page *lent)
{
    for (size_t i = 0; i < lent->n; i++)
        bus_entry_done(&lent->entries[i]);
    free(lent->entries);
    free(lent->cursor);
    *lent = (struct lent_page){0};
}

/* Strings are borrowed. */
static struct bus_entry bus_entry_from_log(const struct log_entry *entry)
{
    return (struct bus_entry){
        .block =
            {
                .id = entry->id,
                .activity = entry->activity,
                .title = entry->title,
                .start_sec = entry->start_sec,
                .end_sec = entry->end_sec,
                .kind = entry->kind,
                .outcome = entry->outcome,
                .started_sec = entry->started_sec,
                .minutes = entry->minutes,
                .count = entry->count,
            },
        .why = entry->why,
        .note = entry->note,
        .answered_sec = entry->answered_sec,
        .source = entry->source,
    };
}

/* The log's strings live until its next step: the page needs its own. */
static int lend_entry(struct lent_page *lent, const struct log_entry *entry)
{
    struct bus_entry borrowed = bus_entry_from_log(entry);
    int r;

    r = array_reserve((void **)&lent->entries, &lent->capacity, lent->n, sizeof *lent->entries);
    if (r >= 0)
        r = bus_entry_copy(&borrowed, &lent->entries[lent->n]);
    if (r >= 0)
        lent->n++;
    return r;
}

static int read_page(struct daemon *d, struct log_cursor *cursor, size_t limit,
                     struct bus_page *ret)
{
    struct lent_page *lent = &d->lent_page;
    struct bus_entry *entries;
    struct log_entry entry;
    int r = 0;

    lent_page_done(lent);
    while (lent->n < limit && (r = log_cursor_next(cursor, &entry)) > 0) {
        r = lend_entry(lent, &entry);
        if (r < 0)
            break;
    }
    if (r < 0)
        return r;
    entries = calloc(MAX(lent->n, 1u), sizeof *entries);
    if (!entries)
        return -ENOMEM;
    if (lent->n > 0)
        memcpy(entries, lent->entries, lent->n * sizeof *entries);
    *ret = (struct bus_page){.entries = entries, .n_entries = lent->n, .cursor = ""};
    return 0;
}

/* A cursor is the last entry's place: "START ID". */
static int cursor_parse(const char *s, int64_t *ret_start_sec, const char **ret_id)
{
    char *end;

    *ret_start_sec = strtoll(s, &end, 10);
    if (end == s || *end != ' ' || !block_id_is_valid(end + 1))
        return -EINVAL;
    *ret_id = end + 1;
    return 0;
}

static int cursor_format(struct lent_page *lent)
{
    const struct bus_block *last = &lent->entries[lent->n - 1].block;

    if (asprintf(&lent->cursor, "%" PRId64 " %s", last->start_sec, last->id) >= 0)
        return 0;
    lent->cursor = NULL;
    return -ENOMEM;
}

int handle_list_log(void *userdata, const struct bus_log_query *query, struct bus_page *ret,
                    struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_filter filter = {
        .from_sec = query->from_sec,
        .to_sec = query->to_sec,
        .is_newest_first = query->is_newest_first,
    };
    size_t limit = MIN(query->limit, (unsigned)BUS_PAGE_MAX);
    struct bus_page page;
    int r;

    filter.activity = *query->activity ? query->activity : NULL;
    filter.has_outcome = *query->outcome && outcome_parse(query->outcome, &filter.outcome) >= 0;
    if (*query->cursor &&
        cursor_parse(query->cursor, &filter.after_start_sec, &filter.after_id) < 0)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "Not a cursor: pass what the page before returned, or nothing.");
    r = log_list(d->store.log, &filter, &cursor);
    if (r >= 0)
        r = read_page(d, cursor, limit, &page);
    if (r < 0)
        return r;
    if (page.n_entries == limit) {
        r = cursor_format(&d->lent_page);
        if (r < 0) {
            bus_page_done(&page);
            return r;
        }
        page.cursor = d->lent_page.cursor;
    }
    *ret = page;
    return 0;
}

int handle_log_history(void *userdata, const char *block, struct bus_page *ret,
                       struct bus_refusal *refusal _unused_)
{
    struct daemon *d = userdata;
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    int r = log_history(d->store.log, block, &cursor);

    return r < 0 ? r : read_page(d, cursor, BUS_PAGE_MAX, ret);
}

/* Fills in what was left out: the activity's title, who says it and when. An open entry was
 * answered by nobody, and goes in as it came out. */
static struct log_entry entry_from_bus(const struct daemon *d, const struct bus_entry *from,
                                       bool is_import, int64_t now_sec)
{
    const struct bus_block *block = &from->block;
    const struct activity *activity = plan_find_activity(d->plan, block->activity);
    const char *title = activity ? activity->title : block->activity;
    struct log_entry entry = {
        .id = block->id,
        .activity = block->activity,
        .title = *block->title ? block->title : title,
        .start_sec = block->start_sec,
        .end_sec = block->end_sec,
        .kind = block->kind,
        .outcome = block->outcome,
        .minutes = block->minutes,
        .count = block->count,
        .why = from->why,
        .note = from->note,
        .source = from->source,
        .started_sec = block->started_sec,
        .known_sec = block->start_sec,
    };

    if (entry.outcome == OUTCOME_OPEN)
        return entry;
    entry.answered_sec = from->answered_sec ? from->answered_sec : now_sec;
    if (!*entry.source)
        entry.source = is_import ? "import" : "jsctl";
    return entry;
}

/* Work without an id is unplanned and noted afterwards: it gets the next numbers. */
static int number_entries(struct daemon *d, struct log_entry *rows, size_t n,
                          char (*ids)[BLOCK_ID_SIZE])
{
    uint32_t n_new = 0, serial;
    int r;

    for (size_t i = 0; i < n; i++)
        n_new += !*rows[i].id;
    if (n_new == 0)
        return 0;
    r = log_next_serials(d->store.log, n_new, &serial);
    for (size_t i = 0; r >= 0 && i < n; i++)
        if (!*rows[i].id) {
            block_id_unplanned(ids[i], rows[i].activity, serial++);
            rows[i].id = ids[i];
        }
    return r;
}

int handle_put_log(void *userdata, const struct bus_entry *entries, size_t n, bool is_import,
                   struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    _cleanup_(freep) struct log_entry *rows = NULL;
    _cleanup_(freep) char(*ids)[BLOCK_ID_SIZE] = NULL;
    int64_t now_sec = daemon_now();
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    rows = calloc(MAX(n, 1u), sizeof *rows);
    ids = calloc(MAX(n, 1u), sizeof *ids);
    if (!rows || !ids)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        rows[i] = entry_from_bus(d, &entries[i], is_import, now_sec);
    r = number_entries(d, rows, n, ids);
    if (r >= 0)
        r = log_put_all(d->store.log, rows, n, is_import ? "import" : "edit", now_sec);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    daemon_log_changed(d, n == 1 ? rows[0].id : "");
    return 0;
}
