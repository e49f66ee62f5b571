/* The daemon's rounds and its placement under a virtual clock: the clock jumps to whatever is due
 * next. What the daemon would keep on disk is kept in memory. */
#include "daemon/modes.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/item.h"
#include "daemon/placer.h"
#include "daemon/plan-system.h"
#include "daemon/rounds.h"

/* A plan with flexible activities runs silently from the beginning of the week before: so the week
 * of the first day was placed as a whole, as is every week but the very first of a real run, and
 * what is said of a day is the same, whatever day is the first. */
#define LEAD_DAYS 7

struct dry_run {
    const struct plan *plan; /* borrowed */
    const struct zone *zone; /* borrowed */
    struct log *log; /* where flexible blocks lie, and that they began; NULL: there are none */
    struct placer placer;
    struct rounds rounds;
    int64_t from_sec; /* nothing is printed before */
};

static void print_due(const struct rounds *rounds, const struct due *due)
{
    const struct agenda_item *item =
        due->item == SIZE_MAX ? NULL : &rounds->agenda.items[due->item];
    char local[INSTANT_SIZE], utc[INSTANT_SIZE];

    /* Nobody is there to answer or to be nagged. */
    if (due->kind != DUE_REMIND && due->kind != DUE_START && due->kind != DUE_END &&
        due->kind != DUE_REVIEW)
        return;
    zone_format(rounds->zone, due->at_sec, local);
    zone_format_utc(due->at_sec, utc);
    printf("%s\t%s\t%s\t%s\t", local, utc, due_kind_name(due->kind),
           item ? item->activity_name : "-");
    print_escaped(stdout, item ? item->title : "Weekly review");
    putchar('\n');
}

/* What the daemon records of a block that begins. The log is for the placement alone: a flexible
 * block that nobody saw would be offered again. */
static int dry_run_note_begin(struct dry_run *run, const struct due *due)
{
    struct agenda_item *item = &run->rounds.agenda.items[due->item];
    struct log_entry entry;

    item->known_sec = due->at_sec;
    item->is_logged = true;
    if (item->kind != BLOCK_FLEXIBLE)
        return 0;
    entry = log_entry_from_item(item);
    return log_begin(run->log, &entry);
}

/* As daemon_place(). Busy times go in here: without a calendar nothing is busy. */
static int dry_run_place(struct dry_run *run, int64_t now_sec)
{
    _cleanup_(change_list_done) struct change_list changes = {0}; /* told to nobody */
    struct placer_source source = {
        .plan = run->plan,
        .zone = run->zone,
        .log = run->log,
        .first_run_sec = INT64_MIN, /* long ago: every week has its whole budget */
        .now_sec = now_sec,
    };

    return run->log ? placer_place(&run->placer, &source, &changes) : 0;
}

/* As daemon_look(). */
static int dry_run_look(struct dry_run *run, int64_t now_sec)
{
    _cleanup_(due_list_done) struct due_list dues = {0};
    bool is_new_day = now_sec >= run->rounds.refill_sec;
    int r;

    r = rounds_take(&run->rounds, run->log, now_sec, &dues);
    for (size_t i = 0; r >= 0 && i < dues.n; i++) {
        if (dues.items[i].kind == DUE_START)
            r = dry_run_note_begin(run, &dues.items[i]);
        if (dues.items[i].at_sec >= run->from_sec)
            print_due(&run->rounds, &dues.items[i]);
    }
    if (r >= 0 && is_new_day)
        r = dry_run_place(run, now_sec);
    return r > 0 ? rounds_fill(&run->rounds, run->log, now_sec) : r;
}

static bool plan_has_flexible(const struct plan *plan)
{
    for (size_t i = 0; i < plan->n_activities; i++)
        if (!activity_is_fixed(&plan->activities[i]))
            return true;
    return false;
}

static int dry_run_start(struct dry_run *run)
{
    int32_t week = civil_week_start(zone_day(run->zone, run->from_sec), run->plan->week_start);
    int64_t begin_sec = run->from_sec;
    int r = 0;

    if (plan_has_flexible(run->plan)) {
        begin_sec = zone_day_start(run->zone, MAX(week - LEAD_DAYS, CIVIL_MIN_DAY));
        r = log_open_memory(&run->log);
    }
    if (r < 0)
        return r;
    rounds_init(&run->rounds, run->plan, run->zone, begin_sec - 1);
    r = dry_run_place(run, begin_sec);
    return r < 0 ? r : rounds_fill(&run->rounds, run->log, begin_sec - 1);
}

static void dry_run_done(struct dry_run *run)
{
    placer_done(&run->placer);
    rounds_done(&run->rounds);
    log_free(run->log);
}

static int drive(const struct plan *plan, const struct zone *zone, int64_t from_sec, int64_t to_sec)
{
    _cleanup_(dry_run_done) struct dry_run run = {.plan = plan, .zone = zone, .from_sec = from_sec};
    int64_t now_sec;
    int r;

    r = dry_run_start(&run);
    while (r >= 0 && (now_sec = rounds_next(&run.rounds)) < to_sec)
        r = dry_run_look(&run, now_sec);
    return MIN(r, 0);
}

static int parse_span(const char *span, int32_t *ret_from, int32_t *ret_to)
{
    char from[DATE_SIZE];

    if (strlen(span) != 2 * (DATE_SIZE - 1) + 1 || span[DATE_SIZE - 1] != '/')
        return -EINVAL;
    snprintf(from, sizeof from, "%.*s", DATE_SIZE - 1, span);
    if (civil_parse_date(from, ret_from) < 0 || civil_parse_date(span + DATE_SIZE, ret_to) < 0)
        return -EINVAL;
    return *ret_from <= *ret_to ? 0 : -EINVAL;
}

int dry_run_main(const char *plan_path, const char *span)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int32_t from, to;
    int r;

    if (parse_span(span, &from, &to) < 0) {
        fputs("jobsearchd: --dry-run takes two dates, FROM/TO, TO not included: "
              "2026-11-23/2026-11-30\n",
              stderr);
        return 2;
    }
    r = plan_open(plan_path, &plan, &zone);
    if (r == 0)
        r = drive(plan, zone, zone_day_start(zone, from), zone_day_start(zone, to));
    if (r < 0)
        fprintf(stderr, "jobsearchd: %s\n", strerror(-r));
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("jobsearchd: cannot write");
        return EXIT_FAILURE;
    }
    return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
