/* The log page by page: no more of it stands in memory than one. */
#pragma once

struct bus_log_query;
struct bus_page;
struct cli;

/* Asks for the page at *cursor (NULL: the first), which becomes the next one's, "" at the end; the
 * caller frees it, and the page by bus_page_done(). Returns an exit status; what is not CLI_DONE
 * has been told. */
int log_page_read(struct cli *cli, struct bus_log_query *query, char **cursor,
                  struct bus_page *ret);
