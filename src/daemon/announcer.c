#include "daemon/announcer.h"

#include <errno.h>

#include "daemon/bubbles.h"
#include "daemon/journal.h"
#include "daemon/marks.h"
#include "daemon/messages.h"
#include "daemon/said.h"
#include "daemon/wording.h"
#include "log.h"

struct announcer {
    struct bubbles *bubbles;
    struct announcer_callbacks callbacks;
    void *userdata;
    struct said_list said;
    struct message_list messages;
    struct memory memory;
    bool is_server_known;
    bool must_adopt; /* bubbles may be up that no `said` is there for */
    int64_t now_sec; /* of the last look */
};

#define SUMMARY_KEY  "summary"
#define TOGETHER_SEC 90 /* notices that waited longer than this are told in one bubble */

/* The bubble has failed its purpose: the next look says all of it once more. */
static void announcer_say_again(struct announcer *a, struct said *said)
{
    for (size_t i = 0; i < said->n_marks; i++)
        memory_say_again(&a->memory, &said->marks[i]);
    said_drop(&a->said, said);
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
    struct said *said = said_find(&a->said, key);
    struct message *message = message_find(&a->messages, key);

    if (message && message->is_sent) {
        message_seen(&a->messages, message);
        a->callbacks.told(key, a->userdata);
    }
    if (!said)
        return;
    said->is_held = false;
    for (size_t i = 0; i < said->n_marks; i++)
        memory_add(&a->memory, &said->marks[i], a->now_sec);
}

static void on_held(const char *key, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = said_find(&a->said, key);

    if (said)
        said->is_held = true;
}

static void on_lost(const char *key, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = said_find(&a->said, key);
    struct message *message = message_find(&a->messages, key);

    if (said)
        announcer_say_again(a, said);
    if (message)
        message->is_sent = message->is_up = false;
    a->must_adopt = true;
}

static void on_reach_changed(const char *why, void *userdata)
{
    struct announcer *a = userdata;

    a->callbacks.reach_changed(why, a->userdata);
}

static void on_closed(const char *key, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = said_find(&a->said, key);
    struct message *message = message_find(&a->messages, key);

    if (said)
        said_drop(&a->said, said);
    if (message && message->is_up)
        message_drop(&a->messages, message);
}

/* A message's button. What was not taken is asked again. */
static void announcer_take_choice(struct announcer *a, struct message *message, const char *action)
{
    _cleanup_(freep) char *key = strdup(message->key);
    int r = key ? a->callbacks.choice(key, action, a->userdata) : -ENOMEM;

    message = key ? message_find(&a->messages, key) : message;
    if (message && r >= 0) {
        bubbles_close(a->bubbles, key);
        message_drop(&a->messages, message);
    } else if (message) {
        message->is_sent = message->is_up = false;
        a->callbacks.look(a->userdata);
    }
}

static void on_action(const char *key, const char *action, void *userdata)
{
    struct announcer *a = userdata;
    struct said *said = said_find(&a->said, key);
    struct message *message = message_find(&a->messages, key);
    char target[BLOCK_ID_SIZE];

    if (message && message->n_actions > 0)
        announcer_take_choice(a, message, action);
    if (!said || !said->target[0])
        return;
    memcpy(target, said->target, sizeof target);
    if (a->callbacks.action(target, action, a->userdata) >= 0)
        return;
    /* The server has closed it, and the user believes that it was taken. */
    said = said_find(&a->said, key);
    if (said)
        announcer_say_again(a, said);
    a->callbacks.look(a->userdata);
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
        .reach_changed = on_reach_changed,
    };
    _cleanup_(announcer_freep) struct announcer *a = calloc(1, sizeof *a);
    int r;

    if (!a)
        return -ENOMEM;
    a->memory.log = log;
    a->callbacks = *callbacks;
    a->userdata = userdata;
    a->must_adopt = true;
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
    said_list_done(&a->said);
    message_list_done(&a->messages);
    memory_done(&a->memory);
    free(a);
    return NULL;
}

void announcer_server_changed(struct announcer *a, const char *owner)
{
    a->is_server_known = true;
    bubbles_server_changed(a->bubbles, owner);
}

