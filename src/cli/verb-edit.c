/* `edit`: the plan in the user's editor, then checked, again until it is right. The daemon sees the
 * change by itself. */
#include "cli/verb.h"

#include <errno.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/plan-file.h"
#include "cli/program.h"

/* There is no plan yet: it begins with the example that was installed. */
static int begin_with_example(struct cli *cli, const char *plan)
{
    _cleanup_(freep) char *helpers = NULL, *example = NULL, *text = NULL;
    size_t size;
    int r;

    r = path_helper_dir(&helpers)
            ?: path_join(helpers, "../../share/jobsearchd/plan.ini", &example);
    if (r == 0)
        r = file_read(example, PLAN_FILE_MAX_SIZE, &text, &size);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED,
                        "there is no plan at %s yet: write one as jobsearchd.plan(5) shows", plan);
    r = plan_file_create(plan, text, size);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot write %s: %s", plan, strerror(-r));
    fputs("There is no plan yet: this one is the example. Make it yours.\n", cli->out);
    return CLI_DONE;
}

/* VISUAL and EDITOR are shell words ("code --wait", quotes and all), as git takes them; the file's
 * name is not parsed. */
static int run_editor(struct cli *cli, const char *plan)
{
    const char *editor = getenv("VISUAL");
    char command[] = "eval \"${VISUAL:-${EDITOR:-vi}} \\\"\\$@\\\"\"";
    char *argv[] = {"sh", "-c", command, "sh", (char *)plan, NULL};

    if (str_is_empty(editor))
        editor = getenv("EDITOR");
    int r = program_run("/bin/sh", argv);
    if (r == 0)
        return CLI_DONE;
    return cli_fail(cli, CLI_REFUSED, "the editor %s failed (%s %d): set EDITOR to one that works",
                    str_is_empty(editor) ? "vi" : editor, r < 0 ? "error" : "exit status",
                    r < 0 ? -r : r);
}

/* Asks until one of the two is answered; the end of the input quits. */
static bool wants_again(struct cli *cli)
{
    char line[64];
    for (;;) {
        fputs("The plan has errors; the one before goes on. [e]dit again or [q]uit? ", cli->out);
        fflush(cli->out);
        if (!fgets(line, sizeof(line), stdin)) {
            fputc('\n', cli->out);
            return false;
        }
        if (line[0] == 'q')
            return false;
        if (line[0] == 'e')
            return true;
    }
}

static int run(struct cli *cli, _unused_ const struct arguments *arguments)
{
    _cleanup_(freep) char *plan = NULL;
    int status = plan_file_find(cli, &plan);
    if (status != CLI_DONE)
        return status;
    if (access(plan, F_OK) < 0) {
        status = begin_with_example(cli, plan);
        if (status != CLI_DONE)
            return status;
    }

    do {
        status = run_editor(cli, plan);
        if (status != CLI_DONE)
            return status;
        int r = plan_file_check(plan);
        if (r == 0)
            return CLI_DONE;
        if (r != 1)
            return cli_fail(cli, CLI_REFUSED,
                            "the plan could not be checked (%s): install jobsearchd again",
                            r < 0 ? strerror(-r) : "jobsearchd --check failed");
    } while (wants_again(cli));
    return cli_fail(cli, CLI_REFUSED, "%s has errors and is not in use: jsctl edit", plan);
}

const struct verb verb_edit = {
    .name = "edit",
    .arguments = "",
    .help = "edit the plan in VISUAL or EDITOR, and check it",
    .run = run,
};
