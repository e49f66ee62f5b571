/* Showing the status again whenever it changes, without polling. */
#pragma once

#include <stdbool.h>

struct bus_status;
struct cli;
struct text;

/* Makes the line of one status, with its end; NULL: the daemon is away. cli->zone is the plan's. */
typedef void follow_line(struct text *text, struct cli *cli, const struct bus_status *status);

/* Connects without starting a stopped daemon; prints the line now and then whenever it differs from
 * the one before: on the daemon's signals, on its coming and going, when a block begins or ends and
 * at midnight. JSON goes out in UTF-8 whatever the locale. Ends only with the bus or the output.
 * Returns the exit status. */
int cli_follow(struct cli *cli, follow_line *line, bool is_json);
