/* Reading: a plan beside inih alone, which checks nothing and keeps nothing, and time zones beside
 * libical's.
 *
 *     bench-plan LABEL PLAN [LABEL PLAN]... */
#include <ini.h>
#include <libical/ical.h>

#include "base/file.h"
#include "base/zone.h"
#include "bench.h"
#include "plan.h"

#define N_ROUNDS 200
#define TAB      "/usr/share/zoneinfo/zone1970.tab" /* code, coordinates, zone, comments */
#define MAX_ZONE 512

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench-plan: %s: %s\n", what, why);
    exit(1);
}

/* ---- Plans ---- */

static double parse_plan(const char *path, const char *text, size_t size)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    double since = bench_seconds();

    if (plan_parse(text, size, path, NULL, NULL, &diags, &plan) != 0)
        die(path, "is no plan");
    return bench_seconds() - since;
}

static int ignore(void *userdata _unused_, const char *section _unused_, const char *key _unused_,
                  const char *value _unused_)
{
    return 1;
}

static double parse_ini(const char *path, const char *text)
{
    double since = bench_seconds();

    if (ini_parse_string(text, ignore, NULL) != 0)
        die(path, "is no INI file");
    return bench_seconds() - since;
}

static void measure_plan(const char *label, const char *path)
{
    _cleanup_(freep) char *text = NULL;
    double ours[N_ROUNDS], bare[N_ROUNDS], ratios[N_ROUNDS];
    size_t size;
    char name[96];

    if (file_read(path, PLAN_MAX_SIZE, &text, &size) < 0)
        die(path, "cannot be read");
    for (size_t i = 0; i < N_ROUNDS; i++) {
        ours[i] = parse_plan(path, text, size) * 1e6;
        bare[i] = parse_ini(path, text) * 1e6;
        ratios[i] = ours[i] / bare[i];
    }
    snprintf(name, sizeof name, "%s: inih alone", label);
    bench_print(name, bench_median(bare, N_ROUNDS), "us");
    bench_print_beside(label, bench_median(ours, N_ROUNDS), "us", bench_median(ratios, N_ROUNDS),
                       "inih alone");
}

/* ---- Zones ---- */

static double load_zone(const char *name)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    double since = bench_seconds();

    if (zone_load(name, &zone) < 0)
        die(name, "is no zone");
    zone_offset(zone, time(NULL));
    return bench_seconds() - since;
}

/* libical keeps what it has loaded: each zone once. */
static double load_ical_zone(const char *name)
{
    struct icaltimetype now = icaltime_current_time_with_zone(icaltimezone_get_utc_timezone());
    double since = bench_seconds();
    icaltimezone *zone = icaltimezone_get_builtin_timezone(name);
    int is_daylight;

    if (!zone)
        die(name, "is no zone of libical's");
    icaltimezone_get_utc_offset(zone, &now, &is_daylight);
    return bench_seconds() - since;
}

static void measure_zones(void)
{
    _cleanup_(fclosep) FILE *tab = fopen(TAB, "re");
    static double ours[MAX_ZONE], theirs[MAX_ZONE], ratios[MAX_ZONE];
    char line[512], name[64];
    size_t n = 0;

    if (!tab)
        die(TAB, "cannot be read");
    load_ical_zone("Europe/Berlin"); /* its first call reads the list of all zones */
    while (n < MAX_ZONE && fgets(line, sizeof line, tab)) {
        if (*line == '#' || sscanf(line, "%*s %*s %63s", name) != 1 || streq(name, "Europe/Berlin"))
            continue;
        (void)load_zone(name); /* the file may never have been read since the machine started */
        ours[n] = load_zone(name) * 1e6;
        theirs[n] = load_ical_zone(name) * 1e6;
        ratios[n] = theirs[n] / ours[n];
        n++;
    }
    if (n == 0)
        die(TAB, "names no zone");
    bench_print("a time zone", bench_median(ours, n), "us");
    bench_print_beside("a time zone: libical", bench_median(theirs, n), "us",
                       bench_median(ratios, n), "a time zone");
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc % 2 == 0) {
        fprintf(stderr, "usage: bench-plan LABEL PLAN [LABEL PLAN]...\n");
        return 2;
    }
    for (int i = 1; i < argc; i += 2)
        measure_plan(argv[i], argv[i + 1]);
    measure_zones();
    icaltimezone_free_builtin_timezones();
    return 0;
}
