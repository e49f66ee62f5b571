#include "cli/plan-file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/program.h"

int plan_file_find(struct cli *cli, char **ret)
{
    _cleanup_(freep) char *dir = NULL;
    struct bus_refusal refusal;

    if (bus_client_new(false, &cli->client) == 0 &&
        bus_client_get_plan_file(cli->client, ret, &refusal) == 0)
        return CLI_DONE;
    int r = path_config_dir(&dir) ?: path_join(dir, "plan.ini", ret);
    return r < 0 ? cli_fail(cli, CLI_REFUSED, "cannot tell where the plan is (%s): set HOME",
                            strerror(-r))
                 : CLI_DONE;
}

int plan_file_check(const char *path)
{
    _cleanup_(freep) char *program = NULL;
    char *argv[] = {"jobsearchd", "--check", (char *)path, NULL};
    int r = program_find("jobsearchd", false, &program);
    return r < 0 ? r : program_run(program, argv);
}

int plan_file_check_text(const char *path, const char *text)
{
    _cleanup_(freep) char *name = NULL;
    if (asprintf(&name, "%s.new-XXXXXX", path) < 0)
        return -ENOMEM;
    _cleanup_(closep) int fd = mkostemp(name, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return -errno;
    int r = file_write_all(fd, text, strlen(text));
    if (r >= 0)
        r = plan_file_check(name);
    unlink(name);
    return r;
}

int plan_file_create(const char *path, const void *data, size_t size)
{
    _cleanup_(freep) char *copy = strdup(path);
    int r = copy ? make_dirs(dirname(copy)) : -ENOMEM;
    return r < 0 ? r : file_write_atomic(path, data, size);
}
