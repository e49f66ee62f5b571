#include "base/file.h"

#include <errno.h>
#include <limits.h>

#include "base/macro.h"

#define PROGRAM_DIR "jobsearchd"

static const char *absolute_env(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] == '/' ? value : NULL;
}

int path_join(const char *dir, const char *name, char **ret)
{
    size_t n = strlen(dir);
    while (n > 0 && dir[n - 1] == '/')
        n--;
    name += strspn(name, "/");

    char *path = malloc(n + strlen(name) + 2);
    if (!path)
        return -ENOMEM;
    memcpy(path, dir, n);
    if (dir[0])
        path[n++] = '/';
    strcpy(path + n, name);
    *ret = path;
    return 0;
}

static int xdg_dir(const char *variable, const char *below_home, char **ret)
{
    const char *base = absolute_env(variable);
    if (base)
        return path_join(base, PROGRAM_DIR, ret);

    const char *home = absolute_env("HOME");
    return home ? path_join(home, below_home, ret) : -ENOENT;
}

int path_config_dir(char **ret)
{
    return xdg_dir("XDG_CONFIG_HOME", ".config/" PROGRAM_DIR, ret);
}

int path_data_dir(char **ret)
{
    return xdg_dir("XDG_DATA_HOME", ".local/share/" PROGRAM_DIR, ret);
}

static int copy_path(const char *path, char **ret)
{
    char *copy = strdup(path);
    if (!copy)
        return -ENOMEM;
    *ret = copy;
    return 0;
}

int path_expand(const char *path, const char *base_dir, char **ret)
{
    if (path[0] == '/')
        return copy_path(path, ret);
    if (path[0] != '~' || (path[1] && path[1] != '/'))
        return path_join(base_dir, path, ret);

    const char *home = absolute_env("HOME");
    if (!home)
        return -ENOENT;
    return path[1] ? path_join(home, path + 2, ret) : copy_path(home, ret);
}

int path_helper_dir(char **ret)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe));
    if (n < 0)
        return -errno;
    if ((size_t)n == sizeof(exe))
        return -ENAMETOOLONG;
    exe[n] = '\0';

    /* PREFIX/bin/jobsearchd -> PREFIX */
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(exe, '/');
        if (!slash)
            return -ENOENT;
        *slash = '\0';
    }
    return path_join(exe, "libexec/" PROGRAM_DIR, ret);
}
