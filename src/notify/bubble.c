#include "notify/bubble.h"

#include <ctype.h>

#include "base/text.h"
#include "records.h"

#define SUMMARY_MAX_BYTES  256
#define LINE_MAX_BYTES     512
#define BODY_MAX_BYTES     4096
#define LABEL_MAX_BYTES    64
#define CATEGORY_MAX_BYTES 64

/* Adds one line of the body: clean, and escaped where it is read as markup. */
static bool add_line(struct text *body, const char *line, bool is_markup)
{
    _cleanup_(freep) char *clean = NULL;

    if (text_clean(line, LINE_MAX_BYTES, &clean) < 0)
        return false;
    if (body->length > 0)
        text_add_char(body, '\n');
    if (is_markup)
        text_add_markup(body, clean);
    else
        text_add(body, clean);
    return true;
}

/* Only whole lines: cut markup, or half an entity, would show as rubbish or not at all. */
static bool build_body(const char *s, bool is_markup, char **ret)
{
    _cleanup_(text_done) struct text body = {0};
    _cleanup_(freep) char *lines = strdup(s);
    char *rest = lines, *line;

    if (!lines)
        return false;
    while ((line = strsep(&rest, "\n")) && body.length < BODY_MAX_BYTES)
        if (!add_line(&body, line, is_markup))
            return false;
    return text_take(&body, ret) >= 0;
}

/* An icon's name by the icon naming specification; a path or URI would have the server open it. */
static const char *icon_name(const char *s)
{
    for (const char *c = s; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
            return "";
    return s;
}

static void set_hints(NotifyNotification *notification, const struct bubble *bubble)
{
    _cleanup_(freep) char *category = NULL;

    /* Never critical: that breaks through do-not-disturb. */
    notify_notification_set_urgency(notification, NOTIFY_URGENCY_NORMAL);
    notify_notification_set_hint(notification, "desktop-entry", g_variant_new_string("jobsearchd"));
    if (text_clean(bubble->category, CATEGORY_MAX_BYTES, &category) >= 0)
        notify_notification_set_category(notification, category);
    if (bubble->is_resident)
        notify_notification_set_hint(notification, "resident", g_variant_new_boolean(TRUE));

    int64_t expire_ms = bubble->expire_ms < 0 ? NOTIFY_EXPIRES_DEFAULT : bubble->expire_ms;
    notify_notification_set_timeout(notification, (int)MIN(expire_ms, (int64_t)INT32_MAX));
}

static bool add_actions(NotifyNotification *notification, const struct bubble *bubble,
                        NotifyActionCallback on_action, void *userdata)
{
    for (size_t i = 0; i < bubble->n_actions; i++) {
        const struct bubble_action *action = &bubble->actions[i];
        _cleanup_(freep) char *label = NULL;

        if (text_clean(action->label, LABEL_MAX_BYTES, &label) < 0)
            return false;
        if (*action->key && *label)
            notify_notification_add_action(notification, action->key, label, on_action, userdata,
                                           NULL);
    }
    return true;
}

NotifyNotification *bubble_build(const struct bubble *bubble, uint32_t replaces, bool has_actions,
                                 bool has_body_markup, NotifyActionCallback on_action,
                                 void *userdata)
{
    _cleanup_(freep) char *summary = NULL;
    _cleanup_(freep) char *body = NULL;

    if (text_clean(bubble->summary, SUMMARY_MAX_BYTES, &summary) < 0 ||
        !build_body(bubble->body, has_body_markup, &body))
        return NULL;

    /* libnotify keeps the id as an int: one beyond (no server counts so far) gets a new bubble. */
    _cleanup_(bubble_unrefp) NotifyNotification *notification =
        g_object_new(NOTIFY_TYPE_NOTIFICATION, "summary", *summary ? summary : "jobsearchd", "body",
                     body, "icon-name", icon_name(bubble->icon), "id",
                     replaces <= INT32_MAX ? (int)replaces : 0, NULL);
    set_hints(notification, bubble);
    if (has_actions && !add_actions(notification, bubble, on_action, userdata))
        return NULL;
    return g_steal_pointer(&notification);
}

uint32_t bubble_id(NotifyNotification *notification)
{
    int id;

    g_object_get(notification, "id", &id, NULL);
    return (uint32_t)id;
}

void bubble_unrefp(NotifyNotification **notification)
{
    g_clear_object(notification);
}
