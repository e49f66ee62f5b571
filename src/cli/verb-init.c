/* `init`: a first plan from a few answers, or from a file that somebody made; the week that comes
 * out is shown before anything is written. */
#include "cli/verb.h"

#include <errno.h>
#include <sys/mman.h>
#include <time.h>

#include "base/civil.h"
#include "base/file.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/init-answers.h"
#include "cli/init-plan.h"
#include "cli/init-preview.h"
#include "cli/plan-file.h"
#include "cli/value.h"

enum { /* behind those of the questions */
       OPT_FROM = INIT_QUESTIONS,
       OPT_FORCE,
       OPT_YES,
};

#define NOTHING_WRITTEN "nothing was written"

struct init {
    struct cli *cli;
    const struct arguments *arguments;
    char *path;     /* the plan's; owned */
    char *old_text; /* what --force replaces; NULL: nothing; owned */
    size_t old_size;
    struct init_answers answers;
    char *text; /* of the new plan; owned */
    size_t size;
    bool has_asked; /* somebody is there, or answers were piped in */
};

static void init_done(struct init *init)
{
    free(init->path);
    free(init->old_text);
    free(init->text);
}

/* ---- Asking ---- */

/* One line of the standard input, without the blanks around it. Returns 0, or -ENODATA at its end;
 * the caller frees. */
static int read_answer(char **ret)
{
    _cleanup_(freep) char *line = NULL;
    size_t capacity = 0, start, n;
    ssize_t length = getline(&line, &capacity, stdin);

    if (length < 0)
        return -ENODATA;
    n = strlen(line); /* a NUL ends it */
    while (n > 0 && strchr(" \t\r\n", line[n - 1]))
        line[--n] = '\0';
    start = strspn(line, " \t");
    memmove(line, line + start, n - start + 1);
    *ret = TAKE_PTR(line);
    return 0;
}

static int fail_at_end(struct init *init)
{
    fputc('\n', init->cli->out);
    return cli_fail(init->cli, CLI_REFUSED,
                    "the input ended, " NOTHING_WRITTEN
                    ": answer by options (`jsctl init --help`), or take the defaults with --yes");
}

/* Asks until the answer can be taken. Returns an exit status. */
static int ask(struct init *init, enum init_question question)
{
    FILE *out = init->cli->out;
    const char *expected;

    init->has_asked = true;
    for (;;) {
        _cleanup_(freep) char *answer = NULL;

        fprintf(out, "\n%d. %s [%s] ", question + 1, init_question_text(question),
                init_question_default(question));
        fflush(out);
        if (read_answer(&answer) < 0)
            return fail_at_end(init);
        if (init_answer(&init->answers, question, answer, &expected) == 0)
            return CLI_DONE;
        fprintf(out, "That is no answer: %s.\n", expected);
    }
}

/* Every question: by its option, else by its default with --yes, else by asking. */
static int answer_all(struct init *init)
{
    const struct verb_option *options = init->cli->verb->options;
    const char *expected, *const *given = init->arguments->options;
    int status = CLI_DONE;

    /* All options first: a bad one is no reason to have asked anything. */
    for (int i = 0; i < INIT_QUESTIONS; i++)
        if (init_answer(&init->answers, i, given[i] ?: "", &expected) < 0)
            return cli_usage(init->cli, "--%s: %s", options[i].name, expected);
    for (int i = 0; i < INIT_QUESTIONS && status == CLI_DONE; i++)
        if (!given[i] && !given[OPT_YES])
            status = ask(init, i);
    return status;
}

/* ---- The plan that is to be ---- */

static int make_text(struct init *init)
{
    _cleanup_(text_done) struct text text = {0};

    init_plan_write(&text, &init->answers);
    free(init->text);
    init->text = NULL;
    init->size = text.length;
    if (text_take(&text, &init->text) < 0)
        return cli_fail(init->cli, CLI_REFUSED, "out of memory");
    return CLI_DONE;
}

/* Puts the text where other programs can read it, and nobody else: a file in memory. *ret_fd is
 * closed by the caller. */
