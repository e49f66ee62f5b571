/* The report's data, over the bus: a review for each week, the goals' weeks, what was changed. */
#include "cli/report.h"

#include <errno.h>

#include "base/civil.h"
#include "base/zone.h"
#include "cli/cli.h"

static int fail(struct cli *cli, int r)
{
    return r < 0 ? cli_fail(cli, CLI_REFUSED, "%s", strerror(-r)) : CLI_DONE;
}

/* ---- Weeks ---- */

/* "": the week to look back on. */
static int read_review(struct cli *cli, const char *week, struct report *report,
                       struct bus_review *ret)
{
    _cleanup_(bus_review_done) struct bus_review review = {0};
    struct bus_refusal refusal = {0};
    int status =
        cli_judge(cli, bus_client_get_review(cli->client, week, &review, &refusal), &refusal);

    if (status == CLI_DONE)
        status = fail(cli, report_keep_review(report, &review));
    if (status != CLI_DONE)
        return status;
    *ret = review;
    review = (struct bus_review){0};
    return CLI_DONE;
}

/* The review's last week is its own. */
static void fill_week(struct report *report, struct report_week *week)
{
    const struct bus_review *review = &week->review;
    const struct bus_week *own = &review->weeks[review->n_weeks - 1];

    week->first_day = zone_day(report->zone, review->goals.from_sec);
    week->is_over = zone_day_start(report->zone, week->first_day + 7) <= report->now_sec;
    week->planned_minutes = own->planned_minutes;
    week->done_minutes = own->done_minutes;
    week->answered = own->answered;
    week->applications = review->applications;
    week->contacts = review->contacts;
    for (size_t i = 0; i < review->n_minutes; i++)
        week->excused_minutes += review->minutes[i].excused;
}

static int read_week(struct report *report, struct cli *cli, const char *name,
                     struct report_week *ret)
{
    int status = read_review(cli, name, report, &ret->review);

    if (status != CLI_DONE)
        return status;
    if (ret->review.n_weeks == 0)
        return fail(cli, -EBADMSG);
    report->zone = cli->zone;
    report->now_sec = ret->review.goals.now_sec;
    fill_week(report, ret);
    return CLI_DONE;
}

static bool is_blank(const struct report_week *week)
{
    return week->planned_minutes == 0 && week->excused_minutes == 0 && week->answered == 0;
}

/* From before the first plan. */
static void drop_blank_weeks(struct report *report)
{
    size_t n = 0;

    while (n + 1 < report->n_weeks && is_blank(&report->weeks[n]))
        bus_review_done(&report->weeks[n++].review);
    report->n_weeks -= n;
    memmove(report->weeks, report->weeks + n, report->n_weeks * sizeof *report->weeks);
}

static int read_weeks(struct report *report, struct cli *cli, size_t n_weeks)
{
    struct report_week *last = &report->weeks[n_weeks - 1];
    int status;

    report->n_weeks = n_weeks; /* so that what is there is freed */
    status = read_week(report, cli, "", last);
    for (size_t i = n_weeks - 1; status == CLI_DONE && i-- > 0;) {
        char date[DATE_SIZE];

        civil_format_date(last->first_day - 7 * (int32_t)(n_weeks - 1 - i), date);
        status = read_week(report, cli, date, &report->weeks[i]);
    }
    if (status == CLI_DONE)
        drop_blank_weeks(report);
    return status;
}

/* ---- Goals ---- */

static struct report_week *find_week(struct report *report, int64_t from_sec)
{
    int32_t day = zone_day(report->zone, from_sec);

    for (size_t i = 0; i < report->n_weeks; i++)
        if (report->weeks[i].first_day == day)
            return &report->weeks[i];
    return NULL;
}

static void take_goal_week(struct report *report, const struct bus_goal_week *week)
{
    struct report_week *found = find_week(report, week->from_sec);

    for (size_t i = 0; found && i < report->n_goals; i++)
        if (streq(report->goals[i].activity, week->activity))
            report->goals[i].weeks[found - report->weeks] = (struct report_goal_week){
                week->target, week->actual, streq(week->state, "met"), streq(week->state, "off")};
}

/* Of the eight weeks before the one that begins on `day`. */
static int read_goal_weeks(struct report *report, struct cli *cli, int32_t day)
{
    _cleanup_(bus_goals_done) struct bus_goals goals = {0};
    struct bus_refusal refusal = {0};
    char date[DATE_SIZE];
    int status;

    civil_format_date(day, date);
    status = cli_judge(cli, bus_client_list_goals(cli->client, date, &goals, &refusal), &refusal);
    for (size_t i = 0; status == CLI_DONE && i < goals.n_weeks; i++)
        take_goal_week(report, &goals.weeks[i]);
    return status;
}

/* While the last week runs, its plan is still ahead: its own review knows it better. */
static void take_running_week(struct report *report)
{
    const struct bus_goals *goals = &report_last(report)->goals;
    size_t last = report->n_weeks - 1;

    for (size_t i = 0; i < report->n_goals; i++) {
        struct report_goal_week *week = &report->goals[i].weeks[last];

        week->target = goals->goals[i].target;
        week->actual = goals->goals[i].actual;
        week->is_met = !week->is_off && week->actual >= week->target;
    }
}

static int read_goals(struct report *report, struct cli *cli)
{
    const struct bus_goals *goals = &report_last(report)->goals;
    int status = CLI_DONE;

    report->goals = calloc(MAX(goals->n_goals, 1u), sizeof *report->goals);
    if (!report->goals)
        return fail(cli, -ENOMEM);
    for (size_t i = 0; i < goals->n_goals; i++)
        report->goals[report->n_goals++] = (struct report_goal){
            .activity = goals->goals[i].activity, .unit = goals->goals[i].unit};
    for (size_t done = 0; status == CLI_DONE && done < report->n_weeks; done += 8)
        status =
            read_goal_weeks(report, cli, report->weeks[report->n_weeks - 1 - done].first_day + 7);
    if (status == CLI_DONE && !report->weeks[report->n_weeks - 1].is_over)
        take_running_week(report);
    return status;
}

/* ---- What was changed ---- */

static int read_tuning(struct report *report, struct cli *cli)
{
    struct bus_refusal refusal = {0};
    int status = cli_judge(cli, bus_client_list_suggestions(cli->client, &report->tuning, &refusal),
                           &refusal);

    return status != CLI_DONE ? status : fail(cli, report_keep_tuning(report, &report->tuning));
}

/* ---- All of it ---- */

static void take_plan(struct report *report)
{
    const struct bus_review *last = report_last(report);

    report->name = last->plan;
    report->why = last->why;
    report->target_day = last->target_sec ? zone_day(report->zone, last->target_sec) : TRACK_NO_DAY;
    report->weeks_left = last->weeks_left;
}

int report_fill(struct report *report, struct cli *cli, size_t n_weeks, bool is_private)
{
    int status = track_list_read(cli, "", "", false, &report->tracker);

    if (status == CLI_DONE)
        status = read_weeks(report, cli, n_weeks);
    if (status == CLI_DONE)
        status = read_goals(report, cli);
    if (status == CLI_DONE)
        status = read_tuning(report, cli);
    if (status != CLI_DONE)
        return status;
    take_plan(report);
    return fail(cli, (is_private ? report_make_private(report) : 0) ?: report_sum(report));
}
