/* What a report owns, what it leaves out, and what it adds up. */
#include "cli/report.h"

#include <errno.h>

#include "base/text.h"
#include "base/zone.h"

void report_done(struct report *report)
{
    for (size_t i = 0; i < report->n_weeks; i++)
        bus_review_done(&report->weeks[i].review);
    for (size_t i = 0; i < report->n_strings; i++)
        free(report->strings[i]);
    bus_tuning_done(&report->tuning);
    track_list_done(&report->tracker);
    free(report->activities);
    free(report->goals);
    free(report->reasons);
    free(report->strings);
    *report = (struct report){0};
}

const struct bus_review *report_last(const struct report *report)
{
    return &report->weeks[report->n_weeks - 1].review;
}

/* ---- Strings, which live in a reply no longer than until the next call ---- */

int report_keep(struct report *report, const char **s)
{
    int r = array_reserve((void **)&report->strings, &report->capacity_strings, report->n_strings,
                          sizeof *report->strings);
    char *copy;

    if (r < 0)
        return r;
    copy = strdup(*s ?: "");
    if (!copy)
        return -ENOMEM;
    *s = report->strings[report->n_strings++] = copy;
    return 0;
}

#define STRINGS_MAX 5

/* An array inside a struct, and the strings of its items. */
struct string_table {
    size_t items, n, size, n_strings, strings[STRINGS_MAX];
};

#define MINUTES(member)  offsetof(struct bus_minutes, member)
#define HEAT(member)     offsetof(struct bus_heat, member)
#define PATTERN(member)  offsetof(struct bus_pattern, member)
#define NOTE(member)     offsetof(struct bus_note, member)
#define QUESTION(member) offsetof(struct bus_question, member)
#define APPLIED(member)  offsetof(struct bus_applied, member)
#define GOAL(member)     offsetof(struct bus_progress, member)
#define TABLE(owner, member, type, n, ...)                                                       \
    {                                                                                            \
        offsetof(struct owner, member), offsetof(struct owner, n_##member), sizeof(struct type), \
            n,                                                                                   \
        {                                                                                        \
            __VA_ARGS__                                                                          \
        }                                                                                        \
    }

static const struct string_table review_tables[] = {
    {offsetof(struct bus_review, goals.goals),
     offsetof(struct bus_review, goals.n_goals),
     sizeof(struct bus_progress),
     2,
     {GOAL(activity), GOAL(unit)}},
    TABLE(bus_review, minutes, bus_minutes, 2, MINUTES(activity), MINUTES(title)),
    TABLE(bus_review, heat, bus_heat, 2, HEAT(weekday), HEAT(part)),
    TABLE(bus_review, patterns, bus_pattern, 5, PATTERN(activity), PATTERN(kind), PATTERN(weekday),
          PATTERN(part), PATTERN(words)),
    TABLE(bus_review, reasons, bus_reason, 1, offsetof(struct bus_reason, why)),
    TABLE(bus_review, notes, bus_note, 2, NOTE(activity), NOTE(note)),
    TABLE(bus_review, questions, bus_question, 2, QUESTION(question), QUESTION(answer)),
};

static const struct string_table tuning_tables[] = {
    TABLE(bus_tuning, applied, bus_applied, 5, APPLIED(id), APPLIED(activity), APPLIED(edit),
          APPLIED(evidence), APPLIED(unit)),
};

static int keep_table(struct report *report, const struct string_table *table, void *owner)
{
    char *items = *(char **)((char *)owner + table->items);
    size_t n = *(size_t *)((char *)owner + table->n);
    int r = 0;

    for (size_t i = 0; r == 0 && i < n; i++)
        for (size_t j = 0; r == 0 && j < table->n_strings; j++)
            r = report_keep(report, (const char **)(items + i * table->size + table->strings[j]));
    return r;
}

int report_keep_review(struct report *report, struct bus_review *review)
{
    int r = report_keep(report, &review->plan) ?: report_keep(report, &review->why);

    for (size_t i = 0; r == 0 && i < ARRAY_SIZE(review_tables); i++)
        r = keep_table(report, &review_tables[i], review);
    return r;
}

int report_keep_tuning(struct report *report, struct bus_tuning *tuning)
{
    return keep_table(report, &tuning_tables[0], tuning);
}

/* ---- What stays between the user and the program ---- */

/* An item counts by its days and stages. */
static int strip_item(struct track_item *item)
{
    struct track_item bare = *item;
    int r;

    for (enum track_text text = 0; text < TRACK_TEXT_MAX_; text++)
        *track_item_text(&bare, text) = "";
    bare.interview_sec = 0;
    r = track_item_copy(&bare, &bare);
    if (r < 0)
        return r;
    track_item_done(item);
    *item = bare;
    return 0;
}

static void strip_review(struct bus_review *review)
{
    review->why = "";
    review->n_notes = 0;
    for (size_t i = 0; i < review->n_questions; i++)
        if (*review->questions[i].answer)
            review->questions[i].answer = "left out";
}

int report_make_private(struct report *report)
{
    int r = 0;

    report->is_private = true;
    report->why = "";
    for (size_t i = 0; i < report->n_weeks; i++)
        strip_review(&report->weeks[i].review);
    for (size_t i = 0; r == 0 && i < report->tracker.n; i++)
        r = strip_item(&report->tracker.items[i]);
    return r;
}

/* ---- Sums ---- */

static struct bus_minutes *find_activity(struct report *report, const char *name)
{
    for (size_t i = 0; i < report->n_activities; i++)
        if (streq(report->activities[i].activity, name))
            return &report->activities[i];
    return NULL;
}

static void add_minutes(struct bus_minutes *sum, const struct bus_minutes *m)
{
    sum->planned += m->planned;
    sum->done += m->done;
    sum->partial += m->partial;
    sum->skipped += m->skipped;
    sum->missed += m->missed;
    sum->excused += m->excused;
    sum->open += m->open;
}

/* The last week first: it has the plan's present order. */
static int sum_activities(struct report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->n_weeks; i++)
        n += report->weeks[i].review.n_minutes;
    report->activities = calloc(MAX(n, 1u), sizeof *report->activities);
    if (!report->activities)
        return -ENOMEM;
    for (size_t i = report->n_weeks; i-- > 0;) {
        const struct bus_review *review = &report->weeks[i].review;

        for (size_t j = 0; j < review->n_minutes; j++) {
            struct bus_minutes *sum = find_activity(report, review->minutes[j].activity);

            if (sum)
                add_minutes(sum, &review->minutes[j]);
            else
                report->activities[report->n_activities++] = review->minutes[j];
        }
    }
    return 0;
}

