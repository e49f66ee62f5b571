/* The folder that others write to at the same time. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/macro.h"
#include "calendar/vdir.h"

#define NAME "practice_1.ics"

/* Of the race; few where every fsync waits for a disk. */
#define ROUNDS      10000
#define ROUNDS_DISK 500

static uint64_t hash_of(const char *text)
{
    struct ics_summary summary;

    ics_summarize(text, strlen(text), &summary);
    return summary.hash;
}

static int enter_folder(void **state)
{
    bool has_memory = access("/dev/shm", W_OK) == 0;
    char *path = strdup(has_memory ? "/dev/shm/test-vdir-XXXXXX" : "/tmp/test-vdir-XXXXXX");

    if (!path || !mkdtemp(path) || chdir(path) < 0)
        return -1;
    *state = path;
    return 0;
}

static int leave_folder(void **state)
{
    char command[64];

    snprintf(command, sizeof(command), "rm -rf '%s'", (char *)*state);
    free(*state);
    return chdir("/") < 0 ? -1 : system(command);
}

static bool file_is(const char *name, const char *text)
{
    _cleanup_(freep) char *data = NULL;
    size_t size;

    return file_read(name, 4096, &data, &size) == 0 && streq(data, text);
}

static void test_replace(void **state)
{
    (void)state;
    _cleanup_(vdir_done) struct vdir vdir = {.fd = -1};
    struct ics_summary summary;

    assert_int_equal(vdir_open("calendar", &vdir), 0);
    assert_int_equal(vdir_read(&vdir, NAME, &summary), -ENOENT);
    assert_int_equal(vdir_replace(&vdir, NAME, "A:1\n", 4, 0), 0);
    assert_int_equal(vdir_read(&vdir, NAME, &summary), 0);
    assert_int_equal(summary.hash, hash_of("A:1\n"));
    assert_int_equal(vdir_replace(&vdir, NAME, "A:2\n", 4, hash_of("A:1\n")), 0);
    assert_false(access("calendar/." NAME ".theirs", F_OK) == 0);
    assert_int_equal(vdir_replace(&vdir, NAME, "A:3\n", 4, hash_of("A:1\n")), 1);
    assert_true(file_is("calendar/" NAME, "A:3\n"));
    assert_true(file_is("calendar/." NAME ".theirs", "A:2\n"));
    assert_int_equal(vdir_sync(&vdir), 0);

    /* Deleted by another: it is not put there again. */
    assert_int_equal(unlink("calendar/" NAME), 0);
    assert_int_equal(unlink("calendar/." NAME ".theirs"), 0);
    assert_int_equal(vdir_replace(&vdir, NAME, "A:4\n", 4, hash_of("A:3\n")), -ENOENT);
    assert_false(access("calendar/" NAME, F_OK) == 0);
    assert_false(access("calendar/." NAME ".theirs", F_OK) == 0);
}

static void test_remove(void **state)
{
    (void)state;
    _cleanup_(vdir_done) struct vdir vdir = {.fd = -1};

    assert_int_equal(vdir_open("calendar", &vdir), 0);
    assert_int_equal(vdir_remove(&vdir, NAME, 1), 0);
    assert_int_equal(vdir_replace(&vdir, NAME, "A:1\n", 4, 0), 0);
    assert_int_equal(vdir_remove(&vdir, NAME, hash_of("A:1\n")), 0);
    assert_int_equal(access("calendar/" NAME, F_OK), -1);
    assert_int_equal(vdir_replace(&vdir, NAME, "A:1\n", 4, 0), 0);
    assert_int_equal(vdir_remove(&vdir, NAME, hash_of("A:2\n")), 1);
    assert_true(file_is("calendar/." NAME ".theirs", "A:1\n"));
}

static int note_theirs(const char *name, const char *theirs, void *userdata)
{
    char *noted = userdata;

    sprintf(noted + strlen(noted), "%s %s\n", name, theirs);
    return 0;
}

