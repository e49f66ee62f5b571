#include "cli/init-answers.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"
#include "cli/value.h"

#define SOONER_WEEKS   13
#define LATER_WEEKS    26
#define MIN_DAY_LENGTH 120
#define WEEKEND        (1u << SATURDAY | 1u << SUNDAY)

static const char *const activity_names[] = {
    [INIT_PRACTICE] = "practice",
    [INIT_OUTREACH] = "outreach",
    [INIT_FOLLOW_UPS] = "follow-ups",
    [INIT_COVER_LETTERS] = "cover-letters",
    [INIT_BLOG] = "blog",
};

const char *init_activity_name(enum init_activity activity)
{
    return activity_names[activity];
}

/* Copies the next item of a list separated by commas, without the blanks around it, and moves *s
 * behind it. Returns 1; 0 at the end; -EINVAL if it is empty or too long. */
static int next_item(const char **s, char item[static INIT_TEXT_SIZE])
{
    size_t n;

    if (!**s)
        return 0;
    *s += strspn(*s, " \t");
    n = strcspn(*s, ",");
    if (n == 0 || n >= INIT_TEXT_SIZE)
        return -EINVAL;
    memcpy(item, *s, n);
    *s += n;
    *s += **s == ',';
    while (n > 0 && isblank((unsigned char)item[n - 1]))
        n--;
    item[n] = '\0';
    return n > 0 ? 1 : -EINVAL;
}

static int take_priority(const char *s, struct init_answers *answers)
{
    int priority;

    if (value_parse_count(s, &priority) < 0 || priority < 1 || priority > 5)
        return -EINVAL;
    answers->priority = priority;
    return 0;
}

static int take_target(const char *s, struct init_answers *answers)
{
    int32_t target = 0;

    answers->has_target = !streq(s, "none");
    if (streq(s, "sooner"))
        target = answers->today + SOONER_WEEKS * 7;
    else if (streq(s, "later"))
        target = answers->today + LATER_WEEKS * 7;
    else if (answers->has_target && (civil_parse_date(s, &target) < 0 || target < answers->today))
        return -EINVAL;
    answers->target = target;
    return 0;
}

/* `09:00-17:00` */
static int take_hours(const char *s, struct init_answers *answers)
{
    int from_hour, from_minute, to_hour, to_minute, used = 0;

    if (sscanf(s, "%2d:%2d-%2d:%2d%n", &from_hour, &from_minute, &to_hour, &to_minute, &used) !=
            4 ||
        s[used] || MIN(from_hour, from_minute) < 0 || MIN(to_hour, to_minute) < 0 ||
        from_minute > 59 || to_minute > 59 || to_hour * 60 + to_minute > DAY_MINUTES)
        return -EINVAL;
    answers->start = from_hour * 60 + from_minute;
    answers->end = to_hour * 60 + to_minute;
    return answers->end - answers->start >= MIN_DAY_LENGTH ? 0 : -EINVAL;
}

/* What a value of the plan can hold: a line of text in which ` ;` would begin a comment. */
static int take_text(const char *s, char ret[static INIT_TEXT_SIZE])
{
    size_t length = strlen(s), n;

    if (length >= INIT_TEXT_SIZE || s[0] == ';' || strstr(s, " ;") || strstr(s, "\t;"))
        return -EINVAL;
    for (size_t i = 0; i < length; i += n) {
        uint32_t c;

        n = utf8_decode(s + i, length - i, &c);
        if (n == 0 || char_is_unsafe(c))
            return -EINVAL;
    }
    strcpy(ret, streq(s, "none") ? "" : s);
    return 0;
}

static int take_habit(const char *s, struct init_answers *answers)
{
    return take_text(s, answers->habit);
}

static int take_why(const char *s, struct init_answers *answers)
{
    return take_text(s, answers->why);
}

static int take_best(const char *s, struct init_answers *answers)
{
    answers->is_best_late = s[0] == 'a';
    return streq(s, "mornings") || streq(s, "afternoons") ? 0 : -EINVAL;
}

/* `Sat`, or `Fri-Mon`. */
static int parse_weekdays(const char *item, unsigned *days)
{
    char first[INIT_TEXT_SIZE];
    enum weekday from, to;
    const char *sign = strchr(item, '-');

    snprintf(first, sizeof first, "%.*s", sign ? (int)(sign - item) : INIT_TEXT_SIZE, item);
    if (civil_parse_weekday(first, &from) < 0 ||
        civil_parse_weekday(sign ? sign + 1 : first, &to) < 0)
        return -EINVAL;
    for (unsigned day = from;; day = (day + 1) % 7) {
        *days |= 1u << day;
        if (day == to)
            return 0;
    }
}

/* `2026-12-24`, or `2026-12-24..2026-12-26`. */
static bool is_date_range(const char *item)
{
    char first[DATE_SIZE];
    int32_t from, to;

    snprintf(first, sizeof first, "%.*s", DATE_SIZE - 1, item);
    if (civil_parse_date(first, &from) < 0)
        return false;
    item += strlen(first);
    return !*item ||
           (strncmp(item, "..", 2) == 0 && civil_parse_date(item + 2, &to) == 0 && from <= to);
}

