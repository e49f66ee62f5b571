/* Random weeks and what the placement makes of them, for a reference to judge.
 *
 *     place-dump harsh|real FIRST-SEED COUNT
 *
 * A week is, all in slots of 5 minutes from Monday 00:00,
 *
 *     week SEED BUDGET
 *     demand PRIORITY WANT SHORTEST LONGEST CAP-A-DAY
 *     allowed DEMAND DAY FIRST END
 *     placed T5 T4 T3 T2 T1 IS-BEST MICROSECONDS-OF-CPU
 *     end
 */
#include <time.h>

#include "place-week.h"

static double cpu_usec(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void dump_allowed(const struct rules *rules, int number)
{
    for (int t = 0, first = 0; t < WEEK_SLOTS; t++) {
        if (t == 0 || rules->day[t] != rules->day[t - 1])
            first = t;
        if (rules->day[t] >= 0 && (t + 1 == WEEK_SLOTS || rules->day[t + 1] != rules->day[t]))
            printf("allowed %d %d %d %d\n", number, rules->day[t], first, t + 1);
    }
}

static void dump_question(const struct week *week, unsigned long seed)
{
    static struct rules rules;
    int shares[ACTIVITY_MAX], number = 0;

    printf("week %lu %d\n", seed, week_budget_slots(week));
    schedule_shares(week->plan, plan_budget(week->plan), week_fixed_minutes(week), shares);
    for (size_t i = 0; i < week->plan->n_activities; i++) {
        if (activity_is_fixed(&week->plan->activities[i]))
            continue;
        rules_make(week, i, shares[i], &rules);
        printf("demand %d %d %d %d %d\n", week->plan->activities[i].priority,
               rules.want_minutes / 5, rules.shortest, rules.longest, rules.cap);
        dump_allowed(&rules, number++);
    }
}

static int dump_week(bool is_harsh, unsigned long seed)
{
    _cleanup_(week_done) struct week week;
    _cleanup_(placed_done) struct placed placed = {0};
    int sums[6];

    if (week_make(&week, is_harsh, seed) < 0)
        return -1;
    struct placement question = week_question(&week);
    double since = cpu_usec();
    if (schedule_place(&question, &placed) < 0)
        return -1;
    double took = cpu_usec() - since;
    const char *wrong = week_check(&week, &placed);
    if (wrong) {
        fprintf(stderr, "place-dump: seed %lu: %s\n", seed, wrong);
        return -1;
    }
    dump_question(&week, seed);
    placed_sums(&placed, sums);
    printf("placed %d %d %d %d %d %d %.0f\nend\n", sums[5], sums[4], sums[3], sums[2], sums[1],
           placed.is_best, took);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4 || !(streq(argv[1], "harsh") || streq(argv[1], "real"))) {
        fprintf(stderr, "usage: place-dump harsh|real FIRST-SEED COUNT\n");
        return 2;
    }
    unsigned long first = strtoul(argv[2], NULL, 10), n = strtoul(argv[3], NULL, 10);
    for (unsigned long seed = first; seed < first + n; seed++)
        if (dump_week(streq(argv[1], "harsh"), seed) < 0)
            return 1;
    return fflush(stdout) != 0;
}
