/* How often weekly reviews name a pattern that is none, and how soon one that is, beside rivals
 * that know more (rivals.h). Numbers and what they mean: docs/review.md. Usage: bench-review
 * [PEOPLE [SEED]] */
#include <math.h>
#include <stdio.h>

#include "bench.h"
#include "rivals.h"

#define RIVAL_SEED 1000000 /* other people */

/* ---- Our review ---- */

static int compare_start(const void *a, const void *b)
{
    int64_t x = ((const struct review_row *)a)->start_sec;
    int64_t y = ((const struct review_row *)b)->start_sec;
    return x < y ? -1 : x > y;
}

/* In order, so that those of the first weeks come first. Everything is answered. */
static size_t person_rows(const struct person *person, struct review_row *rows)
{
    size_t n = 0;

    for (int week = 0; week < N_WEEKS; week++)
        for (int i = 0; i < N_SLOTS; i++)
            for (int j = 0; j < person->blocks[i]; j++)
                rows[n++] =
                    block_row(slots[i].activity,
                              week_instant(week, slots[i].weekday, slots[i].minute + j * 50), 45,
                              j < person->kept[week][i], false);
    qsort(rows, n, sizeof(*rows), compare_start);
    return n;
}

static bool is_slot(const struct review_pattern *pattern, int slot)
{
    return streq(pattern->activity, slots[slot].activity) &&
           (int)pattern->weekday == slots[slot].weekday;
}

/* The first week (from 1) in whose review a pattern is named: for somebody with a habit, that one.
 * N_WEEKS + 1 if in none, negative errno on failure. */
static int first_told(const struct person *person, const struct zone *zone)
{
    static struct review_row rows[BLOCKS_MAX];
    size_t n_rows = person_rows(person, rows);

    for (int week = 1; week <= N_WEEKS; week++) {
        _cleanup_(freep) struct review_pattern *patterns = NULL;
        size_t n;
        int r = review_slot_patterns(rows, n_rows * week / N_WEEKS, zone,
                                     FIRST_WEEK + (week - 1) * 7, &patterns, &n);
        if (r < 0)
            return r;
        for (size_t i = 0; i < n; i++)
            if (person->habit < 0 || is_slot(&patterns[i], person->habit))
                return week;
    }
    return N_WEEKS + 1;
}

static int tell_population(enum population population, int n_people, uint64_t seed,
                           const struct zone *zone, struct shares *ret)
{
    int told[N_WEEKS + 2] = {0};

    *ret = (struct shares){0};
    for (int i = 0; i < n_people; i++) {
        struct person person = person_make(population, seed + (uint64_t)i);
        int week = first_told(&person, zone);
        if (week < 0)
            return week;
        told[week]++;
    }
    for (int week = 1; week <= N_WEEKS; week++)
        ret->by[week] = ret->by[week - 1] + (double)told[week] / n_people;
    return 0;
}

/* ---- The tables ---- */

static const char *const kinds[N_POPULATIONS] = {"one rate", "activity", "slot", "85 %", "habit"};
static const char *const knowing[N_KNOWLEDGE] = {"both rates", "each one's", "one, learns",
                                                 "the family"};

/* All weeks; the rivals with our false alarms among people of one rate. */
static void print_weeks(const struct shares told[static N_POPULATIONS],
                        const struct yardstick *yardstick)
{
    printf("%4s", "week");
    for (int i = 0; i < N_POPULATIONS; i++)
        printf(" %8s", kinds[i]);
    for (int i = 0; i < N_KNOWLEDGE; i++)
        printf(" %11s", knowing[i]);
    printf(" %9s\n", "one look");
    for (int week = 1; week <= N_WEEKS; week++) {
        printf("%4d", week);
        for (int i = 0; i < N_POPULATIONS; i++)
            printf(" %8.2f", 100 * told[i].by[week]);
        for (int i = 0; i < N_KNOWLEDGE; i++)
            printf(" %11.1f", 100 * yardstick->of[STRONGEST + i].by[week]);
        printf(" %9.1f\n", 100 * yardstick->of[ONE_LOOK].by[week]);
    }
}

/* In each family, by the weeks that the aim names: in %, or what we name as a share of it. */
static void print_row(const char *what, const char *name, int figure, bool is_ratio,
                      const struct yardstick yardsticks[static N_FAMILIES])
{
    static const int weeks[] = {6, 8, 12};

    printf("%-12s%-15s", what, name);
    for (int i = 0; i < N_FAMILIES; i++)
        for (size_t j = 0; j < ARRAY_SIZE(weeks); j++) {
            double share = yardsticks[i].of[figure].by[weeks[j]];
            if (is_ratio)
                printf(" %6.3f", yardsticks[i].of[OURS].by[weeks[j]] / share);
            else
                printf(" %6.2f", 100 * share);
        }
    putchar('\n');
}

static void print_yardsticks(const struct yardstick yardsticks[static N_FAMILIES])
{
    printf("\n%-27s", "by week 6, 8 and 12, in %");
    for (int i = 0; i < N_FAMILIES; i++)
        printf(" %20s", kinds[i]);
    putchar('\n');
    print_row("false", "alarms", ALARMS, false, yardsticks);
    print_row("ours", "", OURS, false, yardsticks);
    for (int i = 0; i < N_RIVALS; i++)
        print_row(knowing[rivals[i].knowledge], rivals[i].name, RIVALS + i, false, yardsticks);
    print_row("the family", "one look", ONE_LOOK, false, yardsticks);
    printf("\nours, of the strongest rival that knows\n");
    for (int i = 0; i < N_KNOWLEDGE; i++)
        print_row(knowing[i], "", STRONGEST + i, true, yardsticks);
    print_row("the family", "one look", ONE_LOOK, true, yardsticks);
}

static int run(int n_people, uint64_t seed, const struct zone *zone)
{
    _cleanup_(chances_freep) struct chances *chances = chances_new();
    struct shares told[N_POPULATIONS];
    struct yardstick yardsticks[N_FAMILIES] = {0};

    if (!chances)
        return -ENOMEM;
    for (int i = 0; i < N_POPULATIONS; i++) {
        int r = tell_population(i, i == SURE ? 2 * n_people : n_people, seed, zone, &told[i]);
        if (r < 0)
            return r;
    }
    for (int i = 0; i < N_FAMILIES; i++) {
        yardsticks[i].of[ALARMS] = told[i];
        yardsticks[i].of[OURS] = told[WITH_HABIT];
        int r = yardstick_fill(&yardsticks[i], i, 20 * n_people, seed + RIVAL_SEED, chances);
        if (r < 0)
            return r;
    }
    printf(
        "%d people of each kind, told of a pattern by week, in %%; habits named by the strongest "
        "rival that knows\n",
        n_people);
    print_weeks(told, &yardsticks[ONE_RATE]);
    print_yardsticks(yardsticks);
    return 0;
}

int main(int argc, char **argv)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int n_people = argc > 1 ? atoi(argv[1]) : 2000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;

    if (n_people <= 0 || zone_load("UTC", &zone) < 0 || run(n_people, seed, zone) < 0) {
        fprintf(stderr, "bench-review: failed\n");
        return 1;
    }
    return 0;
}
