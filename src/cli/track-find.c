#include "cli/track-find.h"

#include <ctype.h>
#include <errno.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/render-track.h"
#include "cli/verb.h"

#define SHOWN_MAX 10

int64_t track_parse_number(const char *word)
{
    char *end;

    word += *word == '#';
    if (!isdigit((unsigned char)*word))
        return 0;
    errno = 0;
    int64_t n = strtoll(word, &end, 10);
    return errno != 0 || *end ? 0 : n;
}

/* How well it fits, 0 best. */
static int item_rank(const struct track_item *item, const char *word)
{
    int rank = str_equals_folded(item->name, word)     ? 0
               : str_contains_folded(item->name, word) ? 1
                                                       : 2;

    return track_item_is_over(item) ? rank + 3 : rank;
}

static int tell_nothing(struct cli *cli, const char *word, const char *kind)
{
    return cli_fail(cli, CLI_REFUSED,
                    "the tracker has no %s `%s`: `jsctl track list --all` shows what it has",
                    *kind ? kind : "item", word);
}

static int tell_candidates(struct cli *cli, const char *word, const char *rest,
                           const struct track_list *list, int rank)
{
    size_t n = 0;

    cli_fail(cli, CLI_REFUSED, "`%s` may be one of these; say which by its number:", word);
    for (size_t i = 0; i < list->n; i++) {
        _cleanup_(text_done) struct text line = {0};

        if (item_rank(&list->items[i], word) != rank || n++ >= SHOWN_MAX)
            continue;
        text_addf(&line, "  jsctl %s %lld%s", cli->verb->name, (long long)list->items[i].n,
                  *rest ? " " : "");
        text_add_escaped(&line, rest);
        text_add(&line, "   ");
        render_track_name(&line, &list->items[i]);
        fprintf(cli->err, "%s\n", line.data ?: "");
    }
    if (n > SHOWN_MAX)
        fprintf(cli->err, "  and %zu more\n", n - SHOWN_MAX);
    return CLI_REFUSED;
}

static int take(struct cli *cli, const struct track_item *item, struct track_item *ret)
{
    return track_item_copy(item, ret) < 0 ? cli_fail(cli, CLI_REFUSED, "out of memory") : CLI_DONE;
}

static int find_number(struct cli *cli, int64_t n, const char *word, const char *kind,
                       struct track_item *ret)
{
    _cleanup_(track_list_done) struct track_list list = {0};

    int status = track_list_read(cli, "", "", false, &list);
    if (status != CLI_DONE)
        return status;
    for (size_t i = 0; i < list.n; i++)
        if (list.items[i].n == n) {
            const char *is = track_kind_name(list.items[i].kind);

            if (*kind && !streq(kind, is))
                return cli_fail(cli, CLI_REFUSED, "#%lld is no %s: %s, the %s", (long long)n, kind,
                                list.items[i].name, is);
            return take(cli, &list.items[i], ret);
        }
    return tell_nothing(cli, word, kind);
}

int track_find(struct cli *cli, const char *word, const char *kind, const char *rest,
               struct track_item *ret)
{
    _cleanup_(track_list_done) struct track_list list = {0};
    const struct track_item *found = NULL;
    int64_t n = track_parse_number(word);
    int best = INT32_MAX;
    bool is_alone = false;

    if (!*word)
        return cli_usage(cli, "give a part of the name, or the number");
    if (n > 0)
        return find_number(cli, n, word, kind, ret);
    int status = track_list_read(cli, word, kind, false, &list);
    if (status != CLI_DONE)
        return status;
    for (size_t i = 0; i < list.n; i++) {
        int rank = item_rank(&list.items[i], word);

        if (rank > best)
            continue;
        is_alone = rank < best;
        best = rank;
        found = &list.items[i];
    }
    if (!found)
        return tell_nothing(cli, word, kind);
    return is_alone ? take(cli, found, ret) : tell_candidates(cli, word, rest, &list, best);
}
