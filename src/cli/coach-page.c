#include "cli/coach-page.h"

#include "base/text.h"
#include "cli/input.h"

static const char page[] =
#include "cli/coach-page.html.h"
    ;

int coach_page_write(struct cli *cli, const char *path)
{
    _cleanup_(text_done) struct text text = {0};

    text_add(&text, page);
    return output_write(cli, path, &text);
}
