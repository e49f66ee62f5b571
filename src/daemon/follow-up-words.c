#include "daemon/follow-up-words.h"

#include <errno.h>
#include <inttypes.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"

#define MAX_ROWS 4

/* Each of them may be missing. */
static void add_parts(struct text *text, const char *first, const char *second)
{
    text_add(text, first);
    if (*first && *second)
        text_add(text, ", ");
    text_add(text, second);
}

/* What it is besides its name: a role; a company and how to reach the contact there. */
static void add_details(struct text *text, const struct track_item *item)
{
    if (item->kind == TRACK_CONTACT)
        add_parts(text, item->company, item->channel);
    else
        text_add(text, item->role);
}

/* A name is typed into a shell: it stands as one word there, whatever is in it. */
static void add_shell_word(struct text *text, const char *s)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";

    if (strspn(s, plain) == strlen(s)) {
        text_add(text, s);
        return;
    }
    text_add_char(text, '\'');
    for (; *s; s++)
        if (*s == '\'')
            text_add(text, "'\\''");
        else
            text_add_char(text, *s);
    text_add_char(text, '\'');
}

/* By its name, unless that would be taken for a number or an option. */
static void add_item_word(struct text *text, const struct track_item *item)
{
    if (item->name[0] == '-' || strspn(item->name, "#0123456789") == strlen(item->name))
        text_addf(text, "%" PRId64, item->n);
    else
        add_shell_word(text, item->name);
}

static void word_one(const struct track_item *item, int32_t today, struct text *summary,
                     struct text *body)
{
    char date[DATE_SIZE];

    text_addf(summary, "Follow up with %s", item->name);
    add_details(body, item);
    if (item->follow_up < today) {
        civil_format_date(item->follow_up, date);
        text_addf(body, "%sdue since %s %s", body->length ? "\n" : "",
                  civil_weekday_name(civil_weekday(item->follow_up)), date);
    }
    text_addf(body, "%sjsctl track follow-up ", body->length ? "\n" : "");
    add_item_word(body, item);
    text_add(body, " done");
}

static void word_many(const struct track_item *items, size_t n, struct text *summary,
                      struct text *body)
{
    size_t shown = MIN(n, (size_t)MAX_ROWS);

    text_addf(summary, "%zu follow-ups are due", n);
    for (size_t i = 0; i < shown; i++) {
        text_addf(body, "%s", items[i].name);
        if (*(items[i].kind == TRACK_CONTACT ? items[i].company : items[i].role))
            text_addf(body, ": %s",
                      items[i].kind == TRACK_CONTACT ? items[i].company : items[i].role);
        text_add_char(body, '\n');
    }
    if (n > shown)
        text_addf(body, "and %zu more\n", n - shown);
    text_add(body, "jsctl today");
}

static void word_discreet(size_t n, struct text *summary, struct text *body)
{
    if (n == 1)
        text_add(summary, "Follow-up due");
    else
        text_addf(summary, "%zu follow-ups due", n);
    text_add(body, "jsctl today");
}

int follow_up_word(const struct track_item *items, size_t n, int32_t today, bool is_discreet,
                   char **ret_summary, char **ret_body)
{
    _cleanup_(text_done) struct text summary = {0}, body = {0};
    _cleanup_(freep) char *first = NULL;
    char *second;

    if (is_discreet)
        word_discreet(n, &summary, &body);
    else if (n == 1)
        word_one(&items[0], today, &summary, &body);
    else
        word_many(items, n, &summary, &body);
    if (text_take(&summary, &first) < 0 || text_take(&body, &second) < 0)
        return -ENOMEM;
    *ret_summary = TAKE_PTR(first);
    *ret_body = second;
    return 0;
}
