/* The manners of a lull (see schedule.h): when the user last said anything is remembered; after
 * silent days one bubble asks how it shall go on, once, until a word ends the silence. */
#include "daemon/daemon.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/journal.h"

#define LULL_KEY   ANNOUNCER_ASK "lull"
#define PAUSE_DAYS 7 /* "until you resume", and not for ever */

void daemon_join_last_word(struct daemon *d)
{
    int64_t logged_sec = 0;

    if (log_get_instant(d->store.log, LOG_LAST_WORD, &logged_sec) > 0 &&
        logged_sec >= d->last_word_sec) {
        d->last_word_sec = logged_sec;
        return;
    }
    if (d->last_word_sec == 0) /* a log that does not know yet: silence is counted from now on */
        d->last_word_sec = daemon_now();
    if (log_set_instant(d->store.log, LOG_LAST_WORD, d->last_word_sec) < 0)
        journal(JOURNAL_WARNING, "Cannot write the log: %s", log_why(d->store.log));
}

/* Only the day counts: so it is written once a day. */
void daemon_note_word(struct daemon *d)
{
    int64_t now_sec = daemon_now();

    if (zone_day(d->zone, now_sec) == zone_day(d->zone, d->last_word_sec))
        return;
    if (log_set_instant(d->store.log, LOG_LAST_WORD, now_sec) < 0)
        journal(JOURNAL_WARNING, "Cannot write the log: %s", log_why(d->store.log));
    d->last_word_sec = now_sec;
}

bool daemon_is_lull(const struct daemon *d, int64_t now_sec)
{
    return agenda_silent_days(&d->rounds.agenda, d->last_word_sec, now_sec) >= LULL_DAYS;
}

/* ---- What it offers ---- */

#define DAYS_SIZE (2 * DATE_SIZE + 2)

/* "2026-11-25..2026-11-29", as `jsctl light` and `jsctl pause` take it. */
static void format_days(int32_t first, int32_t last, char buf[static DAYS_SIZE])
{
    char from[DATE_SIZE], to[DATE_SIZE];

    civil_format_date(first, from);
    civil_format_date(last, to);
    snprintf(buf, DAYS_SIZE, "%s..%s", from, to);
}

static void format_rest_of_week(const struct daemon *d, int32_t today, char buf[static DAYS_SIZE])
{
    format_days(today, civil_week_start(today, d->plan->week_start) + 6, buf);
}

static int ask(struct daemon *d, int32_t today)
{
    static const struct bubble_action actions[] = {
        {"fresh", "Fresh start"}, {"light", "Smaller week"}, {"pause", "Pause"}};
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) char *body = NULL;
    char rest[DAYS_SIZE], pause[DAYS_SIZE];
    int r;

    format_rest_of_week(d, today, rest);
    format_days(today, today + PAUSE_DAYS - 1, pause);
    text_addf(&text,
              "Nothing was answered for some days; that happens. Until you say something there is "
              "one reminder a day.\nFresh start: jsctl fresh\nSmaller week: jsctl light %s\n"
              "Pause: jsctl pause %s",
              rest, pause);
    r = text_take(&text, &body);
    return r < 0 ? r
                 : announcer_ask(d->announcer, LULL_KEY, "How shall it go on?", body, actions,
                                 ARRAY_SIZE(actions));
}

static bool was_told(const struct daemon *d)
{
    int64_t told_sec;

    return d->lull_told_sec == d->last_word_sec ||
           (log_get_instant(d->store.log, LOG_LULL_TOLD, &told_sec) > 0 &&
            told_sec == d->last_word_sec);
}

/* With the day's one reminder, so not at midnight. What is up from before a restart has dead
 * buttons: it is said again in its place. */
void daemon_tell_lull(struct daemon *d, int64_t now_sec)
{
    int32_t today = zone_day(d->zone, now_sec);
    const struct agenda_item *first = agenda_day_first(&d->rounds.agenda, today);

    if (!d->is_lull) {
        announcer_untell(d->announcer, LULL_KEY);
        return;
    }
    if (was_told(d) ? !announcer_is_up(d->announcer, LULL_KEY)
                    : !first || now_sec < first->start_sec)
        return;
    if (ask(d, today) < 0)
        journal(JOURNAL_ERROR, "Cannot ask how it shall go on: %s", strerror(ENOMEM));
}

bool daemon_lull_told(struct daemon *d, const char *key)
{
    if (!streq(key, LULL_KEY))
        return false;
    d->lull_told_sec = d->last_word_sec;
    if (log_set_instant(d->store.log, LOG_LULL_TOLD, d->last_word_sec) < 0)
        journal(JOURNAL_WARNING, "Cannot remember an announcement: %s", log_why(d->store.log));
    return true;
}

int daemon_take_choice(struct daemon *d, const char *action, struct bus_refusal *refusal)
{
    int32_t today = zone_day(d->zone, daemon_now());
    int64_t from_sec, to_sec;
    char days[DAYS_SIZE];
    unsigned n;

    if (streq(action, "fresh"))
        return handle_fresh(d, &n, refusal);
    if (streq(action, "light")) {
        format_rest_of_week(d, today, days);
        return handle_light(d, days, &from_sec, &to_sec, refusal);
    }
    if (streq(action, "pause")) {
        format_days(today, today + PAUSE_DAYS - 1, days);
        return handle_pause(d, days, "", &from_sec, &to_sec, refusal);
    }
    return 0;
}
