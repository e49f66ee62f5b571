#include "notify/board.h"

#include <errno.h>

#include "notify/bubble.h"
#include "notify/hold.h"
#include "notify/server.h"
#include "notify/tell.h"
#include "records.h"

/* More keys than blocks, questions and reviews could need in a day: a bound, no aim. */
#define POPUPS_MAX 64

/* After the last bubble is gone, so that what comes in a row (close one, show the next) finds this
 * process still up. One that comes just as it ends is not acknowledged: the daemon starts another
 * and says it again. */
#define LINGER_MS 2000

struct popup {
    char *key; /* owned */

    NotifyNotification *notification; /* owned; NULL: not up */
    uint32_t id;                      /* of the current server; 0: not up */

    bool is_held;
    struct record held; /* the record that asked for it; owned */
};

struct board {
    int fd; /* borrowed */
    struct server *server;
    struct hold *hold;
    GPtrArray *popups; /* of struct popup, owned, oldest first */
    guint release_source, linger_source;
    board_idle_func *idle;
    void *userdata;
};

/* ---- The popups ---- */

static void popup_free(void *data)
{
    struct popup *popup = data;

    g_clear_object(&popup->notification); /* on the screen it stays */
    record_done(&popup->held);
    free(popup->key);
    free(popup);
}

static struct popup *board_find(struct board *board, const char *key)
{
    for (guint i = 0; i < board->popups->len; i++) {
        struct popup *popup = board->popups->pdata[i];
        if (streq(popup->key, key))
            return popup;
    }
    return NULL;
}

static struct popup *board_find_notification(struct board *board, NotifyNotification *notification)
{
    for (guint i = 0; i < board->popups->len; i++) {
        struct popup *popup = board->popups->pdata[i];
        if (popup->notification == notification)
            return popup;
    }
    return NULL;
}

static bool board_has_room(struct board *board, const char *key)
{
    return board->popups->len < POPUPS_MAX || board_find(board, key);
}

/* The popup of this key, made if there is none; NULL when out of memory. */
static struct popup *board_ensure(struct board *board, const char *key)
{
    struct popup *popup = board_find(board, key);
    if (popup)
        return popup;

    popup = calloc(1, sizeof(*popup));
    if (!popup || str_replace(&popup->key, key) < 0) {
        free(popup);
        return NULL;
    }
    g_ptr_array_add(board->popups, popup);
    return popup;
}

/* The popup is not up any more. The daemon hears of it unless a later version is held. */
static void board_take_down(struct board *board, struct popup *popup, int reason)
{
    g_clear_object(&popup->notification);
    popup->id = 0;
    if (popup->is_held)
        return;
    tell_closed(board->fd, popup->key, reason);
    g_ptr_array_remove(board->popups, popup);
}

static gboolean on_linger_over(void *userdata)
{
    struct board *board = userdata;

    board->linger_source = 0;
    board->idle(board->userdata);
    return G_SOURCE_REMOVE;
}

/* To be called after anything that may have filled or emptied the board. */
static void board_check_idle(struct board *board)
{
    if (board->linger_source)
        g_source_remove(board->linger_source);
    board->linger_source = 0;
    if (board->popups->len == 0)
        board->linger_source = g_timeout_add(LINGER_MS, on_linger_over, board);
}

/* ---- Showing and holding back ---- */

static void on_action(NotifyNotification *notification, char *action, void *userdata)
{
    struct board *board = userdata;

    const struct popup *popup = board_find_notification(board, notification);
    if (popup)
        tell_action(board->fd, popup->key, action);
}

static void on_closed(NotifyNotification *notification, void *userdata)
{
    struct board *board = userdata;

    struct popup *popup = board_find_notification(board, notification);
    if (popup)
        board_take_down(board, popup, notify_notification_get_closed_reason(notification));
    board_check_idle(board);
}

/* The id of the bubble on the screen that this one is to replace, or 0: ours of that key, or the
 * one that an earlier run of this program left on the same server. */
static uint32_t board_find_replaced(struct board *board, const struct bubble *bubble)
{
    const struct popup *popup = board_find(board, bubble->key);

    if (popup && popup->id)
        return popup->id;
    if (bubble->server_id < 0 || bubble->server_id > UINT32_MAX ||
        !streq(bubble->server_name, server_owner(board->server)))
        return 0;
    return (uint32_t)bubble->server_id;
}

/* Notify goes to whoever owns the name when it arrives. Only when the owner is the same before and
 * after is it known whose id came back. */
static bool show_notification(struct board *board, NotifyNotification *notification, char **ret_why)
{
    g_autofree char *owner = g_strdup(server_owner(board->server));
    g_autoptr(GError) error = NULL;

    if (!notify_notification_show(notification, &error)) {
        g_dbus_error_strip_remote_error(error);
        *ret_why = g_strdup_printf("refused: %s", error->message);
        return false;
    }
    if (!server_is_still(board->server, owner)) {
        *ret_why = g_strdup("the notification server went away");
        return false;
    }
    if (bubble_id(notification) == 0) {
        *ret_why = g_strdup("the notification server gave no id");
        return false;
    }
    return true;
}

/* The server is known and shows bubbles. */
static bool board_put_up(struct board *board, const struct bubble *bubble, char **ret_why)
{
    _cleanup_(bubble_unrefp) NotifyNotification *notification =
        bubble_build(bubble, board_find_replaced(board, bubble), server_has_actions(board->server),
                     server_has_body_markup(board->server), on_action, board);
    if (!notification) {
        *ret_why = g_strdup("out of memory");
        return false;
    }
    if (!show_notification(board, notification, ret_why))
        return false;

    struct popup *popup = board_ensure(board, bubble->key);
    if (!popup) {
        *ret_why = g_strdup("out of memory");
        return false;
    }
    g_signal_connect(notification, "closed", G_CALLBACK(on_closed), board);
    g_set_object(&popup->notification, notification);
    popup->id = bubble_id(notification);
    tell_shown(board->fd, popup->key, popup->id, server_owner(board->server));
    return true;
}