int announcer_tell(struct announcer *a, const char *key, const char *summary, const char *body)
{
    return message_put(&a->messages, key, summary, body);
}

int announcer_ask(struct announcer *a, const char *key, const char *summary, const char *body,
                  const struct bubble_action *actions, size_t n_actions)
{
    return message_put_question(&a->messages, key, summary, body, actions, n_actions);
}

bool announcer_is_up(const struct announcer *a, const char *key)
{
    return bubbles_has(a->bubbles, key);
}

void announcer_untell(struct announcer *a, const char *key)
{
    struct message *message = message_find(&a->messages, key);

    if (!message)
        return;
    if (message->is_sent)
        bubbles_close(a->bubbles, key);
    message_drop(&a->messages, message);
}

/* ---- A look ---- */

struct adoption {
    struct announcer *announcer;
    const struct agenda *agenda;
    int64_t now_sec;
    bool has_said; /* this look said what was to be said */
};

/* A bubble whose buttons reach nobody, from before this run or left by a helper that died, is said
 * again in its place. What follows its block within a quarter of an hour stood in it too. */
static void announcer_adopt(const char *key, void *userdata)
{
    struct adoption *adoption = userdata;
    struct announcer *a = adoption->announcer;
    const struct agenda *agenda = adoption->agenda;
    struct candidate left = {.item = agenda_find(agenda, key)};

    if (said_find(&a->said, key) || !left.item ||
        !agenda_item_notice(agenda, left.item, adoption->now_sec, &left.notice))
        return;
    for (size_t i = 0; i < agenda->n; i++) {
        struct candidate other = {.item = &agenda->items[i]};
        struct mark mark;

        if (!agenda_item_notice(agenda, other.item, adoption->now_sec, &other.notice) ||
            (other.item != left.item && !candidates_are_pair(&left, &other)))
            continue;
        mark = mark_from_candidate(&other);
        memory_say_again(&a->memory, &mark);
    }
}

/* Closes one that was not said again, unless it still can be, or was sent just now. */
static void announcer_close_left(const char *key, void *userdata)
{
    struct adoption *adoption = userdata;
    struct announcer *a = adoption->announcer;
    const struct agenda_item *item = agenda_find(adoption->agenda, key);
    struct notice notice;

    /* Other messages have no buttons that could be dead. */
    if (!block_id_is_valid(key) && !streq(key, SUMMARY_KEY) &&
        strncmp(key, ANNOUNCER_ASK, strlen(ANNOUNCER_ASK)) != 0)
        return;
    if (said_find(&a->said, key) || message_find(&a->messages, key) ||
        (!adoption->has_said && item &&
         agenda_item_notice(adoption->agenda, item, adoption->now_sec, &notice)))
        return;
    bubbles_close(a->bubbles, key);
}

/* Closes what is settled. A bubble for an end and the next start asked about the end: once that is
 * answered, the start is said by itself. */
static void announcer_close_settled(struct announcer *a, const struct agenda *agenda,
                                    int64_t now_sec)
{
    for (size_t i = a->said.n; i-- > 0;) {
        struct said *said = &a->said.items[i];

        if (said_stands(said, agenda, now_sec))
            continue;
        for (size_t j = 0; !streq(said->key, SUMMARY_KEY) && j < said->n_marks; j++)
            if (!streq(said->marks[j].id, said->target))
                memory_say_again(&a->memory, &said->marks[j]);
        bubbles_close(a->bubbles, said->key);
        said_drop(&a->said, said);
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
        if (memory_has(&a->memory, &mark) || said_has_mark(&a->said, &mark))
            continue;
        if (array_reserve((void **)&list->items, &list->capacity, list->n, sizeof candidate) < 0)
            return -ENOMEM;
        list->items[list->n++] = candidate;
    }
    return 0;
}

/* Other bubbles whose buttons are about the same blocks, and held ones, are taken into the one of
 * this key: a block has one bubble. */
static void announcer_take_over(struct announcer *a, const char *key,
                                const struct candidate *candidates, size_t n)
{
    for (size_t i = a->said.n; i-- > 0;) {
        struct said *said = &a->said.items[i];
        bool is_taken = said->is_held;

        for (size_t j = 0; !is_taken && j < n; j++)
            is_taken = streq(said->target, candidates[j].item->id);
        if (!is_taken || streq(said->key, key))
            continue;
        bubbles_close(a->bubbles, said->key);
        said_drop(&a->said, said);
    }
}

