/* jsctl: reads and answers jobsearchd over the session bus. */
#include <stdio.h>

#include "cli/cli.h"

int main(int argc, char *argv[])
{
    _cleanup_(cli_done) struct cli cli;
    cli_init(&cli, stdout, stderr);
    return cli_finish(&cli, cli_run(&cli, argc, argv));
}
