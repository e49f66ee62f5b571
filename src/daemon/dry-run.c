/* The daemon's rounds under a virtual clock: the clock jumps to whatever is due next. */
#include "daemon/modes.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/plan-system.h"
#include "daemon/rounds.h"

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

/* What the daemon records of a block that begins, kept in the agenda alone. */
static void note_begin(struct rounds *rounds, const struct due *due)
{
    if (due->kind == DUE_START) {
        rounds->agenda.items[due->item].known_sec = due->at_sec;
        rounds->agenda.items[due->item].is_logged = true;
    }
}

static int drive(const struct plan *plan, const struct zone *zone, int64_t from_sec, int64_t to_sec)
{
    struct rounds rounds;
    int64_t now_sec;
    int r;

    rounds_init(&rounds, plan, zone, from_sec - 1);
    r = rounds_fill(&rounds, NULL, from_sec - 1);
    while (r >= 0 && (now_sec = rounds_next(&rounds)) < to_sec) {
        _cleanup_(due_list_done) struct due_list dues = {0};

        r = rounds_take(&rounds, NULL, now_sec, &dues);
        for (size_t i = 0; r >= 0 && i < dues.n; i++) {
            note_begin(&rounds, &dues.items[i]);
            print_due(&rounds, &dues.items[i]);
        }
    }
    rounds_done(&rounds);
    return r;
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
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    int32_t from, to;
    int r;

    if (parse_span(span, &from, &to) < 0) {
        fputs("jobsearchd: --dry-run takes two dates, FROM/TO, TO not included: "
              "2026-11-23/2026-11-30\n",
              stderr);
        return 2;
    }
    r = plan_load(plan_path, NULL, &diags, &plan);
    diag_print(&diags, stderr);
    if (r == 0) {
        plan_follow_locale(plan);
        r = plan_load_zone(plan, &zone);
    }
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
