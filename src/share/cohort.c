/* Who needs a call first: docs/coach.md, "To the letter". Whole numbers only, so that every program
 * comes to the same list. */
#include "share.h"

#include "base/text.h"

#define SILENT_WEEKS 2

void cohort_person_done(struct cohort_person *person)
{
    free(person->name);
    free(person->folder);
    *person = (struct cohort_person){0};
}

static bool is_later(const struct cohort_week *a, const struct cohort_week *b)
{
    if (a->sequence != b->sequence)
        return a->sequence > b->sequence;
    if (a->written_sec != b->written_sec)
        return a->written_sec > b->written_sec;
    return a->from > b->from;
}

void cohort_person_add(struct cohort_person *person, int32_t today, const struct cohort_week *week)
{
    int32_t age = (today - week->from) / 7;

    if (week->from > today || age >= COHORT_WEEKS ||
        (person->has_week[age] && !is_later(week, &person->weeks[age])))
        return;
    person->weeks[age] = *week;
    person->has_week[age] = true;
}

/* ---- Weeks ---- */

static bool is_off(const struct cohort_person *person, int age)
{
    return person->has_week[age] && person->weeks[age].planned_minutes == 0;
}

static bool is_answered(const struct cohort_person *person, int age)
{
    return person->has_week[age] && !is_off(person, age) && person->weeks[age].answered > 0;
}

static bool has_goals(const struct cohort_person *person, int age)
{
    return is_answered(person, age) && person->weeks[age].goals > 0;
}

/* Sums over some weeks. */
struct sums {
    int weeks;
    int met, goals;
    int missed; /* weeks */
    int done_minutes;
};

/* The next weeks of a kind, at most n of them, from *age on, which is moved behind them. The week
 * that runs is no such week: it can still be met. */
static struct sums sum_next(const struct cohort_person *person,
                            bool (*counts)(const struct cohort_person *, int), int n, int *age)
{
    struct sums sums = {0};

    for (; *age < COHORT_WEEKS && sums.weeks < n; ++*age) {
        const struct cohort_week *week = &person->weeks[*age];

        if (!counts(person, *age))
            continue;
        sums.weeks++;
        sums.met += week->met;
        sums.goals += week->goals;
        sums.missed += 2 * week->met < week->goals;
        sums.done_minutes += week->done_minutes;
    }
    return sums;
}

/* ---- Reasons ---- */

static int oldest_week(const struct cohort_person *person)
{
    int age = COHORT_WEEKS - 1;

    while (age >= 0 && !person->has_week[age])
        age--;
    return age;
}

/* Weeks of silence until today. */
static int count_silent(const struct cohort_person *person)
{
    int oldest = oldest_week(person), n = 0;

    if (oldest < 0)
        return SHARE_WEEKS;
    if (is_answered(person, 0))
        return 0;
    for (int age = 1; age <= oldest && !is_answered(person, age); age++)
        n += !is_off(person, age);
    return n;
}

/* Each returns the weight if the reason applies, else -1. */

static int judge_off(const struct cohort_person *person)
{
    return is_off(person, 0) ? 0 : -1;
}

static int judge_silent(const struct cohort_person *person)
{
    int n = count_silent(person);

    return n >= SILENT_WEEKS ? n : -1;
}

static int judge_fell(const struct cohort_person *person)
{
    int age = 1;
    struct sums last = sum_next(person, has_goals, 2, &age);
    struct sums before = sum_next(person, has_goals, 4, &age);

    if (last.weeks < 2 || before.weeks < 2 || last.met > 0 || 2 * before.met < before.goals)
        return -1;
    return 100 * before.met / before.goals;
}

static int judge_missed(const struct cohort_person *person)
{
    int age = 1;
    struct sums last = sum_next(person, has_goals, 4, &age);

    return last.missed >= 3 ? 100 * (last.goals - last.met) / last.goals : -1;
}

static int judge_less(const struct cohort_person *person)
{
    int age = 1;
    struct sums last = sum_next(person, is_answered, 2, &age);
    struct sums before = sum_next(person, is_answered, 4, &age);

    if (last.weeks < 2 || before.weeks < 4 || 4 * last.done_minutes >= before.done_minutes)
        return -1;
    return 100 - 200 * last.done_minutes / before.done_minutes;
}

