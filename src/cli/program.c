#include "cli/program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/macro.h"
#include "base/text.h"

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

static int wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int program_run(const char *path, char *const argv[])
{
    pid_t pid;
    int r = posix_spawn(&pid, path, NULL, NULL, argv, environ);
    return r == 0 ? wait_for(pid) : -r;
}

/* Starts it with its standard output on a pipe, whose other end is *ret_fd. */
static int spawn_into_pipe(const char *path, char *const argv[], pid_t *ret_pid, int *ret_fd)
{
    posix_spawn_file_actions_t actions;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    _cleanup_(closep) int from = ends[0], to = ends[1];

    int r = posix_spawn_file_actions_init(&actions);
    if (r != 0)
        return -r;
    r = posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
    if (r == 0)
        r = posix_spawn(ret_pid, path, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (r != 0)
        return -r;
    *ret_fd = TAKE_FD(from);
    return 0;
}

static int read_to_end(int fd, size_t max, struct text *text)
{
    char buf[4096];
    ssize_t n;
    while ((n = read(fd, buf, sizeof(buf))) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        if (text->length + (size_t)n > max)
            return -EFBIG;
        text_add_bytes(text, buf, (size_t)n);
    }
    return 0;
}

int program_read(const char *path, char *const argv[], size_t max, char **ret)
{
    _cleanup_(text_done) struct text text = {0};
    int fd = -1, read_result, r;
    pid_t pid;

    r = spawn_into_pipe(path, argv, &pid, &fd);
    if (r < 0)
        return r;
    read_result = read_to_end(fd, max, &text);
    close(fd); /* before waiting: one that writes on must not wait for us */
    r = wait_for(pid);
    if (read_result == 0)
        read_result = text_take(&text, ret);
    return read_result < 0 ? read_result : r;
}

static int read_lines(FILE *file, char *line, size_t size,
                      int (*callback)(char *line, void *userdata), void *userdata)
{
    while (fgets(line, (int)size, file)) {
        size_t n = strlen(line);
        int r;

        if (n == 0) /* a NUL */
            return -EBADMSG;
        if (line[n - 1] != '\n')
            return n + 1 < size ? 0 : -EMSGSIZE;
        line[n - 1] = '\0';
        r = callback(line, userdata);
        if (r < 0)
            return r;
    }
    return ferror(file) ? -EIO : 0;
}

int program_each_line(const char *path, char *const argv[], size_t max,
                      int (*callback)(char *line, void *userdata), void *userdata)
{
    _cleanup_(freep) char *line = malloc(max + 1);
    FILE *file;
    int fd, read_result = -ENOMEM, r;
    pid_t pid;

    if (!line)
        return -ENOMEM;
    r = spawn_into_pipe(path, argv, &pid, &fd);
    if (r < 0)
        return r;
    file = fdopen(fd, "r");
    if (file) {
        read_result = read_lines(file, line, max + 1, callback, userdata);
        fclose(file); /* before waiting, as above */
    } else {
        close(fd);
    }
    r = wait_for(pid);
    return read_result < 0 ? read_result : r;
}
