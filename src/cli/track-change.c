#include "cli/track-change.h"

#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/render-track.h"
#include "cli/value.h"

#define DAY_FORMS "2026-11-24, today, mon or 7d"

void track_take_texts(const struct arguments *arguments, const struct track_option *options, int n,
                      struct track_item *item)
{
    for (int i = 0; i < n; i++) {
        const char *value = arguments->options[options[i].option];

        if (value)
            *track_item_text(item, options[i].text) = value;
    }
}

int track_read_past(struct cli *cli, const char *name, const char *value, int32_t *ret)
{
    if (value_parse_day_ago(value, cli->zone, cli->now_sec, ret) < 0)
        return cli_usage(cli,
                         "%s `%s`: give a day such as " DAY_FORMS " (the last Monday, 7 days ago)",
                         name, value);
    if (*ret > zone_day(cli->zone, cli->now_sec))
        return cli_usage(cli, "%s `%s` lies ahead: give the day on which it was", name, value);
    return CLI_DONE;
}

int track_read_ahead(struct cli *cli, const char *name, const char *value, int32_t *ret)
{
    *ret = TRACK_NO_DAY;
    if (streq(value, "none"))
        return CLI_DONE;
    if (value_parse_day_ahead(value, cli->zone, cli->now_sec, ret) < 0)
        return cli_usage(cli,
                         "%s `%s`: give a day such as " DAY_FORMS " (next Monday, in 7 days), or "
                         "none",
                         name, value);
    if (*ret < zone_day(cli->zone, cli->now_sec))
        return cli_usage(cli, "%s `%s` lies behind: give today or a later day", name, value);
    return CLI_DONE;
}

static int tell(struct cli *cli, const char *what, const struct track_item *item)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, cli->now_sec);

    text_addf(&text, "%s ", what);
    render_track_item(&text, &view, item);
    text_add(&text, ". Undo: jsctl track undo\n");
    return cli_print(cli, &text);
}

int track_put(struct cli *cli, const char *what, const struct track_item *before,
              const struct track_item *item)
{
    struct track_item settled = *item;
    struct bus_refusal refusal = {0};

    track_item_settle(&settled, cli->now_sec);
    if (before && track_item_equals(before, &settled))
        return cli_fail(cli, CLI_REFUSED, "nothing would change: `jsctl track show %lld` shows it",
                        (long long)before->n);
    int status =
        cli_judge(cli, bus_client_put_track(cli->client, &settled, &settled.n, &refusal), &refusal);
    return status == CLI_DONE ? tell(cli, what, &settled) : status;
}
