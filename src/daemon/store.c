#include "daemon/store.h"

#include <errno.h>

#include "base/file.h"
#include "daemon/journal.h"

static int store_try(struct store *store, struct problem_list *problems)
{
    _cleanup_(freep) char *set_aside = NULL;
    struct log *log = NULL;
    int r;

    r = make_dirs(store->data_dir);
    if (r >= 0)
        r = log_open(store->path, &log, &set_aside);
    if (r < 0)
        return r;
    if (r > 0) {
        journal(JOURNAL_ERROR, "The log was damaged: kept as %s, a new one was started", set_aside);
        problem_add(problems, "log-set-aside",
                    "Try `sqlite3 FILE .recover` on it, or restore a backup in its place.",
                    "The log was damaged: it was kept as %s and a new one was started.", set_aside);
    }
    log_free(store->log);
    store->log = log;
    store->is_durable = true;
    return 0;
}

static void store_explain(struct store *store, int error, struct problem_list *problems)
{
    const char *why = error == -EPROTO ? "it was written by a newer jobsearchd" : strerror(-error);

    if (str_replace(&store->why, why) < 0)
        return;
    problem_set(problems, "log-not-saved",
                error == -EPROTO ? "Install the newer version again."
                                 : "Free space or make the folder writable; then answer again.",
                "Answers cannot be saved in %s: %s.", store->path, why);
}

int store_open(struct store *store, const char *data_dir, struct problem_list *problems)
{
    int r, error;

    store->data_dir = data_dir;
    r = path_join(data_dir, "log.db", &store->path);
    if (r < 0)
        return r;
    error = store_try(store, problems);
    if (error >= 0)
        return 0;
    journal(JOURNAL_ERROR, "Cannot open %s: %s", store->path, strerror(-error));
    store_explain(store, error, problems);
    return log_open_memory(&store->log);
}

void store_done(struct store *store)
{
    store->log = log_free(store->log);
    free(store->path);
    free(store->why);
    *store = (struct store){0};
}

bool store_is_durable(struct store *store, struct problem_list *problems, bool *ret_is_new)
{
    *ret_is_new = false;
    if (!store->is_durable && store_try(store, problems) >= 0) {
        problem_clear(problems, "log-not-saved");
        *ret_is_new = true;
    }
    return store->is_durable;
}
