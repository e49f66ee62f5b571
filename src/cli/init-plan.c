/* The lesson's week, cut to measure: practice at the same time every day, in the half of the day in
 * which one is at one's best; outreach in the other half; the rest wherever there is room.
 *
 * "Start from day one" is a matter of arithmetic: the hours of outreach are `max-per-day` times the
 * days, so that each working day has a piece of it, also the one on which the plan begins. Fixed
 * time and outreach stay below the 60 % that the first week has. */
#include "cli/init-plan.h"

#include "base/civil.h"
#include "base/duration.h"
#include "base/macro.h"
#include "base/text.h"
#include "cli/init-answers.h"

#define ROOM_PERCENT     80 /* of the hours of a day that blocks may take */
#define PRACTICE_PERCENT 30 /* of all, at most, beside other work */
#define PAUSE_MINUTES    30 /* at noon, where a day has PAUSE_FROM or more */
#define PAUSE_FROM       360
#define PIECE_MAX        120

/* Parts of the week's hours, by activity. */
static const int weights[] = {
    [INIT_PRACTICE] = 6,      [INIT_OUTREACH] = 6, [INIT_FOLLOW_UPS] = 2,
    [INIT_COVER_LETTERS] = 4, [INIT_BLOG] = 2,
};

struct half {
    const char *name, *title; /* of its window; in a comment */
    int start, end;
};

struct layout {
    const struct init_answers *answers; /* borrowed */
    struct half best, other;
    int n_days;
    int minutes[INIT_ACTIVITY_MAX_]; /* a week; practice and outreach: a whole number of days' worth
                                      */
};

static bool has(const struct init_answers *answers, enum init_activity activity)
{
    return answers->activities & 1u << activity;
}

/* To what people plan in: quarters of an hour, or five minutes where that is much. */
static int round_down(int minutes)
{
    return minutes - minutes % (minutes >= 60 ? 15 : 5);
}

static int week_budget(const struct init_answers *answers, int n_days)
{
    static const int hours[] = {8, 14, 20, 26, 32}; /* as [plan] priority: jobsearchd.plan(5) */
    int room = n_days * (answers->end - answers->start) * ROOM_PERCENT / 100;

    return MIN(hours[answers->priority - 1] * 60, room);
}

static void lay_out_halves(struct layout *layout)
{
    const struct init_answers *answers = layout->answers;
    int length = answers->end - answers->start, middle = answers->start + length / 2;
    bool has_noon = answers->start < 12 * 60 && answers->end > 13 * 60;

    middle -= middle % 30;
    struct half early = {has_noon ? "morning" : "early", has_noon ? "mornings" : "early hours",
                         answers->start, middle - (length >= PAUSE_FROM ? PAUSE_MINUTES : 0)};
    struct half late = {has_noon ? "afternoon" : "late", has_noon ? "afternoons" : "late hours",
                        middle, answers->end};
    layout->best = answers->is_best_late ? late : early;
    layout->other = answers->is_best_late ? early : late;
}

/* Minutes of each activity out of `budget`, by weight; the same every day for those that are. */
static void lay_out_minutes(struct layout *layout, int budget)
{
    const struct init_answers *answers = layout->answers;
    int best = layout->best.end - layout->best.start, n = layout->n_days;
    int other = layout->other.end - layout->other.start;
    int total = 0, *minutes = layout->minutes;

    for (int i = 0; i < INIT_ACTIVITY_MAX_; i++)
        total += has(answers, i) ? weights[i] : 0;
    if (has(answers, INIT_PRACTICE)) {
        int share = budget * weights[INIT_PRACTICE] / total;

        if (total > weights[INIT_PRACTICE])
            share = MIN(share, budget * PRACTICE_PERCENT / 100);
        minutes[INIT_PRACTICE] = n * round_down(MIN(share / n, best));
        budget -= minutes[INIT_PRACTICE];
        total -= weights[INIT_PRACTICE];
    }
    for (int i = INIT_OUTREACH; i < INIT_ACTIVITY_MAX_; i++)
        minutes[i] = has(answers, i) ? round_down(budget * weights[i] / total) : 0;
    /* Pieces of two hours and the quarters of an hour between them. */
    minutes[INIT_OUTREACH] = n * round_down(MIN(minutes[INIT_OUTREACH] / n, other * 7 / 8));
}

static struct layout lay_out(const struct init_answers *answers)
{
    struct layout layout = {.answers = answers, .n_days = __builtin_popcount(answers->days)};

    lay_out_halves(&layout);
    lay_out_minutes(&layout, week_budget(answers, layout.n_days));
    return layout;
}

/* ---- Lines ---- */

