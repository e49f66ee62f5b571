/* What a confined process can still do: each case in a child of its own. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/macro.h"
#include "base/zone.h"
#include "calendar/sandbox.h"
#include "valgrind.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define IS_SANITIZED
#endif

static char path[] = "/tmp/test-sandbox-XXXXXX";

static bool do_nothing(void)
{
    return true;
}

static bool do_read(void)
{
    _cleanup_(freep) char *data = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;
    size_t size;

    return file_read(path, 100, &data, &size) == 0 && zone_load("Europe/Berlin", &zone) == 0;
}

static bool do_allocate(void)
{
    free(malloc(10 * 1024 * 1024));
    return true;
}

/* More than RLIMIT_AS. */
static bool do_allocate_much(void)
{
    char *volatile data = malloc((size_t)1024 * 1024 * 1024);

    return !data;
}

static bool do_write(void)
{
    return file_write_atomic(path, "x", 1) == 0;
}

/* More than RLIMIT_FSIZE: an error, no signal. */
static bool do_write_much(void)
{
    _cleanup_(closep) int fd = open(path, O_WRONLY | O_CLOEXEC);

    return fd >= 0 && ftruncate(fd, (off_t)1024 * 1024 * 1024) < 0 && errno == EFBIG;
}

static bool do_open_to_write(void)
{
    return open(path, O_WRONLY | O_CLOEXEC) >= 0;
}

static bool do_create(void)
{
    return open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool do_unlink(void)
{
    unlink("/tmp/no-such-file");
    return true;
}

static bool do_rename(void)
{
    renameat2(AT_FDCWD, "/tmp/no-such-file", AT_FDCWD, "/tmp/nor-this", RENAME_NOREPLACE);
    return true;
}

static bool do_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool do_execute(void)
{
    execl("/bin/true", "true", NULL);
    return true;
}

static bool do_fork(void)
{
    return fork() >= 0;
}

static bool do_kill(void)
{
    return kill(getppid(), 0) == 0;
}

static bool do_trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool do_map_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p != MAP_FAILED;
}

static bool do_chmod(void)
{
    return chmod(path, 0777) == 0;
}

enum { READ = 1 << SANDBOX_READ, PUBLISH = 1 << SANDBOX_PUBLISH, BOTH = READ | PUBLISH };

static const struct {
    const char *what;
    bool (*act)(void);
    unsigned allowed; /* profiles in which it succeeds; in the others it is death */
} cases[] = {
    {"nothing", do_nothing, BOTH},
    {"read", do_read, BOTH},
    {"allocate", do_allocate, BOTH},
    {"allocate much", do_allocate_much, BOTH},
    {"write", do_write, PUBLISH},
    {"write much", do_write_much, PUBLISH},
    {"open to write", do_open_to_write, PUBLISH},
    {"create", do_create, PUBLISH},
    {"unlink", do_unlink, PUBLISH},
    {"rename", do_rename, PUBLISH},
    {"socket", do_socket, 0},
    {"execute", do_execute, 0},
    {"fork", do_fork, 0},
    {"kill", do_kill, 0},
    {"trace", do_trace, 0},
    {"map code", do_map_code, 0},
    {"chmod", do_chmod, 0},
};

static void skip_on_valgrind(void)
{
    if (is_on_valgrind())
        skip();
}

/* The child's wait status. */
static int run_confined(enum sandbox_profile profile, bool (*act)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        if (sandbox_enter(profile) < 0)
            _exit(2);
        _exit(act() ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void test_calls(void **state)
{
    (void)state;
    skip_on_valgrind();
#ifdef IS_SANITIZED
    skip(); /* no filter in such a build, see sandbox.c */
#endif
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        for (int profile = 0; profile < SANDBOX_PROFILE_MAX_; profile++) {
            int status = run_confined((enum sandbox_profile)profile, cases[i].act);
            bool ok = cases[i].allowed & (1 << profile)
                          ? WIFEXITED(status) && WEXITSTATUS(status) == 0
                          : WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;

            if (!ok)
                fail_msg("%s, profile %d: status %#x", cases[i].what, profile, (unsigned)status);
        }
}

static bool limits_are_set(void)
{
    struct rlimit core, cpu, size;
    int signal = 0;

    return getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0 &&
           getrlimit(RLIMIT_CPU, &cpu) == 0 && cpu.rlim_max <= 60 &&
           getrlimit(RLIMIT_FSIZE, &size) == 0 && size.rlim_max != RLIM_INFINITY &&
           prctl(PR_GET_PDEATHSIG, &signal) == 0 && signal == SIGKILL &&
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && umask(0) == 077;
}

/* Asked from outside the filter: the parent's limits are untouched, the child's are not. */
static void test_limits(void **state)
{
    (void)state;
    skip_on_valgrind();
#ifdef IS_SANITIZED
    assert_int_equal(run_confined(SANDBOX_PUBLISH, limits_are_set), 0);
#else
    int status, pipe_fds[2];
    struct rlimit limit;
    char byte = 0;
    pid_t pid;

    (void)limits_are_set;
    assert_int_equal(pipe(pipe_fds), 0);
    pid = fork();
    if (pid == 0) {
        if (sandbox_enter(SANDBOX_PUBLISH) < 0 || write(pipe_fds[1], "x", 1) != 1)
            _exit(2);
        for (;;)
            poll(NULL, 0, -1);
    }
    assert_int_equal(read(pipe_fds[0], &byte, 1), 1);
    assert_int_equal(prlimit(pid, RLIMIT_CORE, NULL, &limit), 0);
    assert_int_equal(limit.rlim_max, 0);
    assert_int_equal(prlimit(pid, RLIMIT_CPU, NULL, &limit), 0);
    assert_int_equal(limit.rlim_max, 30);
    assert_int_equal(prlimit(pid, RLIMIT_FSIZE, NULL, &limit), 0);
    assert_true(limit.rlim_max < RLIM_INFINITY);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
#endif
}

/* A hard limit that is lower already is kept. */
static void test_lower_limit(void **state)
{
    (void)state;
    skip_on_valgrind();
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        struct rlimit limit = {1024, 1024};

        if (setrlimit(RLIMIT_FSIZE, &limit) < 0 || sandbox_enter(SANDBOX_PUBLISH) < 0)
            _exit(2);
        _cleanup_(freep) char *data = calloc(1, 4096);
        _exit(file_write_atomic(path, data, 4096) == -EFBIG ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_lower_limit),
    };
    int fd = mkstemp(path), r;

    if (fd < 0)
        return 1;
    close(fd);
    r = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return r;
}
