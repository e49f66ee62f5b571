/* `track add`, `track edit`: what an item says of itself. */
#include "cli/verb.h"

#include "base/text.h"
#include "base/track.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render-track.h"
#include "cli/track-change.h"
#include "cli/track-find.h"

enum {
    OPT_ROLE,
    OPT_APPLIED,
    OPT_STAGE,
    OPT_FOLLOW_UP,
    OPT_LINK,
    OPT_SOURCE,
    OPT_NOTE,
    OPT_CONTACT,
    OPT_COMPANY,
    OPT_CHANNEL,
    OPT_CONTACTED,
};

static const struct track_option add_texts[] = {
    {OPT_ROLE, TRACK_ROLE},       {OPT_LINK, TRACK_LINK},    {OPT_SOURCE, TRACK_SOURCE},
    {OPT_NOTE, TRACK_NOTE},       {OPT_CONTACT, TRACK_NAME}, {OPT_COMPANY, TRACK_COMPANY},
    {OPT_CHANNEL, TRACK_CHANNEL},
};

/* The options of the other kind are told, not dropped. */
static int check_kind(struct cli *cli, const struct arguments *arguments, bool is_contact)
{
    static const int others[2][3] = {
        {OPT_COMPANY, OPT_CHANNEL, OPT_CONTACTED}, /* not of an application */
        {OPT_APPLIED, OPT_STAGE, OPT_SOURCE},      /* not of a contact */
    };

    if (!is_contact && !*arguments->words[0])
        return cli_usage(cli, "give the company, or a contact with --contact NAME");
    if (is_contact && *arguments->words[0] && arguments->options[OPT_COMPANY])
        return cli_usage(cli, "the company is given twice: `%s` and --company",
                         arguments->words[0]);
    for (int i = 0; i < 3; i++) {
        int option = others[is_contact][i];

        if (arguments->options[option])
            return cli_usage(cli,
                             is_contact ? "--%s is for applications: leave it out, or --contact"
                                        : "--%s is for contacts: give --contact NAME too",
                             cli->verb->options[option].name);
    }
    return CLI_DONE;
}

/* A stage that is given without a date was reached today. */
static int set_stage(struct cli *cli, const struct arguments *arguments, struct track_item *item)
{
    const char *applied = arguments->options[OPT_APPLIED], *stage = arguments->options[OPT_STAGE];
    enum track_stage to = STAGE_INTERESTED;
    int32_t day = zone_day(cli->zone, cli->now_sec), applied_day;

    if (applied) {
        int status = track_read_past(cli, "--applied", applied, &applied_day);
        if (status != CLI_DONE)
            return status;
        track_item_move(item, STAGE_APPLIED, applied_day);
    }
    if (stage)
        track_stage_parse(stage, &to); /* one of the choice */
    if (applied && stage && to <= STAGE_APPLIED)
        return to == STAGE_APPLIED
                   ? CLI_DONE
                   : cli_usage(cli, "--stage interested and --applied exclude each other");
    if (!applied || stage)
        track_item_move(item, to, day);
    return CLI_DONE;
}

static int set_days(struct cli *cli, const struct arguments *arguments, struct track_item *item)
{
    const char *follow_up = arguments->options[OPT_FOLLOW_UP];
    const char *contacted = arguments->options[OPT_CONTACTED];
    int status = CLI_DONE;

    if (item->kind == TRACK_APPLICATION)
        status = set_stage(cli, arguments, item);
    if (status == CLI_DONE && contacted)
        status = track_read_past(cli, "--contacted", contacted, &item->last_contact);
    if (status == CLI_DONE && follow_up)
        status = track_read_ahead(cli, "--follow-up", follow_up, &item->follow_up);
    return status;
}

/* What is there already is added again if the user says so, but not unseen. */
static void tell_others(struct cli *cli, const struct track_list *list,
                        const struct track_item *item)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct track_item *other = &list->items[i];
        _cleanup_(text_done) struct text text = {0};

        if (!str_equals_folded(other->name, item->name) ||
            !str_equals_folded(other->role, item->role) ||
            !str_equals_folded(other->company, item->company))
            continue;
        text_add(&text, "The same was there already: ");
        render_track_name(&text, other);
        text_add_char(&text, '\n');
        cli_print(cli, &text);
        return;
    }
}

