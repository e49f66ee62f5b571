/* The way of a change: a watch tells that something happened (path-watch.c); all paths are looked
 * at anew (calendar-scan.c), and what is still as it was keeps what it said (calendar-files.c); the
 * rest is read (calendar-reader.c); and when all is read the list is made (busy-list.c). Nothing
 * asks which event it was, so that none can be missed or come in the wrong order. */
#include "daemon/calendars.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/busy-list.h"
#include "daemon/calendar-files.h"
#include "daemon/calendar-reader.h"
#include "daemon/calendar-scan.h"
#include "daemon/calendar-sources.h"
#include "daemon/journal.h"
#include "daemon/path-watch.h"
#include "daemon/problems.h"
#include "records.h"

/* vdirsyncer writes hundreds of files in a row: they are one change; but a change is to be seen
 * within a second, even if others follow. */
#define SETTLE_USEC (200 * 1000)
#define LIMIT_USEC  (800 * 1000)

/* What is named of the files that are not in order: the rest is counted. */
#define MAX_SHOWN 10

static const char unreadable[] = "calendar-unreadable";
static const char bad_file[] = "calendar-file";

struct calendars {
    struct problem_list *problems; /* borrowed */
    struct calendars_callbacks callbacks;
    void *userdata;
    struct path_watch *watch;
    struct calendar_reader *reader;

    char *zone_name; /* NULL: nothing is followed yet */
    int64_t from_sec, to_sec;
    struct calendar_sources sources;
    struct calendar_files files;
    struct problem_list scan_problems; /* of the last scan */
    char *failure;                     /* why the last reading was given up; NULL: it was not */

    bool is_reading;
    bool must_look; /* something changed while it was being read */
    bool is_known;  /* the list was told */
    struct busy_list list;
};

/* ---- Problems ---- */

static void add_file_problem(struct problem_list *list, const struct calendar_folder *folder,
                             const struct calendar_file *file)
{
    struct text path = {0};

    text_add_escaped(&path, folder->path);
    text_add_char(&path, '/');
    text_add_escaped(&path, calendar_file_name(folder, file));
    if (!path.failed)
        problem_add(list, bad_file,
                    "Correct or remove it; it is read again when it changes, and all other files "
                    "count.",
                    "%s: %s.", path.data, file->problem);
    text_done(&path);
}

static void add_file_problems(struct problem_list *list, const struct calendar_files *files)
{
    size_t n = 0;

    for (size_t i = 0; i < files->n; i++)
        for (size_t k = 0; k < files->folders[i].n; k++) {
            const struct calendar_file *file = &files->folders[i].files[k];

            if (file->problem && n++ < MAX_SHOWN)
                add_file_problem(list, &files->folders[i], file);
        }
    if (n > MAX_SHOWN)
        problem_add(list, bad_file, "Correct those that are named first.",
                    "%zu more calendar files are not in order.", n - MAX_SHOWN);
}

/* True if there are others than before. */
static bool calendars_set_problems(struct calendars *c)
{
    struct problem_list all = {0};

    if (c->failure)
        problem_add(&all, unreadable,
                    "It is tried again when one of them changes, and by `jsctl reload`.",
                    "Calendars cannot be read: %s.", c->failure);
    for (size_t i = 0; i < c->scan_problems.n; i++)
        problem_add(&all, unreadable, c->scan_problems.items[i].remedy, "%s",
                    c->scan_problems.items[i].text);
    add_file_problems(&all, &c->files);
    bool has_changed = problem_replace(c->problems, unreadable, &all);
    has_changed |= problem_replace(c->problems, bad_file, &all);
    problem_list_done(&all);
    return has_changed;
}

static void calendars_tell_problems(struct calendars *c)
{
    if (calendars_set_problems(c))
        c->callbacks.problems_changed(c->userdata);
}

/* ---- The list ---- */

/* Makes the list anew. True if it is other than it was. */
static bool calendars_make_list(struct calendars *c)
{
    struct busy_list list;

    int r = busy_list_make(&c->files, &c->sources, &list);
    if (r < 0) {
        journal(JOURNAL_ERROR, "Cannot list what is busy: %s", strerror(-r));
        return false;
    }
    bool has_changed = !c->is_known || !busy_lists_are_equal(&list, &c->list);
    busy_list_done(&c->list);
    c->list = list;
    c->is_known = true;
    return has_changed;
}

static void calendars_tell(struct calendars *c)
{
    bool has_changed = calendars_make_list(c);

    calendars_tell_problems(c);
    c->callbacks.read(has_changed, c->userdata);
}

/* ---- Scanning ---- */

/* Looks at the paths of these sources; on success the files found and what was known of them are
 * the calendars'. */
static int calendars_scan(struct calendars *c, const struct calendar_sources *sources)
{
    _cleanup_(calendar_files_done) struct calendar_files files = {0};
    _cleanup_(problem_list_done) struct problem_list problems = {0};
    int r = 0;

    c->must_look = false;
    path_watch_clear(c->watch);
    for (size_t i = 0; r >= 0 && i < sources->n; i++)
        r = calendar_scan(&sources->items[i], i, c->watch, &files, &problems);
    if (r < 0)
        return r;
    calendar_files_adopt(&files, &c->files);

    struct calendar_files old_files = c->files;
    struct problem_list old_problems = c->scan_problems;
    c->files = files;
    c->scan_problems = problems;
    files = old_files;
    problems = old_problems;
    return 0;
}

