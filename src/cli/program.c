#include "cli/program.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/macro.h"

static int find_beside(const char *name, char **ret)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
    if (n < 0)
        return -errno;
    exe[n] = '\0';
    char *slash = strrchr(exe, '/');
    if (!slash)
        return -ENOENT;
    slash[1] = '\0';
    return path_join(exe, name, ret);
}

int program_find(const char *name, bool is_helper, char **ret)
{
    _cleanup_(freep) char *dir = NULL;
    if (!is_helper)
        return find_beside(name, ret);
    int r = path_helper_dir(&dir);
    return r < 0 ? r : path_join(dir, name, ret);
}

int program_run(const char *path, char *const argv[])
{
    pid_t pid;
    int status;
    int r = posix_spawn(&pid, path, NULL, NULL, argv, environ);
    if (r != 0)
        return -r;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
