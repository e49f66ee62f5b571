#include "publish-fixture.h"

#include <seccomp.h>
#include <sys/wait.h>

#include "valgrind.h"

#define SERIES "practice_1.ics"
#define BLOCK  "outreach_2026-W48_1.ics"
#define BASE   "../.jobsearchd.ics.base"

static void test_first_run(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    assert_int_equal(run->n_written, 5); /* two items, displayname, color, the single file */
    assert_int_equal(run->n_removed, 0);
    assert_int_equal(run->n_unchanged, 0);
    assert_int_equal(run->n_failed, 0);
    assert_int_equal(file_stat(run, SERIES).st_mode & 0777, 0600);
    assert_int_equal(file_stat(run, "displayname").st_mode & 0777, 0600);
    assert_int_equal(file_stat(run, "../jobsearchd.ics").st_mode & 0777, 0600);
    assert_int_equal(file_stat(run, "../state").st_mode & 0777, 0600);
    assert_int_equal(file_stat(run, ".").st_mode & 0777, 0700);
    assert_true(file_has(run, SERIES, "SEQUENCE:0"));
    assert_true(file_has(run, SERIES, "DTSTAMP:20261123T070000Z"));
    assert_true(file_has(run, "../jobsearchd.ics", "SUMMARY:Outreach"));
    assert_true(file_has(run, "../jobsearchd.ics", "SUMMARY:Practise"));
}

static void test_nothing_changed(void **state)
{
    static const char *const names[] = {SERIES, BLOCK, "displayname", "../jobsearchd.ics",
                                        "../state"};
    struct run *run = *state;
    struct stat before[ARRAY_SIZE(names)];

    run_usual(run, "Outreach");
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        before[i] = file_stat(run, names[i]);
    run->now_sec += DAY_SEC;
    run_usual(run, "Outreach");
    assert_int_equal(run->n_written, 0);
    assert_int_equal(run->n_unchanged, 5);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct stat after = file_stat(run, names[i]);

        assert_int_equal(after.st_ino, before[i].st_ino);
        assert_memory_equal(&after.st_mtim, &before[i].st_mtim, sizeof(after.st_mtim));
    }
}

static void test_one_changed(void **state)
{
    struct run *run = *state;
    struct stat before;

    run_usual(run, "Outreach");
    before = file_stat(run, SERIES);
    run->now_sec += HOUR;
    run_usual(run, "Letters");
    assert_int_equal(run->n_written, 2); /* it and the single file */
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(file_stat(run, SERIES).st_ino, before.st_ino);
    assert_true(file_has(run, BLOCK, "SUMMARY:Letters"));
    assert_true(file_has(run, BLOCK, "SEQUENCE:1"));
    assert_true(file_has(run, BLOCK, "DTSTAMP:20261123T080000Z"));
    assert_true(file_has(run, BLOCK, "LAST-MODIFIED:20261123T080000Z"));
    assert_true(file_has(run, "../jobsearchd.ics", "SEQUENCE:1"));
    assert_true(file_has(run, "../jobsearchd.ics", "DTSTAMP:20261123T070000Z"));
}

