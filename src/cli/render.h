/* The daemon's answers as people and programs read them. Pure: structs in, text or JSON out. Every
 * string from outside is escaped on its way. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct bus_block;
struct bus_entry;
struct bus_goals;
struct bus_review;
struct bus_span;
struct bus_status;
struct bus_tuning;
struct json;
struct text;
struct view;
struct zone;

/* ---- For people ---- */

/* The whole of `jsctl status`, several lines. */
void render_status(struct text *text, const struct view *view, const struct bus_status *status);

/* `Practise skills until 10:30`: what holds until the next change, without a count that ticks. Not
 * ended. */
void render_summary(struct text *text, const struct view *view, const struct bus_status *status);

/* One day of the span: a head, its blocks, busy time beside them. With `unplaced` at the end. */
void render_today(struct text *text, const struct view *view, const struct bus_span *span);

/* Each day like that. */
void render_week_list(struct text *text, const struct view *view, const struct bus_span *span);

/* The week as a grid, a column a day. Returns false, having added nothing, if the screen is too
 * narrow or its width is not known. */
bool render_week_grid(struct text *text, const struct view *view, const struct bus_span *span);

/* What found no place in the week, if anything. */
void render_unplaced(struct text *text, const struct bus_span *span);

/* How a week's goals stand, with the weeks before. */
void render_goals(struct text *text, const struct view *view, const struct bus_goals *goals);

/* The same without its head. */
void render_goal_list(struct text *text, const struct view *view, const struct bus_goals *goals);

/* A week as a whole, with the weeks before. */
void render_review(struct text *text, const struct view *view, const struct bus_review *review);

/* Two of its parts: blocks kept by weekday and part of the day; patterns. Each with its head. */
void render_heat(struct text *text, const struct view *view, const struct bus_review *review);
void render_patterns(struct text *text, const struct view *view, const struct bus_review *review);

/* `4.5 of 6 hours`, `1 of 1 blog post`, `4 of 10 contacts`. */
void goal_add_amount(struct text *text, double actual, double target, const char *unit);

/* What could be changed in the plan, and whether what was changed has helped. */
void render_tuning(struct text *text, const struct view *view, const struct bus_tuning *tuning);

/* A diff of the plan file, line by line. */
void render_diff(struct text *text, const struct view *view, const char *diff);

/* `Practise skills, 09:00-10:30 (90 min)`: the block that a command has changed. Not ended. */
void render_changed(struct text *text, const struct view *view, const struct bus_block *block);

/* One line of the log. */
void render_entry(struct text *text, const struct view *view, const struct bus_entry *entry);

/* ---- For programs ---- */

void render_status_json(FILE *f, const struct zone *zone, const struct bus_status *status);

/* The line that waybar's custom module reads (return-type json; its texts are Pango markup). With
 * `discreet = yes` it names no block. NULL for status: the daemon is away. */
void render_waybar(FILE *f, const struct view *view, const struct bus_status *status);

void render_goals_json(FILE *f, const struct zone *zone, const struct bus_goals *goals);
void render_review_json(FILE *f, const struct zone *zone, const struct bus_review *review);

/* `"goals":[...]` inside an open object. */
void render_goal_list_json(struct json *json, const struct zone *zone,
                           const struct bus_goals *goals);

/* `"heat":[...]` and `"patterns":[...]` of a review. */
void render_heat_json(struct json *json, const struct bus_review *review);
void render_patterns_json(struct json *json, const struct bus_review *review);

/* `"week":"2026-W48"`: the ISO week that holds most of it, whichever day the user's weeks begin on.
 */
void json_week(struct json *json, const struct zone *zone, int64_t from_sec);

void render_tuning_json(FILE *f, const struct zone *zone, const struct bus_tuning *tuning);

void render_span_json(FILE *f, const struct zone *zone, const struct bus_span *span);

/* One entry inside an open array. */
void render_entry_json(struct json *json, const struct zone *zone, const struct bus_entry *entry);

/* One record with its line end; the head that names the columns. */
#define ENTRY_COLUMNS 12
extern const char *const entry_columns[ENTRY_COLUMNS];
void render_entry_csv_head(struct text *text);
void render_entry_csv(struct text *text, const struct zone *zone, const struct bus_entry *entry);
