#include "daemon/announcer.h"

#include <errno.h>
#include <time.h>

#include "daemon/bubbles.h"
#include "daemon/journal.h"
#include "daemon/marks.h"
#include "daemon/wording.h"
#include "log.h"

/* One bubble on its way or up, and the marks that it says. */
struct said {
    char key[BLOCK_ID_SIZE];
    char target[BLOCK_ID_SIZE]; /* the block its buttons answer for; "" none */
    struct mark *marks;
    size_t n_marks;
    bool is_held;
};

struct announcer {
    struct bubbles *bubbles;
    struct log *const *log;
    struct announcer_callbacks callbacks;
    void *userdata;
    struct said *said;
    size_t n_said, said_capacity;
    struct mark_set memory; /* said, but the log could not be written */
    struct mark_set again;  /* said, but the bubble was lost: to be said once more */
    bool is_server_known, has_adopted;
};

#define SUMMARY_KEY  "summary"
#define TOGETHER_SEC 90 /* notices that waited longer than this are told in one bubble */

static void announcer_remember(struct announcer *a, const struct mark *mark, int64_t now_sec)
{
    mark_set_remove(&a->again, mark);
    if (log_add_announced(*a->log, mark->id, mark->what, mark->start_sec, now_sec) >= 0)
        return;
    journal(JOURNAL_WARNING, "Cannot remember an announcement: %s", log_why(*a->log));
    mark_set_add(&a->memory, mark);
}

static bool announcer_has_said(const struct announcer *a, const struct mark *mark)
{
    if (mark_set_has(&a->again, mark))
        return false;
    return mark_set_has(&a->memory, mark) ||
           log_has_announced(*a->log, mark->id, mark->what, mark->start_sec) > 0;
}

/* Unacknowledged ones count as said, until they are lost; held ones do not, so that they are taken
 * together with what comes meanwhile. */
static bool announcer_is_saying(const struct announcer *a, const struct mark *mark)
{
    for (size_t i = 0; i < a->n_said; i++)
        for (size_t j = 0; !a->said[i].is_held && j < a->said[i].n_marks; j++)
            if (mark_equal(&a->said[i].marks[j], mark))
                return true;
    return false;
}

static struct said *announcer_find(const struct announcer *a, const char *key)
{
    for (size_t i = 0; i < a->n_said; i++)
        if (streq(a->said[i].key, key))
            return &a->said[i];
    return NULL;
}

static void announcer_drop(struct announcer *a, struct said *said)
{
    free(said->marks);
    *said = a->said[--a->n_said];
}

/* ---- What bubbles tell ---- */

static void on_ready(void *userdata)
{
    struct announcer *a = userdata;

    a->callbacks.look(a->userdata);
}

static void on_shown(const char *key, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = announcer_find(a, key);

    if (!said)
        return;
    said->is_held = false;
    for (size_t i = 0; i < said->n_marks; i++)
        announcer_remember(a, &said->marks[i], time(NULL));
    a->callbacks.reach_changed(NULL, a->userdata);
}

static void on_held(const char *key, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = announcer_find(a, key);

    if (said)
        said->is_held = true;
    a->callbacks.reach_changed(NULL, a->userdata);
}

static void on_lost(const char *key, const char *why, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = announcer_find(a, key);

    if (!said)
        return;
    for (size_t i = 0; i < said->n_marks; i++)
        if (announcer_has_said(a, &said->marks[i]))
            mark_set_add(&a->again, &said->marks[i]);
    announcer_drop(a, said);
    a->callbacks.reach_changed(why, a->userdata);
}

static void on_closed(const char *key, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = announcer_find(a, key);

    if (said)
        announcer_drop(a, said);
}

static void on_action(const char *key, const char *action, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = announcer_find(a, key);
    char target[BLOCK_ID_SIZE];

    if (!said || !said->target[0])
        return;
    memcpy(target, said->target, sizeof target);
    a->callbacks.action(target, action, a->userdata);
}

int announcer_new(struct sd_event *event, struct log *const *log,
                  const struct announcer_callbacks *callbacks, void *userdata,
                  struct announcer **ret)
{
    static const struct bubbles_callbacks bubbles_callbacks = {
        .ready = on_ready,
        .shown = on_shown,
        .held = on_held,
        .lost = on_lost,
        .action = on_action,
        .closed = on_closed,
    };
    _cleanup_(announcer_freep) struct announcer *a = calloc(1, sizeof *a);
    int r;

    if (!a)
        return -ENOMEM;
    a->log = log;
    a->callbacks = *callbacks;
    a->userdata = userdata;
    r = bubbles_new(event, log, &bubbles_callbacks, a, &a->bubbles);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(a);
    return 0;
}

struct announcer *announcer_free(struct announcer *a)
{
    if (!a)
        return NULL;
    bubbles_free(a->bubbles);
    while (a->n_said > 0)
        announcer_drop(a, &a->said[0]);
    free(a->said);
    mark_set_done(&a->memory);
    mark_set_done(&a->again);
    free(a);
    return NULL;
}

