/* `share`: what a coach sees, or would see, word for word; and how that is turned on and off. */
#include "cli/verb.h"

#include <errno.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/value.h"
#include "share.h"

#define DEFAULT_WEEKS 4

enum { OPT_WEEKS, OPT_JSON };

static int print_json(struct cli *cli, const struct bus_shared *shared, const char *folder)
{
    struct json json;

    json_init(&json, cli->out);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_bool(&json, "share", shared->is_on);
    json_bool(&json, "discreet", shared->is_discreet);
    json_string(&json, "folder", folder);
    json_array_begin(&json, "weeks");
    for (size_t i = 0; i < shared->n_weeks; i++) {
        const struct bus_shared_week *week = &shared->weeks[i];
        struct share_week data;

        if (share_week_parse(week->data, strlen(week->data), &data) < 0)
            return cli_judge(cli, -EBADMSG, NULL);
        share_week_write(&json, NULL, &data);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
    return CLI_DONE;
}

static void add_head(struct text *text, const struct bus_shared *shared)
{
    if (shared->is_on)
        text_add(text, "Sharing is on: this is what a coach sees who may read your published "
                       "calendar.\nTo end it: `share = no` in [plan] (`jsctl edit`); these weeks "
                       "then vanish from it.\n");
    else
        text_add(text,
                 "Sharing is off: nobody sees this. With `share = yes` in [plan] (`jsctl "
                 "edit`) a coach\nwho may read your published calendar will see just this:\n");
}

/* The description's lines, set in. */
static void add_lines(struct text *text, const char *lines)
{
    while (*lines) {
        size_t n = strcspn(lines, "\n");
        _cleanup_(freep) char *line = strndup(lines, n);

        text_add(text, "  ");
        text_add_escaped(text, line ? line : "");
        text_add_char(text, '\n');
        text->failed |= !line;
        lines += n + (lines[n] == '\n');
    }
}

/* What lies beside it is no part of it, but whoever may read the one may read the other. */
static void add_foot(struct text *text, const struct bus_shared *shared, const char *folder)
{
    text_add(text, "\nThe blocks themselves lie in the same calendar (");
    text_add_escaped(text, folder);
    text_add(text,
             shared->is_discreet
                 ? "),\nand say only \"Block\" (`discreet = yes`).\n"
                 : "), with their titles.\nWith `discreet = yes` they say only \"Block\", and "
                   "goals have numbers in place of names.\n");
}

static int print_text(struct cli *cli, const struct bus_shared *shared, const char *folder)
{
    _cleanup_(text_done) struct text text = {0};

    add_head(&text, shared);
    for (size_t i = shared->n_weeks; i-- > 0;) {
        text_add_char(&text, '\n');
        text_add_escaped(&text, shared->weeks[i].summary);
        text_add_char(&text, '\n');
        add_lines(&text, shared->weeks[i].description);
    }
    add_foot(&text, shared, folder);
    return cli_print(cli, &text);
}

/* `folder` first: texts of an answer live until the next question. */
static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(bus_shared_done) struct bus_shared shared = {0};
    _cleanup_(freep) char *folder = NULL;
    struct bus_refusal refusal = {0};
    int weeks = DEFAULT_WEEKS;

    if (arguments->options[OPT_WEEKS] &&
        (value_parse_count(arguments->options[OPT_WEEKS], &weeks) < 0 || weeks > SHARE_WEEKS))
        return cli_usage(cli, "--weeks takes a number from 0 to %d", SHARE_WEEKS);
    int status = cli_connect(cli, true);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_get_calendar_folder(cli->client, &folder, &refusal),
                           &refusal);
    if (status == CLI_DONE)
        status = cli_judge(
            cli, bus_client_list_shared(cli->client, (unsigned)weeks, &shared, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    return arguments->options[OPT_JSON] ? print_json(cli, &shared, folder)
                                        : print_text(cli, &shared, folder);
}

const struct verb verb_share = {
    .name = "share",
    .arguments = "",
    .help = "what a coach sees of your weeks, or would see, and how to turn that on and off",
    .options = {[OPT_WEEKS] = {"weeks", "N", "how many before the week that runs (4)", false},
                [OPT_JSON] = OPTION_JSON},
    .run = run,
};
