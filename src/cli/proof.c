#include "cli/proof.h"

#include <errno.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/track-list.h"
#include "cli/value.h"

/* ---- The deeds ---- */

void proof_done(struct proof *proof)
{
    free(proof->deeds);
    *proof = (struct proof){0};
}

static int add_deed(struct proof *proof, const struct track_item *item, int32_t day)
{
    if (day < proof->from_day || day > proof->to_day)
        return 0;
    for (size_t i = proof->n; i-- > 0 && proof->deeds[i].item == item;)
        if (proof->deeds[i].day == day)
            return 0;
    if (array_reserve((void **)&proof->deeds, &proof->capacity, proof->n, sizeof(*proof->deeds)) <
        0)
        return -ENOMEM;
    proof->deeds[proof->n++] = (struct proof_deed){.day = day, .item = item};
    return 0;
}

int proof_add_application(struct proof *proof, const struct track_item *item)
{
    int32_t day = item->days[STAGE_APPLIED];
    bool was_sent = item->stage != STAGE_INTERESTED && item->stage != STAGE_WITHDRAWN;
    if (day != TRACK_NO_DAY)
        return add_deed(proof, item, day);
    proof->n_undated += was_sent;
    return 0;
}

int proof_add_contact(struct proof *proof, const struct track_item *item,
                      const struct bus_track_version *versions, size_t n)
{
    _cleanup_(freep) int32_t *days = calloc(n + 1, sizeof(*days));
    size_t n_days = 0;
    int r = 0;

    if (!days)
        return -ENOMEM;
    /* Each undo takes back the newest change that stands. */
    for (size_t i = 0; i < n; i++) {
        if (!streq(versions[i].action, "undo"))
            days[n_days++] = versions[i].item.last_contact;
        else if (n_days > 0)
            n_days--;
    }
    for (size_t i = 0; i < n_days && r == 0; i++)
        r = add_deed(proof, item, days[i]);
    return r == 0 ? add_deed(proof, item, item->last_contact) : r;
}

static int compare_deeds(const void *a, const void *b)
{
    const struct proof_deed *m = a, *o = b;
    if (m->day != o->day)
        return m->day < o->day ? -1 : 1;
    return m->item->n < o->item->n ? -1 : m->item->n > o->item->n;
}

void proof_sort(struct proof *proof)
{
    if (proof->n > 0)
        qsort(proof->deeds, proof->n, sizeof(proof->deeds[0]), compare_deeds);
}

/* ---- From the daemon ---- */

static int add_contact(struct cli *cli, const struct track_item *item, struct proof *proof)
{
    _cleanup_(bus_track_history_done) struct bus_track_history history = {0};
    struct bus_refusal refusal = {0};

    int status = cli_judge(cli, bus_client_track_history(cli->client, item->n, &history, &refusal),
                           &refusal);
    if (status == CLI_DONE &&
        proof_add_contact(proof, item, history.versions, history.n_versions) < 0)
        status = cli_fail(cli, CLI_REFUSED, "out of memory");
    return status;
}

static int fill(struct cli *cli, const struct track_list *items, struct proof *proof)
{
    int status = CLI_DONE;
    for (size_t i = 0; i < items->n && status == CLI_DONE; i++) {
        const struct track_item *item = &items->items[i];
        if (item->kind == TRACK_CONTACT && item->last_contact != TRACK_NO_DAY)
            status = add_contact(cli, item, proof);
        else if (item->kind == TRACK_APPLICATION && proof_add_application(proof, item) < 0)
            status = cli_fail(cli, CLI_REFUSED, "out of memory");
    }
    proof_sort(proof);
    return status;
}

static int32_t first_of_last_month(int32_t today)
{
    int year, month, day_of_month;
    civil_date(today, &year, &month, &day_of_month);
    return month == 1 ? civil_day(year - 1, 12, 1) : civil_day(year, month - 1, 1);
}

static int read_range(struct cli *cli, const char *from, const char *to, struct proof *proof)
{
    proof->to_day = zone_day(cli->zone, cli->now_sec);
    proof->from_day = first_of_last_month(proof->to_day);
    if (from && value_parse_day(from, cli->zone, cli->now_sec, &proof->from_day) < 0)
        return cli_usage(cli, "--from `%s`: give a date such as 2026-11-24", from);
    if (to && value_parse_day(to, cli->zone, cli->now_sec, &proof->to_day) < 0)
        return cli_usage(cli, "--to `%s`: give a date such as 2026-11-24", to);
    if (proof->to_day < proof->from_day)
        return cli_usage(cli, "--to lies before --from: give the earlier day to --from");
    return CLI_DONE;
}

static int print(struct cli *cli, const struct proof *proof, const char *csv, bool is_json)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = cli_view(cli, cli->now_sec);

    if (is_json) {
        render_proof_json(cli->out, proof);
        return CLI_DONE;
    }
    if (csv) {
        render_proof_csv(&text, proof);
        return output_write(cli, csv, &text);
    }
    render_proof(&text, &view, proof);
    return cli_print(cli, &text);
}

int proof_run(struct cli *cli, const char *from, const char *to, const char *csv, bool is_json)
{
    _cleanup_(track_list_done) struct track_list items = {0};
    _cleanup_(proof_done) struct proof proof = {0};

    int status = track_list_read(cli, "", "", false, &items);
    if (status == CLI_DONE)
        status = read_range(cli, from, to, &proof);
    if (status == CLI_DONE)
        status = fill(cli, &items, &proof);
    return status == CLI_DONE ? print(cli, &proof, csv, is_json) : status;
}
