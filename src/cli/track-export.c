#include "cli/track-export.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/track.h"
#include "base/zone.h"
#include "cli/track-sheet.h"

void track_export_head(struct text *text, const struct track_sheet *sheet)
{
    for (size_t i = 0; i < sheet->head.n; i++) {
        if (i > 0)
            text_add_char(text, sheet->separator);
        text_add_csv_separated(text, sheet->head_cells[i].text, sheet->separator);
    }
    text_add(text, "\r\n");
}

bool track_export_takes(const struct track_sheet *sheet, const struct track_item *item)
{
    enum track_rows rows = sheet->head.rows;
    return rows == ROWS_MIXED || (rows == ROWS_CONTACTS) == (item->kind == TRACK_CONTACT);
}

static void add_day(struct text *text, int32_t day)
{
    char date[DATE_SIZE];
    if (day == TRACK_NO_DAY)
        return;
    civil_format_date(day, date);
    text_add(text, date);
}

static void add_interview(struct text *text, const struct zone *zone, int64_t sec)
{
    char instant[INSTANT_SIZE];
    if (sec == 0)
        return;
    zone_format(zone, sec, instant);
    text_add(text, instant);
}

/* "" where the item has no such text. */
static const char *text_of(const struct track_item *item, enum track_column column)
{
    bool is_contact = item->kind == TRACK_CONTACT;
    switch (column) {
    case COLUMN_KIND:
        return track_kind_name(item->kind);
    case COLUMN_COMPANY:
        return is_contact ? item->company : item->name;
    case COLUMN_PERSON:
        return is_contact ? item->name : "";
    case COLUMN_STAGE:
        return is_contact ? "" : track_stage_name(item->stage);
    case COLUMN_ROLE:
        return item->role;
    case COLUMN_CHANNEL:
        return item->channel;
    case COLUMN_LINK:
        return item->link;
    case COLUMN_SOURCE:
        return item->source;
    case COLUMN_NOTE:
        return item->note;
    default:
        return "";
    }
}

static void add_cell(struct text *text, const struct track_sheet *sheet, const struct zone *zone,
                     const struct track_item *item, enum track_column column)
{
    if (column >= COLUMN_DAY && column < COLUMN_DAY + STAGE_MAX_)
        add_day(text, item->days[column - COLUMN_DAY]);
    else if (column == COLUMN_FOLLOW_UP)
        add_day(text, item->follow_up);
    else if (column == COLUMN_LAST_CONTACT)
        add_day(text, item->last_contact);
    else if (column == COLUMN_INTERVIEW_AT)
        add_interview(text, zone, item->interview_sec);
    else if (column == COLUMN_INTERVIEW_MINUTES && item->interview_sec != 0)
        text_addf(text, "%d", item->interview_minutes);
    else
        text_add_csv_separated(text, text_of(item, column), sheet->separator);
}

void track_export_item(struct text *text, const struct track_sheet *sheet, const struct zone *zone,
                       const struct track_item *item)
{
    for (size_t i = 0; i < sheet->head.n; i++) {
        if (i > 0)
            text_add_char(text, sheet->separator);
        add_cell(text, sheet, zone, item, sheet->head.columns[i]);
    }
    text_add(text, "\r\n");
}