void announcer_server_changed(struct announcer *a, const char *owner)
{
    a->is_server_known = true;
    bubbles_server_changed(a->bubbles, owner);
    if (!str_is_empty(owner))
        a->callbacks.look(a->userdata);
}

/* ---- A look ---- */

struct adoption {
    struct announcer *announcer;
    const struct agenda *agenda;
    int64_t now_sec;
};

/* A bubble from before this run: it is shown again in its place, so that its buttons work, or
 * closed if its block has nothing more to say. */
static void announcer_adopt(const char *key, void *userdata)
{
    struct adoption *adoption = userdata;
    struct announcer *a = adoption->announcer;
    const struct agenda_item *item = agenda_find(adoption->agenda, key);
    struct candidate candidate = {.item = item};
    struct mark mark;

    if (item && agenda_item_notice(adoption->agenda, item, adoption->now_sec, &candidate.notice)) {
        mark = mark_from_candidate(&candidate);
        if (announcer_has_said(a, &mark))
            mark_set_add(&a->again, &mark);
    } else {
        bubbles_close(a->bubbles, key);
    }
}

/* True while the block that the bubble asks about (any of its blocks, for one without buttons) has
 * something to say. */
static bool said_stands(const struct said *said, const struct agenda *agenda, int64_t now_sec)
{
    struct notice notice;

    for (size_t i = 0; i < said->n_marks; i++) {
        const struct agenda_item *item = agenda_find(agenda, said->marks[i].id);

        if (said->target[0] && !streq(said->marks[i].id, said->target))
            continue;
        if (item && item->start_sec == said->marks[i].start_sec &&
            agenda_item_notice(agenda, item, now_sec, &notice))
            return true;
    }
    return false;
}

/* Closes what is settled. A bubble for an end and the next start asked about the end: once that is
 * answered, the start is said by itself. */
static void announcer_close_settled(struct announcer *a, const struct agenda *agenda,
                                    int64_t now_sec)
{
    for (size_t i = a->n_said; i-- > 0;) {
        struct said *said = &a->said[i];

        if (said_stands(said, agenda, now_sec))
            continue;
        for (size_t j = 0; !streq(said->key, SUMMARY_KEY) && j < said->n_marks; j++)
            if (!streq(said->marks[j].id, said->target) && announcer_has_said(a, &said->marks[j]))
                mark_set_add(&a->again, &said->marks[j]);
        bubbles_close(a->bubbles, said->key);
        announcer_drop(a, said);
    }
}

struct candidate_list {
    struct candidate *items;
    size_t n, capacity;
};

static int announcer_collect(struct announcer *a, const struct agenda *agenda, int64_t now_sec,
                             struct candidate_list *list)
{
    for (size_t i = 0; i < agenda->n; i++) {
        struct candidate candidate = {.item = &agenda->items[i]};
        struct mark mark;

        if (!agenda_item_notice(agenda, candidate.item, now_sec, &candidate.notice))
            continue;
        mark = mark_from_candidate(&candidate);
        if (announcer_has_said(a, &mark) || announcer_is_saying(a, &mark))
            continue;
        if (array_reserve((void **)&list->items, &list->capacity, list->n, sizeof candidate) < 0)
            return -ENOMEM;
        list->items[list->n++] = candidate;
    }
    return 0;
}

/* The buttons: never more than three, for GNOME shows three. */
static void bubble_add_actions(struct bubble *bubble, const struct wording *wording)
{
    static const struct bubble_action sets[][3] = {
        [WORDING_REMIND] = {{"open", "Open"}, {"skip", "Skip"}},
        [WORDING_START] = {{"start", "Start"}, {"snooze", "Snooze 10 min"}, {"skip", "Skip"}},
        [WORDING_ASK] = {{"done", "Done"}, {"partial", "Partly"}, {"skip", "Skip"}},
        [WORDING_TELL] = {{0}},
    };

    for (size_t i = 0; i < ARRAY_SIZE(sets[0]); i++) {
        const struct bubble_action *action = &sets[wording->set][i];

        if (action->key && (wording->has_open || !streq(action->key, "open")))
            bubble->actions[bubble->n_actions++] = *action;
    }
}

static int announcer_note(struct announcer *a, const char *key, const char *target,
                          const struct candidate *candidates, size_t n)
{
    struct said *said = announcer_find(a, key);
    struct mark *marks = calloc(n, sizeof *marks);

    if (!marks)
        return -ENOMEM;
    if (!said) {
        if (array_reserve((void **)&a->said, &a->said_capacity, a->n_said, sizeof *said) < 0) {
            free(marks);
            return -ENOMEM;
        }
        said = &a->said[a->n_said++];
        *said = (struct said){0};
        snprintf(said->key, sizeof said->key, "%s", key);
    }
    free(said->marks);
    for (size_t i = 0; i < n; i++)
        marks[i] = mark_from_candidate(&candidates[i]);
    said->marks = marks;
    said->n_marks = n;
    said->is_held = false;
    snprintf(said->target, sizeof said->target, "%s", target);
    return 0;
}

