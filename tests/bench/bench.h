/* What the benches share: a clock, medians, and the line that they print for each figure,
 *
 *     WHAT <tab> VALUE <tab> UNIT [<tab> RATIO <tab> TO WHAT]
 *
 * of which run.sh makes its table and its JSON. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double bench_seconds(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static inline int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* Sorts them. */
static inline double bench_median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, bench_compare);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static inline void bench_print(const char *what, double value, const char *unit)
{
    printf("%s\t%.9g\t%s\n", what, value, unit);
}

static inline void bench_print_beside(const char *what, double value, const char *unit,
                                      double ratio, const char *than)
{
    printf("%s\t%.9g\t%s\t%.4g\t%s\n", what, value, unit, ratio, than);
}
