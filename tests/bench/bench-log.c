/* How fast the log is: answers, each synced, beside what the disk takes for a line appended and
 * synced; rows imported, listed and paged; and how long opening takes with its check.
 *
 *     bench-log ROWS FILE
 *
 * FILE is made, and holds the rows afterwards: twenty a week, or as many as fit into fifty years,
 * the last of them a week ago. */
#include <errno.h>
#include <fcntl.h>

#include "bench.h"
#include "log.h"

#define WEEK_SEC  (7 * INT64_C(86400))
#define SPAN_SEC  (50 * 52 * WEEK_SEC)
#define BLOCK_SEC 1500
#define N_ANSWERS 200
#define N_CHUNK   10000
#define N_PAGE    500

struct bench {
    const char *path;
    size_t n_rows;
    int64_t now_sec, step_sec;
    struct log *log;
};

static struct log_entry make_entry(const struct bench *bench, size_t n, char id[static 32])
{
    int64_t start_sec = bench->now_sec - WEEK_SEC - (int64_t)(bench->n_rows - n) * bench->step_sec;

    snprintf(id, 32, "practice/+%zu", n + 1);
    return (struct log_entry){.id = id,
                              .activity = n % 2 ? "practice" : "outreach",
                              .title = "Practise skills",
                              .start_sec = start_sec,
                              .end_sec = start_sec + BLOCK_SEC,
                              .kind = BLOCK_UNPLANNED,
                              .outcome = OUTCOME_DONE,
                              .minutes = BLOCK_SEC / 60,
                              .count = LOG_UNSET,
                              .note = "went well",
                              .source = "jsctl",
                              .answered_sec = start_sec + BLOCK_SEC};
}

static int report_rate(const char *what, size_t n, double since)
{
    bench_print(what, (double)n / (bench_seconds() - since), "rows/s");
    return 0;
}

static int open_log(struct bench *bench)
{
    char *aside = NULL;
    int r = log_open(bench->path, &bench->log, &aside);

    free(aside);
    return r > 0 ? -EBADMSG : r;
}

/* The least that "it is on disk" can cost here. */
static int append_line(int fd)
{
    static const char line[] = "practice/+1 done 10\n";

    if (write(fd, line, sizeof line - 1) < 0 || fdatasync(fd) < 0)
        return -errno;
    return 0;
}

static int answer(struct bench *bench)
{
    double bare[N_ANSWERS], ours[N_ANSWERS], ratios[N_ANSWERS];
    char id[32], path[4096];
    _cleanup_(closep) int fd = -1;

    snprintf(path, sizeof path, "%s.lines", bench->path);
    fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || unlink(path) < 0)
        return -errno;
    for (size_t i = 0; i < N_ANSWERS; i++) {
        struct log_entry entry = make_entry(bench, i, id);
        double since = bench_seconds();
        int r = append_line(fd);

        bare[i] = (bench_seconds() - since) * 1e3;
        since = bench_seconds();
        if (r == 0)
            r = log_put(bench->log, &entry, "answer", bench->now_sec);
        if (r < 0)
            return r;
        ours[i] = (bench_seconds() - since) * 1e3;
        ratios[i] = ours[i] / bare[i];
    }
    bench_print("append a line, fdatasync", bench_median(bare, N_ANSWERS), "ms");
    bench_print_beside("log an answer, synced", bench_median(ours, N_ANSWERS), "ms",
                       bench_median(ratios, N_ANSWERS), "append");
    return 0;
}

static int import(struct bench *bench)
{
    static struct log_entry entries[N_CHUNK];
    static char ids[N_CHUNK][32];
    double since = bench_seconds();

    for (size_t from = 0; from < bench->n_rows; from += N_CHUNK) {
        size_t chunk = MIN((size_t)N_CHUNK, bench->n_rows - from);

        for (size_t i = 0; i < chunk; i++)
            entries[i] = make_entry(bench, from + i, ids[i]);
        int r = log_put_all(bench->log, entries, chunk, "import", bench->now_sec);
        if (r < 0)
            return r;
    }
    return report_rate("rows imported", bench->n_rows, since);
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
            snprintf(id, sizeof id, "%s", entry.id);
            filter.after_id = id;
        }
        if (r < 0)
            return r;
        total += (long)n;
        if (n < page || page == 0)
            return total;
    }
}

static int list_all(struct bench *bench, const char *what, size_t page)
{
    double since = bench_seconds();
    long n = list(bench->log, page);

    if (n >= 0 && (size_t)n != MAX(bench->n_rows, (size_t)N_ANSWERS))
        return -EBADMSG;
    return n < 0 ? (int)n : report_rate(what, (size_t)n, since);
}

static int reopen(struct bench *bench)
{
    double since;
    int r;

    bench->log = log_free(bench->log);
    since = bench_seconds();
    r = open_log(bench);
    if (r == 0)
        bench_print("opened again, with quick_check", (bench_seconds() - since) * 1e3, "ms");
    return r;
}

int main(int argc, char **argv)
{
    struct bench bench = {.now_sec = time(NULL)};
    int r;

    if (argc != 3) {
        fprintf(stderr, "usage: bench-log ROWS FILE\n");
        return 2;
    }
    bench.n_rows = strtoul(argv[1], NULL, 10);
    bench.step_sec = MIN(WEEK_SEC / 20, SPAN_SEC / (int64_t)MAX(bench.n_rows, (size_t)1));
    bench.path = argv[2];
    r = open_log(&bench)
            ?: answer(&bench)
            ?: import(&bench)
            ?: list_all(&bench, "rows listed", 0)
            ?: list_all(&bench, "rows listed, 500 a page", N_PAGE)
            ?: reopen(&bench);
    log_free(bench.log);
    if (r < 0)
        fprintf(stderr, "bench-log: %s: %s\n", bench.path, strerror(-r));
    return r < 0;
}
