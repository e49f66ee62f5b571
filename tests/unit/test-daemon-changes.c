/* What the scheduler moved, in words: what is told, what is no news, all in one notification. */
#include <locale.h>
#include <stdlib.h>

#include "daemon/changes.h"
#include "schedule-fixture.h"

#define NOW "2026-11-23T12:00" /* a Monday */

struct fixture {
    struct plan *plan;
    struct zone *zone;
    struct change_list list;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    assert_non_null(f);
    f->plan = plan_of("[plan]\nname = P\n");
    f->zone = zone_of("Europe/Berlin");
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    change_list_done(&f->list);
    zone_free(f->zone);
    plan_free(f->plan);
    free(f);
    setlocale(LC_TIME, "C");
    return 0;
}

/* "START END" on the plan's wall; "" for nowhere. */
static void read_times(const struct fixture *f, const char *s, int64_t *ret_start, int64_t *ret_end)
{
    char start[INSTANT_SIZE], end[INSTANT_SIZE];

    if (!*s)
        return;
    assert_int_equal(sscanf(s, "%31s %31s", start, end), 2);
    *ret_start = instant_of(f->zone, start);
    *ret_end = instant_of(f->zone, end);
}

static void add(struct fixture *f, const char *id, const char *title, const char *old,
                const char *new, const char *why)
{
    struct change change = {.title = (char *)title, .why = (char *)why};

    snprintf(change.id, sizeof(change.id), "%s", id);
    read_times(f, old, &change.old_start_sec, &change.old_end_sec);
    read_times(f, new, &change.new_start_sec, &change.new_end_sec);
    assert_int_equal(change_list_add(&f->list, &change), 0);
}

static void assert_words(struct fixture *f, const char *summary, const char *body)
{
    _cleanup_(freep) char *actual_summary = NULL, *actual_body = NULL;

    assert_int_equal(change_list_word(&f->list, f->plan, f->zone, instant_of(f->zone, NOW),
                                      &actual_summary, &actual_body),
                     0);
    assert_string_equal(actual_summary, summary);
    assert_string_equal(actual_body, body);
}

#define TUE_10 "2026-11-24T10:00 2026-11-24T11:00"
#define TUE_14 "2026-11-24T14:00 2026-11-24T15:00"
#define WED_09 "2026-11-25T09:00 2026-11-25T10:00"

/* ---- One ---- */

static const struct word_case {
    const char *old, *new, *why, *summary, *body;
} word_cases[] = {
    {TUE_10, TUE_14, "Interview at Acme", "Outreach moved from Tue 10:00 to Tue 14:00",
     "Interview at Acme\njsctl week"},
    {TUE_10, TUE_14, "", "Outreach moved from Tue 10:00 to Tue 14:00", "jsctl week"},
    {"", TUE_14, "", "Outreach added on Tue 14:00", "jsctl week"},
    {TUE_10, "", "Interview", "Outreach on Tue 10:00 has no room any more",
     "Interview\njsctl week"},
    {TUE_10, "2026-11-24T10:00 2026-11-24T10:45", "",
     "Outreach on Tue 10:00 ends at 10:45 instead of 11:00", "jsctl week"},
    /* A weekday says which day it is up to six days ahead: a week from today has today's name. */
    {TUE_10, "2026-11-29T10:00 2026-11-29T11:00", "", "Outreach moved from Tue 10:00 to Sun 10:00",
     "jsctl week"},
    {TUE_10, "2026-11-30T10:00 2026-11-30T11:00", "",
     "Outreach moved from Tue 10:00 to Mon 30 Nov 10:00", "jsctl week"},
    {"2026-11-22T10:00 2026-11-22T11:00", TUE_10, "",
     "Outreach moved from Sun 22 Nov 10:00 to Tue 10:00", "jsctl week"},
    /* The plan's wall, also where its clock changes in between. */
    {"2027-03-27T09:00 2027-03-27T10:00", "2027-03-28T09:00 2027-03-28T10:00", "",
     "Outreach moved from Sat 27 Mar 09:00 to Sun 28 Mar 09:00", "jsctl week"},
};

static void test_words(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_SIZE(word_cases); i++) {
        const struct word_case *c = &word_cases[i];

        add(f, "outreach/2026-W48/1", "Outreach", c->old, c->new, c->why);
        assert_words(f, c->summary, c->body);
        change_list_done(&f->list);
    }
}

/* Systems have few locales: this one is made for the test. */
static void test_a_clock_of_twelve_hours(void **state)
{
    struct fixture *f = *state;
    char dir[] = "/tmp/test-changes-XXXXXX", command[128];

    assert_non_null(mkdtemp(dir));
    assert_int_equal(setenv("LOCPATH", dir, 1), 0);
    snprintf(command, sizeof(command), "localedef -i en_US -f UTF-8 %s/en_US.UTF-8", dir);
    if (system(command) != 0 || !setlocale(LC_TIME, "en_US.UTF-8"))
        fail_msg("localedef cannot make en_US.UTF-8: is the package `locales` there?");
    snprintf(command, sizeof(command), "rm -r %s", dir);
    assert_int_equal(system(command), 0);
    add(f, "a/2026-W48/1", "Outreach", TUE_10, TUE_14, "");
    assert_words(f, "Outreach moved from Tue 10:00 AM to Tue 2:00 PM", "jsctl week");
}

