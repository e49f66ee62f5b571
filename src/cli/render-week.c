/* The week as a grid: a column a day, a row half an hour. Each column is a cell for blocks, one
 * column for busy time beside them, and a blank. */
#include "cli/render.h"

#include <ctype.h>

#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"
#include "cli/grid.h"

#define MIN_DAY_COLUMNS 13
#define MAX_DAY_COLUMNS 26
#define MIN_GAP         3 /* as many empty rows become one */

struct drawing {
    struct text *text;
    const struct view *view;
    const struct bus_span *span;
    const struct grid *grid;
    size_t label_columns, day_columns;
    int days[GRID_DAYS]; /* those that are shown, by their place in the grid */
    size_t n_days;
    int today;      /* -1: not in this week */
    int now_minute; /* of today */
};

static size_t cell_columns(const struct drawing *drawing)
{
    return drawing->day_columns - 2;
}

/* The backgrounds go round by first appearance. */
static enum paint activity_paint(const struct bus_span *span, const char *activity)
{
    unsigned n = 0;
    for (size_t i = 0; i < span->n_blocks && !streq(span->blocks[i].activity, activity); i++) {
        bool is_new = true;
        for (size_t j = 0; j < i && is_new; j++)
            is_new = !streq(span->blocks[j].activity, span->blocks[i].activity);
        n += is_new;
    }
    return PAINT_BLOCK + n % PAINT_BLOCKS;
}

/* The bytes of s that fill a line of `columns`: up to a blank if one comes in time; all of them if
 * they fit. */
static size_t line_length(const char *s, size_t columns)
{
    size_t length = 0, word_end = 0, used = 0;
    while (s[length]) {
        char character[5] = "";
        uint32_t c;
        size_t n = MAX(utf8_decode(s + length, strlen(s + length), &c), (size_t)1);
        memcpy(character, s + length, n);
        used += text_width(character);
        if (used > columns)
            return word_end ? word_end : MAX(length, (size_t)1);
        if (s[length] == ' ')
            word_end = length;
        length += n;
    }
    return length;
}

/* Line `row` of a title that wraps; the last one that there is room for is cut. */
static void add_title_line(struct text *text, const char *title, size_t columns, unsigned row,
                           bool is_last)
{
    char line[256];
    for (; row > 0 && *title; row--) {
        title += line_length(title, columns);
        title += strspn(title, " ");
    }
    int length = is_last ? (int)strlen(title) : (int)line_length(title, columns);
    snprintf(line, sizeof(line), "%.*s", length, title);
    text_add_padded(text, line, columns);
}

static void add_blanks(struct text *text, size_t columns)
{
    text_addf(text, "%*s", (int)columns, "");
}

/* A title, with its time before it where that is not the row's. */
static void add_block_title(struct text *text, const struct drawing *drawing,
                            const struct grid_cell *cell)
{
    char clock[CLOCK_SIZE];
    const struct bus_block *block = cell->block;
    int64_t slot_sec = drawing->grid->slot_minutes * 60;
    if (zone_to_local(drawing->view->zone, block->start_sec) % slot_sec != 0) {
        clock_format(drawing->view, block->start_sec, clock);
        text_addf(text, "%s ", clock);
    }
    text_add_escaped(text, block->title);
}

static enum paint cell_paint(const struct drawing *drawing, const struct bus_block *block)
{
    if (block->outcome == OUTCOME_SKIPPED || block->outcome == OUTCOME_EXCUSED)
        return PAINT_DIM;
    return activity_paint(drawing->span, block->activity);
}

static void add_block_cell(struct drawing *drawing, const struct grid_cell *cell, bool is_blank)
{
    const struct screen *screen = drawing->view->screen;
    size_t columns = cell_columns(drawing);
    enum paint paint = cell_paint(drawing, cell->block);
    const char *mark = cell->block_row == 0 ? block_mark(drawing->view, cell->block) : " ";
    _cleanup_(text_done) struct text title = {0};

    paint_begin(drawing->text, screen, paint);
    text_add(drawing->text, *mark == ' ' || is_blank ? (screen->has_color ? " " : "│") : mark);
    text_add_char(drawing->text, ' ');
    if (is_blank) {
        add_blanks(drawing->text, columns - 2);
    } else {
        add_block_title(&title, drawing, cell);
        add_title_line(drawing->text, title.data ? title.data : "", columns - 3, cell->block_row,
                       cell->is_last);
        text_add_char(drawing->text, cell->has_more ? '+' : ' ');
    }
    paint_end(drawing->text, screen, paint);
}

