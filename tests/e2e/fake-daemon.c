/* A service that offers org.jobsearchd1 with one canned week and a clock that stands still, so that
 * what jsctl prints can be expected to the letter.
 *
 *   fake-daemon [--rows N] [--empty] [--hostile] [--refuse] [--discreet]
 *
 * It is Tuesday, 24 November 2026, 10:12 in Europe/Berlin. --rows: a log of N made-up rows;
 * --empty: nothing is planned; --hostile: titles and notes that would command a terminal, a
 * spreadsheet or a bar; --refuse: the plan has errors and the log cannot be written; --discreet: as
 * the plan may ask for. Prints a line once the name is taken. Lines on stdin are commands: `end`
 * ends the current block, `calls` prints how many there were, `mute` stops answering. */
#include <errno.h>
#include <stdio.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "bus.h"

#define TUESDAY     INT64_C(1795474800) /* 2026-11-24T00:00+01:00 */
#define AT(d, h, m) (TUESDAY + (d)*86400 + (h)*3600 + (m)*60)
#define NOW         AT(0, 10, 12)
#define HOSTILE     "\x1b]0;owned\x07<b>&\xe2\x80\xae=1+1"

struct fake {
    struct bus_service *service;
    bool is_empty, is_refusing, is_discreet, has_ended;
    const char *title; /* of the current block */
    unsigned rows;     /* made-up ones; else the entries below */
    struct bus_entry *entries;
    size_t n, capacity;
    int64_t quiet_until_sec;
    unsigned serial, n_calls;
    char cursor[32], made_up_id[BUS_PAGE_MAX][BLOCK_ID_SIZE], new_id[BLOCK_ID_SIZE];
};

static const struct bus_block week[] = {
    {"practice/2026-11-23/1", "practice", "Practise skills", AT(-1, 9, 0), AT(-1, 10, 30),
     BLOCK_FIXED, OUTCOME_DONE, AT(-1, 9, 1), 90, -1},
    {"outreach/2026-11-23/1", "outreach", "Company research and outreach", AT(-1, 14, 0),
     AT(-1, 15, 30), BLOCK_FIXED, OUTCOME_PARTIAL, 0, 45, 3},
    {"follow-ups/2026-11-23/1", "follow-ups", "Follow-ups and cover letters", AT(-1, 16, 0),
     AT(-1, 17, 0), BLOCK_FIXED, OUTCOME_MISSED, 0, -1, -1},
    {"practice/2026-11-24/1", "practice", "Practise skills", AT(0, 9, 0), AT(0, 10, 30),
     BLOCK_FIXED, OUTCOME_OPEN, AT(0, 9, 2), -1, -1},
    {"outreach/2026-11-24/1", "outreach", "Company research and outreach", AT(0, 14, 0),
     AT(0, 15, 30), BLOCK_FIXED, OUTCOME_OPEN, 0, -1, -1},
    {"follow-ups/2026-11-24/1", "follow-ups", "Follow-ups and cover letters", AT(0, 16, 0),
     AT(0, 17, 0), BLOCK_FIXED, OUTCOME_SKIPPED, 0, 0, -1},
    {"practice/2026-11-25/1", "practice", "Practise skills", AT(1, 9, 0), AT(1, 10, 30),
     BLOCK_FIXED, OUTCOME_OPEN, 0, -1, -1},
    {"outreach/2026-W48/1", "outreach", "Company research and outreach", AT(1, 11, 10),
     AT(1, 12, 0), BLOCK_FLEXIBLE, OUTCOME_OPEN, 0, -1, -1},
    {"practice/2026-11-26/1", "practice", "Practise skills", AT(2, 9, 0), AT(2, 10, 30),
     BLOCK_FIXED, OUTCOME_EXCUSED, 0, -1, -1},
    {"practice/2026-11-27/1", "practice", "Practise skills", AT(3, 9, 0), AT(3, 10, 30),
     BLOCK_FIXED, OUTCOME_OPEN, 0, -1, -1},
    {"blog/2026-11-27/1", "blog", "Blog: größer denken 日本語", AT(3, 10, 30), AT(3, 12, 30),
     BLOCK_FIXED, OUTCOME_OPEN, 0, -1, -1},
};

