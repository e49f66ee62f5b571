#include "daemon/changes.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/wording.h"

#define CHANGES_MAX_ROWS 4

static void change_done(struct change *change)
{
    free(change->title);
    free(change->why);
}

void change_list_done(struct change_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        change_done(&list->items[i]);
    free(list->items);
    *list = (struct change_list){0};
}

static void change_list_remove(struct change_list *list, size_t i)
{
    change_done(&list->items[i]);
    list->n--;
    memmove(&list->items[i], &list->items[i + 1], (list->n - i) * sizeof *list->items);
}

static struct change *change_list_find(struct change_list *list, const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (streq(list->items[i].id, id))
            return &list->items[i];
    return NULL;
}

static int change_list_append(struct change_list *list, const struct change *change)
{
    struct change copy = *change;
    int r;

    copy.title = copy.why = NULL;
    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof copy);
    if (r >= 0)
        r = str_replace(&copy.title, change->title);
    if (r >= 0)
        r = str_replace(&copy.why, change->why);
    if (r < 0) {
        change_done(&copy);
        return r;
    }
    list->items[list->n++] = copy;
    return 0;
}

int change_list_add(struct change_list *list, const struct change *change)
{
    struct change *earlier = change_list_find(list, change->id);
    struct change joined = *change;
    size_t n = list->n;
    int r;

    if (earlier) {
        joined.old_start_sec = earlier->old_start_sec;
        joined.old_end_sec = earlier->old_end_sec;
    }
    if (joined.old_start_sec != joined.new_start_sec || joined.old_end_sec != joined.new_end_sec) {
        r = change_list_append(list, &joined);
        if (r < 0)
            return r;
    }
    for (size_t i = n; i-- > 0;)
        if (streq(list->items[i].id, change->id))
            change_list_remove(list, i);
    return 0;
}

void change_list_forget(struct change_list *list, const char *id)
{
    struct change *change = change_list_find(list, id);

    if (change)
        change_list_remove(list, (size_t)(change - list->items));
}

void change_list_prune(struct change_list *list, int64_t now_sec)
{
    for (size_t i = list->n; i-- > 0;)
        if (list->items[i].old_end_sec <= now_sec && list->items[i].new_end_sec <= now_sec)
            change_list_remove(list, i);
}

/* ---- Words ---- */

struct words {
    const struct plan *plan;
    const struct zone *zone;
    int64_t now_sec;
};

static void add_time(struct text *text, const struct words *words, int64_t utc_sec)
{
    wording_add_moment(text, words->zone, words->now_sec, utc_sec);
}

static void add_end(struct text *text, const struct words *words, int64_t utc_sec)
{
    char clock[CLOCK_SIZE];

    wording_format_clock(words->zone, utc_sec, clock);
    text_add(text, clock);
}

static void add_change(struct text *text, const struct words *words, const struct change *change)
{
    text_add(text, words->plan->discreet ? "Block" : change->title);
    if (change->old_end_sec == 0) {
        text_add(text, " added on ");
        add_time(text, words, change->new_start_sec);
    } else if (change->new_end_sec == 0) {
        text_add(text, " on ");
        add_time(text, words, change->old_start_sec);
        text_add(text, " has no room any more");
    } else if (change->old_start_sec == change->new_start_sec) {
        text_add(text, " on ");
        add_time(text, words, change->old_start_sec);
        text_add(text, " ends at ");
        add_end(text, words, change->new_end_sec);
        text_add(text, " instead of ");
        add_end(text, words, change->old_end_sec);
    } else {
        text_add(text, " moved from ");
        add_time(text, words, change->old_start_sec);
        text_add(text, " to ");
        add_time(text, words, change->new_start_sec);
    }
}

static void add_why(struct text *text, const struct words *words, const struct change *change,
                    const char *before)
{
    if (*change->why && !words->plan->discreet)
        text_addf(text, "%s%s", before, change->why);
}

static void word_many(const struct change_list *list, const struct words *words,
                      struct text *summary, struct text *body)
{
    size_t shown = MIN(list->n, (size_t)CHANGES_MAX_ROWS);

    text_addf(summary, "%zu blocks changed", list->n);
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            text_add_char(body, '\n');
        add_change(body, words, &list->items[i]);
        add_why(body, words, &list->items[i], ": ");
    }
    if (list->n > shown)
        text_addf(body, "\nand %zu more", list->n - shown);
}

int change_list_word(const struct change_list *list, const struct plan *plan,
                     const struct zone *zone, int64_t now_sec, char **ret_summary, char **ret_body)
{
    struct words words = {plan, zone, now_sec};
    _cleanup_(text_done) struct text summary = {0}, body = {0};
    _cleanup_(freep) char *first = NULL;
    char *second;

    if (list->n == 1) {
        add_change(&summary, &words, &list->items[0]);
        add_why(&body, &words, &list->items[0], "");
    } else {
        word_many(list, &words, &summary, &body);
    }
    text_add(&body, body.length > 0 ? "\njsctl week" : "jsctl week");
    if (text_take(&summary, &first) < 0 || text_take(&body, &second) < 0)
        return -ENOMEM;
    *ret_summary = TAKE_PTR(first);
    *ret_body = second;
    return 0;
}
