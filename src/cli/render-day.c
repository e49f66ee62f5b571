/* A day as a list, with busy time among its blocks; a week as a list of days. */
#include "cli/render.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

#define MIN_TITLE_COLUMNS 16
#define MAX_TITLE_COLUMNS 44

static int32_t day_of(const struct view *view, int64_t sec)
{
    return zone_day(view->zone, sec);
}

/* One width for the whole listing, so that its columns line up. */
static size_t title_columns(const struct bus_span *span)
{
    size_t columns = MIN_TITLE_COLUMNS;
    for (size_t i = 0; i < span->n_blocks; i++)
        columns = MAX(columns, text_width(span->blocks[i].title));
    return MIN(columns, (size_t)MAX_TITLE_COLUMNS);
}

static void add_block(struct text *text, const struct view *view, const struct bus_block *block,
                      size_t columns)
{
    char range[CLOCK_RANGE_SIZE];
    enum paint paint = block_paint(view, block);

    clock_range_format(view, block->start_sec, block->end_sec, range);
    text_addf(text, "  %-*s  ", (int)clock_range_width(view), range);
    paint_begin(text, view->screen, paint);
    text_addf(text, "%s ", block_mark(view, block));
    text_add_padded(text, block->title, columns);
    text_addf(text, "  %-12s", block_state(view, block));
    paint_end(text, view->screen, paint);
    if (block->minutes >= 0)
        text_addf(text, "  %4d min  ", block->minutes);
    else
        text_addf(text, "  %10s", "");
    paint_begin(text, view->screen, PAINT_DIM);
    text_add_escaped(text, block->id);
    paint_end(text, view->screen, PAINT_DIM);
    text_add_char(text, '\n');
}

static void add_busy(struct text *text, const struct view *view, const struct bus_busy *busy)
{
    char range[CLOCK_RANGE_SIZE];
    clock_range_format(view, busy->start_sec, busy->end_sec, range);
    text_addf(text, "  %-*s  ", (int)clock_range_width(view), range);
    paint_begin(text, view->screen, PAINT_DIM);
    text_add(text, "░ ");
    text_add_escaped(text, busy->summary);
    text_add(text, " (");
    text_add_escaped(text, busy->calendar);
    text_add(text, ")");
    paint_end(text, view->screen, PAINT_DIM);
    text_add_char(text, '\n');
}

/* Blocks and busy times of one day, both sorted by start, merged. What began before the span shows
 * on its first day. */
static size_t add_day_rows(struct text *text, const struct view *view, const struct bus_span *span,
                           int32_t day, size_t columns)
{
    size_t rows = 0, b = 0, u = 0;
    while (b < span->n_blocks || u < span->n_busy) {
        const struct bus_block *block = b < span->n_blocks ? &span->blocks[b] : NULL;
        const struct bus_busy *busy = u < span->n_busy ? &span->busy[u] : NULL;
        bool is_block = block && (!busy || block->start_sec <= busy->start_sec);
        if (is_block)
            b++;
        else
            u++;
        int64_t start_sec = is_block ? block->start_sec : busy->start_sec;
        if (day_of(view, MAX(start_sec, span->from_sec)) != day)
            continue;
        if (is_block)
            add_block(text, view, block, columns);
        else
            add_busy(text, view, busy);
        rows++;
    }
    return rows;
}

static void add_day(struct text *text, const struct view *view, const struct bus_span *span,
                    int32_t day, size_t columns)
{
    char head[DAY_LONG_SIZE];
    bool is_today = day == day_of(view, view->now_sec);

    day_format_long(day, head);
    paint_begin(text, view->screen, is_today ? PAINT_TODAY : PAINT_BOLD);
    text_add(text, head);
    paint_end(text, view->screen, is_today ? PAINT_TODAY : PAINT_BOLD);
    text_add(text, is_today ? " · today\n" : "\n");
    if (add_day_rows(text, view, span, day, columns) == 0)
        paint_addf(text, view->screen, PAINT_DIM, "  nothing planned\n");
}

/* The codes of the bus (docs/dbus.md) in words; one that a newer daemon sends stands for itself. */
static const char *reason_words(const char *reason)
{
    static const struct {
        const char *code, *words;
    } table[] = {
        {"cut", "cannot be cut into pieces of its `block` length"},
        {"window", "its windows have no room left"},
        {"day-cap", "`max-per-day` allows no more"},
        {"budget", "the week's budget is used up"},
        {"first-week", "the first week is a lighter one, on purpose"},
        {"crowded-out", "what matters as much or more has the room"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(table); i++)
        if (streq(reason, table[i].code))
            return table[i].words;
    return reason;
}

void render_unplaced(struct text *text, const struct bus_span *span)
{
    char size[SPAN_SIZE];
    if (span->n_unplaced > 0)
        text_add(text, "\nNot placed this week:\n");
    for (size_t i = 0; i < span->n_unplaced; i++) {
        span_format(span->unplaced[i].minutes, size);
        text_add(text, "  ");
        text_add_escaped(text, span->unplaced[i].activity);
        text_addf(text, ", %s: ", size);
        text_add_escaped(text, reason_words(span->unplaced[i].reason));
        text_add_char(text, '\n');
    }
}

/* A name, since when, where to go. */
static void add_follow_up(struct text *text, const struct view *view,
                          const struct bus_follow_up *follow_up, size_t columns)
{
    char day[DAY_SIZE], since[DAY_SIZE + sizeof "since "] = "today";

    if (follow_up->due < day_of(view, view->now_sec)) {
        day_format(view, follow_up->due, day);
        snprintf(since, sizeof since, "since %s", day);
    }
    text_add(text, "  ");
    text_add_padded(text, follow_up->name, columns);
    text_add(text, "  ");
    if (!*follow_up->link) {
        text_add(text, since);
    } else {
        text_add_padded(text, since, sizeof "since Mon 23 Nov");
        text_add(text, " ");
        paint_begin(text, view->screen, PAINT_DIM);
        text_add_escaped(text, follow_up->link);
        paint_end(text, view->screen, PAINT_DIM);
    }
    text_add_char(text, '\n');
}

static void add_follow_ups(struct text *text, const struct view *view, const struct bus_span *span)
{
    size_t columns = MIN_TITLE_COLUMNS;

    if (span->n_follow_ups > 0)
        text_add(text, "\nTo follow up:\n");
    for (size_t i = 0; i < span->n_follow_ups; i++)
        columns = MAX(columns, text_width(span->follow_ups[i].name));
    columns = MIN(columns, (size_t)MAX_TITLE_COLUMNS);
    for (size_t i = 0; i < span->n_follow_ups; i++)
        add_follow_up(text, view, &span->follow_ups[i], columns);
}

void render_today(struct text *text, const struct view *view, const struct bus_span *span)
{
    add_day(text, view, span, day_of(view, span->from_sec), title_columns(span));
    add_follow_ups(text, view, span);
    render_unplaced(text, span);
}

void render_week_list(struct text *text, const struct view *view, const struct bus_span *span)
{
    size_t columns = title_columns(span);
    int32_t first = day_of(view, span->from_sec), last = day_of(view, span->to_sec - 1);
    for (int32_t day = first; day <= last && day < first + 7; day++) {
        if (day > first)
            text_add_char(text, '\n');
        add_day(text, view, span, day, columns);
    }
    render_unplaced(text, span);
}
