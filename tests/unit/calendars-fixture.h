/* The user's calendars in a folder of the test's own, and a program that plays jobsearchd-calendar:
 * this one, run again. What it does is written in the files themselves, a line each:
 *
 *   busy FROM TO SUMMARY     allday FROM TO SUMMARY     problem WORDS
 *   stretch                  busy for as long as was asked for, the zone's name the summary
 *   many N SUMMARY           N busy times        endless   busy times for ever
 *   crash   hang   backwards (an end before its start)   disorder (the end of another file)
 *
 * and a file whose name begins with "early" ends it before it has said which file it opens. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <systemd/sd-event.h>
#include <time.h>

#include <cmocka.h>

#include "base/text.h"
#include "daemon/calendars.h"
#include "daemon/problems.h"
#include "plan.h"
#include "records.h"

#define SECOND_USEC UINT64_C(1000000)
#define READS       "TEST_READS" /* where the program notes what it is asked to read */

/* ---- The program ---- */

static inline void say(enum record_type type, const char *path, const char *what)
{
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, type);
    record_put_string(&record, path);
    if (what)
        record_put_string(&record, what);
    if (record_send(HELPER_FD, &record) < 0)
        _exit(7);
}

static inline void say_busy(int64_t from_sec, int64_t to_sec, bool is_all_day, const char *summary)
{
    _cleanup_(record_done) struct record record = {0};

    record_put_busy_event(&record, &(struct busy_event){from_sec, to_sec, is_all_day, summary});
    if (record_send(HELPER_FD, &record) < 0)
        _exit(7);
}

static inline void play_line(const struct read_begin *asked, const char *path, char *line)
{
    char *word = strtok(line, " "), *rest = strtok(NULL, "\n");
    int64_t from_sec, to_sec;
    int at = 0;

    if (!word || streq(word, "nothing"))
        return;
    if (streq(word, "busy") || streq(word, "allday")) {
        if (sscanf(rest, "%ld %ld %n", &from_sec, &to_sec, &at) < 2)
            _exit(6);
        say_busy(from_sec, to_sec, streq(word, "allday"), rest + at);
    } else if (streq(word, "stretch")) {
        say_busy(asked->from_sec, asked->to_sec, false, asked->zone_name);
    } else if (streq(word, "problem")) {
        say(RECORD_FILE_PROBLEM, path, rest);
    } else if (streq(word, "many")) {
        (void)sscanf(rest, "%ld %n", &to_sec, &at);
        for (int64_t i = 0; i < to_sec; i++)
            say_busy(i * 60, i * 60 + 30, false, rest + at);
    } else if (streq(word, "endless")) {
        for (;;)
            say_busy(0, 1, false, "");
    } else if (streq(word, "crash")) {
        (void)raise(SIGKILL);
    } else if (streq(word, "hang")) {
        for (;;)
            pause();
    } else if (streq(word, "backwards")) {
        say_busy(10, 10, false, "");
    } else if (streq(word, "disorder")) {
        say(RECORD_FILE_END, "/elsewhere.ics", NULL);
    } else {
        _exit(5);
    }
}

static inline void play_file(const struct read_begin *asked, const char *path)
{
    char line[256];
    FILE *reads = fopen(getenv(READS), "a");

    if (!reads || fprintf(reads, "%s\n", path) < 0 || fclose(reads) != 0)
        _exit(4);
    if (strncmp(strrchr(path, '/'), "/early", 6) == 0)
        _exit(3);
    say(RECORD_FILE_BEGIN, path, NULL);
    FILE *f = fopen(path, "re");
    if (!f)
        say(RECORD_FILE_PROBLEM, path, "it cannot be opened");
    while (f && fgets(line, sizeof(line), f)) {
        line[strcspn(line, "\n")] = '\0';
        play_line(asked, path, line);
    }
    if (f)
        fclose(f);
    say(RECORD_FILE_END, path, NULL);
}

static inline int play(void)
{
    _cleanup_(record_done) struct record record = {0};
    struct read_begin asked = {0};
    static char zone_name[64];

    if (record_send_hello(HELPER_FD, "test") < 0 || record_receive_hello(HELPER_FD) < 0)
        return 9;
    while (record_receive(HELPER_FD, &record) > 0) {
        if (record_type(&record) == RECORD_READ_BEGIN) {
            if (record_get_read_begin(&record, &asked) < 0)
                return 8;
            snprintf(zone_name, sizeof(zone_name), "%s", asked.zone_name);
            asked.zone_name = zone_name;
        } else {
            play_file(&asked, record_get_string(&record));
        }
    }
    return 0;
}

/* ---- The world ---- */

static char own_path[PATH_MAX];

struct world {
    char root[32];
    sd_event *event;
    struct problem_list problems;
    struct calendars *calendars;
    int n_read, n_changed, n_problems;
    struct plan plan;
    struct calendar_source sources[4];
    char *paths[4][4];
};

static inline void on_read(bool has_changed, void *userdata)
{
    struct world *world = userdata;

    assert_true(calendars_are_read(world->calendars));
    world->n_read++;
    world->n_changed += has_changed;
}

static inline void on_problems(void *userdata)
{
    struct world *world = userdata;

    assert_true(world->problems.has_changed);
    world->problems.has_changed = false;
    world->n_problems++;
}

static inline int world_setup(void **state)
{
    static const struct calendars_callbacks callbacks = {on_read, on_problems};
    struct world *world = calloc(1, sizeof(*world));
    char reads[64];

    if (!world)
        return -1;
    strcpy(world->root, "/tmp/test-calendars-XXXXXX");
    if (!mkdtemp(world->root) || sd_event_new(&world->event) < 0 ||
        calendars_new_with(world->event, own_path, &world->problems, &callbacks, world,
                           &world->calendars) < 0)
        return -1;
    snprintf(reads, sizeof(reads), "%s/reads", world->root);
    setenv(READS, reads, 1);
    world->plan.calendars = world->sources;
    *state = world;
    return 0;
}

