/* `track list`, `track show`, `track history`: the tracker as it is and how it came to be so. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render-track.h"
#include "cli/track-find.h"
#include "cli/track-list.h"

enum { OPT_JSON, OPT_ALL, OPT_STAGE };

/* Takes out the applications of other stages, and contacts. */
static void keep_stage(struct track_list *list, enum track_stage stage)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->n; i++) {
        struct track_item *item = &list->items[i];

        if (item->kind == TRACK_APPLICATION && item->stage == stage)
            list->items[kept++] = *item;
        else
            track_item_done(item);
    }
    list->n = kept;
}

static size_t count_over(const struct track_list *list)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        n += track_item_is_over(&list->items[i]);
    return n;
}

static void drop_over(struct track_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->n; i++) {
        if (track_item_is_over(&list->items[i]))
            track_item_done(&list->items[i]);
        else
            list->items[kept++] = list->items[i];
    }
    list->n = kept;
}

static int print_list(struct cli *cli, const struct track_list *list, size_t n_hidden)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, cli->now_sec);

    render_track_list(&text, &view, list->items, list->n);
    if (list->n == 0 && n_hidden == 0)
        text_add(&text, "Nothing here yet. Add what you applied for: jsctl track add COMPANY "
                        "--role ROLE --applied today\n");
    if (n_hidden > 0)
        text_addf(&text, "%s%zu that ended %s not shown: jsctl track list --all\n",
                  list->n > 0 ? "\n" : "", n_hidden, n_hidden == 1 ? "is" : "are");
    return cli_print(cli, &text);
}

static int run_list(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_list_done) struct track_list list = {0};
    const char *stage_word = arguments->options[OPT_STAGE];
    enum track_stage stage = STAGE_MAX_;
    size_t n_hidden = 0;

    int status = track_list_read(cli, arguments->words[0], "", false, &list);
    if (status != CLI_DONE)
        return status;
    if (stage_word && track_stage_parse(stage_word, &stage) >= 0) { /* one of the choice */
        keep_stage(&list, stage);
    } else if (!arguments->options[OPT_ALL]) {
        n_hidden = count_over(&list);
        drop_over(&list);
    }
    if (!arguments->options[OPT_JSON])
        return print_list(cli, &list, n_hidden);
    render_track_list_json(cli->out, cli->zone, list.items, list.n);
    return CLI_DONE;
}

static int run_show(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(track_item_done) struct track_item item = {0};
    _cleanup_(text_done) struct text text = {0};

    int status = track_find(cli, arguments->words[0], "", "", &item);
    if (status != CLI_DONE)
        return status;
    if (arguments->options[OPT_JSON]) {
        render_track_list_json(cli->out, cli->zone, &item, 1);
        return CLI_DONE;
    }
    struct view view = cli_view(cli, cli->now_sec);
    render_track_show(&text, &view, &item);
    return cli_print(cli, &text);
}

/* One that was removed is in no list any more, but its number has a history. */
static int find_number(struct cli *cli, const char *word, int64_t *ret_n)
{
    _cleanup_(track_item_done) struct track_item item = {0};

    *ret_n = track_parse_number(word);
    if (*ret_n > 0)
        return cli_connect(cli, true);
    int status = track_find(cli, word, "", "", &item);
    *ret_n = item.n;
    return status;
}

static int run_history(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(bus_track_history_done) struct bus_track_history history = {0};
    _cleanup_(text_done) struct text text = {0};
    struct bus_refusal refusal = {0};
    int64_t n;

    int status = find_number(cli, arguments->words[0], &n);
    if (status == CLI_DONE)
        status =
            cli_judge(cli, bus_client_track_history(cli->client, n, &history, &refusal), &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, history.timezone);
    if (status != CLI_DONE)
        return status;
    if (arguments->options[OPT_JSON]) {
        render_track_history_json(cli->out, cli->zone, &history);
        return CLI_DONE;
    }
    struct view view = cli_view(cli, history.now_sec);
    render_track_history(&text, &view, &history);
    return cli_print(cli, &text);
}

#define LIST_OPTIONS                                                                            \
    {                                                                                           \
        [OPT_JSON] = OPTION_JSON,                                                               \
        [OPT_ALL] = {"all", NULL, "also what ended: rejected, withdrawn", false},               \
        [OPT_STAGE] = {"stage", "interested|applied|screen|interview|offer|rejected|withdrawn", \
                       "only applications that have come to this stage", false},                \
    }

const struct verb verb_track = {
    .name = "track",
    .arguments = "",
    .help = "the job-search tracker: applications and contacts (alias: jobs)",
    .options = LIST_OPTIONS,
    .run = run_list,
};

const struct verb verb_track_list = {
    .name = "track list",
    .arguments = "[TEXT]",
    .max_words = 1,
    .help = "the same, of those with TEXT in their name, company or role",
    .options = LIST_OPTIONS,
    .run = run_list,
};

const struct verb verb_track_show = {
    .name = "track show",
    .arguments = "ITEM",
    .min_words = 1,
    .max_words = 1,
    .help = "all that is kept of one; ITEM is its number or a part of its name",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run_show,
};

const struct verb verb_track_history = {
    .name = "track history",
    .arguments = "ITEM",
    .min_words = 1,
    .max_words = 1,
    .help = "what was done to it, and when",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run_history,
};