static const struct bus_busy busy[] = {
    {AT(0, 11, 0), AT(0, 12, 0), "Interview at Acme", "personal"},
    {AT(2, 9, 30), AT(2, 11, 0), "Dentist", "personal"},
};

static const struct bus_unplaced unplaced[] = {{"outreach", 120, "window"}};

static void *copy(const void *data, size_t size)
{
    void *p = malloc(MAX(size, (size_t)1));
    if (p)
        memcpy(p, data, size);
    return p;
}

static int get_status(void *userdata, struct bus_status *ret, _unused_ struct bus_refusal *refusal)
{
    static const struct bus_goal goals[] = {
        {"practice", "hours", 6, 1.5}, {"outreach", "contact", 10, 3}, {"blog", "post", 1, 0}};
    static const struct bus_problem problems[] = {{"calendar-unreadable",
                                                   "Calendar personal cannot be read: /no/such",
                                                   "Give its path in [calendar personal]."}};
    struct fake *fake = userdata;

    *ret = (struct bus_status){.now_sec = NOW,
                               .plan = "Job search",
                               .timezone = "Europe/Berlin",
                               .is_discreet = fake->is_discreet,
                               .quiet_until_sec = fake->quiet_until_sec,
                               .week_from_sec = AT(-1, 0, 0)};
    if (fake->is_empty)
        return 0;
    ret->has_current = !fake->has_ended;
    if (ret->has_current) {
        ret->current = week[3];
        ret->current.title = fake->title;
    }
    ret->has_next = true;
    ret->next = week[4];
    ret->open = 1 + fake->has_ended;
    ret->waiting = copy(&week[2], sizeof(week[2]));
    ret->n_waiting = ret->waiting ? 1 : 0;
    ret->today_planned_minutes = 240;
    ret->today_done_minutes = 0;
    ret->week_planned_minutes = 940;
    ret->week_done_minutes = 135;
    ret->goals = copy(goals, sizeof(goals));
    ret->n_goals = ret->goals ? ARRAY_SIZE(goals) : 0;
    ret->problems = copy(problems, sizeof(problems));
    ret->n_problems = ret->problems ? ARRAY_SIZE(problems) : 0;
    return 0;
}

static int list_span(struct fake *fake, int64_t from_sec, int64_t to_sec, struct bus_span *ret)
{
    struct bus_span span = {
        .now_sec = NOW, .from_sec = from_sec, .to_sec = to_sec, .timezone = "Europe/Berlin"};

    span.blocks = copy(week, sizeof(week));
    span.busy = copy(busy, sizeof(busy));
    span.unplaced = copy(unplaced, sizeof(unplaced));
    if (!span.blocks || !span.busy || !span.unplaced) {
        bus_span_done(&span);
        return -ENOMEM;
    }
    for (size_t i = 0; i < ARRAY_SIZE(week) && !fake->is_empty; i++)
        if (week[i].start_sec >= from_sec && week[i].start_sec < to_sec) {
            span.blocks[span.n_blocks] = week[i];
            if (i == 3)
                span.blocks[span.n_blocks].title = fake->title;
            span.n_blocks++;
        }
    for (size_t i = 0; i < ARRAY_SIZE(busy) && !fake->is_empty; i++)
        if (busy[i].start_sec >= from_sec && busy[i].start_sec < to_sec)
            span.busy[span.n_busy++] = busy[i];
    span.n_unplaced = fake->is_empty ? 0 : ARRAY_SIZE(unplaced);
    *ret = span;
    return 0;
}

static int list_day(void *userdata, _unused_ const char *day, struct bus_span *ret,
                    _unused_ struct bus_refusal *refusal)
{
    return list_span(userdata, AT(0, 0, 0), AT(1, 0, 0), ret);
}

static int list_week(void *userdata, _unused_ const char *word, struct bus_span *ret,
                     _unused_ struct bus_refusal *refusal)
{
    return list_span(userdata, AT(-1, 0, 0), AT(6, 0, 0), ret);
}

