#include "cli/cohort.h"

#include <errno.h>

#include "base/text.h"

void cohort_done(struct cohort *cohort)
{
    for (size_t i = 0; i < cohort->n; i++)
        cohort_person_done(&cohort->items[i].person);
    free(cohort->items);
    *cohort = (struct cohort){0};
}

static int add_person(struct cohort *cohort, const struct share_line *line)
{
    struct cohort_person *person;
    int r =
        array_reserve((void **)&cohort->items, &cohort->capacity, cohort->n, sizeof *cohort->items);

    if (r < 0)
        return r;
    cohort->items[cohort->n] = (struct cohort_entry){.has_namesake = false};
    person = &cohort->items[cohort->n++].person;
    r = str_replace(&person->folder, line->folder);
    return r < 0 ? r : str_replace(&person->name, line->text);
}

int cohort_take(struct cohort *cohort, const struct share_line *line)
{
    if (cohort->is_complete)
        return -EBADMSG;
    switch (line->kind) {
    case SHARE_LINE_PERSON:
        return add_person(cohort, line);
    case SHARE_LINE_WEEK:
        if (cohort->n == 0)
            return -EBADMSG;
        cohort_person_add(&cohort->items[cohort->n - 1].person, cohort->today, &line->week);
        return 0;
    case SHARE_LINE_END:
        cohort->is_complete = true;
        return 0;
    default:
        return 0;
    }
}

/* ---- Order ---- */

static int compare(const void *a, const void *b)
{
    const struct cohort_entry *x = a, *y = b;

    return cohort_compare(&x->person, &x->judgement, &y->person, &y->judgement);
}

static int compare_names(const void *a, const void *b)
{
    const struct cohort_entry *x = a, *y = b;

    return strcmp(x->person.name, y->person.name);
}

static void mark_namesakes(struct cohort *cohort)
{
    qsort(cohort->items, cohort->n, sizeof *cohort->items, compare_names);
    for (size_t i = 1; i < cohort->n; i++)
        if (compare_names(&cohort->items[i - 1], &cohort->items[i]) == 0)
            cohort->items[i - 1].has_namesake = cohort->items[i].has_namesake = true;
}

void cohort_rank(struct cohort *cohort)
{
    if (cohort->n == 0)
        return;
    for (size_t i = 0; i < cohort->n; i++)
        cohort_judge(&cohort->items[i].person, &cohort->items[i].judgement);
    mark_namesakes(cohort);
    qsort(cohort->items, cohort->n, sizeof *cohort->items, compare);
}

/* ---- What is shown ---- */

bool cohort_needs_call(const struct cohort_entry *entry)
{
    return entry->judgement.reason < COHORT_FINE;
}

size_t cohort_count_calls(const struct cohort *cohort)
{
    size_t n = 0;

    for (size_t i = 0; i < cohort->n; i++)
        n += cohort_needs_call(&cohort->items[i]);
    return n;
}

void cohort_sum(const struct cohort *cohort, const struct cohort_person *person,
                struct cohort_sums *ret)
{
    struct cohort_sums sums = {0};

    for (int age = 1; age <= cohort->weeks; age++) {
        const struct cohort_week *week = &person->weeks[age];

        if (!person->has_week[age])
            continue;
        sums.met += week->met;
        sums.goals += week->goals;
        sums.planned_minutes += week->planned_minutes;
        sums.done_minutes += week->done_minutes;
    }
    *ret = sums;
}

bool cohort_last_week(const struct cohort_person *person, char buf[static WEEK_NAME_SIZE])
{
    for (int age = 0; age < COHORT_WEEKS; age++) {
        if (person->has_week[age]) {
            week_name(person->weeks[age].from, buf);
            return true;
        }
    }
    return false;
}

void cohort_cell(const struct cohort_person *person, int age, char buf[static COHORT_CELL_SIZE])
{
    const struct cohort_week *week = &person->weeks[age];

    if (!person->has_week[age])
        *buf = '\0';
    else if (week->planned_minutes == 0)
        strcpy(buf, "off");
    else if (week->answered == 0)
        strcpy(buf, "-");
    else if (week->goals == 0)
        snprintf(buf, COHORT_CELL_SIZE, "%d h", (week->done_minutes + 30) / 60);
    else
        snprintf(buf, COHORT_CELL_SIZE, "%d/%d", week->met, week->goals);
}

void cohort_add_name(const struct cohort_entry *entry, struct text *text)
{
    text_add(text, entry->person.name);
    if (entry->has_namesake)
        text_addf(text, " (%s)", entry->person.folder);
}
