#include "calendar/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/macro.h"

/* AddressSanitizer reserves terabytes and makes calls of its own when it reports: both stay
 * unlimited in such a build. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define IS_SANITIZED true
#endif
#endif
#if !defined(IS_SANITIZED) && defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

#define MIB ((rlim_t)1024 * 1024)

static const struct limit {
    int resource;
    rlim_t value;
} limits[] = {
    {RLIMIT_AS, 512 * MIB},
    {RLIMIT_CPU, 30}, /* seconds */
    {RLIMIT_FSIZE, 64 * MIB},
    {RLIMIT_CORE, 0}, /* the user's calendar is nothing to leave about */
};

/* glibc, libical and the record socket, and no more. */
static const int common_calls[] = {
    /* clang-format off */
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(fstat64),
    SCMP_SYS(newfstatat), SCMP_SYS(fstatat64), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
    SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(readlink), SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64), SCMP_SYS(fcntl), SCMP_SYS(fcntl64),
    SCMP_SYS(recvfrom), SCMP_SYS(recv), SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(send),
    SCMP_SYS(sendmsg), SCMP_SYS(poll), SCMP_SYS(ppoll),
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(sysinfo), /* glibc's qsort() asks how much memory there is */
    /* clang-format on */
};

static const int publish_calls[] = {
    /* clang-format off */
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(unlink),
    SCMP_SYS(unlinkat), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(ftruncate),
    SCMP_SYS(fchmod),
    /* clang-format on */
};

/* The hard limit may be lower already, and cannot be raised. */
static int set_limit(int resource, rlim_t value)
{
    struct rlimit old;

    if (getrlimit(resource, &old) < 0)
        return -errno;
    if (old.rlim_max != RLIM_INFINITY)
        value = MIN(value, old.rlim_max);
    return setrlimit(resource, &(struct rlimit){value, value}) < 0 ? -errno : 0;
}

static int set_limits(void)
{
    int r;

    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        if (limits[i].resource == RLIMIT_AS && IS_SANITIZED)
            continue;
        r = set_limit(limits[i].resource, limits[i].value);
        if (r < 0)
            return r;
    }
    return 0;
}

static int allow_calls(scmp_filter_ctx filter, const int *calls, size_t n)
{
    int r;

    for (size_t i = 0; i < n; i++) {
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Memory, but none that can be executed. */
static int allow_memory(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};
    int r;

    for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 1, no_code);
        if (r < 0)
            return r;
    }
    return 0;
}

/* Opening, but nothing to write to or to create. */
static int allow_reading(scmp_filter_ctx filter)
{
    const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC;
    int r;

    r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                         SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
    if (r < 0)
        return r;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
}

static int build_filter(scmp_filter_ctx filter, enum sandbox_profile profile)
{
    int r;

    r = allow_calls(filter, common_calls, ARRAY_SIZE(common_calls));
    if (r < 0)
        return r;
    r = allow_memory(filter);
    if (r < 0)
        return r;
    /* stdio asks whether a stream is a terminal: no. */
    r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0);
    if (r < 0)
        return r;
    return profile == SANDBOX_PUBLISH
               ? allow_calls(filter, publish_calls, ARRAY_SIZE(publish_calls))
               : allow_reading(filter);
}

static int load_filter(enum sandbox_profile profile)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int r;

    if (!filter)
        return -ENOMEM;
    r = build_filter(filter, profile);
    if (r == 0)
        r = seccomp_load(filter);
    seccomp_release(filter);
    return r;
}

int sandbox_enter(enum sandbox_profile profile)
{
    int r;

    umask(077);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -errno;
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR) /* too large a file is EFBIG, not death */
        return -errno;
    r = set_limits();
    if (r < 0)
        return r;
    return IS_SANITIZED ? 0 : load_filter(profile);
}