/* `Mon-Fri`, `Mon, Wed, Fri`: runs of three and more as ranges. */
static void add_days(struct text *text, unsigned days)
{
    const char *comma = "";

    for (unsigned day = MONDAY, n; day <= SUNDAY; day += MAX(n, 1u)) {
        for (n = 0; day + n <= SUNDAY && days & 1u << (day + n);)
            n++;
        if (n > 2)
            text_addf(text, "%s%s-%s", comma, civil_weekday_name(day),
                      civil_weekday_name(day + n - 1));
        else if (n > 0)
            text_addf(text, "%s%s", comma, civil_weekday_name(day));
        if (n == 2)
            text_addf(text, ", %s", civil_weekday_name(day + 1));
        if (n > 0)
            comma = ", ";
    }
}

static void add_duration(struct text *text, const char *key, int minutes)
{
    char duration[DURATION_SIZE];

    duration_format(minutes, duration);
    text_addf(text, "%s = %s\n", key, duration);
}

static void add_range(struct text *text, int from, int to)
{
    text_addf(text, "time = %02d:%02d-%02d:%02d\n", from / 60, from % 60, to / 60, to % 60);
}

static void add_block(struct text *text, int shortest, int longest)
{
    char from[DURATION_SIZE], to[DURATION_SIZE];

    duration_format(shortest, from);
    duration_format(longest, to);
    text_addf(text, "block = %s-%s\n", from, to);
}

static void add_goal(struct text *text, const struct layout *layout, enum init_activity activity)
{
    int goal = round_down(layout->minutes[activity] * layout->answers->goal_percent / 100);

    if (goal > 0)
        add_duration(text, "goal", goal);
}

static void add_heading(struct text *text, const char *heading)
{
    text_addf(text, "\n; ----- %s ", heading);
    for (size_t n = text_width(heading) + 9; n < 100; n++)
        text_add_char(text, '-');
    text_add_char(text, '\n');
}

/* A key, or the line that shows that it could be there. */
static void add_optional(struct text *text, const char *key, const char *value, const char *sample)
{
    text_addf(text, "%s%s = %s\n", *value ? "" : ";", key, *value ? value : sample);
}

/* ---- Sections ---- */

static void add_plan(struct text *text, const struct init_answers *answers)
{
    char target[DATE_SIZE] = "";

    if (answers->has_target)
        civil_format_date(answers->target, target);
    text_add(
        text,
        "; Your weekly plan, from your answers to `jsctl init`. Change whatever does not fit;\n"
        "; jobsearchd takes up the file as soon as you save it, and `jsctl check` says whether it\n"
        "; understands it.\n"
        ";\n"
        "; A line that begins with ; is a comment, and so is what follows a ; behind a blank.\n"
        "; Lines that begin with \";key = \" show what else there is: remove the ; to use one.\n"
        "; All keys are explained in the manual: man jobsearchd.plan\n"
        "\n"
        "[plan]\n"
        "name = Job search\n"
        "\n"
        "; How high does the job search stand in your life now? 1 (low) to 5 (high). The answer gives\n"
        "; the hours a week that the plan may take: 8, 14, 20, 26 or 32. The week in which jobsearchd\n"
        "; first runs takes at most 60 % of them. The hours below were made for this answer.\n");
    text_addf(text, "priority = %d\n\n", answers->priority);
    text_add(text, "; Why you do this. Reviews show it on the days when it is hard to remember.\n");
    add_optional(text, "why", answers->why, "A job where I write C every day");
    text_add(text,
             "\n; When you want to have the job, as year-month-day. Reviews show the weeks that "
             "are left.\n");
    add_optional(text, "target", target, "2027-03-31");
    text_add(text,
             "\n; Days without any block: single days, or from..to with both ends included.\n");
    add_optional(text, "days-off", answers->dates, "2026-12-24..2026-12-26, 2027-01-01");
    text_add(text,
             "\n; The look back at the week: what was done, what was not, what to change.\n"
             "review = Sun 18:00\n"
             "\n"
             "; Reminders come 5 minutes before a block. If you have not started it 10 minutes "
             "after it began,\n"
             "; you are asked once more. 0 turns either of them off.\n"
             "remind = 5m\n"
             "nag = 10m\n");
}

