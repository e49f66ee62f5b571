#include "daemon/bubbles.h"

#include <errno.h>

#include "daemon/journal.h"
#include "helper.h"
#include "log.h"

/* libnotify waits up to 25 s for a server that hangs; the helper that waits is killed before that
 * and the bubble comes again. */
#define BUBBLE_ANSWER_USEC (UINT64_C(5) * 1000000)

enum bubble_state {
    BUBBLE_SENT, /* not acknowledged yet */
    BUBBLE_HELD,
    BUBBLE_UP,
    BUBBLE_LEFT, /* up since before this helper: its buttons reach nobody */
};

struct shown_bubble {
    char *key;
    enum bubble_state state;
    uint32_t server_id;
    char *server_name; /* NULL: never acknowledged by the server that there is */
    bool is_closing;   /* to be closed as soon as there is a helper */
    bool is_outrun;    /* sent, and a server came before it was acknowledged */
};

struct bubbles {
    struct helper *helper;
    struct log *const *log;
    struct bubbles_callbacks callbacks;
    void *userdata;
    struct shown_bubble *items;
    size_t n, capacity;
    bool is_awaited; /* somebody has asked for a helper, and `ready` is due */
};

static struct shown_bubble *bubbles_find(const struct bubbles *bubbles, const char *key)
{
    for (size_t i = 0; i < bubbles->n; i++)
        if (streq(bubbles->items[i].key, key))
            return &bubbles->items[i];
    return NULL;
}

static int bubbles_add(struct bubbles *bubbles, const char *key, struct shown_bubble **ret)
{
    struct shown_bubble *bubble;
    char *copy;

    if (array_reserve((void **)&bubbles->items, &bubbles->capacity, bubbles->n,
                      sizeof *bubbles->items) < 0)
        return -ENOMEM;
    copy = strdup(key);
    if (!copy)
        return -ENOMEM;
    bubble = &bubbles->items[bubbles->n++];
    *bubble = (struct shown_bubble){.key = copy};
    *ret = bubble;
    return 0;
}

static void bubbles_drop(struct bubbles *bubbles, size_t i)
{
    struct shown_bubble *bubble = &bubbles->items[i];

    if (bubble->server_name)
        log_forget_bubble(*bubbles->log, bubble->key);
    free(bubble->key);
    free(bubble->server_name);
    *bubble = bubbles->items[--bubbles->n];
}

static void bubbles_drop_key(struct bubbles *bubbles, const char *key)
{
    struct shown_bubble *bubble = bubbles_find(bubbles, key);

    if (bubble)
        bubbles_drop(bubbles, bubble - bubbles->items);
}

/* The helper is killed unless every bubble under way is acknowledged in time. */
static void bubbles_calm(struct bubbles *bubbles)
{
    for (size_t i = 0; i < bubbles->n; i++)
        if (bubbles->items[i].state == BUBBLE_SENT)
            return;
    helper_calm(bubbles->helper);
}

static void bubbles_on_shown(struct bubbles *bubbles, const char *key, int64_t id,
                             const char *server_name)
{
    struct shown_bubble *bubble = bubbles_find(bubbles, key);

    if (!bubble || id <= 0 || id > UINT32_MAX)
        return;
    if (str_replace(&bubble->server_name, server_name) < 0)
        return;
    bubble->state = BUBBLE_UP;
    bubble->server_id = (uint32_t)id;
    log_set_bubble(*bubbles->log, key, bubble->server_id, server_name);
    bubbles_calm(bubbles);
    bubbles->callbacks.shown(key, bubbles->userdata);
    bubbles->callbacks.reach_changed(NULL, bubbles->userdata);
}

static void bubbles_on_held(struct bubbles *bubbles, const char *key)
{
    struct shown_bubble *bubble = bubbles_find(bubbles, key);

    if (!bubble)
        return;
    bubble->state = BUBBLE_HELD;
    bubbles_calm(bubbles);
    bubbles->callbacks.held(key, bubbles->userdata);
    bubbles->callbacks.reach_changed(NULL, bubbles->userdata);
}

/* Nobody saw it, or its buttons reach nobody. What may still be on the screen, this one or the one
 * before it in its place, is known on, to be replaced or closed. */
static void bubbles_lose(struct bubbles *bubbles, size_t i)
{
    if (bubbles->items[i].server_name)
        bubbles->items[i].state = BUBBLE_LEFT;
    else
        bubbles_drop(bubbles, i);
}

