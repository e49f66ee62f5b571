/* Follow-ups that are due, in one bubble. As a block's notices they are levels: a follow-up is due
 * from its day on until it is done or put off; what is remembered is that it was told, by item and
 * day. They come when the day's first block begins, or at 09:00 on a day without blocks: not on a
 * day off, in a pause or in a lull. Then they wait. */
#include "daemon/daemon.h"

#include <errno.h>
#include <inttypes.h>

#include "daemon/follow-up-words.h"
#include "daemon/journal.h"

#define FOLLOW_UP_KEY ANNOUNCER_ASK "follow-up"
#define WHAT          "due"
#define MORNING_SEC   (9 * 3600)
#define LATER_DAYS    2
#define DUE_DAYS      28 /* what waits for longer is no news; less than the log remembers */

void follow_ups_done(struct follow_ups *follow_ups)
{
    free(follow_ups->asked);
    *follow_ups = (struct follow_ups){0};
}

/* ---- Which are due ---- */

/* Some of the tracker's follow-ups, which lie by day. */
struct due_items {
    const struct track_item *items; /* borrowed */
    size_t n;
};

static struct due_items find_due(const struct daemon *d, int32_t today)
{
    const struct tracked *tracked = &d->tracked;
    size_t first = 0, end;

    while (first < tracked->n_follow_ups &&
           tracked->follow_ups[first].follow_up <= today - DUE_DAYS)
        first++;
    for (end = first; end < tracked->n_follow_ups && tracked->follow_ups[end].follow_up <= today;)
        end++;
    return (struct due_items){tracked->follow_ups ? tracked->follow_ups + first : NULL,
                              end - first};
}

/* When they are told; INT64_MAX: not on this day. */
static int64_t telling_sec(const struct daemon *d, int32_t today)
{
    const struct agenda_item *first = agenda_day_first(&d->rounds.agenda, today);

    if (plan_is_day_off(d->plan, today))
        return INT64_MAX;
    return first ? first->start_sec : zone_to_utc(d->zone, today * (int64_t)DAY_SEC + MORNING_SEC);
}

static bool may_tell(struct daemon *d, int32_t today, int64_t now_sec)
{
    int64_t from_sec, to_sec;

    return !d->is_lull && now_sec >= telling_sec(d, today) &&
           daemon_get_pause(d, now_sec, &from_sec, &to_sec) <= 0;
}

int64_t daemon_follow_up_next(const struct daemon *d, int64_t now_sec)
{
    int32_t today = zone_day(d->zone, now_sec);
    int64_t at_sec = find_due(d, today).n > 0 ? telling_sec(d, today) : INT64_MAX;

    return at_sec > now_sec ? at_sec : INT64_MAX;
}

/* ---- What was told ---- */

static void mark_id(int64_t n, char buf[static BLOCK_ID_SIZE])
{
    snprintf(buf, BLOCK_ID_SIZE, "follow-up/%" PRId64, n);
}

/* A day is the same day in every zone: who travels is not told again. */
static int64_t mark_sec(int32_t day)
{
    return day * (int64_t)DAY_SEC;
}

static bool was_told(const struct daemon *d, const struct track_item *item)
{
    char id[BLOCK_ID_SIZE];

    mark_id(item->n, id);
    return log_has_announced(d->store.log, id, WHAT, mark_sec(item->follow_up)) > 0;
}

/* All at once: after an import they may be hundreds. */
static int remember_told(struct daemon *d)
{
    const struct follow_ups *follow_ups = &d->follow_ups;
    const size_t n = follow_ups->n_asked;
    _cleanup_(freep) struct log_announced *told = calloc(MAX(n, 1u), sizeof *told);
    _cleanup_(freep) char(*ids)[BLOCK_ID_SIZE] = calloc(MAX(n, 1u), sizeof *ids);

    if (!told || !ids)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++) {
        mark_id(follow_ups->asked[i].n, ids[i]);
        told[i] = (struct log_announced){ids[i], WHAT, mark_sec(follow_ups->asked[i].day)};
    }
    return log_add_announced_all(d->store.log, told, n, daemon_now());
}