/* Keeps the record in the place of an earlier one of its key; takes its contents. */
static bool board_hold(struct board *board, const char *key, struct record *record, char **ret_why)
{
    struct popup *popup = board_ensure(board, key);
    if (!popup) {
        *ret_why = g_strdup("out of memory");
        return false;
    }
    record_done(&popup->held);
    popup->held = *record;
    popup->is_held = true;
    *record = (struct record){0};
    tell_held(board->fd, popup->key);
    return true;
}

static bool board_show_or_hold(struct board *board, const struct bubble *bubble,
                               struct record *record, char **ret_why)
{
    if (!board_has_room(board, bubble->key)) {
        *ret_why = g_strdup("too many bubbles");
        return false;
    }
    if (server_refresh(board->server, ret_why) < 0)
        return false;
    hold_watch_server(board->hold, server_owner(board->server),
                      server_is_gnome_shell(board->server));
    if (hold_is_on(board->hold))
        return board_hold(board, bubble->key, record, ret_why);
    return board_put_up(board, bubble, ret_why);
}

/* Shows the bubble that the record asks for, or holds it back; every way is told. */
static int board_show(struct board *board, struct record *record)
{
    g_autofree char *why = NULL;
    struct bubble bubble;

    int r = record_get_bubble(record, &bubble);
    if (r < 0)
        return r;
    if (!board_show_or_hold(board, &bubble, record, &why))
        tell_failed(board->fd, bubble.key, why);
    return 0;
}

/* ---- Releasing what was held ---- */

static struct popup *board_first_held(struct board *board)
{
    for (guint i = 0; i < board->popups->len; i++) {
        struct popup *popup = board->popups->pdata[i];
        if (popup->is_held)
            return popup;
    }
    return NULL;
}

static gboolean on_release(void *userdata)
{
    struct board *board = userdata;
    struct popup *popup;

    board->release_source = 0;
    while (!hold_is_on(board->hold) && (popup = board_first_held(board))) {
        _cleanup_(record_done) struct record record = popup->held;

        popup->held = (struct record){0};
        popup->is_held = false;
        if (!popup->notification)
            g_ptr_array_remove(board->popups, popup);
        record_rewind(&record);
        (void)board_show(board, &record); /* it was well-formed the first time */
    }
    board_check_idle(board);
    return G_SOURCE_REMOVE;
}

/* From the loop, not from inside the call that noticed: that one may be about to show something. */
static void board_schedule_release(struct board *board)
{
    if (!board->release_source)
        board->release_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_release, board, NULL);
}

static void on_hold_ended(void *userdata)
{
    board_schedule_release(userdata);
}

/* Every bubble that was up went with its server. What is held waits for the next one. */
static void on_server_changed(void *userdata)
{
    struct board *board = userdata;

    hold_forget_server(board->hold);
    for (guint i = board->popups->len; i-- > 0;) {
        struct popup *popup = board->popups->pdata[i];
        if (popup->notification)
            board_take_down(board, popup, NOTIFY_CLOSED_REASON_UNDEFIEND);
    }
    if (server_owner(board->server))
        board_schedule_release(board);
    board_check_idle(board);
}

/* ---- Records ---- */

static int board_close(struct board *board, struct record *record)
{
    const char *key = record_get_string(record);
    int64_t id = record_get_integer(record);
    const char *server_name = record_get_string(record);

    int r = record_end(record);
    if (r < 0)
        return r;

    struct popup *popup = board_find(board, key);
    if (popup && popup->id)
        server_close(board->server, server_owner(board->server), popup->id);
    else if (id > 0 && id <= UINT32_MAX && g_dbus_is_unique_name(server_name))
        server_close(board->server, server_name, (uint32_t)id);
    if (popup)
        g_ptr_array_remove(board->popups, popup);
    return 0;
}

int board_take_record(struct board *board, struct record *record)
{
    int r = -EBADMSG;

    if (record_type(record) == RECORD_BUBBLE_SHOW)
        r = board_show(board, record);
    else if (record_type(record) == RECORD_BUBBLE_CLOSE)
        r = board_close(board, record);
    board_check_idle(board);
    return r;
}

/* ---- Making and freeing ---- */

int board_new(GDBusConnection *bus, int fd, board_idle_func *idle, void *userdata,
              struct board **ret)
{
    _cleanup_(board_freep) struct board *board = calloc(1, sizeof(*board));
    if (!board)
        return -ENOMEM;

    board->fd = fd;
    board->idle = idle;
    board->userdata = userdata;
    board->popups = g_ptr_array_new_with_free_func(popup_free);
    int r = server_new(bus, on_server_changed, board, &board->server);
    if (r < 0)
        return r;
    r = hold_new(bus, on_hold_ended, board, &board->hold);
    if (r < 0)
        return r;
    board_check_idle(board);
    *ret = TAKE_PTR(board);
    return 0;
}

struct board *board_free(struct board *board)
{
    if (!board)
        return NULL;
    if (board->release_source)
        g_source_remove(board->release_source);
    if (board->linger_source)
        g_source_remove(board->linger_source);
    hold_free(board->hold);
    server_free(board->server);
    g_ptr_array_unref(board->popups);
    free(board);
    return NULL;
}
