/* The manners of DESIGN section 4 in words. Every answer that a button gives stands in the body as
 * a command too: not every server has buttons, and not every user finds them. Times are clock
 * times, since a bubble may be read long after it came. */
#include "daemon/wording.h"

#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>

#include "base/text.h"

#define PAIR_SEC         (15 * 60)
#define LATE_SEC         (5 * 60) /* a start told later than this says so */
#define SUMMARY_MAX_ROWS 4
#define NEAR_DAYS        6 /* up to so far ahead a weekday is enough */

void wording_format_clock(const struct zone *zone, int64_t utc_sec, char buf[static CLOCK_SIZE])
{
    int minute = civil_local_second(zone_to_local(zone, utc_sec)) / 60;
    const char *format = nl_langinfo(T_FMT);
    bool has_twelve_hours = strstr(format, "%r") || strstr(format, "%I") || strstr(format, "%l");
    int hour = minute / 60;

    if (has_twelve_hours)
        snprintf(buf, CLOCK_SIZE, "%d:%02d %s", (hour + 11) % 12 + 1, minute % 60,
                 hour < 12 ? "AM" : "PM");
    else
        snprintf(buf, CLOCK_SIZE, "%02d:%02d", hour, minute % 60);
}

void wording_add_moment(struct text *text, const struct zone *zone, int64_t now_sec,
                        int64_t utc_sec)
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int32_t day = zone_day(zone, utc_sec), today = zone_day(zone, now_sec);
    int year, month, day_of_month;
    char clock[CLOCK_SIZE];

    text_addf(text, "%s ", civil_weekday_name(civil_weekday(day)));
    if (day < today || day > today + NEAR_DAYS) {
        civil_date(day, &year, &month, &day_of_month);
        text_addf(text, "%d %s ", day_of_month, months[month - 1]);
    }
    wording_format_clock(zone, utc_sec, clock);
    text_add(text, clock);
}

static const char *item_title(const struct agenda *agenda, const struct agenda_item *item)
{
    return agenda->plan->discreet ? "Block" : item->title;
}

static void add_clock(struct text *text, const struct agenda *agenda, int64_t utc_sec)
{
    char clock[CLOCK_SIZE];

    wording_format_clock(agenda->zone, utc_sec, clock);
    text_add(text, clock);
}

static void add_span(struct text *text, const struct agenda *agenda, const struct agenda_item *item)
{
    add_clock(text, agenda, item->start_sec);
    text_add(text, "–");
    add_clock(text, agenda, item->end_sec);
}

static void add_first(struct text *text, const struct agenda *agenda,
                      const struct agenda_item *item)
{
    if (item->activity && item->activity->first && !agenda->plan->discreet)
        text_addf(text, "\nFirst: %s", item->activity->first);
}

/* "jsctl done|partial|skip practice/2026-11-24/1": with the id, since the bubble may stay up until
 * another block is the one that a bare command means. A discreet bubble shows no names. */
static void add_commands(struct text *text, const struct agenda *agenda, const char *verbs,
                         const struct agenda_item *item)
{
    text_addf(text, "\njsctl %s", verbs);
    if (!agenda->plan->discreet)
        text_addf(text, " %s", item->id);
}

static void word_remind(const struct agenda *agenda, const struct candidate *candidate,
                        int64_t now_sec, struct text *summary, struct text *body)
{
    const struct agenda_item *item = candidate->item;
    int64_t minutes = (item->start_sec - now_sec + 59) / 60;

    text_addf(summary, "%s in %" PRId64 " min", item_title(agenda, item), minutes);
    if (minutes > 90) {
        summary->length = 0;
        text_addf(summary, "%s at ", item_title(agenda, item));
        add_clock(summary, agenda, item->start_sec);
    }
    add_span(body, agenda, item);
    add_first(body, agenda, item);
    add_commands(body, agenda, "skip", item);
}

static void word_start(const struct agenda *agenda, const struct candidate *candidate,
                       int64_t now_sec, struct text *summary, struct text *body)
{
    const struct agenda_item *item = candidate->item;
    int64_t late_sec = now_sec - item->start_sec;

    if (late_sec > LATE_SEC && late_sec < 2 * 3600)
        text_addf(summary, "%s: started %" PRId64 " min ago", item_title(agenda, item),
                  late_sec / 60);
    else if (late_sec > LATE_SEC)
        text_addf(summary, "%s: started %" PRId64 " h %" PRId64 " min ago",
                  item_title(agenda, item), late_sec / 3600, late_sec / 60 % 60);
    else
        text_addf(summary, "Now: %s", item_title(agenda, item));
    add_span(body, agenda, item);
    add_first(body, agenda, item);
    add_commands(body, agenda, "start|snooze|skip", item);
}

static void word_question(const struct agenda *agenda, const struct candidate *candidate,
                          struct text *summary, struct text *body)
{
    text_addf(summary, "%s: how did it go?", item_title(agenda, candidate->item));
    add_span(body, agenda, candidate->item);
    add_commands(body, agenda, "done|partial|skip", candidate->item);
}

static void word_passed(const struct agenda *agenda, const struct candidate *candidate,
                        struct text *summary, struct text *body)
{
    text_addf(summary, "%s passed while you were away", item_title(agenda, candidate->item));
    add_span(body, agenda, candidate->item);
    add_commands(body, agenda, "done|partial|skip", candidate->item);
}

/* What comes within a quarter of an hour after an end is told with its question. */
static const struct agenda_item *item_after(const struct agenda *agenda,
                                            const struct agenda_item *item)
{
    for (size_t i = 0; i < agenda->n; i++) {
        const struct agenda_item *next = &agenda->items[i];

        if (next->start_sec >= item->end_sec && next->start_sec <= item->end_sec + PAIR_SEC &&
            next->outcome == OUTCOME_OPEN && next != item)
            return next;
    }
    return NULL;
}

