/* `coach`: jobsearchd-calendar, which is confined, reads what others wrote; here it is judged and
 * shown. No daemon takes part. */
#include "cli/verb.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/cohort.h"
#include "cli/program.h"
#include "cli/value.h"

#define DEFAULT_WEEKS 8
#define PROBLEMS_MAX  20 /* that are named one by one */

enum { OPT_WEEKS, OPT_HTML, OPT_CSV, OPT_JSON };

struct reading {
    struct cli *cli;
    struct cohort cohort;
    unsigned n_left_out;
};

static void reading_done(struct reading *reading)
{
    cohort_done(&reading->cohort);
}

/* ---- Reading ---- */

static void tell_problem(struct reading *reading, const struct share_line *line)
{
    if (++reading->n_left_out <= PROBLEMS_MAX)
        cli_fail(reading->cli, CLI_DONE, "%s: %s", line->folder, line->text);
}

static int on_line(char *s, void *userdata)
{
    struct reading *reading = userdata;
    struct share_line line;
    int r = share_line_parse(s, &line);

    if (r < 0)
        return r;
    if (line.kind == SHARE_LINE_PROBLEM)
        tell_problem(reading, &line);
    return cohort_take(&reading->cohort, &line);
}

/* The day here: a coach's people may live elsewhere, but a day more or less changes little. */
static int find_today(struct cli *cli, int32_t *ret)
{
    _cleanup_(freep) char *name = NULL;
    int r = zone_system_name(&name), status;

    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot tell the time zone: %s", strerror(-r));
    status = cli_load_zone(cli, name);
    if (status != CLI_DONE)
        return status;
    cli->now_sec = time(NULL);
    *ret = zone_day(cli->zone, cli->now_sec);
    return CLI_DONE;
}

/* Said here, with what would be right; a folder that goes after this look is told by the reader. */
static int check_folder(struct cli *cli, const char *dir)
{
    _cleanup_(closep) int fd = open(dir, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NONBLOCK);

    if (fd >= 0)
        return CLI_DONE;
    return cli_fail(cli, CLI_REFUSED,
                    "cannot read %s (%s): name the folder that holds one folder for each person",
                    dir, strerror(errno));
}

/* A folder's name that looks like an option is still a folder. */
static int read_folder(struct reading *reading, const char *dir)
{
    _cleanup_(freep) char *path = NULL;
    char *argv[] = {(char *)"jobsearchd-calendar", (char *)"coach", (char *)dir, NULL};
    int r = program_find("jobsearchd-calendar", true, &path);

    if (r == 0)
        r = program_each_line(path, argv, SHARE_LINE_MAX, on_line, reading);
    if (r < 0)
        return cli_fail(reading->cli, CLI_REFUSED,
                        "cannot read with %s (%s): install jobsearchd again",
                        path ? path : "jobsearchd-calendar", strerror(-r));
    if (r > 0 || !reading->cohort.is_complete)
        return cli_fail(reading->cli, CLI_REFUSED,
                        "reading %s ended early: move away the folder behind %s and try again", dir,
                        reading->cohort.n > 0
                            ? reading->cohort.items[reading->cohort.n - 1].person.folder
                            : "the first");
    return CLI_DONE;
}

static void tell_left_out(struct reading *reading)
{
    if (reading->n_left_out > PROBLEMS_MAX)
        cli_fail(reading->cli, CLI_DONE, "... and %u more", reading->n_left_out - PROBLEMS_MAX);
    if (reading->n_left_out > 0)
        cli_fail(reading->cli, CLI_DONE, "%u file%s or folder%s left out; all others count",
                 reading->n_left_out, reading->n_left_out == 1 ? "" : "s",
                 reading->n_left_out == 1 ? " was" : "s were");
}

/* ---- Showing ---- */

/* `-` is the output. */
static int write_text(struct cli *cli, struct text *text, const char *path)
{
    _cleanup_(freep) char *data = NULL;
    int r = text_take(text, &data);

    if (r == 0 && streq(path, "-"))
        fputs(data, cli->out);
    else if (r == 0)
        r = file_write_atomic(path, data, strlen(data));
    return r < 0 ? cli_fail(cli, CLI_REFUSED, "cannot write %s: %s", path, strerror(-r)) : CLI_DONE;
}

static int show_json(struct reading *reading)
{
    struct json json;

    json_init(&json, reading->cli->out);
    render_cohort_json(&json, &reading->cohort, reading->n_left_out);
    json_finish(&json);
    return CLI_DONE;
}

static int show(struct reading *reading, const struct arguments *arguments)
{
    const char *html = arguments->options[OPT_HTML], *csv = arguments->options[OPT_CSV];
    struct view view = cli_view(reading->cli, reading->cli->now_sec);
    _cleanup_(text_done) struct text text = {0};

    if (arguments->options[OPT_JSON])
        return show_json(reading);
    if (html)
        render_cohort_html(&text, &reading->cohort, reading->n_left_out);
    else if (csv)
        render_cohort_csv(&text, &reading->cohort);
    if (html || csv)
        return write_text(reading->cli, &text, html ?: csv);
    render_cohort(&text, &view, &reading->cohort);
    return cli_print(reading->cli, &text);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(reading_done) struct reading reading = {.cli = cli, .cohort.weeks = DEFAULT_WEEKS};
    const char *weeks = arguments->options[OPT_WEEKS];
    int n_forms = !!arguments->options[OPT_HTML] + !!arguments->options[OPT_CSV] +
                  !!arguments->options[OPT_JSON];

    if (weeks && (value_parse_count(weeks, &reading.cohort.weeks) < 0 || reading.cohort.weeks < 1 ||
                  reading.cohort.weeks > SHARE_WEEKS))
        return cli_usage(cli, "--weeks takes a number from 1 to %d", SHARE_WEEKS);
    if (n_forms > 1)
        return cli_usage(cli, "--html, --csv and --json exclude each other");
    int status = find_today(cli, &reading.cohort.today);
    if (status == CLI_DONE)
        status = check_folder(cli, arguments->words[0]);
    if (status == CLI_DONE)
        status = read_folder(&reading, arguments->words[0]);
    if (status != CLI_DONE)
        return status;
    if (reading.cohort.n == 0)
        cli_fail(cli, CLI_DONE, "nobody has a folder in %s: DIR holds one folder for each person",
                 arguments->words[0]);
    cohort_rank(&reading.cohort);
    status = show(&reading, arguments);
    tell_left_out(&reading);
    return status;
}

const struct verb verb_coach = {
    .name = "coach",
    .arguments = "DIR",
    .min_words = 1,
    .max_words = 1,
    .help = "who of many people needs a call first, out of what they share: DIR/PERSON/*.ics",
    .options = {[OPT_WEEKS] = {"weeks", "N", "show the last N weeks (8)", false},
                [OPT_HTML] = {"html", "FILE", "write a page; - is the output", false},
                [OPT_CSV] = {"csv", "FILE", "write CSV, safe for spreadsheets; - is the output",
                             false},
                [OPT_JSON] = OPTION_JSON},
    .run = run,
};
