#include "cli/input.h"

#include <errno.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/cli.h"

/* To the end of a file or pipe. */
static int read_stream(FILE *f, size_t max, struct text *text)
{
    char buf[16384];
    size_t n;
    while ((n = fread(buf, 1, sizeof(buf), f)) > 0) {
        if (text->length + n > max)
            return -EFBIG;
        text_add_bytes(text, buf, n);
        if (text->failed)
            return -ENOMEM;
    }
    return ferror(f) ? -(errno ?: EIO) : 0;
}

static int read_path(const char *path, size_t max, struct text *text)
{
    _cleanup_(fclosep) FILE *f = NULL;
    if (streq(path, "-"))
        return read_stream(stdin, max, text);
    f = fopen(path, "re");
    return f ? read_stream(f, max, text) : -errno;
}

int input_read(struct cli *cli, const char *path, size_t max, struct text *text)
{
    int r = read_path(path, max, text);
    if (r == -EFBIG)
        return cli_fail(cli, CLI_REFUSED, "%s is larger than %zu MiB: split it", path, max >> 20);
    if (r < 0)
        return cli_fail(cli, CLI_REFUSED, "cannot read %s: %s", path, strerror(-r));
    text_add(text, ""); /* an empty file has a terminator too */
    if (text->failed || !text->data)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    return CLI_DONE;
}

const char *input_name(const char *path)
{
    return streq(path, "-") ? "standard input" : path;
}

/* A file gets every byte; a terminal none that it would act on. */
static void print_bytes(struct text *text, FILE *f)
{
    if (!isatty(fileno(f))) {
        fwrite(text->data, 1, text->length, f);
        return;
    }
    for (char *rest = text->data, *line; rest && *rest;) {
        line = strsep(&rest, "\n");
        line[strcspn(line, "\r")] = '\0';
        print_escaped(f, line);
        fputc('\n', f);
    }
}

int output_write(struct cli *cli, const char *path, struct text *text)
{
    text_add(text, "");
    if (text->failed)
        return cli_fail(cli, CLI_REFUSED, "out of memory");
    if (streq(path, "-")) {
        print_bytes(text, cli->out);
        return CLI_DONE;
    }
    int r = file_write_atomic(path, text->data, text->length);
    return r < 0 ? cli_fail(cli, CLI_REFUSED, "cannot write %s: %s", path, strerror(-r)) : CLI_DONE;
}
