/* Rows and items are sorted together by what makes them the same, so that a group of equals holds
 * all that may be matched with each other; each group is settled by itself. */
#include "cli/track-merge.h"

#include <errno.h>

#include "base/macro.h"
#include "base/text.h"
#include "cli/track-csv.h"

struct member {
    const struct track_item *item;
    const struct track_csv_row *row; /* NULL: an item that is there */
    const struct member *match;      /* a row's item */
    bool is_taken;                   /* an item: by a row; a row: by the row it says the same as */
    struct track_item merged;        /* a row's, onto its match or onto nothing */
};

struct merge {
    int64_t now_sec;
    int32_t today;
    struct member *members;
    struct member **sorted;
    size_t n;
};

/* ---- Equals ---- */

static int compare_keys(const struct track_item *a, const struct track_item *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return str_compare_folded(a->name, b->name)
               ?: (a->kind == TRACK_CONTACT ? str_compare_folded(a->company, b->company)
                                            : str_compare_folded(a->role, b->role));
}

/* Within a group as they came: items by number, then rows by line. */
static int compare_members(const void *a, const void *b)
{
    const struct member *m = *(struct member *const *)a, *o = *(struct member *const *)b;
    return compare_keys(m->item, o->item) ?: (m < o ? -1 : m > o);
}

/* ---- One row onto one item ---- */

static void lay_texts(struct track_item *onto, const struct track_item *row)
{
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        if (*track_item_get_text(row, i) && i != TRACK_NAME)
            *track_item_text(onto, i) = track_item_get_text(row, i);
}

/* The two ends are equally far. */
static int stage_rank(enum track_stage stage)
{
    return track_stage_is_over(stage) ? STAGE_REJECTED : (int)stage;
}

static bool is_behind(const struct track_csv_row *row, const struct track_item *item)
{
    return row->has_stage && stage_rank(row->item.stage) < stage_rank(item->stage);
}

static void lay_stages(struct track_item *onto, const struct track_csv_row *row)
{
    for (int i = 0; i < STAGE_MAX_; i++)
        if (row->item.days[i] != TRACK_NO_DAY)
            onto->days[i] = row->item.days[i];
    if (row->has_stage && !is_behind(row, onto))
        onto->stage = row->item.stage;
    if (row->item.interview_sec != 0)
        onto->interview_sec = row->item.interview_sec;
    if (row->item.interview_minutes > 0)
        onto->interview_minutes = row->item.interview_minutes;
}

static void lay_row(const struct merge *merge, struct track_item *onto,
                    const struct track_csv_row *row)
{
    const struct track_item *item = &row->item;

    lay_texts(onto, item);
    if (item->kind == TRACK_APPLICATION)
        lay_stages(onto, row);
    onto->last_contact = MAX(onto->last_contact, item->last_contact);
    if (item->follow_up >= merge->today)
        onto->follow_up = item->follow_up;
    track_item_settle(onto, merge->now_sec);
}

/* ---- One group ---- */

static bool says_nothing_new(const struct merge *merge, const struct member *row,
                             const struct member *item)
{
    struct track_item merged = *item->item;
    lay_row(merge, &merged, row->row);
    return track_item_equals(&merged, item->item);
}

static void match(const struct merge *merge, struct member *row, struct member *item)
{
    row->match = item;
    row->merged = *item->item;
    lay_row(merge, &row->merged, row->row);
    item->is_taken = true;
}

/* Takes the first free item that the row may have: any, or one that it leaves as it is. */
static void find_match(const struct merge *merge, struct member *row, struct member **items,
                       size_t n, bool must_be_same)
{
    for (size_t i = 0; i < n && !row->match; i++)
        if (!items[i]->is_taken && (!must_be_same || says_nothing_new(merge, row, items[i])))
            match(merge, row, items[i]);
}

/* A person who is named beside several applications, or has a row as well, is one contact: the
 * first row takes up what the others say. */
static void join_asides(const struct merge *merge, struct member **rows, size_t n)
{
    struct member *first = NULL;
    for (size_t i = 0; i < n && !first; i++)
        if (!rows[i]->row->is_aside)
            first = rows[i];
    if (!first && n > 0)
        first = rows[0];
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == first || !rows[i]->row->is_aside)
            continue;
        lay_row(merge, &first->merged, rows[i]->row);
        rows[i]->is_taken = true;
    }
}

static void match_group(const struct merge *merge, struct member **group, size_t n)
{
    size_t n_items = 0;
    while (n_items < n && !group[n_items]->row)
        n_items++;
    struct member **rows = group + n_items;
    size_t n_rows = n - n_items;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n_rows; i++)
            if (!rows[i]->row->is_aside)
                find_match(merge, rows[i], group, n_items, pass == 0);
    for (size_t i = 0; i < n_rows; i++)
        if (rows[i]->row->is_aside)
            find_match(merge, rows[i], group, n_items, false);
    join_asides(merge, rows, n_rows);
}
