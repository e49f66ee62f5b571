/* A week as a whole: what became of the time, the goals, the weeks before, when blocks are kept,
 * what was said, and what is asked. In words that judge nobody: days without an answer are not
 * known, and no streak is counted. */
#include "cli/render.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

#define BAR_COLUMNS      20
#define HEAT_COLUMNS     9
#define ACTIVITY_COLUMNS 15
#define NUMBER_COLUMNS   9 /* at least: two more than the head */

static void add_head(struct text *text, const struct view *view, const char *head)
{
    text_add_char(text, '\n');
    paint_begin(text, view->screen, PAINT_BOLD);
    text_add(text, head);
    paint_end(text, view->screen, PAINT_BOLD);
    text_add_char(text, '\n');
}

/* ---- Which week, and what it is for ---- */

static void add_week(struct text *text, const struct view *view, const struct bus_review *review)
{
    int32_t first = zone_day(view->zone, review->goals.from_sec);
    char from[DAY_SIZE], to[DAY_SIZE];
    int year, week;

    civil_iso_week(first + 3, &year, &week);
    day_format(view, first, from);
    day_format(view, first + 6, to);
    text_addf(text, "Week %d, %s to %s\n", week, from, to);
}

static void add_why(struct text *text, const struct view *view, const struct bus_review *review)
{
    char day[DAY_SIZE];

    if (*review->why) {
        text_add_escaped(text, review->why);
        text_add_char(text, '\n');
    }
    if (review->target_sec == 0)
        return;
    day_format(view, zone_day(view->zone, review->target_sec), day);
    if (review->weeks_left > 0)
        text_addf(text, "%u week%s left until %s\n", review->weeks_left,
                  review->weeks_left == 1 ? "" : "s", day);
    else
        text_addf(text, "The day you aimed for was %s: `target` in the plan may have a new one\n",
                  day);
}

/* ---- What became of the time ---- */

/* Columns that are empty for all activities are left out. */
static const struct column {
    const char *head;
    size_t offset;
    enum paint paint;
} columns[] = {
    {"planned", offsetof(struct bus_minutes, planned), PAINT_NONE},
    {"done", offsetof(struct bus_minutes, done), PAINT_GOOD},
    {"partly", offsetof(struct bus_minutes, partial), PAINT_HALF},
    {"skipped", offsetof(struct bus_minutes, skipped), PAINT_DIM},
    {"no answer", offsetof(struct bus_minutes, missed), PAINT_DIM},
    {"excused", offsetof(struct bus_minutes, excused), PAINT_DIM},
    {"open", offsetof(struct bus_minutes, open), PAINT_DIM},
};

static int column_width(const struct column *column)
{
    return MAX(NUMBER_COLUMNS, (int)strlen(column->head) + 2);
}

static unsigned column_of(const struct bus_minutes *minutes, const struct column *column)
{
    return *(const unsigned *)((const char *)minutes + column->offset);
}

static unsigned column_sum(const struct bus_review *review, const struct column *column)
{
    unsigned sum = 0;

    for (size_t i = 0; i < review->n_minutes; i++)
        sum += column_of(&review->minutes[i], column);
    return sum;
}

/* `1h30m`, as the plan writes it; a dash for none. */
static void add_minutes(struct text *text, const struct view *view, unsigned minutes,
                        const struct column *column)
{
    enum paint paint = minutes > 0 ? column->paint : PAINT_DIM;
    char number[32] = "-";

    if (minutes >= 60 && minutes % 60 == 0)
        snprintf(number, sizeof number, "%uh", minutes / 60);
    else if (minutes >= 60)
        snprintf(number, sizeof number, "%uh%02um", minutes / 60, minutes % 60);
    else if (minutes > 0)
        snprintf(number, sizeof number, "%um", minutes);
    paint_addf(text, view->screen, paint, "%*s", column_width(column), number);
}

static void add_table_head(struct text *text, const struct bus_review *review)
{
    text_addf(text, "\n%*s", ACTIVITY_COLUMNS, "");
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
        if (column_sum(review, &columns[i]) > 0)
            text_addf(text, "%*s", column_width(&columns[i]), columns[i].head);
    text_add_char(text, '\n');
}

