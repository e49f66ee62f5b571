/* A week in numbers, the weekdays and parts of the day, and what is asked about them. */
#include "review/slots.h"

#include "base/macro.h"

static void add_planned(struct review_minutes *minutes, const struct review_row *row)
{
    int64_t length = row->end_sec > row->start_sec ? (row->end_sec - row->start_sec) / 60 : 0;

    minutes->planned += length;
    if (row->outcome == OUTCOME_SKIPPED)
        minutes->skipped += length;
    else if (row->outcome == OUTCOME_MISSED)
        minutes->missed += length;
    else if (row->outcome == OUTCOME_EXCUSED)
        minutes->excused += length;
    else if (row->outcome == OUTCOME_OPEN)
        minutes->open += length;
}

void review_count_minutes(const struct review_row *rows, size_t n, const struct zone *zone,
                          int32_t week, const char *activity, struct review_minutes *ret)
{
    int64_t from_sec = zone_day_start(zone, week), to_sec = zone_day_start(zone, week + 7);
    struct review_minutes minutes = {0};

    for (size_t i = 0; i < n; i++) {
        const struct review_row *row = &rows[i];

        if (row->start_sec < from_sec || row->start_sec >= to_sec ||
            (activity && !streq(row->activity, activity)))
            continue;
        if (row->kind != BLOCK_UNPLANNED)
            add_planned(&minutes, row);
        if (row->outcome == OUTCOME_DONE)
            minutes.done += MAX(row->minutes, 0);
        else if (row->outcome == OUTCOME_PARTIAL)
            minutes.partial += MAX(row->minutes, 0);
        minutes.answered += outcome_is_answer(row->outcome) && !review_row_is_deed(row);
    }
    *ret = minutes;
}

int review_heat_fill(const struct review_row *rows, size_t n, const struct zone *zone, int32_t week,
                     int weeks, struct review_heat *ret)
{
    _cleanup_(slot_table_done) struct slot_table table = {0};
    struct review_heat heat = {0};
    int r = slot_table_fill(&table, rows, n, zone, week);

    if (r < 0)
        return r;
    for (size_t i = 0; i < table.n; i++) {
        const struct slot *slot = &table.items[i];

        for (int w = MAX(HORIZON_WEEKS - weeks, 0); w < HORIZON_WEEKS; w++) {
            heat.kept[slot->weekday][slot->part] += (int)slot->weeks[w].kept;
            heat.of[slot->weekday][slot->part] += (int)tally_blocks(slot->weeks[w]);
        }
    }
    *ret = heat;
    return 0;
}

/* ---- Questions ---- */

static void add_pattern_question(const struct review_pattern *pattern, struct text *text)
{
    if (pattern->kind == PATTERN_SLOT)
        text_addf(text, "What gets in the way of %s on %s %ss?", pattern->activity,
                  civil_weekday_long_name(pattern->weekday), day_part_name(pattern->part));
    else if (pattern->kind == PATTERN_GOAL)
        text_addf(text, "What keeps the goal of %s out of reach?", pattern->activity);
    else
        text_addf(text, "What makes %s go so well?", pattern->activity);
}

void review_question_add_words(int number, const struct review_pattern *pattern,
                               const struct review_minutes *week, struct text *text)
{
    if (number > 1)
        text_add(text, "What is one thing that you will do differently next week?");
    else if (pattern)
        add_pattern_question(pattern, text);
    else if (week->answered == 0)
        text_add(text, "How was this week?");
    else if (week->skipped > 0 || week->missed > 0)
        text_add(text, "What got in the way this week?");
    else
        text_add(text, "What made this week work?");
}
