/* How fast the log is: answers a second, each synced; rows a second imported, listed and paged; and
 * how long opening takes with its check. Usage: bench-log [ROWS [FOLDER]] */
#include <stdio.h>
#include <time.h>

#include "log.h"

#define NOW       1764000000
#define N_ANSWERS 500
#define N_CHUNK   10000
#define N_PAGE    500

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void report(const char *what, size_t n, double since)
{
    double took = seconds() - since;
    printf("%-28s %9zu in %8.3f s %12.0f/s\n", what, n, took, (double)n / took);
}

static struct log_entry make_entry(char id[static 32], size_t n)
{
    snprintf(id, 32, "practice/+%zu", n + 1);
    return (struct log_entry){.id = id,
                              .activity = n % 2 ? "practice" : "outreach",
                              .title = "Practise skills",
                              .start_sec = NOW + (int64_t)n * 60,
                              .end_sec = NOW + (int64_t)n * 60 + 5400,
                              .kind = BLOCK_UNPLANNED,
                              .outcome = OUTCOME_DONE,
                              .minutes = 90,
                              .count = LOG_UNSET,
                              .note = "went well",
                              .source = "jsctl",
                              .answered_sec = NOW};
}

static int answer(struct log *log)
{
    for (size_t i = 0; i < N_ANSWERS; i++) {
        char id[32];
        struct log_entry entry = make_entry(id, i);
        int r = log_put(log, &entry, "answer", NOW);
        if (r < 0)
            return r;
    }
    return 0;
}

static int import(struct log *log, size_t n)
{
    static struct log_entry entries[N_CHUNK];
    static char ids[N_CHUNK][32];
    for (size_t from = 0; from < n; from += N_CHUNK) {
        size_t chunk = MIN((size_t)N_CHUNK, n - from);
        for (size_t i = 0; i < chunk; i++)
            entries[i] = make_entry(ids[i], N_ANSWERS + from + i);
        int r = log_put_all(log, entries, chunk, "import", NOW);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Returns the number of rows, `page` at a time (0: all with one cursor), or negative errno. */
static long list(struct log *log, size_t page)
{
    struct log_filter filter = {0};
    char id[32];
    long total = 0;
    for (;;) {
        _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
        struct log_entry entry = {0};
        size_t n = 0;
        int r = log_list(log, &filter, &cursor);
        for (; r >= 0 && (page == 0 || n < page); n++) {
            if ((r = log_cursor_next(cursor, &entry)) <= 0)
                break;
            filter.after_start_sec = entry.start_sec;
            filter.after_id = strcpy(id, entry.id);
        }
        if (r < 0)
            return r;
        total += (long)n;
        if (n < page || page == 0)
            return total;
    }
}

static int run(const char *path, size_t n)
{
    _cleanup_(log_freep) struct log *log = NULL;
    char *aside = NULL;
    double since = seconds();
    int r = log_open(path, &log, &aside);
    if (r < 0)
        return r;
    report("open, new", 1, since);

    since = seconds();
    if ((r = answer(log)) < 0)
        return r;
    report("answers, each synced", N_ANSWERS, since);

    since = seconds();
    if ((r = import(log, n)) < 0)
        return r;
    report("rows imported", n, since);

    since = seconds();
    long rows = list(log, 0);
    report("rows listed", (size_t)MAX(rows, 0), since);
    since = seconds();
    rows = list(log, N_PAGE);
    report("rows paged, 500 a page", (size_t)MAX(rows, 0), since);

    log = log_free(log);
    since = seconds();
    r = log_open(path, &log, &aside);
    report("open, with quick_check", 1, since);
    return r;
}

int main(int argc, char **argv)
{
    char folder[128], path[160];
    size_t n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    snprintf(folder, sizeof(folder), "%s/bench-log-XXXXXX", argc > 2 ? argv[2] : "/var/tmp");
    if (!mkdtemp(folder)) {
        perror(folder);
        return 1;
    }
    snprintf(path, sizeof(path), "%s/log.db", folder);
    int r = run(path, n);
    if (r < 0)
        fprintf(stderr, "%s: %s\n", path, strerror(-r));
    unlink(path);
    rmdir(folder);
    return r < 0;
}
