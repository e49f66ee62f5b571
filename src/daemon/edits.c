#include "daemon/edits.h"

#include <errno.h>
#include <systemd/sd-event.h>

#include "daemon/journal.h"
#include "daemon/path-watch.h"
#include "helper.h"

/* Comparing some hundred small files takes milliseconds. */
#define EDITS_ANSWER_USEC (UINT64_C(10) * 1000000)

/* A synchronisation writes many files in a row. */
#define WATCH_SETTLE_USEC (200 * 1000)
#define WATCH_LIMIT_USEC  (1000 * 1000)

struct edits {
    struct helper *helper;
    struct path_watch *watch;
    struct edits_callbacks callbacks;
    void *userdata;
    char *zone_name, *folder, *single_file, *state_file;
    struct record *records; /* EDIT and SEEN of the comparison under way */
    size_t n, capacity;
    bool is_running, must_rerun, is_told, has_failed;
};

static void edits_forget(struct edits *e)
{
    for (size_t i = 0; i < e->n; i++)
        record_done(&e->records[i]);
    e->n = 0;
}

static int edits_ask(struct edits *e)
{
    /* Of what is published no stretch is left out: any is right here. */
    const struct read_begin begin = {e->zone_name, 0, 1};
    _cleanup_(record_done) struct record record = {0};
    int r;

    record_put_read_begin(&record, &begin);
    r = helper_send(e->helper, &record);
    if (r < 0)
        return r;
    record_begin(&record, RECORD_READ_EDITS);
    record_put_string(&record, e->folder);
    record_put_string(&record, e->single_file);
    record_put_string(&record, e->state_file);
    return helper_send(e->helper, &record);
}

static void on_ready(struct helper *helper, void *userdata)
{
    struct edits *e = userdata;
    int r;

    edits_forget(e);
    e->must_rerun = e->is_told = e->has_failed = false;
    r = edits_ask(e);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot ask for edits: %s", strerror(-r));
    helper_calm(helper);
    helper_expect(helper, EDITS_ANSWER_USEC);
}

/* The record is taken over; its strings live as long as it does. */
static void edits_add(struct edits *e, struct record *record)
{
    if (array_reserve((void **)&e->records, &e->capacity, e->n, sizeof *record) < 0) {
        e->has_failed = true;
        return;
    }
    e->records[e->n++] = *record;
    *record = (struct record){0};
}

static void edits_tell(struct edits *e, const char *why)
{
    _cleanup_(freep) struct edit *edits = calloc(MAX(e->n, 1u), sizeof *edits);
    _cleanup_(freep) struct seen *seen = calloc(MAX(e->n, 1u), sizeof *seen);
    struct edits_found found = {.edits = edits, .seen = seen, .why = why};

    e->is_told = true;
    if (!edits || !seen || e->has_failed)
        found.why = strerror(ENOMEM);
    for (size_t i = 0; !found.why && i < e->n; i++) {
        struct record *record = &e->records[i];

        record_rewind(record);
        if (record_type(record) == RECORD_EDIT)
            found.n += record_get_edit(record, &edits[found.n]) >= 0;
        else
            found.n_seen += record_get_seen(record, &seen[found.n_seen]) >= 0;
    }
    e->callbacks.read(&found, e->userdata);
}

static void on_record(struct helper *helper, struct record *record, void *userdata)
{
    struct edits *e = userdata;

    switch (record_type(record)) {
    case RECORD_EDIT:
    case RECORD_SEEN:
        edits_add(e, record);
        break;
    case RECORD_EDITS_END:
        helper_calm(helper);
        helper_finish(helper);
        if (!e->must_rerun)
            edits_tell(e, NULL);
        break;
    default:
        journal(JOURNAL_WARNING, "jobsearchd-calendar sent an unknown record");
    }
}

static void edits_start(struct edits *e)
{
    int r = helper_start(e->helper);

    e->is_running = r >= 0;
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot start jobsearchd-calendar: %s", strerror(-r));
}

static void on_ended(struct helper *helper _unused_, bool is_clean _unused_, const char *why,
                     void *userdata)
{
    struct edits *e = userdata;
    bool is_told = e->is_told || e->must_rerun;

    e->is_running = false;
    if (!is_told)
        edits_tell(e, why); /* half a comparison is none */
    if (e->must_rerun && !e->is_running)
        edits_start(e);
}

/* The folder itself too, for it may be made anew. Where it cannot be watched, edits are found when
 * the next change is published. */
static void edits_watch(struct edits *e)
{
    int r;

    path_watch_clear(e->watch);
    r = path_watch_add(e->watch, e->folder);
    if (r >= 0)
        r = path_watch_add_folder(e->watch, e->folder, ".ics");
    if (r < 0 && r != -ENOENT)
        journal(JOURNAL_WARNING, "Cannot watch %s: %s", e->folder, strerror(-r));
}

static void on_touched(void *userdata)
{
    struct edits *e = userdata;

    edits_watch(e);
    e->callbacks.touched(e->userdata);
}

int edits_new(struct sd_event *event, const struct edits_callbacks *callbacks, void *userdata,
              struct edits **ret)
{
    static const struct helper_callbacks helper_callbacks = {on_ready, on_record, on_ended};
    static const char *const arguments[] = {"read", NULL};
    _cleanup_(edits_freep) struct edits *e = calloc(1, sizeof *e);
    int r;

    if (!e)
        return -ENOMEM;
    e->callbacks = *callbacks;
    e->userdata = userdata;
    r = helper_new(event, "jobsearchd-calendar", arguments, &helper_callbacks, e, &e->helper);
    if (r >= 0)
        r = path_watch_new(event, WATCH_SETTLE_USEC, WATCH_LIMIT_USEC, on_touched, e, &e->watch);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(e);
    return 0;
}

struct edits *edits_free(struct edits *e)
{
    if (!e)
        return NULL;
    path_watch_free(e->watch);
    helper_free(e->helper);
    edits_forget(e);
    free(e->records);
    free(e->zone_name);
    free(e->folder);
    free(e->single_file);
    free(e->state_file);
    free(e);
    return NULL;
}

int edits_follow(struct edits *e, const char *zone_name, const char *folder,
                 const char *single_file, const char *state_file)
{
    int r;

    r = str_replace(&e->zone_name, zone_name);
    if (r >= 0)
        r = str_replace(&e->folder, folder);
    if (r >= 0)
        r = str_replace(&e->single_file, single_file);
    if (r >= 0)
        r = str_replace(&e->state_file, state_file);
    if (r < 0)
        return r;
    edits_watch(e);
    return 0;
}

int edits_read(struct edits *e)
{
    if (!e->folder)
        return -ENOENT;
    if (e->is_running) {
        e->must_rerun = true;
        return 0;
    }
    edits_start(e);
    return e->is_running ? 0 : -EIO;
}