/* Days of the week, dates, or both; where no day of the week is named the weekend stays free. */
static int take_days_off(const char *s, struct init_answers *answers)
{
    char item[INIT_TEXT_SIZE], dates[INIT_TEXT_SIZE] = "";
    unsigned off = 0;
    bool has_none = false;
    int r;

    while ((r = next_item(&s, item)) > 0) {
        if (streq(item, "none")) {
            has_none = true;
        } else if (!isdigit((unsigned char)item[0])) {
            r = parse_weekdays(item, &off);
        } else {
            size_t n = strlen(dates), room = sizeof dates - n;

            if (!is_date_range(item) ||
                (size_t)snprintf(dates + n, room, "%s%s", n > 0 ? ", " : "", item) >= room)
                r = -EINVAL;
        }
        if (r < 0)
            return r;
    }
    if (r < 0 || off == DAYS_ALL || (has_none && off))
        return -EINVAL;
    answers->days = DAYS_ALL & ~(off || has_none ? off : WEEKEND);
    strcpy(answers->dates, dates);
    return 0;
}

static int take_activities(const char *s, struct init_answers *answers)
{
    char item[INIT_TEXT_SIZE];
    unsigned set = 0;
    int r;

    while ((r = next_item(&s, item)) > 0) {
        unsigned known = 0;

        for (unsigned i = 0; i < INIT_ACTIVITY_MAX_; i++)
            if (streq(item, activity_names[i]) || streq(item, "all"))
                known |= 1u << i;
        if (!known)
            return -EINVAL;
        set |= known;
    }
    answers->activities = set;
    return r;
}

static int take_goals(const char *s, struct init_answers *answers)
{
    char number[8];
    size_t n = strcspn(s, "%");
    int percent;

    snprintf(number, sizeof number, "%.*s", (int)MIN(n, sizeof number), s);
    if ((s[n] && s[n + 1]) || value_parse_count(number, &percent) < 0 || percent > 100)
        return -EINVAL;
    answers->goal_percent = percent;
    return 0;
}

#define EXPECT_TEXT "write one line of at most 127 bytes, without ` ;`, or none"

static const struct {
    const char *text, *fallback, *expected;
    int (*take)(const char *s, struct init_answers *answers);
} questions[] = {
    [INIT_PRIORITY] = {"How high does the job search stand in your life now, from 1 to 5?\n"
                       "That means 8, 14, 20, 26 or 32 hours a week.",
                       "3", "write a number from 1 (low) to 5 (high)", take_priority},
    [INIT_TARGET] = {"Do you want the job sooner (in 3 months) or later (in 6)?\n"
                     "Or write a date such as 2027-03-31, or none.",
                     "sooner", "write sooner, later, none, or a date that lies ahead", take_target},
    [INIT_HOURS] =
        {"From when to when did you work in your course? Hours that you are used to carry\n"
         "you on.",
         "09:00-17:00", "write two times of a day, at least two hours apart: 09:00-17:00",
         take_hours},
    [INIT_HABIT] =
        {"What got you going there? A habit that your first block can begin with, such as\n"
         "coffee, phone away, last exercise open.",
         "none", EXPECT_TEXT, take_habit},
    [INIT_BEST] = {"Are you at your best in the mornings or in the afternoons?", "mornings",
                   "write mornings or afternoons", take_best},
    [INIT_DAYS_OFF] = {"Which days do you take off? Days of the week, and dates such as\n"
                       "2026-12-24..2026-12-26.",
                       "Sat, Sun",
                       "write days such as Sat, Sun and dates such as 2026-12-24, with commas "
                       "between them, or none; one day of the week must be left",
                       take_days_off},
    [INIT_ACTIVITIES] =
        {"Which of these will you do: practice, outreach, follow-ups, cover-letters,\n"
         "blog?",
         "all",
         "write some of practice, outreach, follow-ups, cover-letters, blog, with "
         "commas between them, or all",
         take_activities},
    [INIT_GOALS] = {"At how many per cent of the planned hours shall the week's goals lie? 0 sets\n"
                    "none.",
                    "80", "write a number from 0 to 100", take_goals},
    [INIT_WHY] = {"Why do you do this? Reviews show it when it is hard to remember.", "none",
                  EXPECT_TEXT, take_why},
};

const char *init_question_text(enum init_question question)
{
    return questions[question].text;
}

const char *init_question_default(enum init_question question)
{
    return questions[question].fallback;
}

int init_answer(struct init_answers *answers, enum init_question question, const char *s,
                const char **ret_expected)
{
    struct init_answers next = *answers;
    int r = questions[question].take(*s ? s : questions[question].fallback, &next);

    if (r < 0)
        *ret_expected = questions[question].expected;
    else
        *answers = next;
    return r;
}
