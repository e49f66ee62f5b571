/* `track move`, `track contacted`, `track follow-up`: what goes on; `track remove` and `track undo`
 * take away and back. */
#include "cli/verb.h"

#include "base/text.h"
#include "base/track.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render-track.h"
#include "cli/track-change.h"
#include "cli/track-find.h"
#include "cli/value.h"

enum { OPT_DATE, OPT_FOLLOW_UP, OPT_NOTE, OPT_AT, OPT_FOR };

static int set_interview(struct cli *cli, const struct arguments *arguments,
                         struct track_item *item)
{
    const char *at = arguments->options[OPT_AT], *length = arguments->options[OPT_FOR];

    if (at && streq(at, "none"))
        item->interview_sec = 0;
    else if (at && value_parse_moment_ahead(at, cli->zone, cli->now_sec, &item->interview_sec) < 0)
        return cli_usage(cli,
                         "--at `%s`: give a day and a time, such as \"2026-12-01 10:00\" or "
                         "\"tue 10:00\", or none",
                         at);
    if (!length)
        return CLI_DONE;
    if (item->interview_sec == 0)
        return cli_usage(cli, "--for `%s`: when is the interview? Give --at", length);
    if (value_parse_minutes(length, &item->interview_minutes) < 0 || item->interview_minutes == 0)
        return cli_usage(cli, "--for `%s`: give a duration, such as 45m or 1h30m", length);
    return CLI_DONE;
}

/* What move and contacted have in common. *ret_day is today if it was not said. */
static int set_common(struct cli *cli, const struct arguments *arguments, struct track_item *item,
                      int32_t *ret_day)
{
    const char *date = arguments->options[OPT_DATE];
    const char *follow_up = arguments->options[OPT_FOLLOW_UP];
    int status = CLI_DONE;

    *ret_day = zone_day(cli->zone, cli->now_sec);
    if (date)
        status = track_read_past(cli, "--date", date, ret_day);
    if (status == CLI_DONE && follow_up)
        status = track_read_ahead(cli, "--follow-up", follow_up, &item->follow_up);
    if (arguments->options[OPT_NOTE])
        item->note = arguments->options[OPT_NOTE];
    return status;
}

static int run_move(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_item_done) struct track_item before = {0};
    const char *word = arguments->words[1];
    enum track_stage stage;
    struct track_item item;
    int32_t day;

    if (track_stage_parse(word, &stage) < 0)
        return cli_usage(cli,
                         "`%s` is no stage: it is one of interested, applied, screen, interview, "
                         "offer, rejected and withdrawn",
                         word);
    int status = track_find(cli, arguments->words[0], "application", word, &before);
    if (status != CLI_DONE)
        return status;
    item = before;
    status = set_common(cli, arguments, &item, &day);
    if (status == CLI_DONE && (stage != item.stage || arguments->options[OPT_DATE]))
        track_item_move(&item, stage, day);
    if (status == CLI_DONE)
        status = set_interview(cli, arguments, &item);
    if (status == CLI_DONE && arguments->options[OPT_FOLLOW_UP] && item.follow_up != TRACK_NO_DAY &&
        track_item_is_over(&item))
        status = cli_usage(cli, "what is %s is not followed up: leave out --follow-up", word);
    return status == CLI_DONE ? track_put(cli, "Moved", &before, &item) : status;
}

static int finish(struct cli *cli, const struct track_item *item)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status =
        cli_judge(cli, bus_client_finish_follow_up(cli->client, item->n, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    text_add(&text, "Followed up ");
    render_track_name(&text, item);
    text_addf(&text, ". The next one: jsctl track follow-up %lld 7d. Undo: jsctl track undo\n",
              (long long)item->n);
    return cli_print(cli, &text);
}

/* A follow-up that was due by then is what this was. */
static int run_contacted(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_item_done) struct track_item before = {0};
    const char *const *options = arguments->options;
    struct track_item item;
    int32_t day;

    int status = track_find(cli, arguments->words[0], "contact", "", &before);
    if (status != CLI_DONE)
        return status;
    item = before;
    status = set_common(cli, arguments, &item, &day);
    if (status != CLI_DONE)
        return status;

    bool was_due = before.follow_up != TRACK_NO_DAY && before.follow_up <= day;
    if (was_due && !options[OPT_DATE] && !options[OPT_FOLLOW_UP] && !options[OPT_NOTE])
        return finish(cli, &before);
    if (was_due && !options[OPT_FOLLOW_UP])
        item.follow_up = TRACK_NO_DAY;
    item.last_contact = day;
    return track_put(cli, "Noted:", &before, &item);
}