/* What failed for want of a server that is there by now can be shown at once. */
static void bubbles_on_failed(struct bubbles *bubbles, const char *key, const char *why)
{
    struct shown_bubble *bubble = bubbles_find(bubbles, key);
    bool is_outrun;

    if (!bubble)
        return;
    is_outrun = bubble->is_outrun;
    bubbles_lose(bubbles, bubble - bubbles->items);
    bubbles_calm(bubbles);
    bubbles->callbacks.lost(key, bubbles->userdata);
    if (is_outrun)
        bubbles->callbacks.ready(bubbles->userdata);
    else
        bubbles->callbacks.reach_changed(why, bubbles->userdata);
}

/* While one is on its way, what closes is the one before it in its place. */
static void bubbles_on_closed(struct bubbles *bubbles, const char *key)
{
    struct shown_bubble *bubble = bubbles_find(bubbles, key);

    if (!bubble || bubble->state == BUBBLE_SENT)
        return;
    bubbles_drop_key(bubbles, key);
    bubbles->callbacks.closed(key, bubbles->userdata);
}

static void on_record(struct helper *helper _unused_, struct record *record, void *userdata)
{
    struct bubbles *bubbles = userdata;
    _cleanup_(freep) char *key = strdup(record_get_string(record));
    int64_t number;
    const char *text;

    if (!key)
        return;
    switch (record_type(record)) {
    case RECORD_BUBBLE_SHOWN:
        number = record_get_integer(record);
        text = record_get_string(record);
        if (record_end(record) >= 0)
            bubbles_on_shown(bubbles, key, number, text);
        break;
    case RECORD_BUBBLE_HELD:
        if (record_end(record) >= 0)
            bubbles_on_held(bubbles, key);
        break;
    case RECORD_BUBBLE_FAILED:
        text = record_get_string(record);
        if (record_end(record) >= 0)
            bubbles_on_failed(bubbles, key, text);
        break;
    case RECORD_BUBBLE_ACTION:
        text = record_get_string(record);
        if (record_end(record) >= 0 && bubbles_find(bubbles, key))
            bubbles->callbacks.action(key, text, bubbles->userdata);
        break;
    case RECORD_BUBBLE_CLOSED:
        record_get_integer(record);
        if (record_end(record) >= 0)
            bubbles_on_closed(bubbles, key);
        break;
    default:
        journal(JOURNAL_WARNING, "jobsearchd-notify sent an unknown record");
    }
}

static void bubbles_send_close(struct bubbles *bubbles, const struct shown_bubble *bubble)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_BUBBLE_CLOSE);
    record_put_string(&record, bubble->key);
    record_put_integer(&record, bubble->server_id);
    record_put_string(&record, bubble->server_name);
    helper_send(bubbles->helper, &record);
}

static void on_ready(struct helper *helper _unused_, void *userdata)
{
    struct bubbles *bubbles = userdata;

    bubbles->is_awaited = false;
    for (size_t i = bubbles->n; i-- > 0;) {
        if (!bubbles->items[i].is_closing)
            continue;
        bubbles_send_close(bubbles, &bubbles->items[i]);
        bubbles_drop(bubbles, i);
    }
    bubbles->callbacks.ready(bubbles->userdata);
}

/* A helper that ends by itself had nothing up, but may have had something on its way: that is lost.
 * After any other end all is. The next helper starts after its back-off; then `ready`. */
static void on_ended(struct helper *helper _unused_, bool is_clean, const char *why, void *userdata)
{
    struct bubbles *bubbles = userdata;
    bool is_needed = bubbles->is_awaited;

    for (size_t i = bubbles->n; i-- > 0;) {
        struct shown_bubble *bubble = &bubbles->items[i];
        _cleanup_(freep) char *key = strdup(bubble->key);
        bool is_up = bubble->state == BUBBLE_UP || bubble->state == BUBBLE_LEFT;

        if (bubble->is_closing)
            continue;
        if (is_clean)
            bubbles_drop(bubbles, i);
        else
            bubbles_lose(bubbles, i);
        if (is_up && is_clean)
            continue;
        is_needed = true;
        if (key)
            bubbles->callbacks.lost(key, bubbles->userdata);
    }
    if (!is_clean)
        journal(JOURNAL_WARNING, "jobsearchd-notify ended: %s", why);
    if (!is_clean && is_needed)
        bubbles->callbacks.reach_changed(why, bubbles->userdata);
    if (is_needed)
        bubbles_are_ready(bubbles);
}

static int bubbles_load(const char *key, uint32_t server_id, const char *server_name,
                        void *userdata)
{
    struct bubbles *bubbles = userdata;
    struct shown_bubble *bubble;

    if (bubbles_add(bubbles, key, &bubble) < 0)
        return -ENOMEM;
    bubble->state = BUBBLE_LEFT;
    bubble->server_id = server_id;
    return str_replace(&bubble->server_name, server_name);
}

