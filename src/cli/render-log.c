#include "cli/render.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

#define TITLE_COLUMNS 28

const char *const entry_columns[ENTRY_COLUMNS] = {
    "id",      "activity", "title", "start",       "end",    "outcome",
    "minutes", "count",    "note",  "answered_at", "source", "why",
};

void render_changed(struct text *text, const struct view *view, const struct bus_block *block)
{
    char range[CLOCK_RANGE_SIZE], day[DAY_SIZE];
    int32_t block_day = zone_day(view->zone, block->start_sec);

    text_add_escaped(text, block->title);
    text_add(text, ", ");
    if (block_day != zone_day(view->zone, view->now_sec)) {
        day_format(view, block_day, day);
        text_addf(text, "%s ", day);
    }
    clock_range_format(view, block->start_sec, block->end_sec, range);
    text_add(text, range);
    if (block->minutes >= 0)
        text_addf(text, " (%d min)", block->minutes);
}

static void add_number(struct text *text, const char *separator, int value)
{
    text_add(text, separator);
    if (value >= 0)
        text_addf(text, "%d", value);
}

void render_entry(struct text *text, const struct view *view, const struct bus_entry *entry)
{
    const struct bus_block *block = &entry->block;
    char date[DATE_SIZE], range[CLOCK_RANGE_SIZE], minutes[16] = "";

    civil_format_date(zone_day(view->zone, block->start_sec), date);
    clock_range_format(view, block->start_sec, block->end_sec, range);
    if (block->minutes >= 0)
        snprintf(minutes, sizeof(minutes), "%d min", block->minutes);
    text_addf(text, "%s  %-*s  ", date, (int)clock_range_width(view), range);
    paint_addf(text, view->screen, block_paint(view, block), "%s %-12s", block_mark(view, block),
               outcome_label(block->outcome));
    text_addf(text, "  %8s  ", minutes);
    text_add_padded(text, block->title, TITLE_COLUMNS);
    text_add(text, "  ");
    paint_begin(text, view->screen, PAINT_DIM);
    text_add_escaped(text, block->id);
    paint_end(text, view->screen, PAINT_DIM);
    if (block->count >= 0)
        add_number(text, "  count ", block->count);
    if (!str_is_empty(entry->why)) {
        text_add(text, "  ");
        text_add_escaped(text, entry->why);
    }
    if (!str_is_empty(entry->note)) {
        text_add(text, "  ");
        text_add_escaped(text, entry->note);
    }
    text_add_char(text, '\n');
}

void render_entry_csv_head(struct text *text)
{
    for (size_t i = 0; i < ENTRY_COLUMNS; i++)
        text_addf(text, "%s%s", i ? "," : "", entry_columns[i]);
    text_add(text, "\r\n");
}

static void add_instant(struct text *text, const struct zone *zone, int64_t sec)
{
    char instant[INSTANT_SIZE];
    zone_format(zone, sec, instant);
    text_addf(text, ",%s", sec ? instant : "");
}

static void add_field(struct text *text, const char *separator, const char *s)
{
    text_add(text, separator);
    text_add_csv(text, s);
}

void render_entry_csv(struct text *text, const struct zone *zone, const struct bus_entry *entry)
{
    const struct bus_block *block = &entry->block;
    add_field(text, "", block->id);
    add_field(text, ",", block->activity);
    add_field(text, ",", block->title);
    add_instant(text, zone, block->start_sec);
    add_instant(text, zone, block->end_sec);
    add_field(text, ",", outcome_name(block->outcome));
    add_number(text, ",", block->minutes);
    add_number(text, ",", block->count);
    add_field(text, ",", entry->note);
    add_instant(text, zone, entry->answered_sec);
    add_field(text, ",", entry->source);
    add_field(text, ",", entry->why);
    text_add(text, "\r\n");
}