static void test_removed(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    file_put(run, "birthday.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    run_begin(run);
    run_series(run, "practice/1", "Practise");
    run_override(run, 1, OUTCOME_DONE);
    run_end(run);
    assert_int_equal(run->n_removed, 1);
    assert_false(file_exists(run, BLOCK));
    assert_true(file_exists(run, "birthday.ics"));
    assert_false(file_has(run, "../jobsearchd.ics", "SUMMARY:Outreach"));
}

static void test_came_back(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    run_begin(run);
    run_end(run);
    assert_int_equal(run->n_removed, 2);
    run_usual(run, "Outreach");
    assert_true(file_has(run, BLOCK, "SEQUENCE:1"));
}

static void test_edited(void **state)
{
    struct run *run = *state;

    run->restore = true;
    run_usual(run, "Outreach");
    file_edit(run, BLOCK, "SUMMARY:Outreach", "SUMMARY:Mine");
    file_edit(run, BLOCK, "SEQUENCE:0", "SEQUENCE:4");
    run_usual(run, "Letters");
    assert_int_equal(run->n_foreign, 1);
    assert_string_equal(run->last_foreign, BLOCK);
    assert_true(file_has(run, BLOCK, "SUMMARY:Letters"));
    assert_true(file_has(run, BLOCK, "SEQUENCE:5"));
    assert_true(file_has(run, "." BLOCK ".theirs", "SUMMARY:Mine"));
    assert_true(file_has(run, "../jobsearchd.ics", "SUMMARY:Letters"));
    assert_true(file_has(run, BASE, "SUMMARY:Outreach")); /* what it was made from */

    run_usual(run, "Letters");
    assert_int_equal(run->n_written, 0);
    assert_false(file_exists(run, "." BLOCK ".theirs"));
    assert_false(file_exists(run, BASE));
}

/* A version that nobody has seen: nothing at all is written, so that nothing is lost. */
static void test_unseen(void **state)
{
    static const char *const names[] = {SERIES, BLOCK, "../jobsearchd.ics", "../state"};
    struct run *run = *state;
    struct stat before[ARRAY_SIZE(names)];

    run_usual(run, "Outreach");
    file_edit(run, SERIES, "SUMMARY:Practise", "SUMMARY:Mine");
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        before[i] = file_stat(run, names[i]);
    for (int i = 0; i < 2; i++) {
        run_see(run, "practice/1", 4711, true); /* another one */
        run_see(run, "outreach/2026-W48/1", file_hash(run, SERIES), true);
        run_usual(run, "Letters");
        assert_int_equal(run->n_foreign, 1);
        assert_string_equal(run->last_foreign, SERIES);
        assert_int_equal(run->n_failed, 0);
        assert_int_equal(run->n_written, 0);
    }
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        assert_int_equal(file_stat(run, names[i]).st_ino, before[i].st_ino);

    run_see(run, "practice/1", file_hash(run, SERIES), false);
    run_usual(run, "Letters");
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(run->n_written, 3);
    assert_true(file_has(run, SERIES, "SUMMARY:Practise"));
    assert_true(file_has(run, SERIES, "SEQUENCE:1"));
    assert_true(file_has(run, BLOCK, "SUMMARY:Letters"));
    assert_false(file_exists(run, "." SERIES ".theirs"));
}

/* A server's form of the same is left alone until we say something else. */
static void test_same_form(void **state)
{
    struct run *run = *state;
    int64_t hash;

    run_usual(run, "Outreach");
    file_edit(run, BLOCK, "PRODID:", "X-SERVER:1\r\nPRODID:");
    file_edit(run, BLOCK, "SEQUENCE:0", "SEQUENCE:7");
    hash = file_hash(run, BLOCK);
    run_see(run, "outreach/2026-W48/1", hash, true);
    for (int i = 0; i < 3; i++) {
        run_usual(run, "Outreach");
        assert_int_equal(run->n_foreign, 0);
        assert_int_equal(run->n_written, i == 0); /* the single file, for SEQUENCE */
        assert_int_equal(file_hash(run, BLOCK), hash);
    }
    run_usual(run, "Letters");
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(run->n_written, 2);
    assert_true(file_has(run, BLOCK, "SUMMARY:Letters"));
    assert_true(file_has(run, BLOCK, "SEQUENCE:8"));
    assert_false(file_exists(run, "." BLOCK ".theirs"));

    /* Of something else by then it is no form. */
    file_edit(run, BLOCK, "PRODID:", "X-SERVER:1\r\nPRODID:");
    run_see(run, "outreach/2026-W48/1", file_hash(run, BLOCK), true);
    run_usual(run, "Blog");
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_has(run, BLOCK, "SUMMARY:Blog"));
}

static void test_deleted_and_seen(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    file_remove(run, BLOCK);
    run_usual(run, "Outreach");
    assert_int_equal(run->n_foreign, 1);
    assert_string_equal(run->last_foreign, BLOCK);
    assert_false(file_exists(run, BLOCK));
    run_see(run, "outreach/2026-W48/1", SEEN_MISSING, false);
    run_usual(run, "Outreach");
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_exists(run, BLOCK));
}

