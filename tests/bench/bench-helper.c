/* The helpers, driven as the daemon drives them: from spawning to SHOWN for a bubble, to PUBLISHED
 * for a plan and the year that the daemon publishes of it, first into an empty folder and then once
 * more with nothing to change; and what memory they hold at that moment.
 *
 *     bench-helper notify HELPER
 *     bench-helper publish HELPER ZONE PLAN FOLDER */
#include <errno.h>
#include <systemd/sd-event.h>

#include "bench.h"
#include "daemon/publish-items.h"
#include "helper.h"

#define N_BUBBLES    50
#define N_FOLDERS    10
#define PATIENCE_SEC 10

/* One run of a helper, over and over. */
struct trial {
    sd_event *event;
    struct helper *helper;
    const struct record *records; /* to be sent; borrowed */
    size_t n_records;
    int awaited; /* the type of record that ends the measuring */
    double since, ms;
    long peak_kb, pss_kb;
    bool has_failed;
};

static _Noreturn void die(const char *what, int error)
{
    fprintf(stderr, "bench-helper: %s: %s\n", what, strerror(-error));
    exit(1);
}

/* ---- Memory of the one child ---- */

static long read_kb(const char *path, const char *key)
{
    _cleanup_(fclosep) FILE *f = fopen(path, "re");
    size_t length = strlen(key);
    char line[256];

    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, key, length) == 0)
            return strtol(line + length, NULL, 10);
    die(path, -ENOENT);
}

static void weigh_child(struct trial *trial)
{
    char path[64];
    _cleanup_(fclosep) FILE *f = NULL;
    int pid;

    snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
    f = fopen(path, "re");
    if (!f || fscanf(f, "%d", &pid) != 1)
        die(path, -ESRCH);
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    trial->peak_kb = read_kb(path, "VmHWM:");
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    trial->pss_kb = read_kb(path, "Pss:");
}

/* ---- One run ---- */

static void on_ready(struct helper *helper, void *userdata)
{
    struct trial *trial = userdata;

    for (size_t i = 0; i < trial->n_records; i++) {
        int r = helper_send(helper, &trial->records[i]);
        if (r < 0)
            die("send", r);
    }
    helper_expect(helper, PATIENCE_SEC * UINT64_C(1000000));
}

static void on_record(struct helper *helper, struct record *record, void *userdata)
{
    struct trial *trial = userdata;

    if (record_type(record) != trial->awaited) {
        fprintf(stderr, "bench-helper: it answered with record %d\n", record_type(record));
        trial->has_failed = true;
    }
    trial->ms = (bench_seconds() - trial->since) * 1e3;
    helper_calm(helper);
    weigh_child(trial);
    helper_finish(helper);
}

static void on_ended(struct helper *helper _unused_, bool is_clean, const char *why, void *userdata)
{
    struct trial *trial = userdata;

    if (!is_clean)
        fprintf(stderr, "bench-helper: it ended: %s\n", why);
    sd_event_exit(trial->event, is_clean && !trial->has_failed ? 0 : -EIO);
}

static void trial_init(struct trial *trial, const char *program, const char *const *arguments,
                       int awaited)
{
    static const struct helper_callbacks callbacks = {on_ready, on_record, on_ended};
    int r;

    *trial = (struct trial){.awaited = awaited};
    r = sd_event_new(&trial->event);
    if (r >= 0)
        r = helper_new(trial->event, program, arguments, &callbacks, trial, &trial->helper);
    if (r < 0)
        die(program, r);
}

static void trial_done(struct trial *trial)
{
    helper_free(trial->helper);
    sd_event_unref(trial->event);
}

/* Returns milliseconds from spawning to the awaited record. An event loop ends once: a new one each
 * time. */
static double try_once(const char *program, const char *const *arguments, int awaited,
                       const struct record *records, size_t n, long *ret_peak_kb, long *ret_pss_kb)
{
    _cleanup_(trial_done) struct trial trial;
    int r;

    trial_init(&trial, program, arguments, awaited);
    trial.records = records;
    trial.n_records = n;
    trial.since = bench_seconds();
    r = helper_start(trial.helper);
    if (r >= 0)
        r = sd_event_loop(trial.event);
    if (r < 0)
        die(program, r);
    *ret_peak_kb = MAX(*ret_peak_kb, trial.peak_kb);
    *ret_pss_kb = MAX(*ret_pss_kb, trial.pss_kb);
    return trial.ms;
}

