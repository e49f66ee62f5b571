/* `report`: some weeks as a whole, for a coach: on the terminal, as a page, for a spreadsheet, for
 * programs. */
#include "cli/verb.h"

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/coach-page.h"
#include "cli/input.h"
#include "cli/proof.h"
#include "cli/report.h"
#include "cli/value.h"

enum {
    OPT_WEEKS,
    OPT_HTML,
    OPT_CSV,
    OPT_TEXT,
    OPT_JSON,
    OPT_PRIVATE,
    OPT_NAME,
    OPT_PROOF,
    OPT_FROM,
    OPT_TO,
    OPT_COACH_PAGE,
};

static int write_form(struct cli *cli, const struct arguments *arguments,
                      const struct report *report)
{
    const char *html = arguments->options[OPT_HTML], *csv = arguments->options[OPT_CSV];
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, report->now_sec);

    if (arguments->options[OPT_JSON]) {
        report_write_json(cli->out, report);
        return CLI_DONE;
    }
    if (html)
        text.failed = report_add_html(&text, report) < 0;
    else if (csv)
        report_add_csv(&text, report);
    else
        report_add_text(&text, &view, report);
    if (text.failed)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    return html || csv ? output_write(cli, html ?: csv, &text) : cli_print(cli, &text);
}

/* The page is the same for all: it needs no daemon. */
static int write_coach_page(struct cli *cli, const struct arguments *arguments)
{
    for (int i = 0; i < OPT_COACH_PAGE; i++)
        if (arguments->options[i])
            return cli_usage(cli, "--coach-page stands alone: the page holds nobody's figures");
    return coach_page_write(cli, arguments->options[OPT_COACH_PAGE]);
}

/* The list is of companies and people, so there is no private one. */
static int print_proof(struct cli *cli, const struct arguments *arguments)
{
    const char *const *options = arguments->options;

    if (options[OPT_WEEKS] || options[OPT_HTML] || options[OPT_PRIVATE] || options[OPT_NAME])
        return cli_usage(cli, "--proof goes with --from, --to, --csv, --text and --json alone");
    return proof_run(cli, options[OPT_FROM], options[OPT_TO], options[OPT_CSV], options[OPT_JSON]);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    const char *weeks_text = arguments->options[OPT_WEEKS];
    int weeks = REPORT_WEEKS, n_forms = 0, status;
    struct report report = {0};

    if (arguments->options[OPT_COACH_PAGE])
        return write_coach_page(cli, arguments);
    for (int i = OPT_HTML; i <= OPT_JSON; i++)
        n_forms += arguments->options[i] != NULL;
    if (n_forms > 1)
        return cli_usage(cli, "--html, --csv, --text and --json exclude each other");
    if (arguments->options[OPT_PROOF])
        return print_proof(cli, arguments);
    if (arguments->options[OPT_FROM] || arguments->options[OPT_TO])
        return cli_usage(cli, "--from and --to go with --proof; a report has --weeks");
    if (weeks_text &&
        (value_parse_count(weeks_text, &weeks) < 0 || weeks < 1 || weeks > REPORT_WEEKS_MAX))
        return cli_usage(cli, "--weeks `%s`: give a number from 1 to %d", weeks_text,
                         REPORT_WEEKS_MAX);
    status = report_fill(&report, cli, (size_t)weeks, arguments->options[OPT_PRIVATE]);
    if (arguments->options[OPT_NAME])
        report.name = arguments->options[OPT_NAME];
    if (status == CLI_DONE)
        status = write_form(cli, arguments, &report);
    report_done(&report);
    return status;
}

const struct verb verb_report = {
    .name = "report",
    .arguments = "",
    .help = "some weeks as a whole, for your coach: a page, a table or text",
    .options =
        {[OPT_WEEKS] = {"weeks", "N", "how many weeks, 8 if not said, at most 26", false},
         [OPT_HTML] = {"html", "FILE", "write one page that opens anywhere (-: print it)", false},
         [OPT_CSV] = {"csv", "FILE", "write the figures for a spreadsheet (-: print them)", false},
         [OPT_TEXT] = {"text", NULL, "print it for a terminal; so does no option", false},
         [OPT_JSON] = OPTION_JSON,
         [OPT_PRIVATE] = {"private", NULL, "leave out companies, people, links, notes and answers",
                          false},
         [OPT_NAME] = {"name", "NAME", "who you are to your coach; else the plan's name", false},
         [OPT_COACH_PAGE] = {"coach-page", "FILE",
                             "write the page on which a coach drops reports, instead of one",
                             false},
         [OPT_PROOF] = {"proof", NULL, "applications and contacts by date, for the job centre",
                        false},
         [OPT_FROM] = {"from", "DATE", "with --proof, the first day; else the first of last month",
                       false},
         [OPT_TO] = {"to", "DATE", "with --proof, the last day; else today", false}},
    .run = run,
};
