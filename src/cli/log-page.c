#include "cli/log-page.h"

#include "cli/cli.h"

int log_page_read(struct cli *cli, struct bus_log_query *query, char **cursor, struct bus_page *ret)
{
    struct bus_refusal refusal = {0};

    query->cursor = *cursor ? *cursor : "";
    int status = cli_judge(cli, bus_client_list_log(cli->client, query, ret, &refusal), &refusal);
    if (status == CLI_DONE && str_replace(cursor, ret->cursor) < 0)
        status = cli_fail(cli, CLI_REFUSED, "out of memory");
    return status;
}
