/* A wall clock of a test's own, to be preloaded: CLOCK_REALTIME, and timers on it, run from another
 * time and faster. All other clocks are the machine's: how long a program waits for another is real
 * time. (libfaketime takes every timerfd for one on CLOCK_REALTIME, and so sd-bus, which waits on
 * CLOCK_MONOTONIC, for one that sleeps.)
 *
 * $CLOCK is "FAKE REAL SPEED": the wall clock reads FAKE seconds since 1970 when CLOCK_MONOTONIC
 * reads REAL seconds, and is SPEED times as fast. All processes that have the same $CLOCK agree.
 *
 * The setting of the clock (TFD_TIMER_CANCEL_ON_SET) cannot be played here: see uml/. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>

#define NSEC   1000000000.0
#define MAX_FD 1024

static double fake_sec, real_sec, speed = 1;
static bool is_wall[MAX_FD]; /* a timer of the wall clock's */

static int (*real_gettime)(clockid_t, struct timespec *);
static int (*real_create)(int, int);
static int (*real_settime)(int, int, const struct itimerspec *, struct itimerspec *);

__attribute__((constructor)) static void start(void)
{
    const char *clock = getenv("CLOCK");

    real_gettime = (typeof(real_gettime))dlsym(RTLD_NEXT, "clock_gettime");
    real_create = (typeof(real_create))dlsym(RTLD_NEXT, "timerfd_create");
    real_settime = (typeof(real_settime))dlsym(RTLD_NEXT, "timerfd_settime");
    if (!clock || sscanf(clock, "%lf %lf %lf", &fake_sec, &real_sec, &speed) != 3)
        fputs("clock.so: CLOCK is not set\n", stderr);
}

static double to_double(struct timespec t)
{
    return (double)t.tv_sec + (double)t.tv_nsec / NSEC;
}

static struct timespec to_timespec(double sec)
{
    struct timespec t = {.tv_sec = (time_t)sec};

    t.tv_nsec = (long)((sec - (double)t.tv_sec) * NSEC);
    return t;
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
    struct timespec now;

    if (!real_gettime)
        start();
    if (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)
        return real_gettime(clock, ret);
    real_gettime(CLOCK_MONOTONIC, &now);
    *ret = to_timespec(fake_sec + (to_double(now) - real_sec) * speed);
    return 0;
}

time_t time(time_t *ret)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (ret)
        *ret = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict ret, void *restrict zone)
{
    struct timespec now;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *ret = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

int timerfd_create(int clock, int flags)
{
    int fd = real_create(clock == CLOCK_REALTIME ? CLOCK_MONOTONIC : clock, flags);

    if (fd >= 0 && fd < MAX_FD)
        is_wall[fd] = clock == CLOCK_REALTIME;
    return fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *value, struct itimerspec *old)
{
    struct itimerspec real = *value;
    double sec = to_double(value->it_value);

    if (fd < 0 || fd >= MAX_FD || !is_wall[fd])
        return real_settime(fd, flags, value, old);
    if (sec > 0 && (flags & TFD_TIMER_ABSTIME)) {
        sec = real_sec + (sec - fake_sec) / speed;
        real.it_value = to_timespec(sec > 0 ? sec : 1e-9);
    } else {
        real.it_value = to_timespec(sec / speed);
    }
    return real_settime(fd, flags & ~TFD_TIMER_CANCEL_ON_SET, &real, old);
}