static void word_one(const struct agenda *agenda, const struct candidate *candidate,
                     int64_t now_sec, struct text *summary, struct text *body, struct wording *w)
{
    const struct agenda_item *item = candidate->item, *next;

    w->has_open = item->activity && item->activity->open;
    if (now_sec < item->start_sec) {
        word_remind(agenda, candidate, now_sec, summary, body);
        w->set = WORDING_REMIND;
        w->category = "x-jobsearchd.remind";
    } else if (candidate->notice.kind == DUE_MISSED) {
        word_passed(agenda, candidate, summary, body);
        w->set = WORDING_ASK;
        w->category = "x-jobsearchd.passed";
    } else if (item->end_sec <= now_sec) {
        word_question(agenda, candidate, summary, body);
        next = item_after(agenda, item);
        if (next) {
            text_addf(body, "\nNext: %s at ", item_title(agenda, next));
            add_clock(body, agenda, next->start_sec);
        }
        w->set = WORDING_ASK;
        w->category = "x-jobsearchd.end";
    } else {
        word_start(agenda, candidate, now_sec, summary, body);
        w->set = WORDING_START;
        w->category = "x-jobsearchd.start";
    }
}

static void word_pair(const struct agenda *agenda, const struct candidate *end,
                      const struct candidate *start, int64_t now_sec, struct text *summary,
                      struct text *body, struct wording *w)
{
    const struct agenda_item *next = start->item;

    word_question(agenda, end, summary, body);
    text_addf(body, "\n%s: %s, ", now_sec < next->start_sec ? "Next" : "Now",
              item_title(agenda, next));
    add_span(body, agenda, next);
    add_first(body, agenda, next);
    w->set = WORDING_ASK;
    w->category = "x-jobsearchd.end";
}

static const char *notice_phrase(const struct candidate *candidate, int64_t now_sec)
{
    if (candidate->notice.kind == DUE_MISSED)
        return "passed";
    if (candidate->item->end_sec <= now_sec)
        return "ended";
    return candidate->item->start_sec <= now_sec ? "began" : "comes";
}

/* Afterwards one: a line each, the newest first; buttons for what runs now, if anything does. */
static void word_summary(const struct agenda *agenda, const struct candidate *candidates, size_t n,
                         int64_t now_sec, struct text *summary, struct text *body,
                         struct wording *w)
{
    size_t shown = MIN(n, (size_t)SUMMARY_MAX_ROWS);

    text_addf(summary, "%zu blocks while you were away", n);
    for (size_t i = 0; i < shown; i++) {
        const struct candidate *candidate = &candidates[n - 1 - i];

        text_addf(body, "%s%s %s ", i ? "\n" : "", item_title(agenda, candidate->item),
                  notice_phrase(candidate, now_sec));
        add_span(body, agenda, candidate->item);
        if (candidate->item->start_sec <= now_sec && now_sec < candidate->item->end_sec)
            w->target = n - 1 - i;
    }
    if (n > shown)
        text_addf(body, "\nand %zu more", n - shown);
    text_add(body, "\njsctl today");
    w->set = w->target == SIZE_MAX ? WORDING_TELL : WORDING_START;
    w->category = "x-jobsearchd.summary";
}

bool candidates_are_pair(const struct candidate *end, const struct candidate *start)
{
    return end->notice.kind == DUE_END && start->notice.kind != DUE_END &&
           start->notice.kind != DUE_MISSED && start->item->start_sec >= end->item->end_sec &&
           start->item->start_sec - end->item->end_sec <= PAIR_SEC;
}

int wording_make(const struct agenda *agenda, const struct candidate *candidates, size_t n,
                 int64_t now_sec, struct wording *ret)
{
    struct wording w = {.target = SIZE_MAX};
    struct text summary = {0}, body = {0};

    if (n == 1) {
        w.target = 0;
        word_one(agenda, &candidates[0], now_sec, &summary, &body, &w);
    } else if (n == 2 && candidates_are_pair(&candidates[0], &candidates[1])) {
        w.target = 0;
        word_pair(agenda, &candidates[0], &candidates[1], now_sec, &summary, &body, &w);
    } else {
        word_summary(agenda, candidates, n, now_sec, &summary, &body, &w);
    }

    if (text_take(&summary, &w.summary) < 0 || text_take(&body, &w.body) < 0) {
        text_done(&summary);
        text_done(&body);
        wording_done(&w);
        return -ENOMEM;
    }
    *ret = w;
    return 0;
}

/* Never more than three, for GNOME shows three. */
void wording_add_actions(const struct wording *wording, struct bubble *bubble)
{
    static const struct bubble_action sets[][3] = {
        [WORDING_REMIND] = {{"open", "Open"}, {"skip", "Skip"}},
        [WORDING_START] = {{"start", "Start"}, {"snooze", "Snooze 10 min"}, {"skip", "Skip"}},
        [WORDING_ASK] = {{"done", "Done"}, {"partial", "Partly"}, {"skip", "Skip"}},
        [WORDING_TELL] = {{0}},
    };

    for (size_t i = 0; i < ARRAY_SIZE(sets[0]); i++) {
        const struct bubble_action *action = &sets[wording->set][i];

        if (action->key && (wording->has_open || !streq(action->key, "open")))
            bubble->actions[bubble->n_actions++] = *action;
    }
}

void wording_done(struct wording *wording)
{
    free(wording->summary);
    free(wording->body);
    *wording = (struct wording){0};
}
