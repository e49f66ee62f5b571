#include "calendar/base.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "calendar/extras.h"

int base_path(const char *single_file, char **ret)
{
    _cleanup_(text_done) struct text text = {};
    const char *slash = strrchr(single_file, '/');
    size_t n = slash ? (size_t)(slash - single_file) + 1 : 0;

    text_add_bytes(&text, single_file, n);
    text_addf(&text, ".%s.base", single_file + n);
    return text_take(&text, ret);
}

int base_keep(const char *single_file)
{
    _cleanup_(freep) char *path = NULL, *data = NULL;
    size_t size;
    int r;

    if (!*single_file)
        return 0;
    r = base_path(single_file, &path);
    if (r < 0)
        return r;
    r = file_read(single_file, SINGLE_MAX_SIZE, &data, &size);
    if (r < 0)
        return r == -ENOENT ? 0 : r;
    return file_write_atomic(path, data, size);
}

void base_drop(const char *single_file)
{
    _cleanup_(freep) char *path = NULL;

    if (*single_file && base_path(single_file, &path) == 0)
        unlink(path);
}