static int run_follow_up(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_item_done) struct track_item before = {0};
    const char *when = arguments->words[1];
    struct track_item item;

    int status = track_find(cli, arguments->words[0], "", when, &before);
    if (status != CLI_DONE)
        return status;
    if (streq(when, "done"))
        return finish(cli, &before);
    item = before;
    status = track_read_ahead(cli, "WHEN", when, &item.follow_up);
    if (status == CLI_DONE && item.follow_up != TRACK_NO_DAY && track_item_is_over(&item))
        return cli_fail(cli, CLI_REFUSED,
                        "#%lld is %s: nothing is to be followed up; if it goes on, move it: "
                        "jsctl track move %lld STAGE",
                        (long long)item.n, track_stage_name(item.stage), (long long)item.n);
    return status == CLI_DONE ? track_put(cli, "Follow-up:", &before, &item) : status;
}

/* ---- Away and back ---- */

static int run_remove(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_item_done) struct track_item item = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};

    int status = track_find(cli, arguments->words[0], "", "", &item);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_remove_track(cli->client, item.n, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    text_add(&text, "Removed ");
    render_track_name(&text, &item);
    text_add(&text, ". Undo: jsctl track undo\n");
    return cli_print(cli, &text);
}

static int run_undo(struct cli *cli, _unused_ const struct arguments *arguments)
{
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    struct bus_track_undo undo;

    int status = cli_open(cli);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_undo_track(cli->client, &undo, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;

    struct view view = cli_view(cli, cli->now_sec);
    if (undo.n_items > 1) {
        text_addf(&text, "Taken back: %u items are as they were before\n", undo.n_items);
        return cli_print(cli, &text);
    }
    text_add(&text, undo.is_gone ? "Taken back; it is gone: " : "Taken back; now ");
    if (undo.is_gone)
        render_track_name(&text, &undo.item);
    else
        render_track_item(&text, &view, &undo.item);
    text_add_char(&text, '\n');
    return cli_print(cli, &text);
}

#define COMMON_OPTIONS(what)                                                                     \
    [OPT_DATE] = {"date", "DATE", what ": today if not said", false},                            \
    [OPT_FOLLOW_UP] = {"follow-up", "DATE", "when to follow up next: 7d, mon, 2026-12-01, none", \
                       false},                                                                   \
    [OPT_NOTE] = {"note", "TEXT", "instead of the note that is there", false}

const struct verb verb_track_move = {
    .name = "track move",
    .arguments = "ITEM STAGE",
    .min_words = 2,
    .max_words = 2,
    .help = "an application came to a stage: applied, screen, interview, offer, rejected...",
    .options =
        {
            COMMON_OPTIONS("when it came there"),
            [OPT_AT] = {"at", "TIME", "when the interview is: \"2026-12-01 10:00\", \"tue 10:00\"",
                        false},
            [OPT_FOR] = {"for", "DURATION", "how long it takes: 1h if not said", false},
        },
    .run = run_move,
};

const struct verb verb_track_contacted = {
    .name = "track contacted",
    .arguments = "ITEM",
    .min_words = 1,
    .max_words = 1,
    .help = "you were in touch with a contact again",
    .options = {COMMON_OPTIONS("when you were")},
    .run = run_contacted,
};

const struct verb verb_track_follow_up = {
    .name = "track follow-up",
    .arguments = "ITEM WHEN",
    .min_words = 2,
    .max_words = 2,
    .help = "when to follow up (7d, mon, 2026-12-01, none), or that it is done",
    .run = run_follow_up,
};

const struct verb verb_track_remove = {
    .name = "track remove",
    .arguments = "ITEM",
    .min_words = 1,
    .max_words = 1,
    .help = "take out what is there by mistake; what ended is better moved",
    .run = run_remove,
};

const struct verb verb_track_undo = {
    .name = "track undo",
    .arguments = "",
    .help = "take back the last change to the tracker",
    .run = run_undo,
};