static void test_discreet(void **state)
{
    struct fixture *f = *state;

    f->plan->discreet = true;
    add(f, "a/2026-W48/1", "Outreach", TUE_10, TUE_14, "Interview at Acme");
    assert_words(f, "Block moved from Tue 10:00 to Tue 14:00", "jsctl week");
    add(f, "b/2026-W48/1", "Blog", WED_09, "", "Interview at Acme");
    assert_words(f, "2 blocks changed",
                 "Block moved from Tue 10:00 to Tue 14:00\nBlock on Wed 09:00 has no room any "
                 "more\njsctl week");
}

/* ---- Many ---- */

static void test_many(void **state)
{
    struct fixture *f = *state;

    add(f, "a/2026-W48/1", "Outreach", TUE_10, TUE_14, "Interview at Acme");
    add(f, "b/2026-W48/1", "Blog", TUE_14, WED_09, "");
    assert_words(f, "2 blocks changed",
                 "Outreach moved from Tue 10:00 to Tue 14:00: Interview at Acme\n"
                 "Blog moved from Tue 14:00 to Wed 09:00\njsctl week");
    add(f, "c/2026-W48/1", "Letters", "", TUE_10, "");
    add(f, "c/2026-W48/2", "Letters", "", WED_09, "");
    add(f, "d/2026-W48/1", "Calls", TUE_10, "", "");
    add(f, "d/2026-W48/2", "Calls", WED_09, "", "");
    assert_words(f, "6 blocks changed",
                 "Outreach moved from Tue 10:00 to Tue 14:00: Interview at Acme\n"
                 "Blog moved from Tue 14:00 to Wed 09:00\n"
                 "Letters added on Tue 10:00\nLetters added on Wed 09:00\nand 2 more\njsctl week");
}

/* ---- What came before it was told ---- */

static void test_changes_of_one_block_are_one(void **state)
{
    struct fixture *f = *state;

    add(f, "a/2026-W48/1", "Outreach", TUE_10, TUE_14, "Interview");
    add(f, "a/2026-W48/1", "Outreach", TUE_14, WED_09, "Dentist");
    assert_int_equal(f->list.n, 1);
    assert_words(f, "Outreach moved from Tue 10:00 to Wed 09:00", "Dentist\njsctl week");
    add(f, "a/2026-W48/1", "Outreach", WED_09, "", "Dentist");
    assert_words(f, "Outreach on Tue 10:00 has no room any more", "Dentist\njsctl week");
    /* And back where it lay first: nothing happened. */
    add(f, "a/2026-W48/1", "Outreach", "", TUE_10, "");
    assert_int_equal(f->list.n, 0);
}

static void test_added_and_gone_again_is_nothing(void **state)
{
    struct fixture *f = *state;

    add(f, "a/2026-W48/1", "Outreach", "", TUE_10, "");
    add(f, "b/2026-W48/1", "Blog", TUE_10, TUE_14, "");
    add(f, "a/2026-W48/1", "Outreach", TUE_10, WED_09, "");
    assert_int_equal(f->list.n, 2);
    add(f, "a/2026-W48/1", "Outreach", WED_09, "", "");
    assert_int_equal(f->list.n, 1);
    assert_string_equal(f->list.items[0].id, "b/2026-W48/1");
}

static void test_no_change_is_none(void **state)
{
    struct fixture *f = *state;

    add(f, "a/2026-W48/1", "Outreach", TUE_10, TUE_10, "");
    assert_int_equal(f->list.n, 0);
}

/* A move is news as long as either place lies ahead: who comes at ten must hear that it was nine.
 */
static void test_prune(void **state)
{
    struct fixture *f = *state;

    add(f, "a/2026-W48/1", "Outreach", TUE_10, TUE_14, "");
    add(f, "b/2026-W48/1", "Blog", WED_09, TUE_10, "");
    add(f, "c/2026-W48/1", "Letters", TUE_10, "", "");
    change_list_prune(&f->list, instant_of(f->zone, "2026-11-24T10:59"));
    assert_int_equal(f->list.n, 3);
    change_list_prune(&f->list, instant_of(f->zone, "2026-11-24T11:00"));
    assert_int_equal(f->list.n, 2);
    change_list_prune(&f->list, instant_of(f->zone, "2026-11-24T15:00"));
    assert_int_equal(f->list.n, 1);
    assert_string_equal(f->list.items[0].title, "Blog");
    change_list_prune(&f->list, instant_of(f->zone, "2026-11-25T10:00"));
    assert_int_equal(f->list.n, 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_words),
        CASE(test_a_clock_of_twelve_hours),
        CASE(test_discreet),
        CASE(test_many),
        CASE(test_changes_of_one_block_are_one),
        CASE(test_added_and_gone_again_is_nothing),
        CASE(test_no_change_is_none),
        CASE(test_prune),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
