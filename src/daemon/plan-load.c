#include "daemon/daemon.h"

#include <errno.h>
#include <time.h>

#include "base/text.h"
#include "daemon/journal.h"
#include "daemon/plan-system.h"

/* Stands in where there is no plan to run: nothing is due, everything can be asked. */
static const char empty_plan[] = "[plan]\nname = No plan\n";

static void problems_add_diags(struct problem_list *problems, const struct diag_list *diags,
                               bool has_plan)
{
    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *diag = &diags->items[i];

        journal(diag->severity == DIAG_ERROR ? JOURNAL_ERROR : JOURNAL_WARNING, "%s:%u:%u: %s: %s",
                diag->file, diag->line, diag->column, diag_severity_name(diag->severity),
                diag->message);
        if (diag->severity == DIAG_ERROR)
            problem_add(problems, "plan-invalid",
                        has_plan ? "Run `jsctl edit`; until then the plan before it goes on."
                                 : "Run `jsctl edit`; until then there are no blocks.",
                        "%s:%u:%u: %s", diag->file, diag->line, diag->column, diag->message);
    }
}

/* Puts a plan and its zone into place. Both are consumed. */
static void daemon_take_plan(struct daemon *d, struct plan *plan, struct zone *zone, bool has_plan)
{
    int64_t looked_sec = d->rounds.looked_sec;
    struct plan *old_plan = d->plan;
    struct zone *old_zone = d->zone;

    rounds_done(&d->rounds);
    placer_forget(&d->placer);
    d->must_place = true;
    d->plan = plan;
    d->zone = zone;
    d->has_plan = has_plan;
    rounds_init(&d->rounds, plan, zone, looked_sec);
    plan_free(old_plan);
    zone_free(old_zone);
    daemon_follow_calendars(d);
    daemon_follow_published(d);
}

static int daemon_take_empty_plan(struct daemon *d)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct diag_list diags = {0};
    int r;

    r = plan_parse(empty_plan, sizeof empty_plan - 1, "built-in", NULL, NULL, &diags, &plan);
    diag_list_done(&diags);
    if (r != 0)
        return r < 0 ? r : -EINVAL;
    r = plan_load_zone(plan, &zone);
    if (r < 0)
        return r;
    daemon_take_plan(d, TAKE_PTR(plan), TAKE_PTR(zone), false);
    return 0;
}

int daemon_reload_plan(struct daemon *d, struct diag_list *diags)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int r;

    r = plan_load(d->plan_path, d->data_dir, diags, &plan);
    if (r == -ENOMEM)
        return r;
    problem_clear(&d->problems, "no-plan");
    problem_clear(&d->problems, "plan-invalid");
    if (r == -ENOENT && !d->has_plan) {
        problem_add(&d->problems, "no-plan",
                    "Run `jsctl init`: it asks a few questions and makes one.",
                    "There is no plan at %s.", d->plan_path);
        return 0;
    }
    problems_add_diags(&d->problems, diags, d->has_plan);
    if (r != 0)
        return 0;
    plan_follow_locale(plan);
    r = plan_load_zone(plan, &zone);
    if (r < 0)
        return r;
    journal(JOURNAL_INFO, "Plan \"%s\" taken from %s, zone %s", plan->name, d->plan_path,
            zone_name(zone));
    daemon_take_plan(d, TAKE_PTR(plan), TAKE_PTR(zone), true);
    return 1;
}

int daemon_load_plan(struct daemon *d)
{
    struct diag_list diags = {0};
    int r;

    r = daemon_take_empty_plan(d);
    if (r >= 0)
        r = daemon_reload_plan(d, &diags);
    diag_list_done(&diags);
    return MIN(r, 0);
}

bool daemon_follow_zone(struct daemon *d)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct plan *plan = d->plan;

    tzset();
    if (plan->zone_name || plan_load_zone(plan, &zone) < 0 ||
        streq(zone_name(zone), zone_name(d->zone)))
        return false;
    journal(JOURNAL_NOTICE, "The time zone is %s now", zone_name(zone));
    d->plan = NULL; /* kept: only the zone changes */
    daemon_take_plan(d, plan, TAKE_PTR(zone), d->has_plan);
    return true;
}