int bubbles_new(struct sd_event *event, struct log *const *log,
                const struct bubbles_callbacks *callbacks, void *userdata, struct bubbles **ret)
{
    static const struct helper_callbacks helper_callbacks = {on_ready, on_record, on_ended};
    _cleanup_(bubbles_freep) struct bubbles *bubbles = calloc(1, sizeof *bubbles);
    int r;

    if (!bubbles)
        return -ENOMEM;
    bubbles->log = log;
    bubbles->callbacks = *callbacks;
    bubbles->userdata = userdata;
    r = helper_new(event, "jobsearchd-notify", NULL, &helper_callbacks, bubbles, &bubbles->helper);
    if (r < 0)
        return r;
    r = log_each_bubble(*log, bubbles_load, bubbles);
    if (r == -ENOMEM)
        return r;
    *ret = TAKE_PTR(bubbles);
    return 0;
}

struct bubbles *bubbles_free(struct bubbles *bubbles)
{
    if (!bubbles)
        return NULL;
    helper_free(bubbles->helper);
    for (size_t i = 0; i < bubbles->n; i++) {
        free(bubbles->items[i].key);
        free(bubbles->items[i].server_name);
    }
    free(bubbles->items);
    free(bubbles);
    return NULL;
}

bool bubbles_are_ready(struct bubbles *bubbles)
{
    int r;

    if (helper_is_ready(bubbles->helper))
        return true;
    r = helper_start(bubbles->helper);
    if (r < 0)
        journal(JOURNAL_ERROR, "Cannot start jobsearchd-notify: %s", strerror(-r));
    bubbles->is_awaited = r >= 0;
    return false;
}

bool bubbles_has(const struct bubbles *bubbles, const char *key)
{
    return bubbles_find(bubbles, key) != NULL;
}

int bubbles_show(struct bubbles *bubbles, const struct bubble *bubble)
{
    _cleanup_(record_done) struct record record = {0};
    struct shown_bubble *shown = bubbles_find(bubbles, bubble->key);
    struct bubble sent = *bubble;
    int r;

    if (!shown) {
        r = bubbles_add(bubbles, bubble->key, &shown);
        if (r < 0)
            return r;
    }
    sent.server_id = shown->server_name ? shown->server_id : 0;
    sent.server_name = shown->server_name ? shown->server_name : "";
    record_put_bubble(&record, &sent);
    r = helper_send(bubbles->helper, &record);
    if (r < 0 && r != -EPIPE) {
        if (!shown->server_name)
            bubbles_drop_key(bubbles, bubble->key);
        return r;
    }
    shown->state = BUBBLE_SENT;
    shown->is_closing = shown->is_outrun = false;
    /* -EPIPE: it is just ending. on_ended() will find this one lost, and start the next. */
    return r < 0 ? 0 : helper_expect(bubbles->helper, BUBBLE_ANSWER_USEC);
}

void bubbles_close(struct bubbles *bubbles, const char *key)
{
    struct shown_bubble *bubble = bubbles_find(bubbles, key);

    if (!bubble)
        return;
    if (bubbles_are_ready(bubbles)) {
        bubbles_send_close(bubbles, bubble);
        bubbles_drop_key(bubbles, key);
        bubbles_calm(bubbles);
    } else {
        bubble->is_closing = true;
    }
}

/* What is up went with its server. What is on its way or held is the helper's to show on the next
 * one: only the id that it was to replace is void. */
static void bubbles_leave_server(struct bubbles *bubbles, size_t i)
{
    struct shown_bubble *bubble = &bubbles->items[i];
    _cleanup_(freep) char *key = NULL;

    if (bubble->state == BUBBLE_SENT || bubble->state == BUBBLE_HELD) {
        log_forget_bubble(*bubbles->log, bubble->key);
        free(TAKE_PTR(bubble->server_name));
        return;
    }
    key = strdup(bubble->key);
    bubbles_drop(bubbles, i);
    if (key)
        bubbles->callbacks.closed(key, bubbles->userdata);
}

void bubbles_server_changed(struct bubbles *bubbles, const char *owner)
{
    for (size_t i = bubbles->n; i-- > 0;) {
        struct shown_bubble *bubble = &bubbles->items[i];

        bubble->is_outrun = bubble->state == BUBBLE_SENT && !str_is_empty(owner);
        if (bubble->server_name && !streq(bubble->server_name, owner))
            bubbles_leave_server(bubbles, i);
    }
    if (str_is_empty(owner))
        return;
    helper_reset_backoff(bubbles->helper);
    bubbles->callbacks.reach_changed(NULL, bubbles->userdata);
}

void bubbles_each(struct bubbles *bubbles, void (*callback)(const char *key, void *userdata),
                  void *userdata)
{
    for (size_t i = bubbles->n; i-- > 0;)
        callback(bubbles->items[i].key, userdata);
}
