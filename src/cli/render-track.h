/* The tracker's items as people and programs read them. Pure, as is render.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct bus_track_history;
struct json;
struct text;
struct track_item;
struct view;
struct zone;

/* `#3 Acme, C developer`; `#5 Ada Berg, Acme`; a new one without the number. Not ended. */
void render_track_name(struct text *text, const struct track_item *item);

/* The same and how it stands: `: applied Tue 24 Nov; follow-up Tue 1 Dec`. Not ended. */
void render_track_item(struct text *text, const struct view *view, const struct track_item *item);

/* Two tables, applications and contacts, with the columns that line up. Those come first that are
 * to be followed up first; those that ended come last. */
void render_track_list(struct text *text, const struct view *view, const struct track_item *items,
                       size_t n);

/* All that one item says, over several lines. */
void render_track_show(struct text *text, const struct view *view, const struct track_item *item);

/* Every version in a line: when, what was done, and what it changed. */
void render_track_history(struct text *text, const struct view *view,
                          const struct bus_track_history *history);

/* `  stage applied; follow-up Tue 1 Dec`: what differs, nothing if nothing does. Not ended. */
void render_track_changes(struct text *text, const struct view *view,
                          const struct track_item *before, const struct track_item *now);

/* ---- For programs ---- */

/* `{"schema":1,"applications":[...],"contacts":[...]}`, by number. */
void render_track_list_json(FILE *f, const struct zone *zone, const struct track_item *items,
                            size_t n);
void render_track_history_json(FILE *f, const struct zone *zone,
                               const struct bus_track_history *history);

/* One item inside an open array, or as a member. */
void render_track_item_json(struct json *json, const char *key, const struct zone *zone,
                            const struct track_item *item);
