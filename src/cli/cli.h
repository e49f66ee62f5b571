/* One run of jsctl: what a verb needs to do its work, and the one way to fail. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macro.h"
#include "bus.h"
#include "cli/format.h"
#include "cli/screen.h"

struct text;
struct verb;
struct zone;

enum cli_status {
    CLI_DONE,
    CLI_REFUSED,     /* or failed */
    CLI_USAGE,       /* wrongly called */
    CLI_UNREACHABLE, /* no bus, or no daemon on it */
};

struct cli {
    FILE *out, *err;           /* borrowed */
    const struct verb *verb;   /* what runs */
    struct bus_client *client; /* after cli_connect() */
    struct zone *zone;         /* the plan's, after cli_open() or cli_load_zone() */
    int64_t now_sec;           /* the daemon's, after cli_open() */
    struct screen screen;      /* after cli_screen() */
    bool has_screen;
};

/* `out` is the standard output or a file that stands for it. */
void cli_init(struct cli *cli, FILE *out, FILE *err);
void cli_done(struct cli *cli);

/* Finds the verb, reads its arguments, runs it. Returns the exit status. */
int cli_run(struct cli *cli, int argc, char *const argv[]);

/* The last thing: pushes the output out. Returns `status`, or CLI_REFUSED if the output could not
 * be written, which it tells. */
int cli_finish(struct cli *cli, int status);

/* ---- For verbs. All but the last return an exit status; what is not CLI_DONE has been told. ----
 */

/* Connects to the session bus. */
int cli_connect(struct cli *cli, bool may_activate);

/* Connects and asks the daemon for its clock and the plan's zone: what a verb needs whose own reply
 * carries neither. */
int cli_open(struct cli *cli);

/* For verbs that have a zone's name from the daemon's reply. */
int cli_load_zone(struct cli *cli, const char *name);

/* What a bus_client call returned: refusals, an absent daemon and errors are told. */
int cli_judge(struct cli *cli, int r, const struct bus_refusal *refusal);

/* Tells one line on stderr, unsafe characters escaped; returns `status`. */
int cli_fail(struct cli *cli, enum cli_status status, const char *format, ...) _printf_(3, 4);

/* The same with CLI_USAGE, and the verb's usage line. */
int cli_usage(struct cli *cli, const char *format, ...) _printf_(2, 3);

/* Writes human text and empties it. */
int cli_print(struct cli *cli, struct text *text);

/* Whether output still goes out; a long listing asks now and then. */
bool cli_can_write(struct cli *cli);

const struct screen *cli_screen(struct cli *cli);

/* How human text is to be made now. Borrows from cli. */
struct view cli_view(struct cli *cli, int64_t now_sec);