static void add_activity(struct text *text, const struct view *view,
                         const struct bus_review *review, const struct bus_minutes *minutes)
{
    paint_begin(text, view->screen, PAINT_BOLD);
    text_add_padded(text, minutes->activity, ACTIVITY_COLUMNS);
    paint_end(text, view->screen, PAINT_BOLD);
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
        if (column_sum(review, &columns[i]) > 0)
            add_minutes(text, view, column_of(minutes, &columns[i]), &columns[i]);
    text_add_char(text, '\n');
}

static void add_together(struct text *text, const struct view *view,
                         const struct bus_review *review)
{
    text_add_padded(text, "together", ACTIVITY_COLUMNS);
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        unsigned sum = column_sum(review, &columns[i]);

        if (sum > 0)
            add_minutes(text, view, sum, &columns[i]);
    }
    text_add_char(text, '\n');
}

static void add_table(struct text *text, const struct view *view, const struct bus_review *review)
{
    if (review->n_minutes == 0) {
        text_add(text, "\nNothing was planned or done in this week.\n");
        return;
    }
    add_table_head(text, review);
    for (size_t i = 0; i < review->n_minutes; i++)
        add_activity(text, view, review, &review->minutes[i]);
    if (review->n_minutes > 1)
        add_together(text, view, review);
}

/* ---- The weeks before ---- */

static size_t first_known(const struct bus_review *review)
{
    size_t i = 0;

    while (i < review->n_weeks && review->weeks[i].answered == 0)
        i++;
    return i;
}

static void add_one_week(struct text *text, const struct view *view, const struct bus_week *week)
{
    char day[DAY_SIZE], done[SPAN_SIZE], planned[SPAN_SIZE];

    day_format(view, zone_day(view->zone, week->from_sec), day);
    text_add(text, "  ");
    text_add_padded(text, day, 12);
    if (week->answered == 0) {
        paint_addf(text, view->screen, PAINT_DIM, "%s", "· not known: nothing was answered");
    } else {
        span_format(week->done_minutes, done);
        span_format(week->planned_minutes, planned);
        text_add_bar(text, week->done_minutes, week->planned_minutes, BAR_COLUMNS);
        text_addf(text, "  %s of %s", done, planned);
    }
    text_add_char(text, '\n');
}

static void add_weeks(struct text *text, const struct view *view, const struct bus_review *review)
{
    size_t first = first_known(review);

    if (first + 1 >= review->n_weeks)
        return; /* nothing to compare with */
    add_head(text, view, "This week and those before");
    for (size_t i = first; i < review->n_weeks; i++)
        add_one_week(text, view, &review->weeks[i]);
}

/* ---- When blocks are kept ---- */

static const char *const parts[] = {"morning", "afternoon", "evening"};

static const struct bus_heat *find_heat(const struct bus_review *review, enum weekday weekday,
                                        const char *part)
{
    for (size_t i = 0; i < review->n_heat; i++)
        if (review->heat[i].of > 0 && streq(review->heat[i].weekday, civil_weekday_name(weekday)) &&
            (!part || streq(review->heat[i].part, part)))
            return &review->heat[i];
    return NULL;
}

/* `▇ 7/8`, at the right end of its column. */
static void add_share(struct text *text, const struct view *view, const struct bus_heat *heat)
{
    static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double part = MIN((double)heat->kept / heat->of, 1.0);
    enum paint paint = part >= 0.75 ? PAINT_GOOD : part < 0.5 ? PAINT_HALF : PAINT_NONE;
    char share[32];

    snprintf(share, sizeof share, "%u/%u", heat->kept, heat->of);
    text_addf(text, "%*s", MAX(HEAT_COLUMNS - 2 - (int)strlen(share), 1), "");
    paint_addf(text, view->screen, paint, "%s %s", bars[(int)(part * 7 + 0.5)], share);
}

static void add_part(struct text *text, const struct view *view, const struct bus_review *review,
                     enum weekday first, const char *part)
{
    int blanks = 0;

    text_addf(text, "  %-9s", part);
    for (int i = 0; i < 7; i++) {
        enum weekday weekday = (first + (unsigned)i) % 7;
        const struct bus_heat *heat = find_heat(review, weekday, part);

        if (!find_heat(review, weekday, NULL))
            continue;
        if (heat) {
            text_addf(text, "%*s", blanks, "");
            add_share(text, view, heat);
        }
        blanks = heat ? 0 : blanks + HEAT_COLUMNS;
    }
    text_add_char(text, '\n');
}