static const struct bus_block *find_block(const char *id)
{
    for (size_t i = 0; i < ARRAY_SIZE(week); i++)
        if (streq(week[i].id, *id ? id : "practice/2026-11-24/1"))
            return &week[i];
    return NULL;
}

static int give_block(const char *id, struct bus_block *ret, struct bus_refusal *refusal)
{
    const struct bus_block *block = find_block(id);
    if (!block)
        return bus_refuse(refusal, BUS_ERROR_NO_SUCH_BLOCK,
                          "there is no block %s: `jsctl week` lists them", id);
    *ret = *block;
    return 0;
}

static int start(_unused_ void *userdata, const char *target, unsigned minutes,
                 struct bus_block *ret, struct bus_refusal *refusal)
{
    if (!streq(target, "blog"))
        return give_block(target, ret, refusal);
    *ret = (struct bus_block){
        "blog/+18",      "blog",       "Blog post", NOW, minutes ? NOW + minutes * 60 : 0,
        BLOCK_UNPLANNED, OUTCOME_OPEN, NOW,         -1,  -1};
    return 0;
}

static int refuse_write(struct bus_refusal *refusal)
{
    return bus_refuse(refusal, BUS_ERROR_NOT_SAVED,
                      "nothing was saved: the disk is full; free some space and say it again");
}

static int answer(void *userdata, const struct bus_answer *said, struct bus_block *ret,
                  struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    if (fake->is_refusing)
        return refuse_write(refusal);
    int r = give_block(said->block, ret, refusal);
    if (r == 0) {
        ret->outcome = said->outcome;
        ret->minutes = said->minutes >= 0 ? said->minutes
                       : said->outcome == OUTCOME_SKIPPED
                           ? 0
                           : (int)(ret->end_sec - ret->start_sec) / 60;
        ret->count = said->count;
    }
    return r;
}

static int snooze(_unused_ void *userdata, const char *block, unsigned minutes,
                  struct bus_block *ret, int64_t *ret_until_sec, struct bus_refusal *refusal)
{
    *ret_until_sec = NOW + minutes * 60;
    return give_block(block, ret, refusal);
}

static int undo(void *userdata, struct bus_block *ret, struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    if (fake->is_empty)
        return bus_refuse(refusal, BUS_ERROR_NOTHING_TO_UNDO, "there is nothing to take back");
    return give_block("", ret, refusal);
}

static int quiet(void *userdata, unsigned minutes, int64_t *ret_until_sec,
                 _unused_ struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    *ret_until_sec = fake->quiet_until_sec = minutes ? NOW + minutes * 60 : 0;
    bus_service_emit_quiet_changed(fake->service);
    return 0;
}

static int reload(void *userdata, struct bus_reload *ret, _unused_ struct bus_refusal *refusal)
{
    static const struct bus_diagnostic diagnostics[] = {
        {"/home/u/plan.ini", 7, 1, "error", "there is no key `windw`; did you mean `window`?"}};
    struct fake *fake = userdata;
    *ret = (struct bus_reload){.is_taken = !fake->is_refusing};
    if (!fake->is_refusing)
        return 0;
    ret->diagnostics = copy(diagnostics, sizeof(diagnostics));
    ret->n_diagnostics = ret->diagnostics ? 1 : 0;
    return 0;
}

/* ---- The log ---- */

static void make_up(struct fake *fake, unsigned i, size_t slot, struct bus_entry *ret)
{
    char *id = fake->made_up_id[slot];
    snprintf(id, BLOCK_ID_SIZE, "practice/+%u", i + 1);
    *ret = (struct bus_entry){
        .block = {id, "practice", "Practise skills", AT(-1000, 9, 0) + i * 60,
                  AT(-1000, 9, 0) + i * 60 + 60, BLOCK_UNPLANNED, OUTCOME_DONE, 0, 1, -1},
        .why = "",
        .note = "",
        .answered_sec = NOW,
        .source = "jsctl",
    };
}

static bool matches(const struct bus_log_query *query, const struct bus_entry *entry)
{
    const struct bus_block *block = &entry->block;
    return block->start_sec >= query->from_sec &&
           (query->to_sec == 0 || block->start_sec < query->to_sec) &&
           (!*query->activity || streq(query->activity, block->activity)) &&
           (!*query->outcome || streq(query->outcome, outcome_name(block->outcome)));
}

