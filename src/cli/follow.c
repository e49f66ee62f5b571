#include "cli/follow.h"

#include <errno.h>
#include <time.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/cli.h"

/* When the line changes by the clock alone: the second after, since the daemon's own clock may be
 * coarser than our timer. 0, for signals alone, where the daemon lives in another time than we. */
static int64_t next_change(const struct cli *cli, const struct bus_status *status)
{
    int64_t now = status->now_sec;
    int64_t next = zone_day_start(cli->zone, zone_day(cli->zone, now) + 1);
    if (status->has_current && status->current.end_sec > now)
        next = MIN(next, status->current.end_sec);
    if (status->has_next && status->next.start_sec > now)
        next = MIN(next, status->next.start_sec);
    if (status->quiet_until_sec > now)
        next = MIN(next, status->quiet_until_sec);
    return next < time(NULL) ? 0 : next + 1;
}

/* Adds the line as things are now. A daemon that is away is no failure here. */
static int add_line(struct cli *cli, follow_line *line, struct text *text, int64_t *ret_deadline)
{
    _cleanup_(bus_status_done) struct bus_status answer = {0};
    struct bus_refusal refusal = {0};

    int r = bus_client_get_status(cli->client, &answer, &refusal);
    if (r == -EHOSTDOWN) {
        line(text, cli, NULL);
        *ret_deadline = 0;
        return CLI_DONE;
    }
    int status = cli_judge(cli, r, &refusal);
    if (status == CLI_DONE)
        status = cli_load_zone(cli, answer.timezone);
    if (status != CLI_DONE)
        return status;
    line(text, cli, &answer);
    *ret_deadline = next_change(cli, &answer);
    return CLI_DONE;
}

/* Prints the line unless it is the last one again, which it then becomes. */
static int print_change(struct cli *cli, struct text *text, bool is_json, char **last)
{
    char *line;
    if (text_take(text, &line) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    if (!streq_null(line, *last)) {
        if (is_json)
            fputs(line, cli->out);
        else
            screen_put(cli_screen(cli), line, cli->out);
        fflush(cli->out);
    }
    free(*last);
    *last = line;
    return CLI_DONE;
}

int cli_follow(struct cli *cli, follow_line *line, bool is_json)
{
    _cleanup_(freep) char *last = NULL;
    int64_t deadline;

    int status = cli_connect(cli, false);
    if (status != CLI_DONE)
        return status;

    /* Subscribes before the first look, so that no change falls between; an instant that is over
     * does not wait. */
    int r = bus_client_wait(cli->client, 1);
    while (r >= 0 && cli_can_write(cli)) {
        _cleanup_(text_done) struct text text = {0};
        status = add_line(cli, line, &text, &deadline);
        if (status == CLI_DONE)
            status = print_change(cli, &text, is_json, &last);
        if (status != CLI_DONE)
            return status;
        r = bus_client_wait(cli->client, deadline);
    }
    return r < 0 ? cli_fail(cli, CLI_UNREACHABLE, "the session bus went away: %s", strerror(-r))
                 : CLI_DONE;
}