bool daemon_follow_up_told(struct daemon *d, const char *key)
{
    int r;

    if (!streq(key, FOLLOW_UP_KEY))
        return false;
    r = remember_told(d);
    if (r < 0)
        journal(JOURNAL_WARNING, "Cannot remember an announcement: %s", strerror(-r));
    d->follow_ups.is_told = true;
    return true;
}

/* ---- Telling ---- */

static int compare_asked(const void *a, const void *b)
{
    const struct asked *left = a, *right = b;

    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    return (left->n > right->n) - (left->n < right->n);
}

/* They were chosen from what is due, and lie as that does. */
static bool is_asked(const struct follow_ups *follow_ups, const struct track_item *item)
{
    const struct asked key = {item->n, item->follow_up};

    return follow_ups->n_asked > 0 &&
           bsearch(&key, follow_ups->asked, follow_ups->n_asked, sizeof key, compare_asked);
}

/* Those that are due, were not told, and are not being told. */
static size_t count_fresh(const struct daemon *d, const struct due_items *due)
{
    size_t n = 0;

    for (size_t i = 0; i < due->n; i++)
        n += !is_asked(&d->follow_ups, &due->items[i]) && !was_told(d, &due->items[i]);
    return n;
}

/* Those that the bubble is about and that are due still; with CHOOSE_FRESH also those that were not
 * told; with CHOOSE_TOLD those that were. The items are borrowed from the daemon. */
enum choice { CHOOSE_ASKED, CHOOSE_FRESH, CHOOSE_TOLD };

static int choose(struct daemon *d, const struct due_items *due, enum choice choice,
                  struct track_item **ret, size_t *ret_n)
{
    struct track_item *items = calloc(MAX(due->n, 1u), sizeof *items);
    size_t n = 0;

    if (!items)
        return -ENOMEM;
    for (size_t i = 0; i < due->n; i++) {
        const struct track_item *item = &due->items[i];

        if (is_asked(&d->follow_ups, item) ||
            (choice != CHOOSE_ASKED && was_told(d, item) == (choice == CHOOSE_TOLD)))
            items[n++] = *item;
    }
    *ret = items;
    *ret_n = n;
    return 0;
}

static int remember_asked(struct follow_ups *follow_ups, const struct track_item *items, size_t n)
{
    struct asked *asked = calloc(MAX(n, 1u), sizeof *asked);

    if (!asked)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        asked[i] = (struct asked){items[i].n, items[i].follow_up};
    free(follow_ups->asked);
    follow_ups->asked = asked;
    follow_ups->n_asked = n;
    return 0;
}

static int show(struct daemon *d, const struct track_item *items, size_t n, int32_t today)
{
    static const struct bubble_action one[] = {
        {"done", "Done"}, {"later", "+2 days"}, {"open", "Open link"}};
    static const struct bubble_action many[] = {{"later", "+2 days"}};
    _cleanup_(freep) char *summary = NULL, *body = NULL;
    size_t n_one = *items[0].link ? ARRAY_SIZE(one) : ARRAY_SIZE(one) - 1;
    int r = follow_up_word(items, n, today, d->plan->discreet, &summary, &body);

    if (r < 0)
        return r;
    announcer_untell(d->announcer, FOLLOW_UP_KEY);
    d->follow_ups.is_told = false;
    return announcer_ask(d->announcer, FOLLOW_UP_KEY, summary, body, n > 1 ? many : one,
                         n > 1 ? ARRAY_SIZE(many) : n_one);
}

static int ask(struct daemon *d, const struct due_items *due, enum choice choice, int32_t today)
{
    _cleanup_(freep) struct track_item *items = NULL;
    size_t n;
    int r = choose(d, due, choice, &items, &n);

    if (r >= 0)
        r = remember_asked(&d->follow_ups, items, n);
    return r < 0 || n == 0 ? r : show(d, items, n, today);
}

