/* A week to print: Tuesday, 24 November 2026, 10:12 in Berlin, and what surrounds it. */
#pragma once

#include "base/macro.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"
#include "cli/render.h"
#include "cli/screen.h"

#define TUESDAY     INT64_C(1795474800) /* 2026-11-24T00:00+01:00 */
#define TODAY       20781               /* the same day, in days */
#define AT(d, h, m) (TUESDAY + (d)*86400 + (h)*3600 + (m)*60)
#define NOW         AT(0, 10, 12)
#define HOSTILE     "\x1b]0;x\x07<b>&\xe2\x80\xae\n"

#define BLOCK(day, date, name, text, from_h, from_m, to_h, to_m, result, done)                     \
    {                                                                                              \
        .id = name "/2026-11-" date "/1", .activity = name, .title = text,                         \
        .start_sec = AT(day, from_h, from_m), .end_sec = AT(day, to_h, to_m), .kind = BLOCK_FIXED, \
        .outcome = result, .minutes = done, .count = -1                                            \
    }

static struct bus_block blocks[] = {
    BLOCK(-1, "23", "practice", "Practise skills", 9, 0, 10, 30, OUTCOME_DONE, 90),
    BLOCK(-1, "23", "outreach", "Company research and outreach", 14, 0, 15, 30, OUTCOME_PARTIAL,
          45),
    BLOCK(-1, "23", "follow-ups", "Follow-ups", 16, 0, 17, 0, OUTCOME_MISSED, -1),
    BLOCK(0, "24", "practice", "Practise skills", 9, 0, 10, 30, OUTCOME_OPEN, -1),
    BLOCK(0, "24", "outreach", "Company research and outreach", 14, 0, 15, 30, OUTCOME_OPEN, -1),
    BLOCK(1, "25", "practice", "Practise skills", 9, 10, 10, 30, OUTCOME_SKIPPED, 0),
    BLOCK(4, "28", "blog", "Blog: größer denken 日本語", 10, 0, 12, 0, OUTCOME_OPEN, -1),
};

static struct bus_busy busy[] = {
    {AT(0, 11, 0), AT(0, 12, 0), "Interview at Acme", "personal"},
    {AT(1, 9, 30), AT(1, 11, 0), "Dentist", "personal"},
};

static struct bus_unplaced unplaced[] = {{"outreach", 120, "window"}};

static struct bus_follow_up follow_ups[] = {
    {7, "contact", "Ann", TODAY - 1, "https://a.example/ann"},
    {9, "application", "\033]0;x\a", TODAY, ""},
};

static inline struct bus_span span_week(void)
{
    return (struct bus_span){
        .now_sec = NOW,
        .from_sec = AT(-1, 0, 0),
        .to_sec = AT(6, 0, 0),
        .timezone = "Europe/Berlin",
        .blocks = blocks,
        .n_blocks = ARRAY_SIZE(blocks),
        .busy = busy,
        .n_busy = ARRAY_SIZE(busy),
        .unplaced = unplaced,
        .n_unplaced = ARRAY_SIZE(unplaced),
    };
}

static inline struct bus_span span_today(void)
{
    struct bus_span span = span_week();
    span.from_sec = AT(0, 0, 0);
    span.to_sec = AT(1, 0, 0);
    span.blocks = &blocks[3];
    span.n_blocks = 2;
    span.n_busy = 1;
    span.n_unplaced = 0;
    span.follow_ups = follow_ups;
    span.n_follow_ups = ARRAY_SIZE(follow_ups);
    return span;
}

static struct zone *berlin;

static inline int fixture_setup(void **state)
{
    *state = NULL;
    return zone_load("Europe/Berlin", &berlin);
}

static inline int fixture_teardown(void **state)
{
    *state = NULL;
    berlin = zone_free(berlin);
    return 0;
}

static inline struct view view_on(const struct screen *screen)
{
    return (struct view){.screen = screen, .zone = berlin, .now_sec = NOW};
}