static int lend_text(const struct init *init, char path[static 32], int *ret_fd)
{
    int fd = memfd_create("plan.ini", 0); /* inherited */
    if (fd < 0)
        return -errno;
    int r = file_write_all(fd, init->text, init->size);
    if (r < 0) {
        close(fd);
        return r;
    }
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    *ret_fd = fd;
    return 0;
}

/* Checks the plan and shows its weeks. */
static int show(struct init *init)
{
    _cleanup_(init_preview_done) struct init_preview preview = {0};
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(closep) int fd = -1;
    const char *from = init->arguments->options[OPT_FROM];
    char path[32];

    int r = lend_text(init, path, &fd);
    if (r == 0) {
        fflush(init->cli->out);
        r = plan_file_check(from ?: path);
    }
    if (r < 0)
        return cli_fail(init->cli, CLI_REFUSED,
                        "the plan could not be checked (%s): install jobsearchd again",
                        strerror(-r));
    if (r > 0)
        return cli_fail(init->cli, CLI_REFUSED, "the plan has errors, " NOTHING_WRITTEN);

    int status = init_preview_read(init->cli, path, &preview);
    if (status != CLI_DONE)
        return status;
    init_preview_render(&text, init->cli, &preview);
    return cli_print(init->cli, &text);
}

/* Whether to write it: a number asks that question again. Returns an exit status, CLI_DONE to
 * write; *ret_again is true where there are new answers. */
static int confirm(struct init *init, bool *ret_again)
{
    bool may_change = !init->arguments->options[OPT_FROM];

    *ret_again = false;
    for (;;) {
        _cleanup_(freep) char *answer = NULL;
        int number;

        fputs("\nWrite this plan to ", init->cli->out);
        print_escaped(init->cli->out, init->path);
        fprintf(init->cli->out, "? [Y]es, [n]o%s ",
                may_change ? ", or the number of an answer to change:" : ":");
        fflush(init->cli->out);
        if (read_answer(&answer) < 0)
            return fail_at_end(init);
        if (!*answer || strchr("yY", answer[0]))
            return CLI_DONE;
        if (strchr("nNqQ", answer[0]))
            return cli_fail(init->cli, CLI_REFUSED, NOTHING_WRITTEN);
        if (may_change && value_parse_count(answer, &number) == 0 && number >= 1 &&
            number <= INIT_QUESTIONS) {
            *ret_again = true;
            return ask(init, number - 1);
        }
    }
}

static int settle(struct init *init)
{
    const struct arguments *arguments = init->arguments;
    bool is_again = true;
    int status = CLI_DONE;

    while (status == CLI_DONE && is_again) {
        is_again = false;
        if (!arguments->options[OPT_FROM])
            status = make_text(init);
        if (status == CLI_DONE)
            status = show(init);
        if (status == CLI_DONE && !arguments->options[OPT_YES] &&
            (init->has_asked || isatty(STDIN_FILENO)))
            status = confirm(init, &is_again);
    }
    return status;
}

/* ---- Files ---- */

/* A plan that is there is not touched without --force. */
static int open_old(struct init *init)
{
    if (access(init->path, F_OK) < 0)
        return CLI_DONE;
    if (!init->arguments->options[OPT_FORCE])
        return cli_fail(
            init->cli, CLI_REFUSED,
            "there is a plan at %s: change it with `jsctl edit`, or make a new one with "
            "--force, which keeps the old one beside it",
            init->path);
    int r = file_read(init->path, PLAN_FILE_MAX_SIZE, &init->old_text, &init->old_size);
    if (r < 0)
        return cli_fail(init->cli, CLI_REFUSED, "cannot read %s (%s): move it away", init->path,
                        strerror(-r));
    return CLI_DONE;
}

static int read_from(struct init *init)
{
    const char *from = init->arguments->options[OPT_FROM];
    int r = file_read(from, PLAN_FILE_MAX_SIZE, &init->text, &init->size);

    return r < 0 ? cli_fail(init->cli, CLI_REFUSED, "cannot read %s: %s", from, strerror(-r))
                 : CLI_DONE;
}