static int run_add(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_list_done) struct track_list others = {0};
    bool is_contact = arguments->options[OPT_CONTACT];
    struct track_item item;

    int status = check_kind(cli, arguments, is_contact);
    if (status != CLI_DONE)
        return status;
    track_item_init(&item, is_contact ? TRACK_CONTACT : TRACK_APPLICATION);
    *track_item_text(&item, is_contact ? TRACK_COMPANY : TRACK_NAME) = arguments->words[0];
    track_take_texts(arguments, add_texts, ARRAY_SIZE(add_texts), &item);
    if (track_item_fault(&item)) /* before it is looked for */
        return cli_usage(cli, "%s", track_item_fault(&item));
    status = track_list_read(cli, item.name, track_kind_name(item.kind), false, &others);
    if (status == CLI_DONE)
        status = set_days(cli, arguments, &item);
    if (status == CLI_DONE)
        status = track_put(cli, "Added", NULL, &item);
    if (status == CLI_DONE)
        tell_others(cli, &others, &item);
    return status;
}

/* ---- Edit ---- */

enum {
    EDIT_NAME,
    EDIT_ROLE,
    EDIT_COMPANY,
    EDIT_CHANNEL,
    EDIT_LINK,
    EDIT_SOURCE,
    EDIT_NOTE,
    EDIT_APPLIED
};

static const struct track_option edit_texts[] = {
    {EDIT_NAME, TRACK_NAME},       {EDIT_ROLE, TRACK_ROLE}, {EDIT_COMPANY, TRACK_COMPANY},
    {EDIT_CHANNEL, TRACK_CHANNEL}, {EDIT_LINK, TRACK_LINK}, {EDIT_SOURCE, TRACK_SOURCE},
    {EDIT_NOTE, TRACK_NOTE},
};

static int run_edit(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_item_done) struct track_item before = {0};
    const char *applied = arguments->options[EDIT_APPLIED];
    struct track_item item;

    int status = track_find(cli, arguments->words[0], "", "...", &before);
    if (status != CLI_DONE)
        return status;
    item = before;
    track_take_texts(arguments, edit_texts, ARRAY_SIZE(edit_texts), &item);
    if (applied && item.kind == TRACK_CONTACT)
        return cli_usage(cli, "--applied is for applications, and #%lld is a contact",
                         (long long)item.n);
    if (applied)
        status = track_read_past(cli, "--applied", applied, &item.days[STAGE_APPLIED]);
    return status == CLI_DONE ? track_put(cli, "Changed", &before, &item) : status;
}

const struct verb verb_track_add = {
    .name = "track add",
    .arguments = "[COMPANY]",
    .max_words = 1,
    .help = "add an application, or with --contact a person",
    .options =
        {
            [OPT_ROLE] = {"role", "TEXT", "what the job is", false},
            [OPT_APPLIED] = {"applied", "DATE", "when you applied: today, mon, 2026-11-24", false},
            [OPT_STAGE] = {"stage", "interested|applied|screen|interview|offer|rejected|withdrawn",
                           "how far it has come", false},
            [OPT_FOLLOW_UP] = {"follow-up", "DATE", "when to follow up: 7d, mon, 2026-12-01",
                               false},
            [OPT_LINK] = {"link", "URL", "its page, mailto: or a file", false},
            [OPT_SOURCE] = {"source", "TEXT", "where you found it", false},
            [OPT_NOTE] = {"note", "TEXT", "whatever else is to be kept", false},
            [OPT_CONTACT] = {"contact", "NAME", "a person, at COMPANY", false},
            [OPT_COMPANY] = {"company", "NAME", "the person's company", false},
            [OPT_CHANNEL] = {"channel", "TEXT", "how you write to the person: mail, phone", false},
            [OPT_CONTACTED] = {"contacted", "DATE", "when you last did: today, mon, 2026-11-24",
                               false},
        },
    .run = run_add,
};

const struct verb verb_track_edit = {
    .name = "track edit",
    .arguments = "ITEM",
    .min_words = 1,
    .max_words = 1,
    .help = "correct what it says; \"\" takes a text away",
    .options =
        {
            [EDIT_NAME] = {"name", "NAME", "the company, or the contact's own name", false},
            [EDIT_ROLE] = {"role", "TEXT", "what the job is", false},
            [EDIT_COMPANY] = {"company", "NAME", "a contact's company", false},
            [EDIT_CHANNEL] = {"channel", "TEXT", "how you write to a contact", false},
            [EDIT_LINK] = {"link", "URL", "its page, mailto: or a file", false},
            [EDIT_SOURCE] = {"source", "TEXT", "where you found it", false},
            [EDIT_NOTE] = {"note", "TEXT", "whatever else is to be kept", false},
            [EDIT_APPLIED] = {"applied", "DATE", "when you applied", false},
        },
    .run = run_edit,
};