static void add_busy_cell(struct drawing *drawing, const struct grid_cell *cell, bool is_blank)
{
    size_t columns = cell_columns(drawing);
    paint_begin(drawing->text, drawing->view->screen, PAINT_DIM);
    if (cell->names_busy && !is_blank)
        text_add_padded(drawing->text, cell->busy->summary, columns);
    else
        add_blanks(drawing->text, columns);
    paint_end(drawing->text, drawing->view->screen, PAINT_DIM);
}

static void add_cell(struct drawing *drawing, const struct grid_cell *cell, bool is_blank)
{
    if (cell->block)
        add_block_cell(drawing, cell, is_blank);
    else if (cell->busy)
        add_busy_cell(drawing, cell, is_blank);
    else
        add_blanks(drawing->text, cell_columns(drawing));
    paint_addf(drawing->text, drawing->view->screen, PAINT_DIM, "%s", cell->busy ? "░" : " ");
    text_add_char(drawing->text, ' ');
}

/* Flush right. */
static void add_label(struct drawing *drawing, const char *label, enum paint paint)
{
    add_blanks(drawing->text, drawing->label_columns - 2 - text_width(label));
    paint_addf(drawing->text, drawing->view->screen, paint, "%s", label);
    text_add(drawing->text, "  ");
}

/* The time of a slot on the wall, whatever the zone does that week. */
static void slot_label(const struct drawing *drawing, int minute, char buf[static CLOCK_SIZE])
{
    if (drawing->view->screen->has_12_hours)
        snprintf(buf, CLOCK_SIZE, "%d:%02d %s", minute / 60 % 12 ? minute / 60 % 12 : 12,
                 minute % 60, minute < 720 ? "AM" : "PM");
    else
        snprintf(buf, CLOCK_SIZE, "%02d:%02d", minute / 60, minute % 60);
}

static bool is_now(const struct drawing *drawing, int minute)
{
    return drawing->today >= 0 && drawing->now_minute == minute;
}

static void add_row(struct drawing *drawing, int slot, bool must_label)
{
    char label[CLOCK_SIZE] = "";
    int minute = slot * drawing->grid->slot_minutes;
    if (minute % 60 == 0 || must_label || is_now(drawing, minute))
        slot_label(drawing, minute, label);
    add_label(drawing, label, is_now(drawing, minute) ? PAINT_NOW : PAINT_DIM);
    for (size_t i = 0; i < drawing->n_days; i++)
        add_cell(drawing, &drawing->grid->cells[drawing->days[i]][slot], false);
    text_add_char(drawing->text, '\n');
}

/* Now, drawn across today's column below the row that it lies in. Where a row begins at this very
 * minute its label says so instead. */
static void add_now_row(struct drawing *drawing, int slot)
{
    char label[CLOCK_SIZE];
    slot_label(drawing, drawing->now_minute, label);
    add_label(drawing, label, PAINT_NOW);
    for (size_t i = 0; i < drawing->n_days; i++) {
        int day = drawing->days[i];
        const struct grid_cell *cell = &drawing->grid->cells[day][slot];
        if (day != drawing->today) {
            /* A block or busy time that ends with this row does not reach below it. */
            bool goes_on = cell->block && !cell->is_last;
            struct grid_cell blank = goes_on ? *cell : (struct grid_cell){0};
            add_cell(drawing, &blank, true);
            continue;
        }
        paint_begin(drawing->text, drawing->view->screen, PAINT_NOW);
        for (size_t column = 0; column < cell_columns(drawing) + 1; column++)
            text_add(drawing->text, "╌");
        paint_end(drawing->text, drawing->view->screen, PAINT_NOW);
        text_add_char(drawing->text, ' ');
    }
    text_add_char(drawing->text, '\n');
}

static bool holds_now(const struct drawing *drawing, int slot)
{
    int minute = slot * drawing->grid->slot_minutes;
    return drawing->today >= 0 && minute < drawing->now_minute &&
           drawing->now_minute < minute + drawing->grid->slot_minutes;
}

/* Empty slots from this one on. */
static int gap_length(const struct grid *grid, int slot)
{
    int n = 0;
    while (slot + n < grid->last_slot && grid_slot_is_empty(grid, slot + n))
        n++;
    return n;
}

