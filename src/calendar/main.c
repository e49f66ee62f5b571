/* jobsearchd-calendar: everything that needs libical, apart from the daemon.
 *
 *     jobsearchd-calendar publish               started by the daemon, which talks on descriptor 3
 *     jobsearchd-calendar read                  the same
 *     jobsearchd-calendar export FOLDER FILE    what is published, as one file; - is the output
 *     jobsearchd-calendar coach DIR             the shared weeks of many people, for jsctl */
#include <errno.h>
#include <libical/ical.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/macro.h"
#include "base/text.h"
#include "calendar/cohort.h"
#include "calendar/export.h"
#include "calendar/publish.h"
#include "calendar/read.h"
#include "calendar/sandbox.h"
#include "records.h"

#define PROGRAM "jobsearchd-calendar"

static int fail(const char *what, int error)
{
    fprintf(stderr, PROGRAM ": ");
    print_escaped(stderr, what);
    fprintf(stderr, ": %s\n", strerror(-error));
    return EXIT_FAILURE;
}

/* Greets the daemon and serves it. */
static int serve(int (*run)(int fd), const char *what)
{
    int r;

    r = record_send_hello(HELPER_FD, PROGRAM);
    if (r < 0)
        return fail("no daemon on descriptor 3", r);
    r = record_receive_hello(HELPER_FD);
    if (r < 0)
        return fail("the daemon does not greet", r);
    r = run(HELPER_FD);
    return r < 0 ? fail(what, r) : EXIT_SUCCESS;
}

static int verb_publish(_unused_ char **arguments)
{
    return serve(publish_serve, "publishing ended");
}

static int verb_read(_unused_ char **arguments)
{
    return serve(read_serve, "reading ended");
}

static int write_output(const char *path, const char *data)
{
    if (!streq(path, "-"))
        return file_write_atomic(path, data, strlen(data));
    if (fputs(data, stdout) == EOF || fflush(stdout) == EOF)
        return -errno;
    return 0;
}

static int verb_export(char **arguments)
{
    _cleanup_(freep) char *data = NULL;
    size_t n_bad;
    int r;

    r = export_folder(arguments[0], &data, &n_bad);
    if (r == -ENOENT)
        return fail("nothing is published yet", r);
    if (r < 0)
        return fail(arguments[0], r);
    if (n_bad > 0)
        fprintf(stderr, PROGRAM ": %zu unreadable file(s) left out\n", n_bad);
    r = write_output(arguments[1], data);
    return r < 0 ? fail(arguments[1], r) : EXIT_SUCCESS;
}

static int verb_coach(char **arguments)
{
    int r = cohort_read(arguments[0], stdout);

    return r < 0 ? fail(arguments[0], r) : EXIT_SUCCESS;
}

static const struct verb {
    const char *name;
    int n_arguments;
    enum sandbox_profile profile;
    int (*run)(char **arguments);
} verbs[] = {
    {"publish", 0, SANDBOX_PUBLISH, verb_publish},
    {"read", 0, SANDBOX_READ, verb_read},
    {"export", 2, SANDBOX_PUBLISH, verb_export},
    {"coach", 1, SANDBOX_READ, verb_coach},
};

static const struct verb *find_verb(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(verbs); i++)
        if (streq(argv[1], verbs[i].name) && argc - 2 == verbs[i].n_arguments)
            return &verbs[i];
    return NULL;
}

int main(int argc, char **argv)
{
    const struct verb *verb = find_verb(argc, argv);
    int r, status;

    if (!verb) {
        fprintf(stderr, "usage: " PROGRAM " publish | read | export FOLDER FILE | coach DIR\n");
        return 2;
    }
    r = sandbox_enter(verb->profile);
    if (r < 0)
        return fail("cannot be confined", r);
    icalerror_set_errors_are_fatal(0);
    status = verb->run(argv + 2);
    icaltimezone_free_builtin_timezones();
    icalmemory_free_ring();
    return status;
}
