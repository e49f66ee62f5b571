#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/macro.h"

/* Each test runs in an empty folder of its own, which is the working directory. */
static int enter_folder(void **state)
{
    char *folder = strdup("/tmp/test-file-XXXXXX");
    if (!folder || !mkdtemp(folder) || chdir(folder) < 0)
        return -1;
    *state = folder;
    return 0;
}

static int leave_folder(void **state)
{
    char command[64];
    snprintf(command, sizeof(command), "rm -rf '%s'", (char *)*state);
    free(*state);
    return chdir("/") < 0 ? -1 : system(command);
}

static void put(const char *path, const char *content)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(content, f);
    assert_int_equal(fclose(f), 0);
}

static void assert_content(const char *path, const char *expected)
{
    char *data;
    size_t size;
    assert_int_equal(file_read(path, 1 << 20, &data, &size), 0);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(data, expected);
    free(data);
}

static int count_entries(const char *folder)
{
    int n = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n - 2; /* . and .. */
}

static mode_t mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static void test_read(void **state _unused_)
{
    char *data = NULL;
    size_t size = 77;

    put("empty", "");
    assert_content("empty", "");
    put("f", "hello");
    assert_content("f", "hello");
    assert_int_equal(file_read("f", 5, &data, &size), 0);
    free(data);

    data = NULL;
    size = 77;
    assert_int_equal(file_read("f", 4, &data, &size), -EFBIG);
    assert_int_equal(file_read("none", 99, &data, &size), -ENOENT);
    assert_int_equal(file_read(".", 99, &data, &size), -EISDIR);
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(file_read("fifo", 99, &data, &size), -EINVAL);
    assert_int_equal(file_read("/dev/zero", 99, &data, &size), -EINVAL);
    assert_null(data);
    assert_int_equal(size, 77);
}

static void test_read_more_than_stat_says(void **state _unused_)
{
    char *data;
    size_t size;
    assert_int_equal(file_read("/proc/self/status", 1 << 20, &data, &size), 0);
    assert_true(size > 100);
    assert_int_equal(strlen(data), size);
    free(data);
    assert_int_equal(file_read("/proc/self/status", 100, &data, &size), -EFBIG);
}

static void test_write_keeps_every_byte(void **state _unused_)
{
    static const char bytes[] = "a\0b\n\xff";
    char *data;
    size_t size;
    assert_int_equal(file_write_atomic("f", bytes, 5), 0);
    assert_int_equal(file_read("f", 99, &data, &size), 0);
    assert_int_equal(size, 5);
    assert_memory_equal(data, bytes, 6);
    free(data);
    assert_int_equal(file_write_atomic("f", NULL, 0), 0);
    assert_content("f", "");
}

static void test_write_replaces(void **state)
{
    char *path;
    put("f", "old");
    assert_int_equal(chmod("f", 0644), 0);
    int before = open("f", O_RDONLY);
    assert_true(before >= 0);
    assert_int_equal(file_write_atomic("f", "new", 3), 0);
    assert_content("f", "new");
    assert_int_equal(mode_of("f"), 0600);
    assert_int_equal(count_entries("."), 1);

    /* Who has the old file open goes on reading the old one. */
    char buf[4] = "";
    assert_int_equal(read(before, buf, 3), 3);
    assert_string_equal(buf, "old");
    close(before);

    assert_int_equal(path_join(*state, "absolute", &path), 0);
    assert_int_equal(file_write_atomic(path, "x", 1), 0);
    assert_content(path, "x");
    free(path);
}

static void test_write_follows_links(void **state _unused_)
{
    char target[16];
    assert_int_equal(mkdir("dotfiles", 0700), 0);
    put("dotfiles/plan", "old");
    assert_int_equal(symlink("dotfiles/plan", "one"), 0);
    assert_int_equal(symlink("one", "two"), 0);
    assert_int_equal(file_write_atomic("two", "new", 3), 0);
    assert_content("dotfiles/plan", "new");
    assert_int_equal(readlink("two", target, sizeof(target)), 3);
    assert_int_equal(readlink("one", target, sizeof(target)), 13);
    assert_int_equal(count_entries("dotfiles"), 1);
    assert_int_equal(count_entries("."), 3);

    /* A link in another folder is read from there; its target need not exist yet. */
    assert_int_equal(symlink("fresh", "dotfiles/dangling"), 0);
    assert_int_equal(file_write_atomic("dotfiles/dangling", "x", 1), 0);
    assert_content("dotfiles/fresh", "x");

    assert_int_equal(symlink("loop", "loop"), 0);
    assert_int_equal(file_write_atomic("loop", "x", 1), -ELOOP);
}