/* One bubble for these candidates, under the key of the block it asks about or of the summary.
 * Other bubbles of the same blocks, and held ones, are taken into it. */
static void announcer_say(struct announcer *a, const struct agenda *agenda,
                          const struct candidate *candidates, size_t n, int64_t now_sec)
{
    _cleanup_(wording_done) struct wording wording = {0};
    struct bubble bubble = {.icon = "jobsearchd", .expire_ms = -1};
    const char *target;
    char key[BLOCK_ID_SIZE];
    bool is_summary;
    int r;

    r = wording_make(agenda, candidates, n, now_sec, &wording);
    if (r < 0)
        return;
    is_summary = n > 2 || (n == 2 && !candidates_are_pair(&candidates[0], &candidates[1]));
    target = wording.target < n ? candidates[wording.target].item->id : "";
    snprintf(key, sizeof key, "%s", is_summary ? SUMMARY_KEY : target);

    bubble.key = key;
    bubble.summary = wording.summary;
    bubble.body = wording.body;
    bubble.category = wording.category;
    bubble_add_actions(&bubble, &wording);

    for (size_t i = a->n_said; i-- > 0;) {
        bool is_taken = a->said[i].is_held;

        for (size_t j = 0; !is_taken && j < n; j++)
            is_taken = streq(a->said[i].key, candidates[j].item->id);
        if (!is_taken || streq(a->said[i].key, key))
            continue;
        bubbles_close(a->bubbles, a->said[i].key);
        announcer_drop(a, &a->said[i]);
    }
    r = announcer_note(a, key, target, candidates, n);
    if (r >= 0)
        r = bubbles_show(a->bubbles, &bubble);
    if (r < 0) {
        journal(JOURNAL_WARNING, "Cannot show a notification: %s", strerror(-r));
        if (announcer_find(a, key))
            announcer_drop(a, announcer_find(a, key));
    }
}

/* A start whose forerunner's question is still up joins that bubble. Returns true if it did. */
static bool announcer_join_question(struct announcer *a, const struct agenda *agenda,
                                    const struct candidate *start, int64_t now_sec)
{
    for (size_t i = 0; i < a->n_said; i++) {
        struct candidate pair[2] = {{.item = agenda_find(agenda, a->said[i].key)}, *start};

        if (!pair[0].item || !agenda_item_notice(agenda, pair[0].item, now_sec, &pair[0].notice) ||
            !candidates_are_pair(&pair[0], &pair[1]))
            continue;
        announcer_say(a, agenda, pair, 2, now_sec);
        return true;
    }
    return false;
}

/* What passed unseen became due in this moment, all of it at once. */
static bool candidate_is_late(const struct candidate *candidate, int64_t now_sec)
{
    return candidate->notice.kind == DUE_MISSED ||
           (candidate->notice.kind != DUE_REMIND &&
            now_sec - candidate->notice.at_sec > TOGETHER_SEC);
}

/* Those of the moment, each by itself, but for pairs. */
static void announcer_say_each(struct announcer *a, const struct agenda *agenda,
                               const struct candidate *items, size_t n, int64_t now_sec)
{
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && candidates_are_pair(&items[i], &items[i + 1])) {
            announcer_say(a, agenda, &items[i], 2, now_sec);
            i++;
        } else if (items[i].notice.kind != DUE_START ||
                   !announcer_join_question(a, agenda, &items[i], now_sec)) {
            announcer_say(a, agenda, &items[i], 1, now_sec);
        }
    }
}

/* What waited for long is told together, once. Items come by start: what is late comes first. */
static void announcer_say_all(struct announcer *a, const struct agenda *agenda,
                              const struct candidate *items, size_t n, int64_t now_sec)
{
    size_t n_late = 0;

    while (n_late < n && candidate_is_late(&items[n_late], now_sec))
        n_late++;
    if (n_late > 1 && !(n_late == 2 && candidates_are_pair(&items[0], &items[1])))
        announcer_say(a, agenda, items, n_late, now_sec);
    else
        n_late = 0;
    announcer_say_each(a, agenda, items + n_late, n - n_late, now_sec);
}

void announcer_look(struct announcer *a, const struct agenda *agenda, int64_t now_sec,
                    bool is_silent)
{
    struct candidate_list list = {0};
    struct adoption adoption = {a, agenda, now_sec};

    if (!a->is_server_known)
        return;
    if (!a->has_adopted) {
        a->has_adopted = true;
        bubbles_each(a->bubbles, announcer_adopt, &adoption);
    }
    announcer_close_settled(a, agenda, now_sec);
    if (!is_silent && announcer_collect(a, agenda, now_sec, &list) >= 0 && list.n > 0 &&
        bubbles_are_ready(a->bubbles))
        announcer_say_all(a, agenda, list.items, list.n, now_sec);
    free(list.items);
}