/* What was answered elsewhere is not asked about any more; the words stay while anything of it is
 * left. */
static int drop_settled(struct daemon *d, const struct due_items *due)
{
    _cleanup_(freep) struct track_item *items = NULL;
    size_t n;
    int r;

    if (d->follow_ups.n_asked == 0)
        return 0;
    r = choose(d, due, CHOOSE_ASKED, &items, &n);
    if (r >= 0)
        r = remember_asked(&d->follow_ups, items, n);
    if (r >= 0 && n == 0)
        announcer_untell(d->announcer, FOLLOW_UP_KEY);
    return r;
}

/* One of an earlier run, whose buttons are dead, is asked again in its place. */
static int adopt(struct daemon *d, const struct due_items *due, int32_t today)
{
    int r;

    if (d->follow_ups.n_asked > 0 || !announcer_is_up(d->announcer, FOLLOW_UP_KEY))
        return 0;
    r = ask(d, due, CHOOSE_TOLD, today);
    d->follow_ups.is_told = true;
    return r;
}

/* What waited to be shown waits without being asked for. */
static void take_back(struct daemon *d)
{
    if (d->follow_ups.n_asked == 0 || d->follow_ups.is_told)
        return;
    announcer_untell(d->announcer, FOLLOW_UP_KEY);
    d->follow_ups.n_asked = 0;
}

void daemon_tell_follow_ups(struct daemon *d, int64_t now_sec)
{
    int32_t today = zone_day(d->zone, now_sec);
    struct due_items due = find_due(d, today);
    int r = drop_settled(d, &due);

    if (r >= 0 && due.n > 0)
        r = adopt(d, &due, today);
    if (r >= 0 && !may_tell(d, today, now_sec))
        take_back(d);
    else if (r >= 0 && count_fresh(d, &due) > 0)
        r = ask(d, &due, CHOOSE_FRESH, today);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot tell what is to be followed up: %s", strerror(-r));
}

/* ---- The buttons ---- */

/* All that the bubble is about; one undo takes it back. */
static int put_off(struct daemon *d, struct bus_refusal *refusal)
{
    int64_t now_sec = daemon_now();
    int32_t today = zone_day(d->zone, now_sec);
    _cleanup_(freep) struct track_item *items = NULL;
    struct due_items due;
    int64_t changed;
    size_t n;
    int r = daemon_require_store(d, refusal);

    if (r != 0)
        return r;
    due = find_due(d, today);
    r = choose(d, &due, CHOOSE_ASKED, &items, &n);
    for (size_t i = 0; r >= 0 && i < n; i++)
        items[i].follow_up = today + LATER_DAYS;
    if (r >= 0 && n == 1) /* in the history it is a change; many at once are an import */
        r = log_put_track(d->store.log, items, now_sec, &changed);
    else if (r >= 0)
        r = log_put_track_all(d->store.log, items, n, now_sec);
    if (r < 0)
        return daemon_refuse_write(d, r, refusal);
    daemon_tracker_changed(d, n == 1 ? items[0].n : 0);
    return 0;
}

static int open_link(struct daemon *d, int64_t n)
{
    struct track_item item;
    int r = log_find_track(d->store.log, n, &item);

    if (r > 0 && *item.link)
        daemon_open(d, item.link);
    return MIN(r, 0);
}

int daemon_take_follow_up(struct daemon *d, const char *action, struct bus_refusal *refusal)
{
    int64_t n = d->follow_ups.n_asked == 1 ? d->follow_ups.asked[0].n : 0;

    if (n != 0 && streq(action, "done"))
        return handle_finish_follow_up(d, n, refusal);
    if (streq(action, "later"))
        return put_off(d, refusal);
    return n != 0 && streq(action, "open") ? open_link(d, n) : 0;
}

bool daemon_is_follow_up(const char *key)
{
    return streq(key, FOLLOW_UP_KEY);
}