static void add_rows(struct drawing *drawing)
{
    const struct grid *grid = drawing->grid;
    bool is_after_gap = true;
    for (int slot = grid->first_slot, n; slot < grid->last_slot; slot += n) {
        n = gap_length(grid, slot);
        if (n >= MIN_GAP) {
            bool has_now = false;
            for (int i = slot; i < slot + n; i++)
                has_now = has_now || holds_now(drawing, i);
            add_label(drawing, "⋮", PAINT_DIM);
            add_blanks(drawing->text, drawing->n_days * drawing->day_columns);
            text_add_char(drawing->text, '\n');
            if (has_now)
                add_now_row(drawing, slot);
        } else {
            n = 1;
            add_row(drawing, slot, is_after_gap);
            if (holds_now(drawing, slot))
                add_now_row(drawing, slot);
        }
        is_after_gap = n >= MIN_GAP;
    }
}

static void add_heads(struct drawing *drawing)
{
    const struct grid *grid = drawing->grid;
    char first[DAY_SIZE], last[DAY_SIZE], head[DAY_SIZE];
    int year, week, month, date;

    day_format(drawing->view, grid->first_day, first);
    day_format(drawing->view, grid->first_day + grid->n_days - 1, last);
    civil_iso_week(grid->first_day + grid->n_days / 2, &year, &week);
    paint_addf(drawing->text, drawing->view->screen, PAINT_BOLD, "Week %d", week);
    text_addf(drawing->text, ", %s to %s\n\n", first, last);

    add_label(drawing, "", PAINT_NONE);
    for (size_t i = 0; i < drawing->n_days; i++) {
        int32_t day = grid->first_day + drawing->days[i];
        bool is_today = drawing->days[i] == drawing->today;
        civil_date(day, &year, &month, &date);
        snprintf(head, sizeof(head), "%s %d%s", civil_weekday_name(civil_weekday(day)), date,
                 is_today ? " today" : "");
        paint_addf(drawing->text, drawing->view->screen, is_today ? PAINT_TODAY : PAINT_BOLD,
                   "%-*s", (int)cell_columns(drawing) + 1, head);
        text_add_char(drawing->text, ' ');
    }
    text_add_char(drawing->text, '\n');
}

/* A weekend without anything makes room for the others. */
static void choose_days(struct drawing *drawing)
{
    const struct grid *grid = drawing->grid;
    for (int day = 0; day < grid->n_days; day++) {
        enum weekday weekday = civil_weekday(grid->first_day + day);
        bool is_weekend = weekday == SATURDAY || weekday == SUNDAY;
        if (!is_weekend || day == drawing->today || !grid_day_is_empty(grid, day))
            drawing->days[drawing->n_days++] = day;
    }
}

/* Returns false if the days do not fit on the screen. */
static bool choose_columns(struct drawing *drawing)
{
    size_t columns = drawing->view->screen->columns;
    drawing->label_columns = clock_width(drawing->view) + 2;
    if (drawing->n_days == 0 || columns <= drawing->label_columns)
        return false;
    drawing->day_columns =
        MIN((columns - drawing->label_columns) / drawing->n_days, (size_t)MAX_DAY_COLUMNS);
    return drawing->day_columns >= MIN_DAY_COLUMNS;
}

bool render_week_grid(struct text *text, const struct view *view, const struct bus_span *span)
{
    struct grid grid;
    struct drawing drawing = {.text = text, .view = view, .span = span, .grid = &grid};
    int32_t today = zone_day(view->zone, view->now_sec);

    grid_lay_out(&grid, span, view->zone, view->now_sec);
    drawing.now_minute = civil_local_second(zone_to_local(view->zone, view->now_sec)) / 60;
    drawing.today = today - grid.first_day;
    if (drawing.today < 0 || drawing.today >= grid.n_days)
        drawing.today = -1;
    choose_days(&drawing);
    if (!choose_columns(&drawing))
        return false;

    add_heads(&drawing);
    if (grid.first_slot == grid.last_slot)
        text_add(text, "nothing planned\n");
    add_rows(&drawing);
    paint_addf(text, view->screen, PAINT_DIM,
               "\n✓ done  ◐ partial  ✗ skipped  ? not answered  ○ excused  ▶ now  ░ busy\n");
    render_unplaced(text, span);
    return true;
}
