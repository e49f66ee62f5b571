/* Prints the diff between two files. */
#include <stdio.h>

#include "base/diff.h"
#include "base/file.h"
#include "base/text.h"

int main(int argc, char **argv)
{
    _cleanup_(freep) char *old = NULL, *new = NULL;
    _cleanup_(text_done) struct text text = {0};
    size_t size;

    if (argc != 3 || file_read(argv[1], 1 << 20, &old, &size) < 0 ||
        file_read(argv[2], 1 << 20, &new, &size) < 0 ||
        text_add_diff(&text, "plan.ini", old, new) < 0) {
        fputs("usage: diff-dump OLD NEW\n", stderr);
        return 2;
    }
    fputs(text.data ? text.data : "", stdout);
    return 0;
}
