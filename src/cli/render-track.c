#include "cli/render-track.h"

#include <inttypes.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/track.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

#define NAME_MAX_COLUMNS 28
#define NAME_MIN_COLUMNS 10
#define FIXED_COLUMNS    56 /* of a row, without its two names */

void render_track_name(struct text *text, const struct track_item *item)
{
    const char *beside = item->kind == TRACK_CONTACT ? item->company : item->role;

    if (item->n > 0)
        text_addf(text, "#%" PRId64 " ", item->n);
    text_add_escaped(text, item->name);
    if (*beside) {
        text_add(text, ", ");
        text_add_escaped(text, beside);
    }
}

static void add_day(struct text *text, const struct view *view, int32_t day)
{
    char words[DAY_SIZE];

    day_format(view, day, words);
    text_add(text, words);
}

/* Some stages are what was done, the others where it is since. */
static bool stage_is_deed(enum track_stage stage)
{
    return stage == STAGE_APPLIED || track_stage_is_over(stage);
}

/* `applied Tue 24 Nov`; `screen since Tue 24 Nov`; `contacted Tue 24 Nov`. */
static void add_standing(struct text *text, const struct view *view, const struct track_item *item)
{
    bool is_contact = item->kind == TRACK_CONTACT;
    int32_t since = is_contact ? item->last_contact : track_item_since(item);

    if (!is_contact)
        text_add(text, track_stage_name(item->stage));
    else
        text_add(text, since == TRACK_NO_DAY ? "not contacted yet" : "contacted");
    if (since != TRACK_NO_DAY) {
        text_add(text, is_contact || stage_is_deed(item->stage) ? " " : " since ");
        add_day(text, view, since);
    }
}

static void add_interview(struct text *text, const struct view *view, const struct track_item *item)
{
    char moment[MOMENT_SIZE];

    moment_format(view, item->interview_sec, moment);
    text_add(text, moment);
}

void render_track_item(struct text *text, const struct view *view, const struct track_item *item)
{
    render_track_name(text, item);
    text_add(text, ": ");
    add_standing(text, view, item);
    if (item->interview_sec > view->now_sec) {
        text_add(text, "; interview ");
        add_interview(text, view, item);
    }
    if (item->follow_up != TRACK_NO_DAY) {
        text_add(text, "; follow-up ");
        add_day(text, view, item->follow_up);
    }
}

/* ---- The list ---- */

static bool is_due(const struct view *view, const struct track_item *item)
{
    return item->follow_up != TRACK_NO_DAY &&
           item->follow_up <= zone_day(view->zone, view->now_sec);
}

static void add_follow_up(struct text *text, const struct view *view, const struct track_item *item)
{
    int32_t today = zone_day(view->zone, view->now_sec);

    if (item->follow_up == TRACK_NO_DAY)
        return;
    paint_begin(text, view->screen, is_due(view, item) ? PAINT_BAD : PAINT_NONE);
    if (item->follow_up == today)
        text_add(text, "today");
    else
        add_day(text, view, item->follow_up);
    if (item->follow_up < today)
        text_add(text, " (overdue)");
    paint_end(text, view->screen, is_due(view, item) ? PAINT_BAD : PAINT_NONE);
}

/* What is to be done first comes first. TRACK_NO_DAY is the smallest day, and comes last. */
static int compare_items(const void *a, const void *b)
{
    const struct track_item *x = *(const struct track_item *const *)a;
    const struct track_item *y = *(const struct track_item *const *)b;
    bool x_has = x->follow_up != TRACK_NO_DAY, y_has = y->follow_up != TRACK_NO_DAY;

    if (track_item_is_over(x) != track_item_is_over(y))
        return track_item_is_over(x) ? 1 : -1;
    if (x_has != y_has)
        return x_has ? -1 : 1;
    if (x->follow_up != y->follow_up)
        return x->follow_up < y->follow_up ? -1 : 1;
    return x->n < y->n ? -1 : x->n > y->n;
}

/* One of the two tables: its items in the order of rows, and how wide its texts are. */
struct table {
    enum track_kind kind;
    const struct track_item **rows;
    size_t n;
    size_t name_columns, beside_columns, number_columns;
};

static const char *item_beside(const struct track_item *item)
{
    return item->kind == TRACK_CONTACT ? item->company : item->role;
}

static size_t number_width(int64_t n)
{
    char number[24];

    return (size_t)snprintf(number, sizeof(number), "#%" PRId64, n);
}

static void table_fill(struct table *table, const struct view *view, const struct track_item *items,
                       size_t n)
{
    size_t columns = view->screen->columns, max = NAME_MAX_COLUMNS;

    if (columns > 0 && columns < FIXED_COLUMNS + 2 * NAME_MAX_COLUMNS)
        max = MAX(columns - MIN(columns, FIXED_COLUMNS), 2 * NAME_MIN_COLUMNS) / 2;
    table->name_columns = strlen("CONTACT");
    table->beside_columns = strlen("COMPANY");
    table->number_columns = strlen("#1");
    for (size_t i = 0; i < n; i++) {
        if (items[i].kind != table->kind)
            continue;
        table->rows[table->n++] = &items[i];
        table->name_columns = MAX(table->name_columns, text_width(items[i].name));
        table->beside_columns = MAX(table->beside_columns, text_width(item_beside(&items[i])));
        table->number_columns = MAX(table->number_columns, number_width(items[i].n));
    }
    table->name_columns = MIN(table->name_columns, max);
    table->beside_columns = MIN(table->beside_columns, max);
    if (table->n > 0)
        qsort(table->rows, table->n, sizeof(*table->rows), compare_items);
}