/* One bubble for these candidates, under the key of the block it asks about or of the summary. */
static void announcer_say(struct announcer *a, const struct agenda *agenda,
                          const struct candidate *candidates, size_t n, int64_t now_sec)
{
    _cleanup_(wording_done) struct wording wording = {0};
    struct bubble bubble = {.icon = "jobsearchd", .expire_ms = -1};
    struct said *said;
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
    wording_add_actions(&wording, &bubble);

    announcer_take_over(a, key, candidates, n);
    r = said_put(&a->said, key, target, candidates, n);
    if (r >= 0)
        r = bubbles_show(a->bubbles, &bubble);
    if (r >= 0)
        return;
    journal(JOURNAL_WARNING, "Cannot show a notification: %s", strerror(-r));
    said = said_find(&a->said, key);
    if (said)
        said_drop(&a->said, said);
}

/* A start whose forerunner's question is still up joins that bubble. Returns true if it did. */
static bool announcer_join_question(struct announcer *a, const struct agenda *agenda,
                                    const struct candidate *start, int64_t now_sec)
{
    for (size_t i = 0; i < a->said.n; i++) {
        struct candidate pair[2] = {{.item = agenda_find(agenda, a->said.items[i].key)}, *start};

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

/* Puts what is late first, each part in its order. Returns how much that is. */
static size_t candidates_part(struct candidate *items, size_t n, int64_t now_sec)
{
    size_t n_late = 0;

    for (size_t i = 0; i < n; i++) {
        struct candidate candidate = items[i];

        if (!candidate_is_late(&candidate, now_sec))
            continue;
        memmove(&items[n_late + 1], &items[n_late], (i - n_late) * sizeof *items);
        items[n_late++] = candidate;
    }
    return n_late;
}

/* What waited for long is told together, once. */
static void announcer_say_all(struct announcer *a, const struct agenda *agenda,
                              struct candidate *items, size_t n, int64_t now_sec)
{
    size_t n_late = candidates_part(items, n, now_sec);

    if (n_late > 1 && !(n_late == 2 && candidates_are_pair(&items[0], &items[1])))
        announcer_say(a, agenda, items, n_late, now_sec);
    else
        n_late = 0;
    announcer_say_each(a, agenda, items + n_late, n - n_late, now_sec);
}

/* What the desktop holds back would be shown when it likes: in a silence it is taken away, to be
 * said afterwards. */
static void announcer_withdraw_held(struct announcer *a)
{
    message_list_withdraw(&a->messages, a->bubbles);
    for (size_t i = a->said.n; i-- > 0;) {
        if (!a->said.items[i].is_held)
            continue;
        bubbles_close(a->bubbles, a->said.items[i].key);
        said_drop(&a->said, &a->said.items[i]);
    }
}

void announcer_look(struct announcer *a, const struct agenda *agenda, int64_t now_sec,
                    bool is_silent)
{
    struct candidate_list list = {0};
    struct adoption adoption = {a, agenda, now_sec, false};

    a->now_sec = now_sec;
    if (!a->is_server_known)
        return;
    if (a->must_adopt)
        bubbles_each(a->bubbles, announcer_adopt, &adoption);
    announcer_close_settled(a, agenda, now_sec);
    if (is_silent)
        announcer_withdraw_held(a);
    else if (announcer_collect(a, agenda, now_sec, &list) >= 0 && list.n > 0)
        adoption.has_said = bubbles_are_ready(a->bubbles);
    if (adoption.has_said)
        announcer_say_all(a, agenda, list.items, list.n, now_sec);
    if (!is_silent && message_next(&a->messages) && bubbles_are_ready(a->bubbles))
        message_list_show(&a->messages, a->bubbles);
    if (a->must_adopt)
        bubbles_each(a->bubbles, announcer_close_left, &adoption);
    a->must_adopt = a->must_adopt && !adoption.has_said && (is_silent || list.n > 0);
    free(list.items);
}
