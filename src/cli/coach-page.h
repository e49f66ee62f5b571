/* The page on which a coach drops reports: one HTML file that works offline. It holds no data. */
#pragma once

struct cli;

/* Writes it to a file, atomically, or for `-` to the output. Returns an exit status; what is not
 * CLI_DONE has been told. */
int coach_page_write(struct cli *cli, const char *path);