static inline int remove_entry(const char *path, const struct stat *st _unused_, int flag _unused_,
                               struct FTW *ftw _unused_)
{
    return remove(path);
}

static inline int world_teardown(void **state)
{
    struct world *world = *state;

    calendars_free(world->calendars);
    problem_list_done(&world->problems);
    sd_event_unref(world->event);
    (void)nftw(world->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    for (size_t i = 0; i < ARRAY_SIZE(world->sources); i++)
        for (size_t k = 0; k < ARRAY_SIZE(world->paths[i]); k++)
            free(world->paths[i][k]);
    free(world);
    return 0;
}

/* A path in the world's folder: valid until the eighth from here. */
static inline const char *at(const struct world *world, const char *name)
{
    static char paths[8][PATH_MAX];
    static size_t n;
    char *path = paths[n++ % ARRAY_SIZE(paths)];

    snprintf(path, PATH_MAX, "%s%s%s", world->root, *name ? "/" : "", name);
    return path;
}

/* A file of these lines, in place. */
static inline void write_file(const struct world *world, const char *name, const char *text)
{
    FILE *f = fopen(at(world, name), "we");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static inline void make_folder(const struct world *world, const char *name)
{
    assert_return_code(mkdir(at(world, name), 0700), errno);
}

/* Adds a calendar, or a path to the last one if its name is NULL. */
static inline void add_calendar(struct world *world, const char *name, int buffer, const char *path)
{
    size_t i = world->plan.n_calendars - !name;
    struct calendar_source *source = &world->sources[i];

    if (name) {
        *source = (struct calendar_source){
            .name = (char *)name, .buffer = buffer, .paths = world->paths[i]};
        world->plan.n_calendars++;
    }
    world->paths[i][source->n_paths++] = strdup(at(world, path));
}

static inline void follow_until(struct world *world, int64_t to_sec)
{
    assert_int_equal(calendars_follow(world->calendars, &world->plan, "Europe/Berlin", 0, to_sec),
                     0);
}

static inline void follow(struct world *world)
{
    follow_until(world, 1000000);
}

/* Runs the loop until *count is n, or fails. */
static inline void wait_for(struct world *world, const int *count, int n)
{
    while (*count < n)
        if (sd_event_run(world->event, 10 * SECOND_USEC) == 0)
            fail_msg("nothing happens any more");
    assert_int_equal(*count, n);
}

static inline void wait_until_read(struct world *world)
{
    while (!calendars_are_read(world->calendars))
        if (sd_event_run(world->event, 10 * SECOND_USEC) == 0)
            fail_msg("nothing happens any more");
}

/* Follows what was added, and reads it all. */
static inline void follow_and_read(struct world *world)
{
    follow(world);
    wait_until_read(world);
}

/* Nothing is under way any more, and so nothing wakes. */
static inline void assert_quiet(struct world *world)
{
    int n_changed = world->n_changed;

    while (sd_event_run(world->event, SECOND_USEC * 2 / 5) > 0)
        ;
    assert_int_equal(world->n_changed, n_changed);
}

/* "CALENDAR FROM-TO SUMMARY" of each item, with a comma between. */
static inline void assert_list(const struct world *world, const char *expected)
{
    struct text text = {0};
    char *s = NULL;
    size_t n;
    const struct busy_item *items = calendars_list(world->calendars, &n);

    for (size_t i = 0; i < n; i++)
        text_addf(&text, "%s%s %ld-%ld%s%s%s", i ? ", " : "", items[i].calendar, items[i].start_sec,
                  items[i].end_sec, items[i].is_all_day ? " all day" : "",
                  *items[i].summary ? " " : "", items[i].summary);
    assert_int_equal(text_take(&text, &s), 0);
    assert_string_equal(s, expected);
    free(s);
}

/* "CODE TEXT" of each problem, a line each, the world's folder as "R". */
static inline void assert_problems(const struct world *world, const char *expected)
{
    struct text text = {0};
    char *s = NULL;

    for (size_t i = 0; i < world->problems.n; i++) {
        const char *rest = world->problems.items[i].text, *found;

        text_addf(&text, "%s%s ", i ? "\n" : "", world->problems.items[i].code);
        for (; (found = strstr(rest, world->root)); rest = found + strlen(world->root)) {
            text_add_bytes(&text, rest, (size_t)(found - rest));
            text_add_char(&text, 'R');
        }
        text_add(&text, rest);
    }
    assert_int_equal(text_take(&text, &s), 0);
    assert_string_equal(s, expected);
    free(s);
}

/* How often the program was asked to read this file, or ("") any. */
static inline int count_reads(const struct world *world, const char *name)
{
    char line[PATH_MAX];
    FILE *f = fopen(at(world, "reads"), "re");
    int n = 0;

    while (f && fgets(line, sizeof(line), f)) {
        line[strcspn(line, "\n")] = '\0';
        n += !*name || streq(line, at(world, name));
    }
    if (f)
        fclose(f);
    return n;
}

/* In main: plays the program if this run is one. */
#define PLAY_PROGRAM(argc, argv)                                            \
    do {                                                                    \
        if ((argc) == 2 && streq((argv)[1], "read"))                        \
            return play();                                                  \
        if (readlink("/proc/self/exe", own_path, sizeof(own_path) - 1) < 0) \
            return 1;                                                       \
        (void)alarm(120); /* what hangs is a failure, too */                \
    } while (false)