/* Reads what is stale. True if anything is. */
static bool calendars_read(struct calendars *c)
{
    if (calendar_files_are_read(&c->files) && !c->is_reading) {
        free(TAKE_PTR(c->failure));
        return false;
    }
    int r = calendar_reader_start(c->reader);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot start jobsearchd-calendar: %s", strerror(-r));
    c->is_reading = r >= 0;
    return c->is_reading;
}

static void calendars_look(struct calendars *c)
{
    int r = calendars_scan(c, &c->sources);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot look for calendars: %s", strerror(-r));
    if (calendars_read(c))
        calendars_tell_problems(c);
    else
        calendars_tell(c);
}

/* A file that is written again and again cannot put off the end of the reading. */
static void on_paths_changed(void *userdata)
{
    struct calendars *c = userdata;

    c->must_look = c->is_reading;
    if (!c->is_reading)
        calendars_look(c);
}

/* ---- Reading ---- */

static int on_next(char **ret, void *userdata)
{
    struct calendars *c = userdata;

    return calendar_files_next(&c->files, ret);
}

static void on_read(const char *path, struct busy_times *times, char *problem, void *userdata)
{
    struct calendars *c = userdata;

    calendar_files_take(&c->files, path, times, problem);
}

/* What was given up stays stale, and is tried again with the next change. */
static void on_finished(const char *why, void *userdata)
{
    struct calendars *c = userdata;

    (void)str_replace(&c->failure, why);
    calendar_files_unsend(&c->files);
    c->is_reading = false;
    calendars_tell(c);
    if (c->must_look)
        on_paths_changed(c);
}

/* ---- The owner ---- */

int calendars_new_with(struct sd_event *event, const char *program, struct problem_list *problems,
                       const struct calendars_callbacks *callbacks, void *userdata,
                       struct calendars **ret)
{
    static const struct calendar_reader_callbacks reader_callbacks = {on_next, on_read,
                                                                      on_finished};
    _cleanup_(calendars_freep) struct calendars *c = calloc(1, sizeof(*c));

    if (!c)
        return -ENOMEM;
    c->problems = problems;
    c->callbacks = *callbacks;
    c->userdata = userdata;
    int r = path_watch_new(event, SETTLE_USEC, LIMIT_USEC, on_paths_changed, c, &c->watch);
    if (r >= 0)
        r = calendar_reader_new(event, program, &reader_callbacks, c, &c->reader);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(c);
    return 0;
}

int calendars_new(struct sd_event *event, struct problem_list *problems,
                  const struct calendars_callbacks *callbacks, void *userdata,
                  struct calendars **ret)
{
    return calendars_new_with(event, "jobsearchd-calendar", problems, callbacks, userdata, ret);
}

struct calendars *calendars_free(struct calendars *c)
{
    if (!c)
        return NULL;
    calendar_reader_free(c->reader);
    path_watch_free(c->watch);
    busy_list_done(&c->list);
    calendar_files_done(&c->files);
    calendar_sources_done(&c->sources);
    problem_list_done(&c->scan_problems);
    free(c->failure);
    free(c->zone_name);
    free(c);
    return NULL;
}

/* Asks for this stretch of time in this zone. */
static int calendars_ask(struct calendars *c, const char *zone_name, int64_t from_sec,
                         int64_t to_sec)
{
    const struct read_begin stretch = {zone_name, from_sec, to_sec};
    _cleanup_(freep) char *name = strdup(zone_name);

    if (!name)
        return -ENOMEM;
    if (streq_null(c->zone_name, zone_name) && c->from_sec == from_sec && c->to_sec == to_sec)
        return 0;
    int r = calendar_reader_ask(c->reader, &stretch);
    if (r < 0)
        return r;
    free(c->zone_name);
    c->zone_name = TAKE_PTR(name);
    c->from_sec = from_sec;
    c->to_sec = to_sec;
    calendar_files_forget(&c->files);
    c->is_reading = false;
    return 0;
}

int calendars_follow(struct calendars *c, const struct plan *plan, const char *zone_name,
                     int64_t from_sec, int64_t to_sec)
{
    _cleanup_(calendar_sources_done) struct calendar_sources sources = {0};

    int r = calendar_sources_copy(plan, &sources);
    if (r >= 0)
        r = calendars_ask(c, zone_name, from_sec, to_sec);
    if (r >= 0)
        r = calendars_scan(c, &sources);
    if (r < 0)
        return r;
    struct calendar_sources old = c->sources;
    c->sources = sources;
    sources = old;

    if (!calendars_read(c))
        calendars_make_list(c);
    calendars_set_problems(c);
    return 0;
}

bool calendars_are_read(const struct calendars *c)
{
    return !c->is_reading;
}

const struct busy_item *calendars_list(const struct calendars *c, size_t *ret_n)
{
    *ret_n = c->list.n;
    return c->list.items;
}
