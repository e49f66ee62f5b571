/* A calendar that we publish must not come back as busy time: our own blocks would push each other
 * around. Paths are compared as text, without looking at any file; a link that hides one from this
 * check is caught when events are read, by the UID that only our own have. */
#include "plan/check.h"

#include <errno.h>

#include "base/file.h"
#include "base/text.h"

/* The path without ".", ".." and double slashes. Returns 0 or -ENOMEM. */
static int path_normalize(const char *path, char **ret)
{
    _cleanup_(text_done) struct text text = {};

    while (*path) {
        size_t n;

        path += strspn(path, "/");
        n = strcspn(path, "/");
        if (n == 2 && memcmp(path, "..", 2) == 0) {
            while (text.length > 0 && text.data[--text.length] != '/')
                ;
        } else if (n > 0 && !(n == 1 && path[0] == '.')) {
            text_add_char(&text, '/');
            text_add_bytes(&text, path, n);
        }
        path += n;
    }
    if (text.data)
        text.data[text.length] = '\0';
    return text_take(&text, ret);
}

/* True if `path` is `dir` or lies below it; both normalized. */
static bool path_is_within(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    return n > 0 && strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* True if `path` is the published folder, lies in it, or is the single file beside it. */
static int path_is_published(const char *path, const char *dir, bool *ret)
{
    _cleanup_(freep) char *file = NULL, *beside = NULL, *folder = NULL, *asked = NULL;
    int r;

    if ((r = path_join(dir, "../jobsearchd.ics", &file)) < 0 ||
        (r = path_normalize(file, &beside)) < 0 || (r = path_normalize(dir, &folder)) < 0 ||
        (r = path_normalize(path, &asked)) < 0)
        return r;
    *ret = streq(asked, beside) || path_is_within(asked, folder);
    return 0;
}

static int check_paths(struct draft *draft, struct section *section, const char *dir,
                       const struct calendar_source *calendar)
{
    for (size_t i = 0, k = 0; i < section->n_entries; i++) {
        const struct entry *entry = &section->entries[i];
        bool is_published;

        if (!streq(entry->option->face.key, "path") || entry->is_bad)
            continue; /* a bad one left no path */
        int r = path_is_published(calendar->paths[k++], dir, &is_published);
        if (r < 0)
            return r;
        if (is_published)
            draft_report(draft, &entry->line, entry->line.value, DIAG_ERROR,
                         "`%s` is where this program publishes its own blocks: name a calendar of "
                         "yours",
                         entry->value);
    }
    return 0;
}

int check_publishing(struct draft *draft, const char *data_dir, const struct plan *plan)
{
    _cleanup_(freep) char *own = NULL;
    struct section *section = NULL;
    int r;

    if (data_dir && (r = path_join(data_dir, "calendar", &own)) < 0)
        return r;

    while ((section = draft_next(draft, SECTION_CALENDAR, section))) {
        const struct calendar_source *calendar = &plan->calendars[section->index];
        if (own && (r = check_paths(draft, section, own, calendar)) < 0)
            return r;
        if (plan->publish.path &&
            (r = check_paths(draft, section, plan->publish.path, calendar)) < 0)
            return r;
    }
    return 0;
}