/* Deleted there, skipped here: it stays away until it is something else. */
static void test_deleted_and_skipped(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    file_remove(run, BLOCK);
    run->block_outcome = OUTCOME_SKIPPED;
    run_see(run, "outreach/2026-W48/1", SEEN_MISSING, false);
    for (int i = 0; i < 3; i++) {
        run_usual(run, "Outreach");
        assert_int_equal(run->n_foreign, 0);
        assert_false(file_exists(run, BLOCK));
        assert_true(file_has(run, "../jobsearchd.ics", "STATUS:CANCELLED"));
    }
    run->block_outcome = OUTCOME_DONE;
    run_usual(run, "Outreach");
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_has(run, BLOCK, "SEQUENCE:2"));
}

static void test_edited_and_not_published(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    file_edit(run, BLOCK, "SUMMARY:Outreach", "SUMMARY:Mine");
    run_begin(run);
    run_end(run);
    assert_int_equal(run->n_foreign, 1);
    assert_int_equal(run->n_removed, 0);
    assert_true(file_exists(run, BLOCK));
    assert_true(file_exists(run, SERIES));
    run_see(run, "outreach/2026-W48/1", file_hash(run, BLOCK), false);
    run_begin(run);
    run_end(run);
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(run->n_removed, 2);
    assert_false(file_exists(run, "." BLOCK ".theirs"));
}

/* What was put aside stays until it was seen; what a killed run left of ours does not. */
static void test_theirs(void **state)
{
    struct run *run = *state;
    _cleanup_(freep) char *ours = NULL;

    run_usual(run, "Outreach");
    ours = file_text(run, BLOCK);
    file_put(run, "." BLOCK ".theirs", ours);
    run_usual(run, "Letters");
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(run->n_written, 2);
    assert_false(file_exists(run, "." BLOCK ".theirs"));

    file_put(run, "." BLOCK ".theirs", "UID:theirs\r\n");
    run_usual(run, "Blog");
    assert_int_equal(run->n_foreign, 1);
    assert_string_equal(run->last_foreign, BLOCK);
    assert_int_equal(run->n_written, 0);
    assert_true(file_exists(run, "." BLOCK ".theirs"));
    run_see(run, "outreach/2026-W48/1", file_hash(run, "." BLOCK ".theirs"), false);
    run_usual(run, "Blog");
    assert_int_equal(run->n_foreign, 0);
    assert_int_equal(run->n_written, 2);
    assert_false(file_exists(run, "." BLOCK ".theirs"));
}

/* Written anew by another program, but saying the same. */
static void test_rewritten(void **state)
{
    struct run *run = *state;

    run_usual(run, "A title that is long enough to be folded when it is written into a file");
    file_edit(run, BLOCK, "SEQUENCE:0", "SEQUENCE:2");
    file_edit(run, BLOCK, "\r\n ", "");
    file_edit(run, BLOCK, "VERSION:2.0\r\n", "VERSION:2.0\n");
    run_usual(run, "A title that is long enough to be folded when it is written into a file");
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_has(run, BLOCK, "SEQUENCE:2"));
    run_usual(run, "Short");
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_has(run, BLOCK, "SEQUENCE:3"));
}

static void test_deleted_by_another(void **state)
{
    struct run *run = *state;

    run->restore = true;
    run_usual(run, "Outreach");
    file_remove(run, BLOCK);
    run_usual(run, "Outreach");
    assert_int_equal(run->n_written, 1);
    assert_true(file_has(run, BLOCK, "SEQUENCE:0"));
}

static void test_emptied(void **state)
{
    struct run *run = *state;

    run->restore = true;
    run_usual(run, "Outreach");
    file_put(run, BLOCK, "");
    run_usual(run, "Outreach");
    assert_int_equal(run->n_foreign, 1);
    assert_true(file_has(run, BLOCK, "SUMMARY:Outreach"));
}

static void test_edited_and_removed(void **state)
{
    struct run *run = *state;

    run->restore = true;
    run_usual(run, "Outreach");
    file_edit(run, BLOCK, "SUMMARY:Outreach", "SUMMARY:Mine");
    run_begin(run);
    run_end(run);
    assert_int_equal(run->n_foreign, 1);
    assert_false(file_exists(run, BLOCK));
    assert_true(file_has(run, "." BLOCK ".theirs", "SUMMARY:Mine"));
}

