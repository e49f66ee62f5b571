/* The log over the bus: pages by (start, id), so that a million rows never stand in memory and no
 * read transaction outlives a reply; and rows that are put in by hand or imported. */
#include "daemon/daemon.h"

#include <errno.h>
#include <inttypes.h>

#define PUT_MAX_ENTRIES 50000

void lent_entries_done(struct lent_entries *lent)
{
    for (size_t i = 0; i < lent->n; i++)
        free(lent->texts[i]);
    free(lent->texts);
    *lent = (struct lent_entries){0};
}

/* Copies a string to *end and moves on; returns the copy. */
static const char *lend_string(char **end, const char *s)
{
    char *copy = *end;

    *end = stpcpy(copy, s) + 1;
    return copy;
}

/* The log's strings live until its next step: the page needs its own. */
static int lend_entry(struct lent_entries *lent, const struct log_entry *entry,
                      struct bus_entry *ret)
{
    size_t size = strlen(entry->id) + strlen(entry->activity) + strlen(entry->title) +
                  strlen(entry->why) + strlen(entry->note) + strlen(entry->source) + 6;
    char *text, *end;

    if (array_reserve((void **)&lent->texts, &lent->capacity, lent->n, sizeof *lent->texts) < 0)
        return -ENOMEM;
    text = end = malloc(size);
    if (!text)
        return -ENOMEM;
    lent->texts[lent->n++] = text;
    *ret = (struct bus_entry){
        .block =
            {
                .id = lend_string(&end, entry->id),
                .activity = lend_string(&end, entry->activity),
                .title = lend_string(&end, entry->title),
                .start_sec = entry->start_sec,
                .end_sec = entry->end_sec,
                .kind = entry->kind,
                .outcome = entry->outcome,
                .started_sec = entry->started_sec,
                .minutes = entry->minutes,
                .count = entry->count,
            },
        .why = lend_string(&end, entry->why),
        .note = lend_string(&end, entry->note),
        .answered_sec = entry->answered_sec,
        .source = lend_string(&end, entry->source),
    };
    return 0;
}

static int read_page(struct daemon *d, struct log_cursor *cursor, size_t limit,
                     struct bus_page *ret)
{
    struct bus_page page = {.cursor = ""};
    struct log_entry entry;
    size_t capacity = 0;
    int r;

    lent_entries_done(&d->lent_entries);
    while (page.n_entries < limit && (r = log_cursor_next(cursor, &entry)) > 0) {
        r = array_reserve((void **)&page.entries, &capacity, page.n_entries, sizeof *page.entries);
        if (r >= 0)
            r = lend_entry(&d->lent_entries, &entry, &page.entries[page.n_entries]);
        if (r < 0)
            break;
        page.n_entries++;
    }
    if (r < 0) {
        bus_page_done(&page);
        return r;
    }
    *ret = page;
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

static int cursor_format(struct daemon *d, const struct bus_entry *last, const char **ret)
{
    char *text;

    if (array_reserve((void **)&d->lent_entries.texts, &d->lent_entries.capacity, d->lent_entries.n,
                      sizeof text) < 0 ||
        asprintf(&text, "%" PRId64 " %s", last->block.start_sec, last->block.id) < 0)
        return -ENOMEM;
    d->lent_entries.texts[d->lent_entries.n++] = text;
    *ret = text;
    return 0;
}

int handle_list_log(void *userdata, const struct bus_log_query *query, struct bus_page *ret,
                    struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_filter filter = {.from_sec = query->from_sec, .to_sec = query->to_sec};
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
        r = cursor_format(d, &page.entries[limit - 1], &page.cursor);
        if (r < 0) {
            bus_page_done(&page);
            return r;
        }
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

/* An entry without an id is unplanned work noted afterwards: it gets the next number. */
static int entry_from_bus(struct daemon *d, const struct bus_entry *from, int64_t now_sec,
                          char id[static BLOCK_ID_SIZE], struct log_entry *ret)
{
    const struct activity *activity = plan_find_activity(d->plan, from->block.activity);
    uint32_t serial;
    int r;

    if (*from->block.id) {
        snprintf(id, BLOCK_ID_SIZE, "%s", from->block.id);
    } else {
        r = log_next_serial(d->store.log, &serial);
        if (r < 0)
            return r;
        block_id_unplanned(id, from->block.activity, serial);
    }
    *ret = (struct log_entry){
        .id = id,
        .activity = from->block.activity,
        .title = *from->block.title ? from->block.title
                 : activity         ? activity->title
                                    : from->block.activity,
        .start_sec = from->block.start_sec,
        .end_sec = from->block.end_sec,
        .kind = from->block.kind,
        .outcome = from->block.outcome,
        .minutes = from->block.minutes,
        .count = from->block.count,
        .why = from->why,
        .note = from->note,
        .source = *from->source ? from->source : "jsctl",
        .started_sec = from->block.started_sec,
        .known_sec = from->block.start_sec,
        .answered_sec = from->answered_sec ? from->answered_sec : now_sec,
    };
    return 0;
}

int handle_put_log(void *userdata, const struct bus_entry *entries, size_t n, bool is_import,
                   struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    _cleanup_(freep) struct log_entry *rows = NULL;
    _cleanup_(freep) char(*ids)[BLOCK_ID_SIZE] = NULL;
    int64_t now_sec = daemon_now();
    int r = daemon_require_store(d, refusal);

    if (r != 0)
        return r;
    if (n > PUT_MAX_ENTRIES)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "%zu entries at once are too many: at most %d.", n, PUT_MAX_ENTRIES);
    rows = calloc(MAX(n, 1u), sizeof *rows);
    ids = calloc(MAX(n, 1u), sizeof *ids);
    if (!rows || !ids)
        return -ENOMEM;
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = entry_from_bus(d, &entries[i], now_sec, ids[i], &rows[i]);
    if (r >= 0)
        r = log_put_all(d->store.log, rows, n, is_import ? "import" : "edit", now_sec);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    daemon_log_changed(d, n == 1 ? ids[0] : "");
    return 0;
}
