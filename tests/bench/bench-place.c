/* How long a placement takes, in time of the processor: random weeks as people plan them and
 * harsher ones, and twelve weeks of 50 activities around 10,000 events. How good placements are is
 * tests/oracle/place-reference.py's to say. Usage: bench-place [WEEKS] */
#include "../oracle/place-week.h"
#include "bench.h"

#define N_ACTIVITIES 50
#define N_EVENTS     10000
#define N_WEEKS      12

static double cpu_usec(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static int time_week(bool is_harsh, unsigned long seed, double *ret_usec, bool *ret_is_best)
{
    _cleanup_(week_done) struct week week;
    _cleanup_(placed_done) struct placed placed = {0};

    if (week_make(&week, is_harsh, seed) < 0)
        return -1;
    struct placement question = week_question(&week);
    double since = cpu_usec();
    if (schedule_place(&question, &placed) < 0)
        return -1;
    *ret_usec = cpu_usec() - since;
    *ret_is_best = placed.is_best;
    return 0;
}

static void print_of(const char *kind, const char *what, double value, const char *unit)
{
    char label[80];
    snprintf(label, sizeof(label), "%s weeks: %s", kind, what);
    bench_print(label, value, unit);
}

static int bench_kind(const char *kind, bool is_harsh, size_t n)
{
    _cleanup_(freep) double *usec = calloc(n + 1, sizeof(*usec));
    size_t n_best = 0;

    for (size_t i = 0; i < n; i++) {
        bool is_best;
        if (!usec || time_week(is_harsh, i + 1, &usec[i], &is_best) < 0)
            return -1;
        n_best += is_best;
    }
    double median = bench_median(usec, n); /* sorts them */
    print_of(kind, "placed", (double)n, "");
    print_of(kind, "proven best by our own bound", (double)n_best, "");
    print_of(kind, "median", median / 1e3, "ms");
    print_of(kind, "p90", usec[n * 9 / 10] / 1e3, "ms");
    print_of(kind, "p99", usec[n * 99 / 100] / 1e3, "ms");
    print_of(kind, "longest", usec[n - 1] / 1e3, "ms");
    return 0;
}

/* ---- Twelve large weeks ---- */

static void large_plan(struct rng *rng, struct text *text)
{
    text_add(text, "[plan]\nhours = 60\ntimezone = UTC\nweek-start = Mon\n"
                   "[window day]\ndays = daily\ntime = 07:00-22:00\n");
    for (int i = 0; i < N_ACTIVITIES; i++)
        text_addf(text, "[activity a%d]\nhours = %dm\nblock = 30m-%dm\npriority = %d\n", i,
                  rng_between(rng, 60, 180, 15), rng_between(rng, 60, 120, 15),
                  rng_between(rng, 1, 5, 1));
}

/* Short events all over the twelve weeks, some 120 a day. */
static void large_events(struct rng *rng, struct busy_time busy[static N_EVENTS])
{
    for (int i = 0; i < N_EVENTS; i++) {
        int day = (int)rng_below(rng, N_WEEKS * 7), start = rng_between(rng, 0, 23 * 60, 5);
        busy[i] = (struct busy_time){week_instant(day, start), week_instant(day, start + 5), 0};
    }
}

static int bench_large(void)
{
    static struct busy_time busy[N_EVENTS];
    _cleanup_(week_done) struct week week = {0};
    struct rng rng = {7};
    double since, most = 0, sum = 0;
    size_t n_blocks = 0;

    large_plan(&rng, &week.text);
    large_events(&rng, busy);
    if (week_load(&week) < 0)
        return -1;
    for (int i = 0; i < N_WEEKS; i++) {
        _cleanup_(placed_done) struct placed placed = {0};
        struct placement question = week_question(&week);
        question.week += i * 7;
        question.busy = busy;
        question.n_busy = N_EVENTS;
        since = cpu_usec();
        if (schedule_place(&question, &placed) < 0)
            return -1;
        sum += cpu_usec() - since;
        most = MAX(most, cpu_usec() - since);
        n_blocks += placed.blocks.n;
    }
    bench_print("12 weeks, 50 activities, 10,000 events: all", sum / 1e3, "ms");
    bench_print("the longest of them", most / 1e3, "ms");
    bench_print("blocks placed in them", (double)n_blocks, "");
    return 0;
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    if (n == 0 || bench_kind("realistic", false, n) < 0 || bench_kind("harsh", true, n) < 0 ||
        bench_large() < 0) {
        fprintf(stderr, "bench-place: failed\n");
        return 1;
    }
    return 0;
}