/* Who reads a pipe gets the bytes, and it stays one: also by a name such as /dev/stdout. */
static void test_write_goes_into_a_pipe(void **state _unused_)
{
    char buf[4] = "", name[32];
    int ends[2];
    struct stat st;

    assert_int_equal(mkfifo("fifo", 0600), 0);
    int reader = open("fifo", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    assert_int_equal(file_write_atomic("fifo", "new", 3), 0);
    assert_int_equal(lstat("fifo", &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_int_equal(read(reader, buf, 3), 3);
    assert_string_equal(buf, "new");
    close(reader);

    assert_int_equal(pipe(ends), 0);
    snprintf(name, sizeof(name), "/proc/self/fd/%d", ends[1]);
    assert_int_equal(file_write_atomic(name, "fd", 2), 0);
    assert_int_equal(read(ends[0], buf, 3), 2);
    close(ends[0]);
    close(ends[1]);
}

static void test_failed_write_leaves_the_old_file(void **state _unused_)
{
    static char big[100000];
    struct rlimit before, tight;
    put("f", "old");

    /* As a full disk does it: the write fails half way. */
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = 1000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    int r = file_write_atomic("f", big, sizeof(big));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

    assert_int_equal(r, -EFBIG);
    assert_content("f", "old");
    assert_int_equal(count_entries("."), 1);

    assert_int_equal(file_write_atomic("none/f", "x", 1), -ENOENT);
    assert_int_equal(file_write_atomic("f/g", "x", 1), -ENOTDIR);
    assert_int_equal(mkdir("dir", 0700), 0);
    assert_int_equal(file_write_atomic("dir", "x", 1), -EISDIR);
    assert_int_equal(count_entries("."), 2);
}

/* ---- Replacing what is known ---- */

static int replace(const char *path, const char *old, const char *new, char **ret_backup)
{
    return file_replace(path, old, strlen(old), new, strlen(new), ret_backup);
}

static void test_replace(void **state)
{
    char *backup = NULL, *second = NULL;

    put("f", "old");
    assert_int_equal(chmod("f", 0640), 0);
    assert_int_equal(replace("f", "old", "new", &backup), 0);
    assert_content("f", "new");
    assert_int_equal(mode_of("f"), 0640);
    assert_content(backup, "old");
    assert_int_equal(mode_of(backup), 0640);
    assert_int_equal(count_entries(*state), 2);

    /* NAME.2026-11-24T090000Z */
    const char *name = strrchr(backup, '/') + 1;
    assert_int_equal(strlen(name), strlen("f.2026-11-24T090000Z"));
    assert_memory_equal(name, "f.20", 4);

    /* In the same second, most likely: both are kept. */
    assert_int_equal(replace("f", "new", "newer", &second), 0);
    assert_content(second, "new");
    assert_content(backup, "old");
    assert_int_equal(count_entries(*state), 3);
    free(backup);
    free(second);
}

static void test_replace_follows_links(void **state _unused_)
{
    char *backup = NULL;

    assert_int_equal(make_dirs("there"), 0);
    put("there/f", "old");
    assert_int_equal(symlink("there/f", "link"), 0);
    assert_int_equal(replace("link", "old", "new", &backup), 0);
    assert_content("there/f", "new");
    assert_content(backup, "old");
    assert_non_null(strstr(backup, "/there/f."));
    assert_int_equal(count_entries("there"), 2);
    char target[16] = "";
    assert_int_equal(readlink("link", target, sizeof(target) - 1), strlen("there/f"));
    free(backup);
}

static void test_replace_refuses(void **state)
{
    static const char *const others[] = {"", "ol", "older", "OLD"};
    char *backup = NULL;

    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        put("f", others[i]);
        assert_int_equal(replace("f", "old", "new", &backup), -ESTALE);
        assert_content("f", others[i]);
        assert_int_equal(count_entries(*state), 1);
    }
    assert_int_equal(replace("none", "old", "new", &backup), -ENOENT);
    assert_int_equal(make_dirs("folder"), 0);
    assert_int_equal(replace("folder", "", "new", &backup), -EISDIR);
    assert_null(backup);
}

/* An editor saves again and again while we replace: whatever it saved last, or before one of ours,
 * is in the file or in a backup. */
static void test_replace_loses_no_write(void **state _unused_)
{
    enum { SAVES = 150 };
    bool is_found[SAVES + 1] = {false};
    pid_t editor;
    int status = -1;

    put("f", "0");
    editor = fork();
    assert_true(editor >= 0);
    if (editor == 0) {
        for (int i = 1; i <= SAVES; i++) {
            char number[16];
            int n = snprintf(number, sizeof(number), "%d", i);
            if (file_write_atomic("f", number, (size_t)n) < 0)
                _exit(1);
        }
        _exit(0);
    }

    while (waitpid(editor, &status, WNOHANG) == 0) {
        char *content = NULL, *backup = NULL;
        size_t size;
        assert_int_equal(file_read("f", 100, &content, &size), 0);
        int r = replace("f", content, "ours", &backup);
        assert_true(r == 0 || r == -ESTALE);
        if (r == 0 && !streq(content, "ours"))
            is_found[atoi(content)] = true;
        free(content);
        free(backup);
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);

    /* The last save was replaced knowingly, or is still there. */
    char *content = NULL;
    size_t size;
    assert_int_equal(file_read("f", 100, &content, &size), 0);
    assert_true(is_found[SAVES] || atoi(content) == SAVES);
    free(content);
}

static void test_make_dirs(void **state)
{
    char *path;
    umask(022);
    assert_int_equal(make_dirs("a/b//c/"), 0);
    assert_int_equal(mode_of("a"), 0700);
    assert_int_equal(mode_of("a/b/c"), 0700);
    assert_int_equal(make_dirs("a/b/c"), 0);
    assert_int_equal(chmod("a", 0755), 0);
    assert_int_equal(make_dirs("a/d"), 0);
    assert_int_equal(mode_of("a"), 0755);

    assert_int_equal(path_join(*state, "x/y", &path), 0);
    assert_int_equal(make_dirs(path), 0);
    assert_int_equal(mode_of("x/y"), 0700);
    free(path);

    put("file", "");
    assert_int_equal(make_dirs("file"), -ENOTDIR);
    assert_int_equal(make_dirs("file/under"), -ENOTDIR);
    assert_int_equal(make_dirs(""), -ENOENT);
    assert_int_equal(make_dirs("/"), 0);
}

static void test_join(void **state _unused_)
{
    static const struct {
        const char *dir, *name, *expected;
    } cases[] = {
        {"a", "b", "a/b"},       {"a/", "b", "a/b"}, {"a//", "//b", "a/b"}, {"/", "b", "/b"},
        {"/a", "b/c", "/a/b/c"}, {"", "b", "b"},     {"a", "", "a/"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char *path;
        assert_int_equal(path_join(cases[i].dir, cases[i].name, &path), 0);
        assert_string_equal(path, cases[i].expected);
        free(path);
    }
}

static void test_expand(void **state _unused_)
{
    static const struct {
        const char *path, *expected;
    } cases[] = {
        {"~", "/home/me"},        {"~/x/y", "/home/me/x/y"},      {"/abs", "/abs"},
        {"rel/x", "/base/rel/x"}, {"~other/x", "/base/~other/x"},
    };
    assert_int_equal(setenv("HOME", "/home/me", 1), 0);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char *path;
        assert_int_equal(path_expand(cases[i].path, "/base", &path), 0);
        assert_string_equal(path, cases[i].expected);
        free(path);
    }
    char *path = NULL;
    unsetenv("HOME");
    assert_int_equal(path_expand("~/x", "/base", &path), -ENOENT);
    assert_null(path);
}

static void test_xdg_folders(void **state _unused_)
{
    static const struct {
        const char *home, *config, *data; /* the environment */
        const char *config_dir, *data_dir;
    } cases[] = {
        {"/h", NULL, NULL, "/h/.config/jobsearchd", "/h/.local/share/jobsearchd"},
        {"/h", "", "", "/h/.config/jobsearchd", "/h/.local/share/jobsearchd"},
        {"/h", "rel", "./rel", "/h/.config/jobsearchd", "/h/.local/share/jobsearchd"},
        {"/h", "/c/", "/d", "/c/jobsearchd", "/d/jobsearchd"},
        {NULL, "/c", "/d", "/c/jobsearchd", "/d/jobsearchd"},
        {NULL, NULL, NULL, NULL, NULL},
        {"rel", NULL, NULL, NULL, NULL},
    };
    static const char *const names[] = {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"};
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const char *values[] = {cases[i].home, cases[i].config, cases[i].data};
        for (size_t j = 0; j < ARRAY_SIZE(names); j++)
            assert_int_equal(values[j] ? setenv(names[j], values[j], 1) : unsetenv(names[j]), 0);

        char *config = NULL, *data = NULL;
        int expected = cases[i].config_dir ? 0 : -ENOENT;
        assert_int_equal(path_config_dir(&config), expected);
        assert_int_equal(path_data_dir(&data), expected);
        assert_true(streq_null(config, cases[i].config_dir));
        assert_true(streq_null(data, cases[i].data_dir));
        free(config);
        free(data);
    }
}

static void test_helper_folder(void **state _unused_)
{
    char exe[4096], *dir;
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
    assert_true(n > 0);
    exe[n] = '\0';
    *strrchr(exe, '/') = '\0';
    *strrchr(exe, '/') = '\0';

    assert_int_equal(path_helper_dir(&dir), 0);
    size_t prefix = strlen(exe);
    assert_memory_equal(dir, exe, prefix);
    assert_string_equal(dir + prefix, "/libexec/jobsearchd");
    free(dir);
}

#define test_in_folder(f) cmocka_unit_test_setup_teardown(f, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_folder(test_read),
        test_in_folder(test_read_more_than_stat_says),
        test_in_folder(test_write_keeps_every_byte),
        test_in_folder(test_write_replaces),
        test_in_folder(test_write_follows_links),
        test_in_folder(test_write_goes_into_a_pipe),
        test_in_folder(test_failed_write_leaves_the_old_file),
        test_in_folder(test_replace),
        test_in_folder(test_replace_follows_links),
        test_in_folder(test_replace_refuses),
        test_in_folder(test_replace_loses_no_write),
        test_in_folder(test_make_dirs),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_expand),
        cmocka_unit_test(test_xdg_folders),
        cmocka_unit_test(test_helper_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