static void add_practice(struct text *text, const struct layout *layout)
{
    const struct half *half = &layout->best;
    const char *habit = layout->answers->habit;
    _cleanup_(text_done) struct text heading = {0};

    if (layout->minutes[INIT_PRACTICE] == 0)
        return;
    text_addf(&heading, "The %s: practising, at the same time every day", half->title);
    add_heading(text, heading.data ? heading.data : "");
    text_add(text, "; An activity with days and time is fixed: it is always then.\n\n"
                   "[activity practice]\n"
                   "title = Practise skills\n"
                   "days = ");
    add_days(text, layout->answers->days);
    text_add_char(text, '\n');
    add_range(text, half->start, half->start + layout->minutes[INIT_PRACTICE] / layout->n_days);
    text_add(text, "priority = 4\n");
    add_goal(text, layout, INIT_PRACTICE);
    text_addf(text, "first = %s\n",
              *habit ? habit : "Open the exercise where you stopped yesterday");
    text_add(text, ";open = https://example.org/exercises\n");
}

static void add_window(struct text *text, const struct layout *layout, const struct half *half)
{
    text_addf(text, "\n[window %s]\ndays = ", half->name);
    add_days(text, layout->answers->days);
    text_add_char(text, '\n');
    add_range(text, half->start, half->end);
}

static void add_outreach(struct text *text, const struct layout *layout)
{
    int minutes = layout->minutes[INIT_OUTREACH], daily = minutes / layout->n_days;
    bool is_first = !has(layout->answers, INIT_PRACTICE) && *layout->answers->habit;

    if (minutes == 0)
        return;
    text_add(text, "\n; Its hours are as many days' worth of max-per-day: some of it on every day, "
                   "from the first one on.\n"
                   "[activity outreach]\n"
                   "title = Company research and outreach\n");
    add_duration(text, "hours", minutes);
    text_addf(text, "window = %s\n", layout->other.name);
    add_block(text, MIN(daily, 45), MAX(MIN(daily, PIECE_MAX), 45));
    add_duration(text, "max-per-day", daily);
    text_add(text, "priority = 5\n");
    add_goal(text, layout, INIT_OUTREACH);
    text_addf(text, "first = %s\n",
              is_first ? layout->answers->habit : "Open your list of companies and pick three");
}

/* An activity that may lie anywhere. */
static void add_flexible(struct text *text, const struct layout *layout,
                         enum init_activity activity, const char *title, int piece, int priority,
                         const char *first)
{
    int minutes = layout->minutes[activity];
    int length = layout->answers->end - layout->answers->start;

    if (minutes == 0)
        return;
    /* Where days are short there are only short gaps. */
    int shortest = MIN(MIN(minutes, piece), MAX(round_down(length / 8), 15));
    text_addf(text, "\n[activity %s]\ntitle = %s\n", init_activity_name(activity), title);
    add_duration(text, "hours", minutes);
    add_block(text, shortest, 2 * piece);
    text_addf(text, "priority = %d\n", priority);
    add_goal(text, layout, activity);
    text_addf(text, "first = %s\n", first);
}

static void add_others(struct text *text, const struct layout *layout)
{
    if (layout->answers->activities == 1u << INIT_PRACTICE)
        return;
    add_heading(text, "The rest of the day: finding companies, talking to people, writing");
    text_add(text,
             "; An activity with hours is flexible: it is placed for you, inside its window or "
             "any of them, around\n"
             "; everything else in your calendar. A window is a part of the week that you keep "
             "for such work.\n");
    add_window(text, layout, layout->answers->is_best_late ? &layout->other : &layout->best);
    add_window(text, layout, layout->answers->is_best_late ? &layout->best : &layout->other);
    add_outreach(text, layout);
    add_flexible(text, layout, INIT_FOLLOW_UPS, "Follow-ups", 30, 4,
                 "Look up who has not answered yet");
    add_flexible(text, layout, INIT_COVER_LETTERS, "Cover letters and applications", 45, 4,
                 "Have the job advert and your last letter open");
    add_flexible(text, layout, INIT_BLOG, "Blog post", 60, 2,
                 "Write one sentence: what did I learn this week?");
}

static void add_calendars(struct text *text)
{
    add_heading(text, "Your other calendars");
    text_add(text, "; Appointments in them are left free, with some time before and after. Give a "
                   "folder as vdirsyncer\n"
                   "; and khal keep it, or an .ics file.\n\n"
                   ";[calendar personal]\n"
                   ";path = ~/.local/share/calendars/personal\n"
                   ";buffer = 15m\n");
    add_heading(text, "The calendar that others can show");
    text_add(text,
             "; Your blocks are published as a calendar in any case; these lines change how.\n\n"
             ";[publish]\n"
             ";alarms = yes                 ; for phones: the calendar itself reminds you too\n"
             ";flexible = free              ; flexible blocks do not show you as busy\n");
}

void init_plan_write(struct text *text, const struct init_answers *answers)
{
    struct layout layout = lay_out(answers);

    add_plan(text, answers);
    add_practice(text, &layout);
    add_others(text, &layout);
    add_calendars(text);
}