static int write_plan(struct init *init)
{
    _cleanup_(freep) char *backup = NULL;
    FILE *out = init->cli->out;
    int r;

    if (init->old_text)
        r = file_replace(init->path, init->old_text, init->old_size, init->text, init->size,
                         &backup);
    else if (access(init->path, F_OK) == 0) /* since we asked */
        r = -ESTALE;
    else
        r = plan_file_create(init->path, init->text, init->size);
    if (r < 0)
        return cli_fail(init->cli, CLI_REFUSED, "cannot write %s: %s", init->path,
                        r == -ESTALE ? "it was changed meanwhile" : strerror(-r));

    fputs("\nYour plan is ", out);
    print_escaped(out, init->path);
    fputs("; `jsctl edit` changes it.\n", out);
    if (backup) {
        fputs("The one before is kept as ", out);
        print_escaped(out, backup);
        fputs(".\n", out);
    }
    return CLI_DONE;
}

/* What comes next, if nothing runs that takes up the plan. */
static void tell_how_to_start(struct cli *cli)
{
    struct bus_refusal refusal;
    _cleanup_(freep) char *path = NULL;

    if (!cli->client || bus_client_get_plan_file(cli->client, &path, &refusal) != 0)
        fputs("Start jobsearchd now and at each login: systemctl --user enable --now jobsearchd\n",
              cli->out);
}

static int32_t local_today(void)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    _cleanup_(freep) char *name = NULL;
    int64_t now_sec = time(NULL);

    if (zone_system_name(&name) < 0 || zone_load(name, &zone) < 0)
        return civil_local_day(now_sec);
    return zone_day(zone, now_sec);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(init_done) struct init init = {.cli = cli, .arguments = arguments};
    bool has_from = arguments->options[OPT_FROM];

    for (int i = 0; has_from && i < INIT_QUESTIONS; i++)
        if (arguments->options[i])
            return cli_usage(cli, "--from is a whole plan: --%s does not go with it",
                             cli->verb->options[i].name);
    init.answers.today = local_today();

    int status = plan_file_find(cli, &init.path);
    if (status == CLI_DONE)
        status = open_old(&init);
    if (status == CLI_DONE)
        status = has_from ? read_from(&init) : answer_all(&init);
    if (status == CLI_DONE)
        status = settle(&init);
    if (status == CLI_DONE)
        status = write_plan(&init);
    if (status == CLI_DONE)
        tell_how_to_start(cli);
    return status;
}

const struct verb verb_init = {
    .name = "init",
    .arguments = "",
    .help = "make a first plan from a few answers, and show its week",
    .options =
        {
            [INIT_PRIORITY] = {"priority", "N", "how high the job search stands, 1 to 5", false},
            [INIT_TARGET] = {"target", "WHEN", "when you want the job: sooner, later, none, a date",
                             false},
            [INIT_HOURS] = {"hours", "HH:MM-HH:MM", "the hours of a day", false},
            [INIT_HABIT] = {"habit", "TEXT", "what the first block begins with", false},
            [INIT_BEST] = {"best", "mornings|afternoons", "when you are at your best", false},
            [INIT_DAYS_OFF] = {"days-off", "DAYS",
                               "days of the week, and dates: Sat,Sun,2026-12-24", false},
            [INIT_ACTIVITIES] = {"activities", "NAMES",
                                 "some of practice, outreach, follow-ups, cover-letters, blog",
                                 false},
            [INIT_GOALS] = {"goals", "PERCENT", "the week's goals, of the planned hours; 0: none",
                            false},
            [INIT_WHY] = {"why", "TEXT", "why you do it", false},
            [OPT_FROM] = {"from", "FILE", "take a plan that somebody made", false},
            [OPT_FORCE] = {"force", NULL, "replace the plan that is there; it is kept beside",
                           false},
            [OPT_YES] = {"yes", NULL, "ask nothing: defaults for what was not said", false},
        },
    .run = run,
};