static bool has_part(const struct bus_review *review, const char *part)
{
    for (size_t i = 0; i < review->n_heat; i++)
        if (streq(review->heat[i].part, part))
            return true;
    return false;
}

void render_heat(struct text *text, const struct view *view, const struct bus_review *review)
{
    enum weekday first = civil_weekday(zone_day(view->zone, review->goals.from_sec));

    if (review->n_heat == 0)
        return;
    add_head(text, view, "Blocks kept in the last 8 weeks");
    text_addf(text, "%11s", "");
    for (int i = 0; i < 7; i++) {
        enum weekday weekday = (first + (unsigned)i) % 7;

        if (find_heat(review, weekday, NULL))
            text_addf(text, "%*s", HEAT_COLUMNS, civil_weekday_name(weekday));
    }
    text_add_char(text, '\n');
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        if (has_part(review, parts[i]))
            add_part(text, view, review, first, parts[i]);
}

/* ---- What was seen, said and asked ---- */

void render_patterns(struct text *text, const struct view *view, const struct bus_review *review)
{
    if (review->n_patterns == 0)
        return;
    add_head(text, view, "Patterns");
    for (size_t i = 0; i < review->n_patterns; i++) {
        text_add(text, "  ");
        text_add_escaped(text, review->patterns[i].activity);
        text_add(text, ": ");
        text_add_escaped(text, review->patterns[i].words);
        text_add_char(text, '\n');
    }
}

static void add_reasons(struct text *text, const struct view *view, const struct bus_review *review)
{
    if (review->n_reasons == 0)
        return;
    add_head(text, view, "What got in the way");
    text_add(text, "  ");
    for (size_t i = 0; i < review->n_reasons; i++) {
        if (i > 0)
            text_add(text, ", ");
        text_add_escaped(text, review->reasons[i].why);
        if (review->reasons[i].count == 1)
            text_add(text, " once");
        else
            text_addf(text, " %u times", review->reasons[i].count);
    }
    text_add_char(text, '\n');
}

static void add_notes(struct text *text, const struct view *view, const struct bus_review *review)
{
    char day[DAY_SIZE];

    if (review->n_notes == 0)
        return;
    add_head(text, view, "Notes");
    for (size_t i = 0; i < review->n_notes; i++) {
        const struct bus_note *note = &review->notes[i];

        day_format(view, zone_day(view->zone, note->start_sec), day);
        text_addf(text, "  %s  ", day);
        text_add_escaped(text, note->activity);
        text_add(text, ": ");
        text_add_escaped(text, note->note);
        text_add_char(text, '\n');
    }
}

/* The week is named where `jsctl review` alone might mean another one. */
static void add_how_to_answer(struct text *text, const struct view *view,
                              const struct bus_review *review, unsigned number)
{
    char date[DATE_SIZE];

    civil_format_date(zone_day(view->zone, review->goals.from_sec), date);
    paint_addf(text, view->screen, PAINT_DIM, "     jsctl review %s --answer %u TEXT", date,
               number);
}

static void add_questions(struct text *text, const struct view *view,
                          const struct bus_review *review)
{
    if (review->n_questions == 0)
        return;
    add_head(text, view, "Questions");
    for (size_t i = 0; i < review->n_questions; i++) {
        const struct bus_question *question = &review->questions[i];

        text_addf(text, "  %u. ", question->number);
        text_add_escaped(text, question->question);
        text_add_char(text, '\n');
        if (*question->answer) {
            text_add(text, "     ");
            text_add_escaped(text, question->answer);
        } else {
            add_how_to_answer(text, view, review, question->number);
        }
        text_add_char(text, '\n');
    }
}

void render_review(struct text *text, const struct view *view, const struct bus_review *review)
{
    add_week(text, view, review);
    add_why(text, view, review);
    add_table(text, view, review);
    if (review->goals.n_goals > 0)
        add_head(text, view, "Goals");
    render_goal_list(text, view, &review->goals);
    add_weeks(text, view, review);
    render_heat(text, view, review);
    render_patterns(text, view, review);
    add_reasons(text, view, review);
    add_notes(text, view, review);
    add_questions(text, view, review);
}