static void add_reason(struct report *report, const struct bus_reason *reason)
{
    struct bus_reason *reasons = report->reasons;
    size_t i = 0;

    while (i < report->n_reasons && !streq(reasons[i].why, reason->why))
        i++;
    if (i == report->n_reasons)
        reasons[report->n_reasons++] = (struct bus_reason){reason->why, 0};
    reasons[i].count += reason->count;
    for (; i > 0 && reasons[i].count > reasons[i - 1].count; i--) {
        struct bus_reason more = reasons[i];

        reasons[i] = reasons[i - 1];
        reasons[i - 1] = more;
    }
}

static int sum_reasons(struct report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->n_weeks; i++)
        n += report->weeks[i].review.n_reasons;
    report->reasons = calloc(MAX(n, 1u), sizeof *report->reasons);
    if (!report->reasons)
        return -ENOMEM;
    for (size_t i = 0; i < report->n_weeks; i++)
        for (size_t j = 0; j < report->weeks[i].review.n_reasons; j++)
            add_reason(report, &report->weeks[i].review.reasons[j]);
    return 0;
}

static void sum_goals(struct report *report)
{
    for (size_t i = 0; i < report->n_goals; i++) {
        struct report_goal *goal = &report->goals[i];
        const struct bus_minutes *activity = find_activity(report, goal->activity);

        goal->title = activity ? activity->title : goal->activity;
        goal->met = goal->of = 0;
        for (size_t j = 0; j < report->n_weeks; j++) {
            goal->met += goal->weeks[j].is_met && !goal->weeks[j].is_off;
            goal->of +=
                !goal->weeks[j].is_off && (goal->weeks[j].is_met || report->weeks[j].is_over);
        }
    }
}

static int compare_items(const void *a, const void *b)
{
    const struct track_item *x = a, *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->stage != y->stage)
        return x->stage > y->stage ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

int report_sum(struct report *report)
{
    int r = sum_activities(report) ?: sum_reasons(report);

    if (r < 0)
        return r;
    sum_goals(report);
    if (report->tracker.n > 0)
        qsort(report->tracker.items, report->tracker.n, sizeof *report->tracker.items,
              compare_items);
    return report_funnel_fill(report->tracker.items, report->tracker.n,
                              zone_day(report->zone, report->now_sec), &report->funnel);
}

/* ---- Words that all forms share ---- */

void report_add_unit(struct text *text, double amount, const char *unit)
{
    size_t length = strlen(unit);

    text_add(text, unit);
    if (amount != 1 && length > 0 && unit[length - 1] != 's')
        text_add_char(text, 's');
}

void report_add_met(struct text *text, const struct report_goal *goal)
{
    if (goal->of == 0)
        text_add(text, "no week to judge yet");
    else
        text_addf(text, "met in %u of %u week%s", goal->met, goal->of, goal->of == 1 ? "" : "s");
}

const char *report_edit_words(const char *edit)
{
    static const struct {
        const char *edit, *words;
    } table[] = {
        {"move", "moved"},
        {"shorten", "shortened"},
        {"split", "split"},
        {"lower-goal", "lowered the goal of"},
        {"raise-goal", "raised the goal of"},
        {"raise-priority", "raised the priority of"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(table); i++)
        if (streq(table[i].edit, edit))
            return table[i].words;
    return edit;
}

#define VERDICT_MIN 4 /* blocks or weeks */

const char *report_verdict(const struct bus_applied *applied)
{
    uint64_t now = (uint64_t)applied->kept * applied->before_of;
    uint64_t before = (uint64_t)applied->before_kept * applied->of;

    if (applied->of < VERDICT_MIN)
        return "too early to say";
    if (applied->before_of == 0)
        return "nothing to compare with";
    return now > before ? "better" : now < before ? "worse" : "as before";
}
