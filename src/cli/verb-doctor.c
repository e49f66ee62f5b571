/* `doctor`: what is there and what is not, a line each, with what to do. It starts nothing. */
#include "cli/verb.h"

#include <stdarg.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"
#include "cli/doctor.h"

enum { OPT_JSON };

#define CHECK_COLUMNS 14

/* ---- Findings ---- */

void doctor_done(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->n; i++) {
        free(doctor->findings[i].text);
        free(doctor->findings[i].remedy);
    }
    free(doctor->findings);
    free(doctor->timezone);
}

void doctor_add(struct doctor *doctor, const char *check, enum finding_state state,
                const char *remedy, const char *format, ...)
{
    _cleanup_(text_done) struct text text = {0};
    struct finding finding = {.check = check, .state = state, .remedy = strdup(remedy ?: "")};
    va_list ap;

    va_start(ap, format);
    text_vaddf(&text, format, ap);
    va_end(ap);
    if (!finding.remedy || text_take(&text, &finding.text) < 0 ||
        array_reserve((void **)&doctor->findings, &doctor->capacity, doctor->n,
                      sizeof(*doctor->findings)) < 0) {
        free(finding.remedy);
        free(finding.text);
        doctor->has_failed = true;
        return;
    }
    doctor->findings[doctor->n++] = finding;
}

/* ---- How they print ---- */

static const struct {
    const char *name;
    enum paint paint;
} states[FINDING_STATE_MAX_] = {
    [FINDING_OK] = {"ok", PAINT_GOOD},
    [FINDING_WARN] = {"warn", PAINT_HALF},
    [FINDING_FAIL] = {"fail", PAINT_BAD},
};

static void add_finding(struct text *text, const struct screen *screen,
                        const struct finding *finding)
{
    paint_addf(text, screen, states[finding->state].paint, "%-4s", states[finding->state].name);
    text_addf(text, "  %-*s ", CHECK_COLUMNS, finding->check);
    text_add_escaped(text, finding->text);
    text_add_char(text, '\n');
    if (!*finding->remedy)
        return;
    text_addf(text, "      %-*s ", CHECK_COLUMNS, "");
    text_add_escaped(text, finding->remedy);
    text_add_char(text, '\n');
}

static int print(struct cli *cli, const struct doctor *doctor)
{
    _cleanup_(text_done) struct text text = {0};

    for (size_t i = 0; i < doctor->n; i++)
        add_finding(&text, cli_screen(cli), &doctor->findings[i]);
    return cli_print(cli, &text);
}

static void print_json(struct cli *cli, const struct doctor *doctor)
{
    struct json json;

    json_init(&json, cli->out);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_array_begin(&json, "checks");
    for (size_t i = 0; i < doctor->n; i++) {
        const struct finding *finding = &doctor->findings[i];

        json_object_begin(&json, NULL);
        json_string(&json, "check", finding->check);
        json_string(&json, "state", states[finding->state].name);
        json_string(&json, "text", finding->text);
        json_string(&json, "remedy", *finding->remedy ? finding->remedy : NULL);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_finish(&json);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    _cleanup_(doctor_done) struct doctor doctor = {.cli = cli};
    int status = CLI_DONE;

    doctor_look_at_session(&doctor);
    doctor_look_at_files(&doctor);
    if (doctor.has_failed)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    if (arguments->options[OPT_JSON])
        print_json(cli, &doctor);
    else
        status = print(cli, &doctor);
    for (size_t i = 0; i < doctor.n && status == CLI_DONE; i++)
        if (doctor.findings[i].state == FINDING_FAIL)
            status = CLI_REFUSED;
    return status;
}

const struct verb verb_doctor = {
    .name = "doctor",
    .arguments = "",
    .help = "look for what is wrong with the daemon, its files and the desktop; starts nothing",
    .options = {[OPT_JSON] = OPTION_JSON},
    .run = run,
};
