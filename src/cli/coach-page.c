#include "cli/coach-page.h"

#include <string.h>

#include "base/file.h"
#include "cli/cli.h"

static const char page[] =
#include "cli/coach-page.html.h"
    ;

int coach_page_write(struct cli *cli, const char *path)
{
    if (streq(path, "-")) {
        fputs(page, cli->out);
        return CLI_DONE;
    }
    int r = file_write_atomic(path, page, strlen(page));
    return r < 0 ? cli_fail(cli, CLI_REFUSED, "cannot write %s: %s", path, strerror(-r)) : CLI_DONE;
}