static int list_log(void *userdata, const struct bus_log_query *query, struct bus_page *ret,
                    _unused_ struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    size_t i = strtoul(query->cursor, NULL, 10), total = fake->rows ?: fake->n, n = 0;
    struct bus_entry *entries = calloc(query->limit, sizeof(*entries));
    if (!entries)
        return -ENOMEM;
    for (; i < total && n < query->limit; i++) {
        size_t row = query->is_newest_first ? total - 1 - i : i;
        if (fake->rows)
            make_up(fake, (unsigned)row, n, &entries[n]);
        else
            entries[n] = fake->entries[row];
        n += fake->rows || matches(query, &entries[n]);
    }
    snprintf(fake->cursor, sizeof(fake->cursor), "%zu", i);
    *ret = (struct bus_page){entries, n, i < total ? fake->cursor : ""};
    return 0;
}

static int log_history(_unused_ void *userdata, _unused_ const char *block, struct bus_page *ret,
                       _unused_ struct bus_refusal *refusal)
{
    *ret = (struct bus_page){.cursor = ""};
    return 0;
}

/* Texts live as long as the program: the entries point to them to the end. */
static int store(struct fake *fake, const struct bus_entry *entry)
{
    struct bus_entry *to = NULL;
    for (size_t i = 0; i < fake->n && !to; i++)
        if (streq(fake->entries[i].block.id, entry->block.id))
            to = &fake->entries[i];
    if (!to) {
        if (array_reserve((void **)&fake->entries, &fake->capacity, fake->n, sizeof(*to)) < 0)
            return -ENOMEM;
        to = &fake->entries[fake->n++];
    }
    *to = *entry;
    to->block.id = strdup(entry->block.id);
    to->block.activity = strdup(entry->block.activity);
    to->block.title = strdup(*entry->block.title ? entry->block.title : "Blog post");
    to->why = strdup(entry->why);
    to->note = strdup(entry->note);
    to->source = strdup(entry->source);
    return to->block.id && to->block.activity && to->block.title && to->why && to->note &&
                   to->source
               ? 0
               : -ENOMEM;
}

static int forget(_unused_ void *userdata, _unused_ const char *before, _unused_ bool is_dry_run,
                  struct bus_amounts *ret, _unused_ struct bus_refusal *refusal)
{
    *ret = (struct bus_amounts){0};
    return 0;
}

static int put_log(void *userdata, const struct bus_entry *entries, size_t n,
                   _unused_ bool is_import, struct bus_refusal *refusal)
{
    struct fake *fake = userdata;
    if (fake->is_refusing)
        return refuse_write(refusal);
    for (size_t i = 0; i < n; i++) {
        struct bus_entry entry = entries[i];
        if (!*entry.block.id) {
            block_id_unplanned(fake->new_id, entry.block.activity, ++fake->serial);
            entry.block.id = fake->new_id;
        }
        if (store(fake, &entry) < 0)
            return -ENOMEM;
    }
    bus_service_emit_log_changed(fake->service, n == 1 ? entries[0].block.id : "");
    return 0;
}

static int get_goals(_unused_ void *userdata, _unused_ const char *word, int64_t *ret_from_sec,
                     struct bus_goal **ret_goals, size_t *ret_n,
                     _unused_ struct bus_refusal *refusal)
{
    *ret_from_sec = AT(-1, 0, 0);
    *ret_goals = NULL;
    *ret_n = 0;
    return 0;
}

static const char *calendar_folder(_unused_ void *userdata)
{
    return getenv("FAKE_CALENDAR") ?: "/nonexistent/calendar";
}

static const char *plan_file(_unused_ void *userdata)
{
    return getenv("FAKE_PLAN") ?: "/nonexistent/plan.ini";
}

