#include "cli/track-list.h"

#include "cli/cli.h"

void track_list_done(struct track_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        track_item_done(&list->items[i]);
    free(list->items);
    *list = (struct track_list){0};
}

static int list_add(struct track_list *list, const struct bus_tracker *page)
{
    for (size_t i = 0; i < page->n_items; i++) {
        int r =
            array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
        if (r >= 0)
            r = track_item_copy(&page->items[i], &list->items[list->n]);
        if (r < 0)
            return r;
        list->n++;
    }
    return 0;
}

/* The page at *cursor, which becomes the next one's. */
static int read_page(struct cli *cli, struct bus_track_query *query, char **cursor,
                     struct track_list *list)
{
    _cleanup_(bus_tracker_done) struct bus_tracker page = {0};
    struct bus_refusal refusal = {0};

    query->cursor = *cursor ?: "";
    int status =
        cli_judge(cli, bus_client_list_track(cli->client, query, &page, &refusal), &refusal);
    if (status != CLI_DONE)
        return status;
    if (list_add(list, &page) < 0 || str_replace(cursor, page.cursor) < 0)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    cli->now_sec = page.now_sec;
    return **cursor ? CLI_DONE : cli_load_zone(cli, page.timezone);
}

int track_list_read(struct cli *cli, const char *text, const char *kind, bool is_open_only,
                    struct track_list *ret)
{
    struct bus_track_query query = {
        .text = text, .kind = kind, .is_open_only = is_open_only, .limit = BUS_PAGE_MAX};
    _cleanup_(track_list_done) struct track_list list = {0};
    _cleanup_(freep) char *cursor = NULL;

    int status = cli->client ? CLI_DONE : cli_connect(cli, true);
    do {
        if (status == CLI_DONE)
            status = read_page(cli, &query, &cursor, &list);
    } while (status == CLI_DONE && *cursor);
    if (status != CLI_DONE)
        return status;
    *ret = list;
    list = (struct track_list){0};
    return CLI_DONE;
}
