#include "helper/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/macro.h"
#include "records.h"

#define SOCKET_BUFFER_SIZE (4 * RECORD_MAX_SIZE)
#define DESTROY_WAIT_MS    100

/* Standard input is empty, standard output is standard error, 3 the socket, nothing above. The
 * socket first: were one of 0 to 2 closed in this process, it could be that number. */
static int set_files(posix_spawn_file_actions_t *actions, int socket_fd)
{
    int r = posix_spawn_file_actions_adddup2(actions, socket_fd, HELPER_FD);
    if (r == 0)
        r = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (r == 0)
        r = posix_spawn_file_actions_adddup2(actions, STDERR_FILENO, STDOUT_FILENO);
    if (r == 0)
        r = posix_spawn_file_actions_addclosefrom_np(actions, HELPER_FD + 1);
    return -r;
}

/* Default signals, none blocked, and a session of its own: a Ctrl-C on the daemon's terminal is for
 * the daemon alone. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t all, none;

    sigfillset(&all);
    sigemptyset(&none);
    int r = posix_spawnattr_setsigdefault(attributes, &all);
    if (r == 0)
        r = posix_spawnattr_setsigmask(attributes, &none);
    if (r == 0)
        r = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK |
                                                     POSIX_SPAWN_SETSID);
    return -r;
}

static int spawn(const char *path, char *const argv[], int socket_fd, pid_t *ret)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    int r = -posix_spawn_file_actions_init(&actions);
    if (r < 0)
        return r;
    r = -posix_spawnattr_init(&attributes);
    if (r < 0)
        goto out_actions;

    r = set_files(&actions, socket_fd);
    if (r >= 0)
        r = set_signals(&attributes);
    if (r >= 0)
        r = -posix_spawn(ret, path, &actions, &attributes, argv, environ);

    posix_spawnattr_destroy(&attributes);
out_actions:
    posix_spawn_file_actions_destroy(&actions);
    return r;
}

static int socket_pair(int *ret_ours, int *ret_theirs)
{
    int fds[2], size = SOCKET_BUFFER_SIZE;

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
        return -errno;
    _cleanup_(closep) int ours = fds[0];
    _cleanup_(closep) int theirs = fds[1];

    /* Only our end: each end has a status of its own, and the helper may well block. */
    if (fcntl(ours, F_SETFL, O_NONBLOCK) < 0)
        return -errno;
    /* Room for a few of the longest records. A smaller buffer is slower, not wrong. */
    (void)setsockopt(ours, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    (void)setsockopt(theirs, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));

    *ret_ours = TAKE_FD(ours);
    *ret_theirs = TAKE_FD(theirs);
    return 0;
}

int helper_spawn(const char *path, char *const argv[], int *ret_pidfd, int *ret_fd)
{
    _cleanup_(closep) int ours = -1;
    _cleanup_(closep) int theirs = -1;
    pid_t pid;

    int r = socket_pair(&ours, &theirs);
    if (r < 0)
        return r;
    r = spawn(path, argv, theirs, &pid);
    if (r < 0)
        return r;

    /* Nobody has waited for the child yet, so its number cannot have become another's. */
    int pidfd = pidfd_open(pid, 0);
    if (pidfd < 0) {
        r = -errno;
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, NULL, 0);
        return r;
    }
    *ret_pidfd = pidfd;
    *ret_fd = TAKE_FD(ours);
    return 0;
}

void helper_destroy(int pidfd)
{
    struct pollfd pollfd = {.fd = pidfd, .events = POLLIN};
    siginfo_t info;

    (void)pidfd_send_signal(pidfd, SIGKILL, NULL, 0);
    (void)poll(&pollfd, 1, DESTROY_WAIT_MS);
    (void)waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG);
}
