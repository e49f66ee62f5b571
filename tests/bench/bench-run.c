/* Runs commands side by side, one of each in turn (A B C A B C ...), and prints the median of how
 * long each took and the median of its ratios to the first one in the same round: what slows the
 * machine down for a while slows all of them.
 *
 *     bench-run [-n ROUNDS] [-m] [-r] LABEL COMMAND... [:: LABEL COMMAND...]...
 *
 * From spawning to the end; -r: to READY=1 (sd_notify), after which the command gets a SIGTERM.
 * -m: also the peak of resident memory. Words NAME=VALUE before a command go into its environment.
 * What it prints is thrown away; a command that fails ends all. */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "base/macro.h"

#define MAX_COMMANDS 8
#define MAX_ROUNDS   2000
#define WARM_UP      2 /* rounds that are not counted */
#define READY_SEC    60

struct command {
    const char *label;
    char **argv, **envp;
    double ms[MAX_ROUNDS], ratios[MAX_ROUNDS];
    long peak_kb;
};

struct bench {
    struct command *commands;
    size_t n_commands, n_rounds;
    bool shows_memory, is_daemon;
    int ready_fd; /* where READY=1 comes in */
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench-run: %s: %s\n", what, why);
    exit(1);
}

/* ---- READY=1 ---- */

/* An abstract address that the kernel picks; every command inherits its name. */
static int open_ready_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t size = sizeof address;
    char name[sizeof address.sun_path];
    struct timeval patience = {.tv_sec = READY_SEC};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address.sun_family) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0)
        die("socket", strerror(errno));
    snprintf(name, sizeof name, "@%.*s", (int)(size - offsetof(struct sockaddr_un, sun_path)) - 1,
             address.sun_path + 1);
    setenv("NOTIFY_SOCKET", name, true);
    return fd;
}

static void wait_until_ready(int fd, const char *label)
{
    char text[4096];
    ssize_t n;

    do {
        n = recv(fd, text, sizeof text - 1, 0);
        if (n < 0)
            die(label, "did not become ready");
        text[n] = '\0';
    } while (!strstr(text, "READY=1"));
}

/* What one daemon said at its end is not for the next. */
static void forget_messages(int fd)
{
    char text[4096];

    while (recv(fd, text, sizeof text, MSG_DONTWAIT) >= 0)
        ;
}

/* ---- One run ---- */

static pid_t spawn(const struct command *command)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int r;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    r = posix_spawnp(&pid, command->argv[0], &actions, NULL, command->argv, command->envp);
    posix_spawn_file_actions_destroy(&actions);
    if (r != 0)
        die(command->argv[0], strerror(r));
    return pid;
}

static void run(const struct bench *bench, struct command *command, size_t round)
{
    struct rusage usage;
    double since = bench_seconds();
    pid_t pid = spawn(command);
    int status;

    if (bench->is_daemon) {
        wait_until_ready(bench->ready_fd, command->label);
        command->ms[round] = (bench_seconds() - since) * 1e3;
        kill(pid, SIGTERM);
    }
    if (wait4(pid, &status, 0, &usage) < 0)
        die("wait4", strerror(errno));
    if (bench->is_daemon)
        forget_messages(bench->ready_fd);
    else
        command->ms[round] = (bench_seconds() - since) * 1e3;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        die(command->label, "failed");
    command->peak_kb = MAX(command->peak_kb, usage.ru_maxrss);
}

static void run_all(const struct bench *bench)
{
    for (size_t i = 0; i < WARM_UP + bench->n_rounds; i++)
        for (size_t j = 0; j < bench->n_commands; j++) {
            struct command *command = &bench->commands[j];
            size_t round = i < WARM_UP ? 0 : i - WARM_UP;

            run(bench, command, round);
            command->ratios[round] = command->ms[round] / bench->commands[0].ms[round];
        }
}

static void print_all(const struct bench *bench)
{
    for (size_t i = 0; i < bench->n_commands; i++) {
        struct command *command = &bench->commands[i];
        double ms = bench_median(command->ms, bench->n_rounds);

        if (i == 0)
            bench_print(command->label, ms, "ms");
        else
            bench_print_beside(command->label, ms, "ms",
                               bench_median(command->ratios, bench->n_rounds),
                               bench->commands[0].label);
        if (bench->shows_memory) {
            char label[128];

            snprintf(label, sizeof label, "%s: peak memory", command->label);
            bench_print(label, (double)command->peak_kb / 1024, "MB");
        }
    }
}

/* ---- Arguments ---- */

/* The environment with the assignments of words[0..n) before it: the first of two stands. */
static char **make_environment(char **words, size_t n)
{
    size_t n_inherited = 0;
    char **envp;

    while (environ[n_inherited])
        n_inherited++;
    envp = calloc(n + n_inherited + 1, sizeof *envp);
    if (!envp)
        die("environment", strerror(ENOMEM));
    memcpy(envp, words, n * sizeof *envp);
    memcpy(envp + n, environ, n_inherited * sizeof *envp);
    return envp;
}

/* Takes the words up to `::`, which becomes the NULL of an argv. Returns those after it, or NULL.
 */
static char **take_command(char **words, struct command *command)
{
    size_t n = 0, n_assignments = 0;
    bool is_last;

    while (words[n] && !streq(words[n], "::"))
        n++;
    is_last = !words[n];
    words[n] = NULL;
    if (n < 2)
        die("usage", "bench-run [-n ROUNDS] [-m] [-r] LABEL COMMAND... [:: LABEL COMMAND...]...");
    command->label = words[0];
    while (words[1 + n_assignments] && strchr(words[1 + n_assignments], '='))
        n_assignments++;
    command->argv = words + 1 + n_assignments;
    command->envp = make_environment(words + 1, n_assignments);
    if (!command->argv[0])
        die(command->label, "no command");
    return is_last ? NULL : words + n + 1;
}

int main(int argc, char **argv)
{
    struct bench bench = {.n_rounds = 20, .ready_fd = -1};
    int option;

    while ((option = getopt(argc, argv, "+n:mr")) >= 0) {
        if (option == 'n')
            bench.n_rounds = MIN(MAX(strtoul(optarg, NULL, 10), 1UL), (size_t)MAX_ROUNDS);
        else if (option == 'm')
            bench.shows_memory = true;
        else if (option == 'r')
            bench.is_daemon = true;
        else
            return 2;
    }
    if (bench.is_daemon)
        bench.ready_fd = open_ready_socket();
    bench.commands = calloc(MAX_COMMANDS, sizeof *bench.commands);
    if (!bench.commands)
        die("commands", strerror(ENOMEM));
    for (char **words = argv + optind; words && bench.n_commands < MAX_COMMANDS;)
        words = take_command(words, &bench.commands[bench.n_commands++]);
    run_all(&bench);
    print_all(&bench);
    return 0;
}