static void test_theirs(void **state)
{
    (void)state;
    _cleanup_(vdir_done) struct vdir vdir = {.fd = -1}, to_read = {.fd = -1};
    char noted[256] = "";

    assert_int_equal(vdir_open_to_read("calendar", &to_read), -ENOENT);
    assert_int_equal(access("calendar", F_OK), -1);
    assert_int_equal(vdir_open("calendar", &vdir), 0);
    assert_int_equal(vdir_open_to_read("calendar", &to_read), 0);
    assert_int_equal(vdir_replace(&vdir, NAME, "A:1\n", 4, 0), 0);
    assert_int_equal(vdir_each_theirs(&to_read, note_theirs, noted), 0);
    assert_string_equal(noted, "");
    assert_int_equal(vdir_replace(&vdir, NAME, "A:2\n", 4, 7), 1);
    assert_int_equal(vdir_each_theirs(&to_read, note_theirs, noted), 0);
    assert_string_equal(noted, NAME " ." NAME ".theirs\n");
    vdir_forget_theirs(&vdir, "." NAME ".theirs");
    assert_int_equal(access("calendar/." NAME ".theirs", F_OK), -1);
}

static void test_open(void **state)
{
    (void)state;
    struct vdir vdir;

    assert_int_equal(file_write_atomic("file", "x", 1), 0);
    assert_int_equal(vdir_open("file", &vdir), -ENOTDIR);
    assert_int_equal(vdir_open("/proc/no/folder", &vdir), -ENOENT);
}

/* Another program that writes its own version in the usual way, at an unforeseen moment. */
struct writer {
    pthread_barrier_t start, end;
    char text[32];
    int64_t spread_nsec; /* within this time after the start */
    bool is_over;
};

static int64_t now_nsec(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static void *write_theirs(void *userdata)
{
    struct writer *writer = userdata;
    unsigned seed = 1;

    for (;;) {
        pthread_barrier_wait(&writer->start);
        if (writer->is_over)
            return NULL;
        nanosleep(&(struct timespec){.tv_nsec = rand_r(&seed) % writer->spread_nsec}, NULL);
        FILE *f = fopen("calendar/theirs", "w");
        if (f) {
            fputs(writer->text, f);
            fclose(f);
            (void)rename("calendar/theirs", "calendar/" NAME);
        }
        pthread_barrier_wait(&writer->end);
    }
}

/* Whichever comes first: what the other wrote is the item's file or was put aside. */
static void test_race(void **state)
{
    int n_rounds = strncmp(*state, "/dev", 4) == 0 ? ROUNDS : ROUNDS_DISK, n_first = 0;
    _cleanup_(vdir_done) struct vdir vdir = {.fd = -1};
    unsigned seed = 2;
    struct writer writer = {.spread_nsec = 1000000};
    pthread_t thread;

    assert_int_equal(vdir_open("calendar", &vdir), 0);
    pthread_barrier_init(&writer.start, NULL, 2);
    pthread_barrier_init(&writer.end, NULL, 2);
    assert_int_equal(pthread_create(&thread, NULL, write_theirs, &writer), 0);
    for (int i = 0; i < n_rounds; i++) {
        char text[32];
        int r;

        snprintf(text, sizeof(text), "OURS:%d\n", i);
        snprintf(writer.text, sizeof(writer.text), "THEIRS:%d\n", i);
        unlink("calendar/" NAME);
        assert_int_equal(vdir_replace(&vdir, NAME, "OURS:old\n", 9, 0), 0);
        pthread_barrier_wait(&writer.start);
        nanosleep(&(struct timespec){.tv_nsec = rand_r(&seed) % 60000}, NULL);
        int64_t start_nsec = now_nsec();
        r = vdir_replace(&vdir, NAME, text, strlen(text), hash_of("OURS:old\n"));
        int64_t took_nsec = now_nsec() - start_nsec;
        pthread_barrier_wait(&writer.end);
        writer.spread_nsec = MIN(MAX(2 * took_nsec, INT64_C(1000)), INT64_C(100000000));
        if (r == 1) {
            n_first++;
            assert_true(file_is("calendar/." NAME ".theirs", writer.text));
            assert_true(file_is("calendar/" NAME, text));
        } else {
            assert_int_equal(r, 0);
            assert_true(file_is("calendar/" NAME, writer.text));
        }
    }
    writer.is_over = true;
    pthread_barrier_wait(&writer.start);
    pthread_join(thread, NULL);
    print_message("their write came first in %d of %d rounds\n", n_first, n_rounds);
    assert_true(n_first > 0 && n_first < n_rounds);
}

#define VDIR_TEST(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        VDIR_TEST(test_replace), VDIR_TEST(test_remove), VDIR_TEST(test_theirs),
        VDIR_TEST(test_open),    VDIR_TEST(test_race),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
