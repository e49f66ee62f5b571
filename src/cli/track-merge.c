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

/* What made them the same stays as the tracker spells it. */
static void lay_texts(struct track_item *onto, const struct track_item *row)
{
    enum track_text other = row->kind == TRACK_CONTACT ? TRACK_COMPANY : TRACK_ROLE;
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        if (*track_item_get_text(row, i) && i != TRACK_NAME && (enum track_text)i != other)
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
    return track_item_equals(&merged, item->item) && !is_behind(row->row, item->item);
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

/* A person who is named beside applications is one contact: the one that has a row of its own, or
 * the one that is there, or a new one. */
static void join_asides(const struct merge *merge, struct member *first, struct member **rows,
                        size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == first || !rows[i]->row->is_aside)
            continue;
        lay_row(merge, &first->merged, rows[i]->row);
        rows[i]->is_taken = true;
    }
}

static void match_rows(const struct merge *merge, struct member **items, size_t n_items,
                       struct member **rows, size_t n)
{
    struct member *first = NULL;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++)
            if (!rows[i]->row->is_aside)
                find_match(merge, rows[i], items, n_items, pass == 0);
    for (size_t i = n; i-- > 0;)
        if (!rows[i]->row->is_aside)
            first = rows[i];
    if (!first) {
        first = rows[0];
        find_match(merge, first, items, n_items, false);
    }
    join_asides(merge, first, rows, n);
}

static void match_group(const struct merge *merge, struct member **group, size_t n)
{
    size_t n_items = 0;
    while (n_items < n && !group[n_items]->row)
        n_items++;
    if (n_items < n)
        match_rows(merge, group, n_items, group + n_items, n - n_items);
}

/* ---- All ---- */

static int collect(struct merge *merge, const struct track_csv *csv, const struct track_item *items,
                   size_t n_items)
{
    merge->n = n_items + csv->n;
    merge->members = calloc(merge->n + 1, sizeof(*merge->members));
    merge->sorted = calloc(merge->n + 1, sizeof(*merge->sorted));
    if (!merge->members || !merge->sorted)
        return -ENOMEM;

    for (size_t i = 0; i < merge->n; i++) {
        struct member *member = &merge->members[i];
        const struct track_csv_row *row = i < n_items ? NULL : &csv->rows[i - n_items];
        *member = (struct member){.item = row ? &row->item : &items[i], .row = row};
        member->merged = *member->item;
        track_item_settle(&member->merged, merge->now_sec);
        merge->sorted[i] = member;
    }
    qsort(merge->sorted, merge->n, sizeof(merge->sorted[0]), compare_members);
    return 0;
}

static void match_all(const struct merge *merge)
{
    for (size_t i = 0, n; i < merge->n; i += n) {
        for (n = 1; i + n < merge->n; n++)
            if (compare_keys(merge->sorted[i]->item, merge->sorted[i + n]->item) != 0)
                break;
        match_group(merge, merge->sorted + i, n);
    }
}

static struct track_change make_change(const struct member *row)
{
    const struct track_item *before = row->match ? row->match->item : NULL;
    return (struct track_change){
        .effect = !before                                   ? TRACK_ADDED
                  : track_item_equals(&row->merged, before) ? TRACK_UNCHANGED
                                                            : TRACK_CHANGED,
        .item = row->merged,
        .before = before,
        .line = row->row->line,
        .file_stage = row->row->item.stage,
        .is_stage_kept = before && is_behind(row->row, before),
    };
}

static int list_changes(const struct merge *merge, struct track_change **ret, size_t *ret_n)
{
    struct track_change *changes = calloc(merge->n + 1, sizeof(*changes));
    size_t n = 0;
    if (!changes)
        return -ENOMEM;
    for (size_t i = 0; i < merge->n; i++)
        if (merge->members[i].row && !merge->members[i].is_taken)
            changes[n++] = make_change(&merge->members[i]);
    *ret = changes;
    *ret_n = n;
    return 0;
}

int track_merge(const struct track_csv *csv, const struct track_item *items, size_t n_items,
                int64_t now_sec, int32_t today, struct track_change **ret, size_t *ret_n)
{
    struct merge merge = {.now_sec = now_sec, .today = today};
    int r = collect(&merge, csv, items, n_items);
    if (r == 0) {
        match_all(&merge);
        r = list_changes(&merge, ret, ret_n);
    }
    free(merge.members);
    free(merge.sorted);
    return r;
}
