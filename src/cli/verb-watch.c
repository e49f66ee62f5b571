#include "cli/verb.h"

#include "base/text.h"
#include "cli/cli.h"
#include "cli/follow.h"
#include "cli/render.h"

static void add_line(struct text *text, struct cli *cli, const struct bus_status *status)
{
    if (!status) {
        text_add(text, "jobsearchd is not running\n");
        return;
    }
    char done[SPAN_SIZE], planned[SPAN_SIZE];
    struct view view = cli_view(cli, status->now_sec);
    span_format(status->today_done_minutes, done);
    span_format(status->today_planned_minutes, planned);
    render_summary(text, &view, status);
    text_addf(text, "; today %s of %s", done, planned);
    if (status->open > 0)
        text_addf(text, "; %u to answer", status->open);
    for (size_t i = 0; i < status->n_problems; i++) {
        text_add(text, "; ");
        text_add_escaped(text, status->problems[i].text);
    }
    text_add_char(text, '\n');
}

static int run(struct cli *cli, _unused_ const struct arguments *arguments)
{
    return cli_follow(cli, add_line, false);
}

const struct verb verb_watch = {
    .name = "watch",
    .arguments = "",
    .help = "a line now and for each change, until interrupted; starts no stopped daemon",
    .run = run,
};
