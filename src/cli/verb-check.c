/* `check` and `export`: other programs of ours do them; jsctl becomes that program. */
#include "cli/verb.h"

#include <errno.h>

#include "base/file.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/program.h"

enum { OPT_JSON };
enum { OPT_ICS };

/* Returns only if it cannot. */
static int become(struct cli *cli, const char *name, bool is_helper, const char *argv[])
{
    _cleanup_(freep) char *path = NULL;
    int r = program_find(name, is_helper, &path);
    if (r == 0) {
        fflush(cli->out);
        execv(path, (char **)argv);
        r = -errno;
    }
    return cli_fail(cli, CLI_REFUSED, "cannot run %s (%s): install jobsearchd again",
                    path ? path : name, strerror(-r));
}

/* A file's name that looks like an option is still a file. */
static int run_check(struct cli *cli, const struct arguments *arguments)
{
    const char *argv[6] = {"jobsearchd", "--check"};
    size_t n = 2;
    if (arguments->options[OPT_JSON])
        argv[n++] = "--json";
    if (arguments->n_words > 0)
        argv[n++] = arguments->words[0];
    return become(cli, "jobsearchd", false, argv);
}

/* The running daemon's published folder, else the default place. A daemon that does not run is not
 * started. */
static int find_calendar(struct cli *cli, char **ret)
{
    _cleanup_(freep) char *data = NULL;
    struct bus_refusal refusal;

    if (bus_client_new(false, &cli->client) == 0 &&
        bus_client_get_calendar_folder(cli->client, ret, &refusal) == 0)
        return 0;
    return path_data_dir(&data) ?: path_join(data, "calendar", ret);
}

static int run_export(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(freep) char *folder = NULL;
    int r = find_calendar(cli, &folder);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot tell where the calendar is (%s): set HOME",
                        strerror(-r));
    const char *argv[] = {"jobsearchd-calendar", "export", folder, arguments->options[OPT_ICS],
                          NULL};
    return become(cli, "jobsearchd-calendar", true, argv);
}

const struct verb verb_check = {
    .name = "check",
    .arguments = "[FILE]",
    .max_words = 1,
    .help = "name all problems of the plan, or of a file that is to become one",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run_check,
};

const struct verb verb_export = {
    .name = "export",
    .arguments = "",
    .help = "write the published calendar as one file",
    .options = {[OPT_ICS] = {"ics", "FILE", "the iCalendar file to write", true}},
    .run = run_export,
};
