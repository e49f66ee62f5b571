/* Plays the daemon towards a reading run: asks for the files whose paths are on the standard input,
 * a line each, and prints what is answered.
 *
 *     read-dump HELPER ZONE FROM TO < PATHS
 *
 * FROM and TO are instants in seconds. For each file
 *
 *     file PATH
 *     busy START END 0|1 SUMMARY       1: all day
 *     problem TEXT
 *     end MILLISECONDS                 since it was asked for
 *
 * and at last `exit STATUS` or `killed SIGNAL`, that of the helper. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "base/macro.h"
#include "records.h"

static _Noreturn void die(const char *what, const char *about)
{
    fprintf(stderr, "read-dump: %s: %s\n", what, about);
    exit(1);
}

static double now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void print_busy(struct record *answer)
{
    struct busy_event event;

    if (record_get_busy_event(answer, &event) < 0)
        die("FILE_BUSY", "malformed");
    printf("busy %" PRId64 " %" PRId64 " %d %s\n", event.start_sec, event.end_sec, event.is_all_day,
           event.summary);
}

/* Prints what comes until FILE_END; false if the helper is gone. */
static bool print_file(int fd, double since_ms)
{
    _cleanup_(record_done) struct record answer = {0};

    while (record_receive(fd, &answer) > 0) {
        switch (record_type(&answer)) {
        case RECORD_FILE_BEGIN:
            printf("file %s\n", record_get_string(&answer));
            break;
        case RECORD_FILE_BUSY:
            print_busy(&answer);
            break;
        case RECORD_FILE_PROBLEM:
            record_get_string(&answer);
            printf("problem %s\n", record_get_string(&answer));
            break;
        case RECORD_FILE_END:
            printf("end %.1f\n", now_ms() - since_ms);
            return true;
        default:
            die("a record of another kind", "");
        }
    }
    return false;
}

static void ask(int fd, const struct read_begin *begin)
{
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(freep) char *path = NULL;
    size_t capacity = 0;
    ssize_t n;

    if (record_send_hello(fd, "jobsearchd") < 0 || record_receive_hello(fd) < 0)
        return;
    record_put_read_begin(&record, begin);
    if (record_send(fd, &record) < 0)
        return;
    while ((n = getline(&path, &capacity, stdin)) > 0) {
        if (path[n - 1] == '\n')
            path[n - 1] = '\0';
        record_begin(&record, RECORD_READ_FILE);
        record_put_string(&record, path);
        if (record_send(fd, &record) < 0 || !print_file(fd, now_ms()))
            return;
    }
}

static pid_t start(const char *helper, int fd)
{
    pid_t pid = fork();

    if (pid < 0)
        die("fork", strerror(errno));
    if (pid > 0)
        return pid;
    if (dup2(fd, HELPER_FD) < 0)
        die("dup2", strerror(errno));
    execl(helper, helper, "read", NULL);
    die(helper, strerror(errno));
}

int main(int argc, char **argv)
{
    int fds[2], status;
    pid_t pid;

    if (argc != 5)
        die("usage", "read-dump HELPER ZONE FROM TO < PATHS");
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
        die("socketpair", strerror(errno));
    if (fds[1] == HELPER_FD && fcntl(fds[1], F_SETFD, 0) < 0)
        die("fcntl", strerror(errno));
    pid = start(argv[1], fds[1]);
    close(fds[1]);
    ask(fds[0],
        &(struct read_begin){argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10)});
    close(fds[0]);
    if (waitpid(pid, &status, 0) < 0)
        die("waitpid", strerror(errno));
    if (WIFSIGNALED(status))
        printf("killed %d\n", WTERMSIG(status));
    else
        printf("exit %d\n", WEXITSTATUS(status));
    return 0;
}
