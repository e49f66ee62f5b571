/* Pauses, light days and the fresh start: what the user declares off. A pause is kept as a stretch;
 * the blocks in it are excused one by one as their time comes (daemon.c). */
#include "daemon/daemon.h"

#include <errno.h>

#include "daemon/item.h"

/* What the agenda still shows, and with it can be excused. */
#define PAUSE_BACK_DAYS 7
#define PAUSE_MAX_DAYS  366

static void pauses_changed(struct daemon *d)
{
    daemon_refill(d);
    bus_service_emit_plan_changed(d->service);
    d->must_place = true;
    d->must_publish = true;
    daemon_look(d);
}

/* The form was checked: "", a date, or two with dots between. */
static int parse_days(struct daemon *d, const char *days, int32_t *ret_first, int32_t *ret_last,
                      struct bus_refusal *refusal)
{
    int32_t today = zone_day(d->zone, daemon_now()), first, last;
    char date[DATE_SIZE];
    const char *dots = strstr(days, "..");
    int r;

    snprintf(date, sizeof date, "%.10s", days);
    r = daemon_parse_day(d, date, &first, refusal);
    last = first;
    if (r == 0 && dots)
        r = daemon_parse_day(d, dots + 2, &last, refusal);
    if (r != 0)
        return r;
    if (last < today - PAUSE_BACK_DAYS)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "That lies over a week behind: use `jsctl log edit`.");
    if (last - first >= PAUSE_MAX_DAYS)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "A pause is at most %d days long.",
                          PAUSE_MAX_DAYS);
    *ret_first = first;
    *ret_last = last;
    return 0;
}

static int add_pause(struct daemon *d, const char *days, const char *note, bool is_light,
                     int64_t *ret_from_sec, int64_t *ret_to_sec, struct bus_refusal *refusal)
{
    struct log_pause pause = {.is_light = is_light, .note = note};
    int32_t first = 0, last = 0;
    int r;

    r = daemon_require_store(d, refusal);
    if (r == 0)
        r = parse_days(d, days, &first, &last, refusal);
    if (r != 0)
        return r;
    pause.from_sec = zone_day_start(d->zone, first);
    pause.to_sec = zone_day_start(d->zone, last + 1);
    r = log_add_pause(d->store.log, &pause);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    pauses_changed(d);
    *ret_from_sec = pause.from_sec;
    *ret_to_sec = pause.to_sec;
    return 0;
}

int handle_pause(void *userdata, const char *days, const char *note, int64_t *ret_from_sec,
                 int64_t *ret_to_sec, struct bus_refusal *refusal)
{
    daemon_note_word(userdata);
    return add_pause(userdata, days, note, false, ret_from_sec, ret_to_sec, refusal);
}

int handle_light(void *userdata, const char *days, int64_t *ret_from_sec, int64_t *ret_to_sec,
                 struct bus_refusal *refusal)
{
    daemon_note_word(userdata);
    return add_pause(userdata, days, "", true, ret_from_sec, ret_to_sec, refusal);
}

int handle_resume(void *userdata, bool *ret_has_ended, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    r = log_end_pauses(d->store.log, daemon_now());
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    if (r > 0)
        pauses_changed(d);
    *ret_has_ended = r > 0;
    return 0;
}

struct excuses {
    struct log_entry *items; /* strings are the agenda's */
    size_t n;
};

/* Everything that lies behind and waits for an answer, as far as answers are still asked for. */
static int collect_open(const struct agenda *agenda, int64_t now_sec, struct excuses *ret)
{
    ret->items = calloc(MAX(agenda->n, 1u), sizeof *ret->items);
    if (!ret->items)
        return -ENOMEM;
    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *item = &agenda->items[i];
        struct log_entry entry = log_entry_from_item(item);
        bool is_open = item->outcome == OUTCOME_OPEN || item->outcome == OUTCOME_MISSED;

        if (!is_open || !item->is_logged || item->end_sec > now_sec ||
            item->end_sec <= item->start_sec)
            continue;
        entry.outcome = OUTCOME_EXCUSED;
        entry.minutes = 0;
        entry.source = "fresh";
        entry.answered_sec = now_sec;
        ret->items[ret->n++] = entry;
    }
    return 0;
}

int handle_fresh(void *userdata, unsigned *ret_n_excused, struct bus_refusal *refusal)
{
    struct daemon *d = userdata;
    struct excuses excuses = {0};
    int64_t now_sec = daemon_now();
    int r;

    daemon_note_word(d);
    r = daemon_require_store(d, refusal);
    if (r != 0)
        return r;
    r = collect_open(&d->rounds.agenda, now_sec, &excuses);
    if (r >= 0 && excuses.n > 0)
        r = log_put_all(d->store.log, excuses.items, excuses.n, "edit", now_sec);
    free(excuses.items);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    *ret_n_excused = (unsigned)excuses.n;
    if (excuses.n > 0)
        daemon_log_changed(d, "");
    return 0;
}

struct stretch {
    int64_t from_sec, to_sec;
};

static int join_pause(const struct log_pause *pause, void *userdata)
{
    struct stretch *stretch = userdata;

    if (pause->is_light)
        return 0;
    if (stretch->to_sec == 0)
        stretch->from_sec = pause->from_sec;
    stretch->to_sec = MAX(stretch->to_sec, pause->to_sec);
    return 0;
}

int daemon_get_pause(struct daemon *d, int64_t now_sec, int64_t *ret_from_sec, int64_t *ret_to_sec)
{
    struct stretch stretch = {0};
    int r = log_each_pause(d->store.log, now_sec, now_sec + 1, join_pause, &stretch);

    if (r < 0 || stretch.to_sec == 0)
        return r;
    *ret_from_sec = stretch.from_sec;
    *ret_to_sec = stretch.to_sec;
    return 1;
}