static void print_memory(const char *name, long peak_kb, long pss_kb)
{
    char what[96];

    snprintf(what, sizeof what, "%s: peak memory", name);
    bench_print(what, (double)peak_kb / 1024, "MB");
    snprintf(what, sizeof what, "%s: proportional share of it", name);
    bench_print(what, (double)pss_kb / 1024, "MB");
}

/* ---- Bubbles ---- */

static void measure_notify(const char *program)
{
    struct bubble bubble = {
        .key = "practice/2026-11-24/1",
        .server_name = "",
        .summary = "Practise skills",
        .body = "First: Open the exercise where you stopped yesterday\nStart: jsctl start",
        .icon = "appointment-soon",
        .category = "x-jobsearchd.start",
        .expire_ms = -1,
        .actions = {{"start", "Start"}, {"snooze", "Snooze 10 min"}, {"skip", "Skip"}},
        .n_actions = 3,
    };
    _cleanup_(record_done) struct record record = {0};
    double ms[N_BUBBLES];
    long peak_kb = 0, pss_kb = 0;

    record_put_bubble(&record, &bubble);
    for (size_t i = 0; i < N_BUBBLES; i++)
        ms[i] = try_once(program, NULL, RECORD_BUBBLE_SHOWN, &record, 1, &peak_kb, &pss_kb);
    bench_print("a bubble, from spawning to SHOWN", bench_median(ms, N_BUBBLES), "ms");
    print_memory("jobsearchd-notify", peak_kb, pss_kb);
}

/* ---- The calendar ---- */

static double publish(const char *program, const struct publish_source *source, double *ret_collect,
                      long *ret_peak_kb, long *ret_pss_kb)
{
    static const char *const arguments[] = {"publish", NULL};
    _cleanup_(batch_done) struct batch batch = {0};
    double since = bench_seconds();
    uint64_t fingerprint;
    int r = publish_collect(source, &batch, &fingerprint);

    if (r < 0)
        die("publish_collect", r);
    *ret_collect = (bench_seconds() - since) * 1e3;
    return try_once(program, arguments, RECORD_PUBLISHED, batch.items, batch.n, ret_peak_kb,
                    ret_pss_kb);
}

static void measure_folders(const char *program, struct publish_source *source, const char *folder)
{
    double collect[N_FOLDERS], first[N_FOLDERS], again[N_FOLDERS], ratios[N_FOLDERS];
    long peak_kb = 0, pss_kb = 0;
    char path[4096];

    for (size_t i = 0; i < N_FOLDERS; i++) {
        snprintf(path, sizeof path, "%s/%zu", folder, i);
        source->data_dir = path;
        first[i] = publish(program, source, &collect[i], &peak_kb, &pss_kb);
        again[i] = publish(program, source, &collect[i], &peak_kb, &pss_kb);
        ratios[i] = again[i] / first[i];
    }
    bench_print("a year of the shipped plan, collected", bench_median(collect, N_FOLDERS), "ms");
    bench_print("published, from spawning to PUBLISHED", bench_median(first, N_FOLDERS), "ms");
    bench_print_beside("published again, nothing to change", bench_median(again, N_FOLDERS), "ms",
                       bench_median(ratios, N_FOLDERS), "published");
    print_memory("jobsearchd-calendar", peak_kb, pss_kb);
}

static void measure_publish(const char *program, const char *zone_name, const char *plan_path,
                            const char *folder)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    _cleanup_(log_freep) struct log *log = NULL;
    struct publish_source source = {.now_sec = time(NULL), .first_run_sec = time(NULL)};
    int r;

    r = plan_load(plan_path, NULL, &diags, &plan);
    if (r != 0)
        die(plan_path, r < 0 ? r : -EINVAL);
    r = zone_load(zone_name, &zone);
    if (r < 0)
        die(zone_name, r);
    r = log_open_memory(&log);
    if (r < 0)
        die("log", r);
    source.plan = plan;
    source.zone = zone;
    source.log = log;
    measure_folders(program, &source, folder);
}

int main(int argc, char **argv)
{
    if (argc == 3 && streq(argv[1], "notify")) {
        measure_notify(argv[2]);
    } else if (argc == 6 && streq(argv[1], "publish")) {
        measure_publish(argv[2], argv[3], argv[4], argv[5]);
    } else {
        fprintf(stderr, "usage: bench-helper notify HELPER | publish HELPER ZONE PLAN FOLDER\n");
        return 2;
    }
    return 0;
}
