#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>

#include "base/suggest.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/arguments.h"
#include "cli/verb.h"

void cli_init(struct cli *cli, FILE *out, FILE *err)
{
    *cli = (struct cli){.out = out, .err = err};
}

void cli_done(struct cli *cli)
{
    if (cli->client)
        bus_client_free(cli->client);
    if (cli->zone)
        zone_free(cli->zone);
    *cli = (struct cli){.out = cli->out, .err = cli->err};
}

static void tell(struct cli *cli, const char *format, va_list ap)
{
    _cleanup_(text_done) struct text text = {0};
    text_vaddf(&text, format, ap);
    fputs("jsctl: ", cli->err);
    print_escaped(cli->err, text.failed || !text.data ? "out of memory" : text.data);
    fputc('\n', cli->err);
}

int cli_fail(struct cli *cli, enum cli_status status, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    tell(cli, format, ap);
    va_end(ap);
    return status;
}

int cli_usage(struct cli *cli, const char *format, ...)
{
    _cleanup_(text_done) struct text usage = {0};
    va_list ap;
    va_start(ap, format);
    tell(cli, format, ap);
    va_end(ap);

    verb_add_usage(&usage, cli->verb);
    fprintf(cli->err, "usage: %s\n", usage.data ? usage.data : "");
    return CLI_USAGE;
}

int cli_judge(struct cli *cli, int r, const struct bus_refusal *refusal)
{
    if (r == 0)
        return CLI_DONE;
    if (r == 1)
        return cli_fail(cli, CLI_REFUSED, "%s", refusal->text);
    if (r == -EHOSTDOWN)
        return cli_fail(cli, CLI_UNREACHABLE, "%s", refusal->text);
    if (r == -ENOTCONN || r == -ECONNRESET)
        return cli_fail(cli, CLI_UNREACHABLE, "the session bus went away: try again");
    return cli_fail(cli, CLI_REFUSED,
                    "the daemon's answer cannot be used (%s): see whether "
                    "`jsctl version` and `jobsearchd --version` agree",
                    strerror(-r));
}

int cli_connect(struct cli *cli, bool may_activate)
{
    int r = bus_client_new(may_activate, &cli->client);
    if (r == -ENOTCONN)
        return cli_fail(cli, CLI_UNREACHABLE,
                        "there is no session bus here: run jsctl in your "
                        "desktop session, or set DBUS_SESSION_BUS_ADDRESS");
    if (r < 0)
        return cli_fail(cli, CLI_UNREACHABLE, "cannot connect to the session bus: %s",
                        strerror(-r));
    return CLI_DONE;
}

int cli_load_zone(struct cli *cli, const char *name)
{
    struct zone *zone;
    int r = zone_load(name, &zone);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED,
                        "cannot load the plan's time zone %s (%s): install tzdata", name,
                        strerror(-r));
    if (cli->zone)
        zone_free(cli->zone);
    cli->zone = zone;
    return CLI_DONE;
}

int cli_open(struct cli *cli)
{
    _cleanup_(bus_status_done) struct bus_status answer = {0};
    struct bus_refusal refusal = {0};

    int status = cli_connect(cli, true);
    if (status == CLI_DONE)
        status = cli_judge(cli, bus_client_get_status(cli->client, &answer, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    cli->now_sec = answer.now_sec;
    return cli_load_zone(cli, answer.timezone);
}

const struct screen *cli_screen(struct cli *cli)
{
    if (!cli->has_screen)
        screen_init(&cli->screen, fileno(cli->out));
    cli->has_screen = true;
    return &cli->screen;
}

struct view cli_view(struct cli *cli, int64_t now_sec)
{
    return (struct view){.screen = cli_screen(cli), .zone = cli->zone, .now_sec = now_sec};
}

int cli_print(struct cli *cli, struct text *text)
{
    _cleanup_(freep) char *s = NULL;
    if (text_take(text, &s) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    screen_put(cli_screen(cli), s, cli->out);
    return CLI_DONE;
}

bool cli_can_write(struct cli *cli)
{
    return !ferror(cli->out);
}

int cli_finish(struct cli *cli, int status)
{
    errno = 0;
    if (fflush(cli->out) == 0 && !ferror(cli->out))
        return status;
    return cli_fail(cli, CLI_REFUSED, "the output could not be written%s%s: it is not complete",
                    errno ? ": " : "", errno ? strerror(errno) : "");
}

static int tell_unknown_verb(struct cli *cli, const char *word)
{
    struct suggestion suggestion;
    suggestion_init(&suggestion, word);
    for (size_t i = 0; verb_at(i); i++)
        suggestion_try(&suggestion, verb_at(i)->name);
    if (*suggestion.best)
        return cli_fail(cli, CLI_USAGE, "there is no verb `%s`; did you mean `%s`?", word,
                        suggestion.best);
    return cli_fail(cli, CLI_USAGE, "there is no verb `%s`: `jsctl help` lists them", word);
}

/* No verb means status, also before options. */
static const struct verb *find_verb(int argc, char *const argv[], size_t *ret_used)
{
    static char *const help[] = {"help"}, *const version[] = {"version"};
    *ret_used = argc > 1;
    if (argc > 1 && (streq(argv[1], "--help") || streq(argv[1], "-h")))
        return verb_find(1, help, ret_used);
    if (argc > 1 && streq(argv[1], "--version"))
        return verb_find(1, version, ret_used);
    *ret_used = 0;
    if (argc < 2 || argv[1][0] == '-')
        return &verb_status;
    return verb_find((size_t)argc - 1, argv + 1, ret_used);
}

static int print_help(struct cli *cli)
{
    _cleanup_(text_done) struct text text = {0};
    verb_add_help(&text, cli->verb);
    return cli_print(cli, &text);
}

int cli_run(struct cli *cli, int argc, char *const argv[])
{
    _cleanup_(text_done) struct text error = {0};
    struct arguments arguments;
    size_t used;

    cli->verb = find_verb(argc, argv, &used);
    if (!cli->verb)
        return tell_unknown_verb(cli, argv[1]);
    int first = 1 + (int)used;
    if (arguments_parse(cli->verb, MAX(argc - first, 0), argv + MIN(first, argc), &arguments,
                        &error) < 0)
        return cli_usage(cli, "%s", error.failed ? "out of memory" : error.data);
    if (arguments.wants_help)
        return print_help(cli);
    return cli->verb->run(cli, &arguments);
}
