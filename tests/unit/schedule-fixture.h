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

/* An agenda in UTC, for cmocka: `agenda_setup()` with the plan's text and the first and last time,
 * each as moment_of() takes it. */
struct agenda_fixture {
    struct plan *plan;
    struct zone *zone;
    struct agenda agenda;
};

/* "24T09:00", of November 2026, in UTC. */
static inline int64_t moment_of(const struct agenda_fixture *f, const char *time)
{
    char s[INSTANT_SIZE];

    snprintf(s, sizeof(s), "2026-11-%s", time);
    return instant_of(f->zone, s);
}

static inline int agenda_setup(void **state, const char *plan, const char *from, const char *to)
{
    struct agenda_fixture *f = calloc(1, sizeof(*f));

    assert_non_null(f);
    f->plan = plan_of(plan);
    f->zone = zone_of("UTC");
    agenda_init(&f->agenda, f->plan, f->zone);
    assert_int_equal(agenda_fill(&f->agenda, moment_of(f, from), moment_of(f, to)), 0);
    *state = f;
    return 0;
}

static inline int agenda_teardown(void **state)
{
    struct agenda_fixture *f = *state;

    agenda_done(&f->agenda);
    zone_free(f->zone);
    plan_free(f->plan);
    free(f);
    return 0;
}