static void test_state_lost(void **state)
{
    struct run *run = *state;

    run_usual(run, "Outreach");
    run_usual(run, "Letters");
    assert_int_equal(unlink(run->state), 0);
    run->now_sec += DAY_SEC;
    run_usual(run, "Letters");
    assert_int_equal(run->n_written, 0);
    assert_int_equal(unlink(run->state), 0);
    run_usual(run, "Blog");
    assert_int_equal(run->n_foreign, 0);
    assert_true(file_has(run, BLOCK, "SEQUENCE:2"));
}

static void test_name_taken(void **state)
{
    struct run *run = *state;

    assert_int_equal(make_dirs(run->folder), 0);
    file_put(run, BLOCK, "BEGIN:VCALENDAR\r\nUID:x@example.org\r\nEND:VCALENDAR\r\n");
    run_usual(run, "Outreach");
    assert_int_equal(run->n_failed, 1);
    assert_int_equal(run->last_error, EEXIST);
    assert_true(file_has(run, BLOCK, "UID:x@example.org"));
    assert_true(file_exists(run, SERIES));
    assert_false(file_has(run, "../jobsearchd.ics", "SUMMARY:Outreach"));
    run_begin(run);
    run_end(run);
    assert_true(file_exists(run, BLOCK));
}

static void test_folder_in_the_way(void **state)
{
    struct run *run = *state;
    char path[160];

    file_path(run, BLOCK, path);
    assert_int_equal(make_dirs(path), 0);
    run_usual(run, "Outreach");
    assert_int_equal(run->n_failed, 1);
    assert_int_equal(run->last_error, EISDIR);
    assert_true(file_exists(run, SERIES));
}

static void test_state_unwritable(void **state)
{
    struct run *run = *state;

    strcpy(run->state, "/proc/no-such-folder/state");
    run_usual(run, "Outreach");
    assert_int_equal(run->n_failed, 1);
    assert_int_equal(run->n_written, 0);
    assert_false(file_exists(run, SERIES));
}

/* The names of what is left over from a run that was killed. */
static void test_leftovers(void **state)
{
    struct run *run = *state;

    assert_int_equal(make_dirs(run->folder), 0);
    file_put(run, "." BLOCK ".tmp", "half");
    file_put(run, ".hidden", "the user's");
    file_put(run, "notes.tmp", "the user's");
    run_usual(run, "Outreach");
    assert_int_equal(run->n_failed, 0);
    assert_false(file_exists(run, "." BLOCK ".tmp"));
    assert_true(file_exists(run, ".hidden"));
    assert_true(file_exists(run, "notes.tmp"));
}

static void test_several_runs(void **state)
{
    struct run *run = *state;
    struct record record = {};

    run_begin(run);
    record_begin(&record, RECORD_PUBLISH_END);
    send_record(run, &record);
    record_begin(&record, RECORD_PUBLISH_END); /* no begin: the second is refused */
    send_record(run, &record);
    run_serve(run);
    assert_int_equal(run->n_published, 1);
    assert_int_equal(run->result, -EBADMSG);
}

static void send_integer_record(struct run *run, int type)
{
    struct record record = {};

    record_begin(&record, (enum record_type)type);
    record_put_integer(&record, 1);
    send_record(run, &record);
}

static void bad_begin_missing(struct run *run)
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, run->fds), 0);
    run_series(run, "practice/1", "x");
}

static void bad_type(struct run *run)
{
    run_begin(run);
    send_integer_record(run, RECORD_BUBBLE_CLOSE);
}

static void bad_end(struct run *run)
{
    run_begin(run);
    send_integer_record(run, RECORD_PUBLISH_END);
}

static void bad_orphan(struct run *run)
{
    run_begin(run);
    run_series(run, "practice/1", "x");
    run_block(run, "outreach/+1", "x");
    run_override(run, 1, OUTCOME_DONE);
}

static void bad_outcome(struct run *run)
{
    run_begin(run);
    run_series(run, "practice/1", "x");
    run_override(run, 1, OUTCOME_MAX_);
}

