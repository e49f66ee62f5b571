#include "plan/build.h"

#include <assert.h>
#include <errno.h>

#include "base/text.h"

struct build {
    struct draft *draft;
    struct plan *plan;
    const char *base_dir;
};

/* Reports a complaint about (a piece of) an entry's value. */
static void report_value(struct draft *draft, const struct entry *entry,
                         const struct complaint *complaint)
{
    const char *meant = complaint->meant;
    bool has_piece = complaint->length > 0, has_hash = strstr(entry->value, " #");
    _cleanup_(text_done) struct text what = {};

    if (has_piece)
        text_addf(&what, "`%.*s` %s", (int)complaint->length, entry->value + complaint->offset,
                  complaint->problem);
    else
        text_add(&what, "something is missing here");
    draft_report(draft, &entry->line, entry->line.value + complaint->offset, DIAG_ERROR,
                 "%s: %s" MEANT_FORMAT "%s", what.failed ? "" : what.data, complaint->expected,
                 MEANT_ARGUMENTS(meant),
                 has_hash ? " (a comment behind a value begins with ` ;`)" : "");
}

static int build_defaults(struct build *build, enum section_kind kind, void *object)
{
    const struct option *option;

    for (size_t i = 0; (option = option_at(i)); i++) {
        struct complaints complaints = {};
        struct setting setting = {
            .text = option->face.default_value,
            .plan = build->plan,
            .complaints = &complaints,
        };

        if (!setting.text || !option_is_in(option, kind))
            continue;

        int r = option_set(option, &setting, object);
        if (r == -ENOMEM)
            return r;
        assert(r >= 0); /* our own table */
    }
    return 0;
}

static int build_entry(struct build *build, struct entry *entry, void *object)
{
    struct complaints complaints = {};
    struct setting setting = {
        .text = entry->value,
        .plan = build->plan,
        .base_dir = build->base_dir,
        .complaints = &complaints,
    };
    int r = option_set(entry->option, &setting, object);

    if (r != -EINVAL)
        return r;
    entry->is_bad = true;
    for (size_t i = 0; i < complaints.n; i++)
        report_value(build->draft, entry, &complaints.items[i]);
    return 0;
}

static int build_window(struct build *build, struct section *section)
{
    struct window *window = &build->plan->windows[section->index];

    window->line = section->line.number;
    return str_replace(&window->name, section->name);
}

/* What the table cannot say: the plan's own values are the defaults. */
static int build_activity(struct build *build, struct section *section)
{
    struct activity *activity = &build->plan->activities[section->index];

    activity->line = section->line.number;
    activity->hours_minutes = PLAN_UNSET;
    activity->max_per_day = PLAN_UNSET;
    activity->remind = build->plan->remind;
    activity->nag = build->plan->nag;
    activity->ask = build->plan->ask;

    int r = str_replace(&activity->name, section->name);
    return r < 0 ? r : str_replace(&activity->title, section->name);
}

static int build_calendar(struct build *build, struct section *section)
{
    struct calendar_source *calendar = &build->plan->calendars[section->index];

    calendar->line = section->line.number;
    return str_replace(&calendar->name, section->name);
}

/* The struct that a kind of section fills, and how one begins. */
static void *section_object(struct plan *plan, const struct section *section)
{
    switch (section->kind) {
    case SECTION_WINDOW:
        return &plan->windows[section->index];
    case SECTION_ACTIVITY:
        return &plan->activities[section->index];
    case SECTION_CALENDAR:
        return &plan->calendars[section->index];
    case SECTION_PUBLISH:
        return &plan->publish;
    default:
        return plan;
    }
}

static int (*const builders[SECTION_KIND_MAX_])(struct build *, struct section *) = {
    [SECTION_WINDOW] = build_window,
    [SECTION_ACTIVITY] = build_activity,
    [SECTION_CALENDAR] = build_calendar,
};

static int build_section(struct build *build, struct section *section)
{
    void *object = section_object(build->plan, section);
    int r = 0;

    if (builders[section->kind])
        r = builders[section->kind](build, section);
    if (r >= 0 && section_kind_has_name(section->kind))
        r = build_defaults(build, section->kind, object);
    for (size_t i = 0; r >= 0 && i < section->n_entries; i++)
        r = build_entry(build, &section->entries[i], object);
    return r;
}

static int allocate(size_t n, size_t size, void *ret)
{
    void *array = calloc(MAX(n, (size_t)1), size);

    if (!array)
        return -ENOMEM;
    *(void **)ret = array;
    return 0;
}

/* Numbers the sections of each kind and makes room for their structs. */
static int build_arrays(struct build *build)
{
    struct draft *draft = build->draft;
    struct plan *plan = build->plan;
    size_t n[SECTION_KIND_MAX_] = {};
    int r;

    for (size_t i = 0; i < draft->n_sections; i++)
        if (draft->sections[i].is_known)
            draft->sections[i].index = n[draft->sections[i].kind]++;

    if ((r = allocate(n[SECTION_WINDOW], sizeof(*plan->windows), &plan->windows)) < 0 ||
        (r = allocate(n[SECTION_ACTIVITY], sizeof(*plan->activities), &plan->activities)) < 0 ||
        (r = allocate(n[SECTION_CALENDAR], sizeof(*plan->calendars), &plan->calendars)) < 0)
        return r;
    plan->n_windows = n[SECTION_WINDOW];
    plan->n_activities = n[SECTION_ACTIVITY];
    plan->n_calendars = n[SECTION_CALENDAR];
    return 0;
}

#define HIGHEST_PRIORITY 5
#define GRID_MINUTES     5 /* blocks are placed in steps of these */

/* What the plan says of it stands in [plan]. It is one piece, so whole steps long. */
static int build_preparation(struct plan *plan)
{
    struct activity *activity = &plan->preparation;
    int minutes = (plan->interview_prepare + GRID_MINUTES - 1) / GRID_MINUTES * GRID_MINUTES;
    int r;

    *activity = (struct activity){
        .priority = HIGHEST_PRIORITY,
        .every_weeks = 1,
        .hours_minutes = minutes,
        .block_min = minutes,
        .block_max = minutes,
        .max_per_day = PLAN_UNSET,
        .minimum = minutes,
        .remind = plan->remind,
        .nag = plan->nag,
        .ask = plan->ask,
    };
    r = str_replace(&activity->name, PLAN_PREPARATION);
    return r < 0 ? r : str_replace(&activity->title, "Prepare for an interview");
}

int plan_build(struct draft *draft, const char *base_dir, struct plan *plan)
{
    /* Activities last: they take over values of [plan] and refer to windows. */
    static const enum section_kind order[] = {
        SECTION_PLAN, SECTION_PUBLISH, SECTION_WINDOW, SECTION_CALENDAR, SECTION_ACTIVITY,
    };
    struct build build = {.draft = draft, .plan = plan, .base_dir = base_dir ?: "."};
    int r;

    plan->hours_minutes = PLAN_UNSET;
    if ((r = build_arrays(&build)) < 0 || (r = build_defaults(&build, SECTION_PLAN, plan)) < 0 ||
        (r = build_defaults(&build, SECTION_PUBLISH, &plan->publish)) < 0)
        return r;

    for (size_t i = 0; i < ARRAY_SIZE(order); i++)
        for (size_t j = 0; j < draft->n_sections; j++) {
            struct section *section = &draft->sections[j];

            if (!section->is_known || section->kind != order[i])
                continue;
            r = build_section(&build, section);
            if (r < 0)
                return r;
        }
    return build_preparation(plan);
}
