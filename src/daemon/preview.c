/* The daemon's own placement, once, with a log in memory: this week, with the smaller budget of a
 * first one where it is that, and the next. */
#include "daemon/modes.h"

#include <errno.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "daemon/daemon.h"
#include "daemon/placer.h"
#include "daemon/plan-system.h"
#include "daemon/rounds.h"

#define PREVIEW_WEEKS 2

struct preview {
    const struct plan *plan; /* borrowed */
    const struct zone *zone; /* borrowed */
    int64_t now_sec;
    struct log *log;
    struct placer placer;
    struct preview_week {
        int64_t from_sec, to_sec;
        struct agenda agenda;
        const struct unplaced_item *unplaced; /* the placer's */
        size_t n_unplaced;
    } weeks[PREVIEW_WEEKS];
};

static void preview_done(struct preview *preview)
{
    for (size_t i = 0; i < PREVIEW_WEEKS; i++)
        agenda_done(&preview->weeks[i].agenda);
    placer_done(&preview->placer);
    log_free(preview->log);
}

/* When the daemon first ran: then its week is the first one, whose budget is smaller. */
static int64_t first_run(int64_t now_sec)
{
    _cleanup_(freep) char *dir = NULL, *path = NULL;
    int64_t first_run_sec;

    if (path_data_dir(&dir) >= 0 && path_join(dir, "log.db", &path) >= 0 &&
        log_peek_first_run(path, &first_run_sec))
        return first_run_sec;
    return now_sec;
}

static int preview_place(struct preview *preview)
{
    _cleanup_(change_list_done) struct change_list changes = {0}; /* told to nobody */
    struct placer_source source = {
        .plan = preview->plan,
        .zone = preview->zone,
        .first_run_sec = first_run(preview->now_sec),
        .now_sec = preview->now_sec,
    };
    int r;

    r = log_open_memory(&preview->log);
    source.log = preview->log;
    return r < 0 ? r : placer_place(&preview->placer, &source, &changes);
}

static int preview_fill_week(struct preview *preview, struct preview_week *week, int32_t first_day)
{
    int r;

    week->from_sec = zone_day_start(preview->zone, first_day);
    week->to_sec = zone_day_start(preview->zone, first_day + 7);
    week->unplaced = placer_unplaced(&preview->placer, first_day, &week->n_unplaced);
    agenda_init(&week->agenda, preview->plan, preview->zone);
    r = agenda_fill_blocks(&week->agenda, preview->log, week->from_sec, week->to_sec);
    if (r >= 0)
        agenda_clip(&week->agenda, MAX(week->from_sec, preview->now_sec), week->to_sec);
    return r;
}

static int preview_fill(struct preview *preview)
{
    int32_t today = zone_day(preview->zone, preview->now_sec);
    int32_t week = civil_week_start(today, preview->plan->week_start);
    int r;

    r = preview_place(preview);
    for (int i = 0; r >= 0 && i < PREVIEW_WEEKS; i++)
        r = preview_fill_week(preview, &preview->weeks[i], week + i * 7);
    return MIN(r, 0);
}

/* ---- Lines ---- */

static void print_span(const struct preview *preview, const char *word, int64_t from_sec,
                       int64_t to_sec)
{
    char from[INSTANT_SIZE], to[INSTANT_SIZE];

    zone_format(preview->zone, from_sec, from);
    zone_format(preview->zone, to_sec, to);
    printf("%s\t%s\t%s\t", word, from, to);
}

static void print_week(const struct preview *preview, const struct preview_week *week)
{
    print_span(preview, "week", week->from_sec, week->to_sec);
    puts(zone_name(preview->zone));
    for (size_t i = 0; i < week->agenda.n; i++) {
        const struct agenda_item *item = &week->agenda.items[i];

        print_span(preview, "block", item->start_sec, item->end_sec);
        printf("%s\t%s\t%s\t", block_kind_name(item->kind), item->id, item->activity_name);
        print_escaped(stdout, item->title);
        putchar('\n');
    }
    for (size_t i = 0; i < week->n_unplaced; i++)
        printf("unplaced\t%s\t%d\t%s\n", week->unplaced[i].activity, week->unplaced[i].minutes,
               unplaced_reason_name(week->unplaced[i].reason));
}

/* ---- JSON ---- */

static void json_instant(struct json *json, const char *key, const struct preview *preview,
                         int64_t sec)
{
    char instant[INSTANT_SIZE];

    zone_format(preview->zone, sec, instant);
    json_string(json, key, instant);
}

static void json_block(struct json *json, const struct preview *preview,
                       const struct agenda_item *item)
{
    json_object_begin(json, NULL);
    json_string(json, "id", item->id);
    json_string(json, "activity", item->activity_name);
    json_string(json, "title", item->title);
    json_instant(json, "start", preview, item->start_sec);
    json_instant(json, "end", preview, item->end_sec);
    json_bool(json, "fixed", item->kind == BLOCK_FIXED);
    json_object_end(json);
}

static void json_week(struct json *json, const struct preview *preview,
                      const struct preview_week *week)
{
    json_object_begin(json, NULL);
    json_instant(json, "from", preview, week->from_sec);
    json_instant(json, "to", preview, week->to_sec);
    json_array_begin(json, "blocks");
    for (size_t i = 0; i < week->agenda.n; i++)
        json_block(json, preview, &week->agenda.items[i]);
    json_array_end(json);
    json_array_begin(json, "unplaced");
    for (size_t i = 0; i < week->n_unplaced; i++) {
        json_object_begin(json, NULL);
        json_string(json, "activity", week->unplaced[i].activity);
        json_integer(json, "minutes", week->unplaced[i].minutes);
        json_string(json, "reason", unplaced_reason_name(week->unplaced[i].reason));
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void print_json(const struct preview *preview)
{
    struct json json;

    json_init(&json, stdout);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_instant(&json, "now", preview, preview->now_sec);
    json_string(&json, "timezone", zone_name(preview->zone));
    json_array_begin(&json, "weeks");
    for (size_t i = 0; i < PREVIEW_WEEKS; i++)
        json_week(&json, preview, &preview->weeks[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json); /* what could not be written is seen at the end */
}

static int preview_run(const struct plan *plan, const struct zone *zone, bool is_json)
{
    _cleanup_(preview_done) struct preview preview = {
        .plan = plan, .zone = zone, .now_sec = daemon_now()};
    int r;

    r = preview_fill(&preview);
    if (r < 0)
        return r;
    if (is_json)
        print_json(&preview);
    else
        for (size_t i = 0; i < PREVIEW_WEEKS; i++)
            print_week(&preview, &preview.weeks[i]);
    return 0;
}

int preview_main(const char *plan_path, bool is_json)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    int r;

    r = plan_open(plan_path, &plan, &zone);
    if (r == 0)
        r = preview_run(plan, zone, is_json);
    if (r < 0)
        fprintf(stderr, "jobsearchd: %s\n", strerror(-r));
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("jobsearchd: cannot write");
        return EXIT_FAILURE;
    }
    return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