static void bad_id(struct run *run)
{
    run_begin(run);
    run_block(run, "../../etc/passwd", "x");
}

static void bad_double(struct run *run)
{
    struct record record = {};

    run_begin(run);
    run_block(run, "outreach/+1", "x");
    run_block(run, "outreach/+1", "y");
    record_begin(&record, RECORD_PUBLISH_END);
    send_record(run, &record);
}

static void bad_seen(struct run *run)
{
    char id[UID_SIZE + 8];

    memset(id, 'a', sizeof(id) - 1);
    id[sizeof(id) - 1] = '\0';
    run_see(run, id, 1, false);
    run_begin(run);
}

static void bad_folder(struct run *run)
{
    strcpy(run->folder, "relative");
    run_begin(run);
}

static void test_bad_records(void **state)
{
    static void (*const cases[])(struct run *) = {bad_begin_missing, bad_type,    bad_end,
                                                  bad_orphan,        bad_outcome, bad_id,
                                                  bad_double,        bad_seen,    bad_folder};
    struct run *run = *state;

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        cases[i](run);
        run_serve(run);
        assert_int_equal(run->result, -EBADMSG);
        assert_int_equal(run->n_published, 0);
        assert_int_equal(access(run->folder, F_OK), -1);
    }
}

/* The daemon is gone in the middle: nothing is written, and that is no failure. */
static void test_cut_short(void **state)
{
    struct run *run = *state;

    run_begin(run);
    run_series(run, "practice/1", "x");
    run_serve(run);
    assert_int_equal(run->result, 0);
    assert_int_equal(access(run->folder, F_OK), -1);
}

/* As on a filesystem that knows no flags for renameat2(): everything above but for the exchange. */
static void test_without_exchange(void **state)
{
    struct run *run = *state;
    scmp_filter_ctx filter;
    int status;
    pid_t pid;

    if (is_on_valgrind())
        skip();
    pid = fork();
    if (pid == 0) {
        filter = seccomp_init(SCMP_ACT_ALLOW);
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(renameat2), 0) < 0 ||
            seccomp_load(filter) < 0)
            _exit(2);
        seccomp_release(filter);
        run->restore = true;
        run_usual(run, "Outreach");
        run_usual(run, "Letters");
        if (run->n_foreign || run->n_failed || !file_has(run, BLOCK, "SUMMARY:Letters"))
            _exit(3);
        file_edit(run, BLOCK, "SUMMARY:Letters", "SUMMARY:Mine");
        run_usual(run, "Letters");
        _exit(run->n_foreign == 1 && file_has(run, BLOCK, "SUMMARY:Letters") &&
                      file_has(run, "." BLOCK ".theirs", "SUMMARY:Mine") &&
                      !file_exists(run, "." BLOCK ".tmp")
                  ? 0
                  : 4);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

#define PUBLISH_TEST(f) cmocka_unit_test_setup_teardown(f, run_setup, run_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PUBLISH_TEST(test_first_run),
        PUBLISH_TEST(test_nothing_changed),
        PUBLISH_TEST(test_one_changed),
        PUBLISH_TEST(test_removed),
        PUBLISH_TEST(test_came_back),
        PUBLISH_TEST(test_edited),
        PUBLISH_TEST(test_rewritten),
        PUBLISH_TEST(test_deleted_by_another),
        PUBLISH_TEST(test_emptied),
        PUBLISH_TEST(test_edited_and_removed),
        PUBLISH_TEST(test_state_lost),
        PUBLISH_TEST(test_name_taken),
        PUBLISH_TEST(test_folder_in_the_way),
        PUBLISH_TEST(test_state_unwritable),
        PUBLISH_TEST(test_leftovers),
        PUBLISH_TEST(test_several_runs),
        PUBLISH_TEST(test_bad_records),
        PUBLISH_TEST(test_cut_short),
        PUBLISH_TEST(test_without_exchange),
        PUBLISH_TEST(test_unseen),
        PUBLISH_TEST(test_same_form),
        PUBLISH_TEST(test_deleted_and_seen),
        PUBLISH_TEST(test_deleted_and_skipped),
        PUBLISH_TEST(test_edited_and_not_published),
        PUBLISH_TEST(test_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
