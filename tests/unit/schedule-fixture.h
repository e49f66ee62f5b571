/* What the tests of the schedule share: plans and zones from text, blocks and dues back to text. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/text.h"
#include "schedule.h"

static inline struct plan *plan_of(const char *text)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;

    int r = plan_parse(text, strlen(text), "plan.ini", NULL, NULL, &diags, &plan);
    if (r != 0)
        diag_print(&diags, stderr);
    diag_list_done(&diags);
    assert_int_equal(r, 0);
    return plan;
}

static inline struct zone *zone_of(const char *name)
{
    struct zone *zone = NULL;

    assert_int_equal(zone_load(name, &zone), 0);
    return zone;
}

/* A wall-clock time of the zone, or one with an offset, as an instant. */
static inline int64_t instant_of(const struct zone *zone, const char *s)
{
    int64_t sec;

    if (zone_parse_instant(zone, s, &sec) < 0)
        fail_msg("not an instant: %s", s);
    return sec;
}

/* A line a block: ID START END, with "cut" behind it where it is. */
static inline char *blocks_to_text(const struct block_list *list, const struct zone *zone)
{
    struct text text = {0};
    char *s, start[INSTANT_SIZE], end[INSTANT_SIZE];

    for (size_t i = 0; i < list->n; i++) {
        const struct block *block = &list->items[i];
        zone_format(zone, block->start_sec, start);
        zone_format(zone, block->end_sec, end);
        text_addf(&text, "%s %s %s%s\n", block->id, start, end, block->is_cut ? " cut" : "");
    }
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}

/* A line a due: KIND[OFFSET] TIME, with the item's id behind it where there is one. */
static inline char *dues_to_text(const struct due_list *list, const struct agenda *agenda)
{
    struct text text = {0};
    char *s, at[INSTANT_SIZE];

    for (size_t i = 0; i < list->n; i++) {
        const struct due *due = &list->items[i];
        zone_format_utc(due->at_sec, at);
        text_add(&text, due_kind_name(due->kind));
        if (due->kind == DUE_REMIND || due->kind == DUE_NAG)
            text_addf(&text, "%d", due->offset);
        text_addf(&text, " %s", at);
        if (due->item != SIZE_MAX)
            text_addf(&text, " %s", agenda->items[due->item].id);
        text_add(&text, "\n");
    }
    assert_int_equal(text_take(&text, &s), 0);
    return s;
}