static void add_cells(struct text *text, const struct table *table, const char *const cells[5])
{
    text_addf(text, "%*s  ", (int)table->number_columns, cells[0]);
    text_add_padded(text, cells[1], table->name_columns);
    text_add(text, "  ");
    text_add_padded(text, cells[2], table->beside_columns);
    text_add(text, "  ");
    text_add_padded(text, cells[3], 10);
    text_addf(text, "  %-15s  ", cells[4]);
}

static void add_row(struct text *text, const struct view *view, const struct table *table,
                    const struct track_item *item)
{
    bool is_contact = item->kind == TRACK_CONTACT;
    int32_t since = is_contact ? item->last_contact : track_item_since(item);
    enum paint paint = track_item_is_over(item) ? PAINT_DIM : PAINT_NONE;
    char number[24], day[DAY_SIZE] = "";

    snprintf(number, sizeof(number), "#%" PRId64, item->n);
    if (since != TRACK_NO_DAY)
        day_format(view, since, day);
    paint_begin(text, view->screen, paint);
    add_cells(text, table,
              (const char *const[]){number, item->name, item_beside(item),
                                    is_contact ? item->channel : track_stage_name(item->stage),
                                    day});
    paint_end(text, view->screen, paint);
    add_follow_up(text, view, item);
    if (item->interview_sec > view->now_sec) {
        text_add(text, item->follow_up == TRACK_NO_DAY ? "interview " : "; interview ");
        add_interview(text, view, item);
    }
    while (text->length > 0 && text->data[text->length - 1] == ' ')
        text->data[--text->length] = '\0';
    text_add_char(text, '\n');
}

static void add_table(struct text *text, const struct view *view, const struct table *table)
{
    static const char *const heads[TRACK_KIND_MAX_][5] = {
        [TRACK_APPLICATION] = {"", "COMPANY", "ROLE", "STAGE", "SINCE"},
        [TRACK_CONTACT] = {"", "CONTACT", "COMPANY", "CHANNEL", "CONTACTED"},
    };

    if (table->n == 0)
        return;
    if (text->length > 0)
        text_add_char(text, '\n');
    paint_begin(text, view->screen, PAINT_BOLD);
    add_cells(text, table, heads[table->kind]);
    text_add(text, "FOLLOW-UP");
    paint_end(text, view->screen, PAINT_BOLD);
    text_add_char(text, '\n');
    for (size_t i = 0; i < table->n; i++)
        add_row(text, view, table, table->rows[i]);
}

void render_track_list(struct text *text, const struct view *view, const struct track_item *items,
                       size_t n)
{
    _cleanup_(freep) const struct track_item **rows = calloc(MAX(n, 1u), sizeof(*rows));

    text->failed = text->failed || !rows;
    for (int kind = 0; rows && kind < TRACK_KIND_MAX_; kind++) {
        struct table table = {.kind = kind, .rows = rows};

        table_fill(&table, view, items, n);
        add_table(text, view, &table);
    }
}

/* ---- One item ---- */

/* `Role       C developer`; lines of a text stand below each other. */
static void add_text(struct text *text, const char *name, const char *s)
{
    while (*s) {
        size_t length = strcspn(s, "\n");
        _cleanup_(text_done) struct text line = {0};

        text_add_bytes(&line, s, length);
        text_addf(text, "  %-10s ", name);
        text_add_escaped(text, line.data ?: "");
        text_add_char(text, '\n');
        text->failed = text->failed || line.failed;
        s += length + (s[length] == '\n');
        name = "";
    }
}

static void add_dated(struct text *text, const struct view *view, const char *name, int32_t day)
{
    if (day == TRACK_NO_DAY)
        return;
    text_addf(text, "  %-10s ", name);
    add_day(text, view, day);
    text_add_char(text, '\n');
}

static void add_stages(struct text *text, const struct view *view, const struct track_item *item)
{
    text_addf(text, "  %-10s ", "Stage");
    add_standing(text, view, item);
    text_add_char(text, '\n');
    for (int i = 0; i < STAGE_MAX_; i++)
        if (i != (int)item->stage)
            add_dated(text, view, track_stage_name(i), item->days[i]);
    if (item->interview_sec == 0)
        return;
    text_addf(text, "  %-10s ", "Interview");
    add_interview(text, view, item);
    text_addf(text, " (%d min)\n", item->interview_minutes);
}

void render_track_show(struct text *text, const struct view *view, const struct track_item *item)
{
    bool is_contact = item->kind == TRACK_CONTACT;

    paint_begin(text, view->screen, PAINT_BOLD);
    text_addf(text, "#%" PRId64 " ", item->n);
    text_add_escaped(text, item->name);
    paint_end(text, view->screen, PAINT_BOLD);
    text_addf(text, " (%s)\n", track_kind_name(item->kind));
    add_text(text, "Role", item->role);
    add_text(text, "Company", item->company);
    add_text(text, "Channel", item->channel);
    if (is_contact)
        add_dated(text, view, "Contacted", item->last_contact);
    else
        add_stages(text, view, item);
    if (item->follow_up != TRACK_NO_DAY) {
        text_addf(text, "  %-10s ", "Follow-up");
        add_follow_up(text, view, item);
        text_add_char(text, '\n');
    }
    add_text(text, "Source", item->source);
    add_text(text, "Link", item->link);
    add_text(text, "Note", item->note);
}
