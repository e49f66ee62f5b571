#include "cli/track-items.h"

#include "cli/cli.h"

void track_items_done(struct track_items *items)
{
    for (size_t i = 0; i < items->n; i++)
        track_item_done(&items->items[i]);
    free(items->items);
    *items = (struct track_items){0};
}

static int take_page(struct track_items *items, const struct bus_tracker *page)
{
    for (size_t i = 0; i < page->n_items; i++) {
        int r = array_reserve((void **)&items->items, &items->capacity, items->n,
                              sizeof(*items->items));
        if (r >= 0)
            r = track_item_copy(&page->items[i], &items->items[items->n]);
        if (r < 0)
            return r;
        items->n++;
    }
    return 0;
}

static int read_page(struct cli *cli, struct track_items *items, char **cursor)
{
    _cleanup_(bus_tracker_done) struct bus_tracker page = {0};
    struct bus_track_query query = {
        .text = "", .kind = "", .cursor = *cursor ? *cursor : "", .limit = BUS_PAGE_MAX};
    struct bus_refusal refusal = {0};

    int status =
        cli_judge(cli, bus_client_list_track(cli->client, &query, &page, &refusal), &refusal);
    if (status == CLI_DONE && (take_page(items, &page) < 0 || str_replace(cursor, page.cursor) < 0))
        status = cli_fail(cli, CLI_REFUSED, "out of memory");
    return status;
}

int track_items_read(struct cli *cli, struct track_items *ret)
{
    _cleanup_(track_items_done) struct track_items items = {0};
    _cleanup_(freep) char *cursor = NULL;
    int status;

    do
        status = read_page(cli, &items, &cursor);
    while (status == CLI_DONE && *cursor);
    if (status != CLI_DONE)
        return status;
    *ret = items;
    items = (struct track_items){0};
    return CLI_DONE;
}