static const struct bus_handlers handlers = {
    .get_status = get_status,
    .list_day = list_day,
    .list_week = list_week,
    .start = start,
    .answer = answer,
    .snooze = snooze,
    .undo = undo,
    .quiet = quiet,
    .reload = reload,
    .list_log = list_log,
    .log_history = log_history,
    .put_log = put_log,
    .forget = forget,
    .get_goals = get_goals,
    .plan_file = plan_file,
    .calendar_folder = calendar_folder,
};

static int fill_log(struct fake *fake, bool is_hostile)
{
    for (size_t i = 0; i < ARRAY_SIZE(week) && !fake->is_empty; i++) {
        struct bus_entry entry = {.block = week[i],
                                  .why = "",
                                  .note = "",
                                  .answered_sec = week[i].end_sec + 60,
                                  .source = "jsctl"};
        if (week[i].outcome == OUTCOME_OPEN)
            continue;
        if (week[i].outcome == OUTCOME_PARTIAL)
            entry.note = "said \"later\", twice\nthen rang";
        if (week[i].outcome == OUTCOME_DONE)
            entry.note = "=1+1";
        if (is_hostile)
            entry.note = entry.block.title = HOSTILE;
        if (store(fake, &entry) < 0)
            return -ENOMEM;
    }
    fake->serial = 17;
    return 0;
}

/* ---- The program ---- */

static int count_call(sd_bus_message *m, void *userdata, _unused_ sd_bus_error *error)
{
    struct fake *fake = userdata;
    fake->n_calls += sd_bus_message_is_method_call(m, NULL, NULL) > 0;
    return 0;
}

static int on_command(sd_event_source *source, int fd, _unused_ uint32_t revents, void *userdata)
{
    struct fake *fake = userdata;
    char line[64];
    ssize_t n = read(fd, line, sizeof(line) - 1);
    if (n <= 0)
        return sd_event_source_set_enabled(source, SD_EVENT_OFF);
    line[n] = '\0';
    if (strncmp(line, "end", 3) == 0) {
        fake->has_ended = true;
        bus_service_emit_block_ended(fake->service, &week[3]);
    } else if (strncmp(line, "calls", 5) == 0) {
        printf("{\"calls\":%u}\n", fake->n_calls);
        fflush(stdout);
    } else if (strncmp(line, "mute", 4) == 0) {
        pause();
    }
    return 0;
}

static int run(struct fake *fake)
{
    sd_event *event = NULL;
    sd_bus *bus = NULL;

    int r = sd_event_default(&event);
    if (r >= 0)
        r = sd_bus_open_user(&bus);
    if (r >= 0)
        r = sd_bus_add_filter(bus, NULL, count_call, fake);
    if (r >= 0)
        r = bus_service_new(bus, &handlers, fake, &fake->service);
    if (r >= 0)
        r = sd_bus_request_name(bus, BUS_NAME, 0);
    if (r >= 0)
        r = sd_bus_attach_event(bus, event, 0);
    if (r >= 0 && sd_event_add_io(event, NULL, STDIN_FILENO, EPOLLIN, on_command, fake) == -EPERM)
        r = 0; /* a file cannot be polled: no commands */
    if (r >= 0) {
        puts("{\"ready\":true}");
        fflush(stdout);
        r = sd_event_loop(event);
    }
    bus_service_free(fake->service);
    sd_bus_flush_close_unref(bus);
    sd_event_unref(event);
    return r;
}

int main(int argc, char *argv[])
{
    static struct fake fake = {.title = "Practise skills"};
    bool is_hostile = false;

    for (int i = 1; i < argc; i++) {
        if (streq(argv[i], "--rows") && i + 1 < argc)
            fake.rows = (unsigned)strtoul(argv[++i], NULL, 10);
        fake.is_empty = fake.is_empty || streq(argv[i], "--empty");
        fake.is_refusing = fake.is_refusing || streq(argv[i], "--refuse");
        fake.is_discreet = fake.is_discreet || streq(argv[i], "--discreet");
        is_hostile = is_hostile || streq(argv[i], "--hostile");
    }
    if (is_hostile)
        fake.title = HOSTILE;
    int r = fill_log(&fake, is_hostile);
    if (r >= 0)
        r = run(&fake);
    if (r < 0)
        fprintf(stderr, "fake-daemon: %s\n", strerror(-r));
    return r < 0;
}