static int judge_fine(const struct cohort_person *person _unused_)
{
    return 0;
}

static enum cohort_trend find_trend(const struct cohort_person *person)
{
    int age = 1, change, step;
    struct sums last = sum_next(person, has_goals, 2, &age);
    struct sums before = sum_next(person, has_goals, 4, &age);

    if (last.weeks < 2 || before.weeks < 1)
        return TREND_UNKNOWN;
    change = last.met * before.goals - before.met * last.goals;
    step = last.goals * before.goals;
    return 4 * change >= step ? TREND_UP : 4 * change <= -step ? TREND_DOWN : TREND_STEADY;
}

/* In the order in which they are asked; off goes before all. */
static const struct {
    enum cohort_reason reason;
    int (*judge)(const struct cohort_person *person);
} rules[] = {
    {COHORT_OFF, judge_off},       {COHORT_SILENT, judge_silent}, {COHORT_FELL, judge_fell},
    {COHORT_MISSED, judge_missed}, {COHORT_LESS, judge_less},     {COHORT_FINE, judge_fine},
};

void cohort_judge(const struct cohort_person *person, struct cohort_judgement *ret)
{
    *ret = (struct cohort_judgement){COHORT_FINE, 0, find_trend(person)};
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        int weight = rules[i].judge(person);

        if (weight >= 0) {
            ret->reason = rules[i].reason;
            ret->weight = weight;
            return;
        }
    }
}

int cohort_compare(const struct cohort_person *a, const struct cohort_judgement *of_a,
                   const struct cohort_person *b, const struct cohort_judgement *of_b)
{
    if (of_a->reason != of_b->reason)
        return of_a->reason < of_b->reason ? -1 : 1;
    if (of_a->weight != of_b->weight)
        return of_a->weight > of_b->weight ? -1 : 1;
    return strcmp(a->name, b->name) ?: strcmp(a->folder, b->folder);
}

/* ---- Words ---- */

static const char *const reason_names[] = {
    [COHORT_SILENT] = "silent", [COHORT_FELL] = "fell", [COHORT_MISSED] = "missed",
    [COHORT_LESS] = "less",     [COHORT_FINE] = "fine", [COHORT_OFF] = "off",
};

static const char *const trend_names[] = {
    [TREND_UNKNOWN] = "unknown",
    [TREND_UP] = "up",
    [TREND_STEADY] = "steady",
    [TREND_DOWN] = "down",
};

const char *cohort_reason_name(enum cohort_reason reason)
{
    return (unsigned)reason < COHORT_REASON_MAX_ ? reason_names[reason] : "?";
}

const char *cohort_trend_name(enum cohort_trend trend)
{
    return (unsigned)trend < TREND_MAX_ ? trend_names[trend] : "?";
}

/* Nothing came, or nothing was said. */
static void add_silent(const struct cohort_person *person, int weeks, struct text *text)
{
    if (oldest_week(person) < 0)
        text_add(text, "nothing shared yet");
    else if (!person->has_week[0] && !person->has_week[1])
        text_addf(text, "nothing shared or answered for %d weeks", weeks);
    else
        text_addf(text, "nothing answered for %d weeks", weeks);
}

void cohort_add_words(const struct cohort_person *person, const struct cohort_judgement *judgement,
                      struct text *text)
{
    switch (judgement->reason) {
    case COHORT_SILENT:
        add_silent(person, judgement->weight, text);
        break;
    case COHORT_FELL:
        text_addf(text, "no goal met in the last 2 weeks, %d %% of them before", judgement->weight);
        break;
    case COHORT_MISSED:
        text_addf(text, "%d %% of the last 4 weeks' goals missed", judgement->weight);
        break;
    case COHORT_LESS:
        text_addf(text, "does %d %% less than in the 4 weeks before", judgement->weight);
        break;
    case COHORT_OFF:
        text_add(text, "off this week");
        break;
    default:
        text_add(text, "fine");
    }
}
