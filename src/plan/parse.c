/* The way of a plan: lines (lines.c), through inih into sections and keys (read.c, draft.c), values
 * (build.c, options.c), sense (check.c). Every step goes on after a problem, so that one run names
 * them all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "plan.h"
#include "plan/build.h"
#include "plan/check.h"
#include "plan/draft.h"

int plan_parse(const char *text, size_t size, const char *file, const char *base_dir,
               const char *data_dir, struct diag_list *diags, struct plan **ret)
{
    _cleanup_(plan_freep) struct plan *plan = calloc(1, sizeof(*plan));
    _cleanup_(draft_done) struct draft draft = {.file = file, .diags = diags};
    int r;

    if (!plan)
        return -ENOMEM;
    if ((r = draft_read(&draft, text, size)) < 0 || (r = plan_build(&draft, base_dir, plan)) < 0 ||
        (r = plan_check(&draft, data_dir, plan)) < 0)
        return r;
    diag_sort(diags);
    if (diags->out_of_memory)
        return -ENOMEM;
    if (diag_has_error(diags))
        return 1;
    *ret = TAKE_PTR(plan);
    return 0;
}

/* The folder that the path's name is in, absolute: for relative paths in the plan. */
static int folder_of(const char *path, char **ret)
{
    _cleanup_(freep) char *dir = strdup(path);
    char *slash, *whole;

    if (!dir)
        return -ENOMEM;
    slash = strrchr(dir, '/');
    if (slash)
        slash[slash == dir] = '\0'; /* "/plan.ini" lies in "/" */
    whole = realpath(slash ? dir : ".", NULL);
    if (!whole)
        return -errno;
    *ret = whole;
    return 0;
}

/* Sentences for what goes wrong before the first line is read. */
static const char *reading_problem(int r)
{
    switch (r) {
    case -ENOENT:
        return "there is no such file: `jsctl init` makes a plan";
    case -EACCES:
    case -EPERM:
        return "you may not read this file: check its permissions and its folder's";
    case -EISDIR:
        return "this is a folder: name the plan file in it";
    case -EFBIG:
        return "the file is larger than 1 MiB: this is not a plan";
    case -EINVAL:
        return "this is not a regular file: a plan is a text file";
    case -ELOOP:
        return "the links lead in a circle: make one of them point to the file";
    default:
        return NULL;
    }
}

int plan_load(const char *path, const char *data_dir, struct diag_list *diags, struct plan **ret)
{
    _cleanup_(freep) char *text = NULL, *folder = NULL;
    size_t size;
    int r;

    r = file_read(path, PLAN_MAX_SIZE, &text, &size);
    if (r >= 0)
        r = folder_of(path, &folder);
    if (r == -ENOMEM)
        return r;
    if (r < 0) {
        diag_add(diags, path, 0, 0, DIAG_ERROR, "%s",
                 reading_problem(r) ?: strerror(-r) ?: "the file cannot be read");
        return r;
    }
    return plan_parse(text, size, path, folder, data_dir, diags, ret);
}
