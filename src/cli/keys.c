#include "cli/keys.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <termios.h>

#include "base/macro.h"

/* Signals come as bytes meanwhile: no handler, and so nothing global for one to look at. */
static int open_signals(sigset_t *ret_before)
{
    static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP};
    sigset_t set;

    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
        sigaddset(&set, signals[i]);
    if (sigprocmask(SIG_BLOCK, &set, ret_before) < 0)
        return -errno;
    int fd = signalfd(-1, &set, SFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int wait_for_byte(int fd, int signal_fd, char *ret, int *ret_signal)
{
    struct pollfd fds[] = {{.fd = signal_fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
    struct signalfd_siginfo info;

    while (poll(fds, ARRAY_SIZE(fds), -1) < 0)
        if (errno != EINTR)
            return -errno;
    if (fds[0].revents == 0) {
        ssize_t n = read(fd, ret, 1);
        return n < 0 ? -errno : (int)n;
    }
    if (read(signal_fd, &info, sizeof(info)) != sizeof(info))
        return -EIO;
    *ret_signal = (int)info.ssi_signo;
    return -EINTR;
}

static int read_raw(int fd, int signal_fd, char *ret, int *ret_signal)
{
    struct termios before, raw;

    if (tcgetattr(fd, &before) < 0)
        return -errno;
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(fd, TCSADRAIN, &raw) < 0)
        return -errno;
    int r = wait_for_byte(fd, signal_fd, ret, ret_signal);
    if (tcsetattr(fd, TCSADRAIN, &before) < 0 && r >= 0)
        r = -errno;
    return r;
}

int key_read(int fd, char *ret)
{
    sigset_t before;
    int signal_number = 0, r;

    sigemptyset(&before);
    _cleanup_(closep) int signal_fd = open_signals(&before);
    r = signal_fd < 0 ? signal_fd : read_raw(fd, signal_fd, ret, &signal_number);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (signal_number != 0)
        raise(signal_number);
    return r;
}
