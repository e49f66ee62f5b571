/* The job-search tracker: what is kept of it, what undo takes back, what counts as done. */
#include "log-fixture.h"

#include "base/civil.h"

#define DAY ((int32_t)(NOW / DAY_SEC))

static int64_t put(struct log *log, const struct track_item *item, int64_t now_sec)
{
    int64_t n = 0;

    assert_int_equal(log_put_track(log, item, now_sec, &n), 0);
    assert_true(n > 0);
    return n;
}

static int64_t add(struct log *log, enum track_kind kind, const char *name)
{
    const struct track_item item = sample_item(kind, name);

    return put(log, &item, NOW);
}

static struct track_item find(struct log *log, int64_t n)
{
    struct track_item item;

    assert_int_equal(log_find_track(log, n, &item), 1);
    assert_int_equal(item.n, n);
    return item;
}

static int print_deed(int32_t day, enum track_deed deed, int64_t n, void *userdata)
{
    fprintf(userdata, "%+d %s #%d\n", (int)(day - DAY), track_deed_name(deed), (int)n);
    return 0;
}

static void assert_deeds(struct log *log, int32_t from, int32_t to, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_track_deed(log, DAY + from, DAY + to, print_deed, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static int print_version(const struct track_item *item, const char *action, int64_t at_sec,
                         void *userdata)
{
    fprintf(userdata, "%+d %s: %s %s\n", (int)(at_sec - NOW), action, item->name,
            track_stage_name(item->stage));
    return 0;
}

static void assert_versions(struct log *log, int64_t n, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_track_version(log, n, print_version, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static int print_item(const struct track_item *item, void *userdata)
{
    fprintf(userdata, "%d %s\n", (int)item->n, item->name);
    return 0;
}

static void assert_items(struct log *log, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_track(log, print_item, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

/* Every member differs, so that none can be taken for another. */
static struct track_item full_item(enum track_kind kind)
{
    struct track_item item = sample_item(kind, "Acme");

    for (int i = TRACK_COMPANY; i < TRACK_TEXT_MAX_; i++)
        *track_item_text(&item, i) = track_text_name(i);
    item.link = "https://example.org/1";
    for (int i = 0; i < STAGE_OFFER; i++)
        item.days[i] = DAY + i;
    item.stage = STAGE_INTERVIEW;
    item.last_contact = DAY - 3;
    item.follow_up = DAY + 40;
    item.interview_sec = NOW + 100000;
    item.interview_minutes = 90;
    return item;
}

static void test_everything_comes_back(void **state)
{
    struct fixture *fixture = *state;
    struct track_item expected[TRACK_KIND_MAX_];
    struct log *log = open_log(fixture->path);

    for (int kind = 0; kind < TRACK_KIND_MAX_; kind++) {
        expected[kind] = full_item(kind);
        assert_int_equal(put(log, &expected[kind], NOW), kind + 1);
    }
    log_free(log);

    log = open_log(fixture->path);
    for (int kind = 0; kind < TRACK_KIND_MAX_; kind++) {
        struct track_item found = find(log, kind + 1);
        track_item_settle(&expected[kind], NOW);
        assert_true(track_item_equals(&found, &expected[kind]));
        assert_int_equal(found.changed_sec, NOW);
    }
    log_free(log);
}

/* Somebody wrote a day that there is not: it is none. */
static void test_odd_days(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);

    add(log, TRACK_APPLICATION, "Acme");
    log_free(log);
    free(sqlite(fixture->path, "UPDATE track SET follow_up_day = 99999999999,"
                               " applied_day = -2147483647, offer_day = 20781"));
    log = open_log(fixture->path);
    struct track_item item = find(log, 1);
    assert_int_equal(item.follow_up, TRACK_NO_DAY);
    assert_int_equal(item.days[STAGE_APPLIED], TRACK_NO_DAY);
    assert_int_equal(item.days[STAGE_OFFER], 20781);
    log_free(log);
}

static void test_numbers_are_not_given_twice(void **state)
{
    struct log *log = *state;
    struct track_item item;

    assert_int_equal(add(log, TRACK_APPLICATION, "one"), 1);
    assert_int_equal(add(log, TRACK_CONTACT, "two"), 2);
    assert_int_equal(log_remove_track(log, 2, NOW), 1);
    assert_int_equal(log_remove_track(log, 2, NOW), 0);
    assert_int_equal(log_find_track(log, 2, &item), 0);
    assert_int_equal(add(log, TRACK_CONTACT, "three"), 3);
    assert_items(log, "1 one\n3 three\n");
}

static void test_one_that_is_over_has_nothing_ahead(void **state)
{
    struct log *log = *state;
    struct track_item item = full_item(TRACK_APPLICATION);

    item.n = put(log, &item, NOW);
    item.changed_sec = NOW;
    track_item_move(&item, STAGE_REJECTED, DAY);
    put(log, &item, NOW);
    item = find(log, item.n);
    assert_int_equal(item.follow_up, TRACK_NO_DAY);
    assert_int_equal(item.interview_sec, 0);
    assert_int_equal(item.days[STAGE_INTERVIEW], DAY + STAGE_INTERVIEW);
}

/* Who changes an item must have seen it as it is. */
static void test_stale_items_are_refused(void **state)
{
    struct log *log = *state;
    struct track_item mine, theirs, none = sample_item(TRACK_CONTACT, "none");
    enum track_effect effect;
    int64_t n = add(log, TRACK_APPLICATION, "Acme"), ret = 77;

    mine = theirs = sample_item(TRACK_APPLICATION, "Acme");
    mine.n = theirs.n = n;
    mine.changed_sec = theirs.changed_sec = NOW;
    mine.role = "mine";
    theirs.role = "theirs";
    put(log, &theirs, NOW); /* within the same second */
    assert_int_equal(log_compare_track(log, &mine, NOW, &effect), -ESTALE);
    assert_int_equal(log_put_track(log, &mine, NOW, &ret), -ESTALE);
    assert_string_equal(log_why(log), "it was changed meanwhile");
    assert_int_equal(ret, 77);
    assert_string_equal(find(log, n).role, "theirs");

    mine.changed_sec = find(log, n).changed_sec;
    put(log, &mine, NOW - 500); /* the clock was set back */
    assert_true(find(log, n).changed_sec > NOW);

    none.n = 99;
    assert_int_equal(log_put_track(log, &none, NOW, &ret), -ESTALE);
    assert_string_equal(log_why(log), "it was removed meanwhile");
}

static void test_effects(void **state)
{
    struct log *log = *state;
    struct track_item item = sample_item(TRACK_CONTACT, "Ada");
    enum track_effect effect;

    item.interview_sec = NOW; /* which a contact has not */
    assert_int_equal(log_compare_track(log, &item, NOW, &effect), 0);
    assert_int_equal(effect, TRACK_ADDED);
    item.n = put(log, &item, NOW);
    item.changed_sec = NOW;
    assert_int_equal(log_compare_track(log, &item, NOW, &effect), 0);
    assert_int_equal(effect, TRACK_UNCHANGED);
    assert_int_equal(put(log, &item, NOW + 5), item.n);
    assert_int_equal(find(log, item.n).changed_sec, NOW);
    item.company = "Acme";
    assert_int_equal(log_compare_track(log, &item, NOW, &effect), 0);
    assert_int_equal(effect, TRACK_CHANGED);
    assert_versions(log, item.n, "+0 add: Ada interested\n");
}

static void test_nonsense_is_refused(void **state)
{
    struct log *log = *state;
    struct track_item items[] = {sample_item(TRACK_CONTACT, "Ada"), sample_item(TRACK_CONTACT, "")};
    int64_t n = 77;

    assert_int_equal(log_put_track(log, &items[1], NOW, &n), -EINVAL);
    assert_string_equal(log_why(log), "name must be the contact's name");
    assert_int_equal(log_put_track_all(log, items, 2, NOW), -EINVAL);
    assert_int_equal(n, 77);
    assert_items(log, "");
    assert_int_equal(log_remove_track(log, 0, NOW), 0);
    assert_int_equal(log_finish_follow_up(log, 5, DAY, NOW), 0);
    assert_deeds(log, -9, 9, "");
}

static void assert_undoes(struct log *log, int64_t now_sec, int n, const char *name, bool is_gone)
{
    struct track_item item;
    bool is_gone_now = !is_gone;

    assert_int_equal(log_undo_track(log, now_sec, &item, &is_gone_now), n);
    if (n == 0)
        return;
    assert_string_equal(item.name, name);
    assert_int_equal(is_gone_now, is_gone);
}

static void test_undo_one_by_one(void **state)
{
    struct log *log = *state;
    struct track_item item = sample_item(TRACK_APPLICATION, "Acme");

    assert_undoes(log, NOW, 0, NULL, false);
    item.n = put(log, &item, NOW);
    item.changed_sec = NOW;
    item.name = "Acme Ltd";
    track_item_move(&item, STAGE_APPLIED, DAY);
    put(log, &item, NOW + 1);
    assert_int_equal(log_remove_track(log, item.n, NOW + 2), 1);
    assert_deeds(log, -9, 9, "");

    assert_undoes(log, NOW + 3, 1, "Acme Ltd", false);
    assert_deeds(log, -9, 9, "+0 application #1\n");
    assert_undoes(log, NOW + 4, 1, "Acme", false);
    assert_int_equal(find(log, 1).changed_sec, NOW);
    assert_deeds(log, -9, 9, "");
    assert_undoes(log, NOW + 5, 1, "Acme", true);
    assert_items(log, "");
    assert_undoes(log, NOW + 6, 0, NULL, false);
    assert_versions(log, 1,
                    "+0 add: Acme interested\n"
                    "+1 change: Acme Ltd applied\n"
                    "+2 remove: Acme Ltd applied\n"
                    "+3 undo: Acme Ltd applied\n"
                    "+4 undo: Acme interested\n"
                    "+5 undo: Acme interested\n");
}

static void test_undo_between_changes(void **state)
{
    struct log *log = *state;
    struct track_item item = sample_item(TRACK_APPLICATION, "a");

    item.n = put(log, &item, NOW);
    for (int i = 0; i < 3; i++) { /* b and back, c and back, d */
        char name[] = {(char)('b' + i), '\0'};
        item = find(log, item.n);
        item.name = name;
        put(log, &item, NOW);
        if (i < 2)
            assert_undoes(log, NOW, 1, "a", false);
    }
    assert_undoes(log, NOW, 1, "a", false);
    assert_undoes(log, NOW, 1, "a", true);
}

static void test_undo_for_a_day(void **state)
{
    struct log *log = *state;

    add(log, TRACK_CONTACT, "Ada");
    assert_undoes(log, NOW + DAY_SEC, 0, NULL, false);
    assert_undoes(log, NOW + DAY_SEC - 1, 1, "Ada", true);
}

/* Added, changed and left alone: one undo takes all of it back. */
static void test_import_is_one_change(void **state)
{
    struct log *log = *state;
    struct track_item items[4];

    for (int i = 0; i < 2; i++)
        add(log, TRACK_APPLICATION, i == 0 ? "one" : "two");
    for (int i = 0; i < 4; i++)
        items[i] = sample_item(TRACK_APPLICATION, i == 1 ? "two" : "new");
    items[0].n = 1, items[1].n = 2;
    items[0].changed_sec = items[1].changed_sec = NOW;
    assert_int_equal(log_put_track_all(log, items, 4, NOW), 0);
    assert_items(log, "1 new\n2 two\n3 new\n4 new\n");
    assert_versions(log, 2, "+0 add: two interested\n");
    assert_versions(log, 1, "+0 add: one interested\n+0 import: new interested\n");
    assert_undoes(log, NOW, 3, "one", false);
    assert_items(log, "1 one\n2 two\n");

    /* Nothing to write, nothing to take back but what was before. */
    items[0] = find(log, 1);
    assert_int_equal(log_put_track_all(log, items, 1, NOW), 0);
    assert_undoes(log, NOW, 1, "two", true);
}

static void test_deeds(void **state)
{
    struct log *log = *state;
    struct track_item acme = sample_item(TRACK_APPLICATION, "Acme");
    struct track_item ada = sample_item(TRACK_CONTACT, "Ada");

    track_item_move(&acme, STAGE_APPLIED, DAY);
    acme.follow_up = DAY + 7;
    put(log, &acme, NOW);
    ada.last_contact = DAY - 2;
    put(log, &ada, NOW);
    ada = find(log, 2);
    ada.last_contact = DAY + 1; /* again: both days count */
    put(log, &ada, NOW);
    ada = find(log, 2);
    ada.note = "the same day";
    put(log, &ada, NOW);
    assert_int_equal(log_finish_follow_up(log, 1, DAY + 3, NOW), 1);
    assert_int_equal(log_finish_follow_up(log, 1, DAY + 3, NOW), 1); /* once a day */
    assert_int_equal(log_finish_follow_up(log, 2, DAY + 4, NOW), 1);
    assert_int_equal(find(log, 1).follow_up, TRACK_NO_DAY);
    assert_int_equal(find(log, 2).last_contact, DAY + 4);

    assert_deeds(log, -9, 9,
                 "-2 contact #2\n"
                 "+0 application #1\n"
                 "+1 contact #2\n"
                 "+3 follow-up #1\n"
                 "+4 contact #2\n"
                 "+4 follow-up #2\n");
    assert_deeds(log, 0, 3, "+0 application #1\n+1 contact #2\n");
    assert_deeds(log, -9, -2, "");

    assert_undoes(log, NOW, 1, "Ada", false); /* the follow-up, and the contact that it was */
    assert_deeds(log, 2, 9, "+3 follow-up #1\n");
    assert_undoes(log, NOW, 1, "Acme", false);
    assert_deeds(log, 2, 9, "+3 follow-up #1\n");
    assert_undoes(log, NOW, 1, "Acme", false);
    assert_int_equal(find(log, 1).follow_up, DAY + 7);
    assert_undoes(log, NOW, 1, "Ada", false); /* the note */
    assert_undoes(log, NOW, 1, "Ada", false); /* the second contact */
    assert_deeds(log, -9, 9, "-2 contact #2\n+0 application #1\n");
    assert_int_equal(log_remove_track(log, 2, NOW), 1);
    assert_deeds(log, -9, 9, "+0 application #1\n");
}

/* A deed belongs to the day that the item now says, where that was put right. */
static void test_a_corrected_date_counts_once(void **state)
{
    struct log *log = *state;
    struct track_item acme = sample_item(TRACK_APPLICATION, "Acme");

    track_item_move(&acme, STAGE_APPLIED, DAY);
    put(log, &acme, NOW);
    acme = find(log, 1);
    acme.days[STAGE_APPLIED] = DAY - 1;
    put(log, &acme, NOW);
    assert_deeds(log, -9, 9, "-1 application #1\n");
}

static int stop_item(const struct track_item *item _unused_, void *userdata)
{
    ++*(int *)userdata;
    return 7;
}

static int stop_version(const struct track_item *item _unused_, const char *action _unused_,
                        int64_t at_sec _unused_, void *userdata)
{
    ++*(int *)userdata;
    return 7;
}

static int stop_deed(int32_t day _unused_, enum track_deed deed _unused_, int64_t n _unused_,
                     void *userdata)
{
    ++*(int *)userdata;
    return 7;
}

static void test_callbacks_may_stop(void **state)
{
    struct log *log = *state;
    struct track_item ada = sample_item(TRACK_CONTACT, "Ada");
    int n = 0;

    ada.last_contact = DAY;
    put(log, &ada, NOW);
    put(log, &ada, NOW);
    assert_int_equal(log_finish_follow_up(log, 1, DAY, NOW), 1);
    assert_int_equal(log_each_track(log, stop_item, &n), 7);
    assert_int_equal(log_each_track_version(log, 1, stop_version, &n), 7);
    assert_int_equal(log_each_track_deed(log, DAY, DAY + 1, stop_deed, &n), 7);
    assert_int_equal(n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_everything_comes_back, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_odd_days, fixture_setup, fixture_teardown),
        MEMORY_TEST(test_numbers_are_not_given_twice),
        MEMORY_TEST(test_one_that_is_over_has_nothing_ahead),
        MEMORY_TEST(test_stale_items_are_refused),
        MEMORY_TEST(test_effects),
        MEMORY_TEST(test_nonsense_is_refused),
        MEMORY_TEST(test_undo_one_by_one),
        MEMORY_TEST(test_undo_between_changes),
        MEMORY_TEST(test_undo_for_a_day),
        MEMORY_TEST(test_import_is_one_change),
        MEMORY_TEST(test_deeds),
        MEMORY_TEST(test_a_corrected_date_counts_once),
        MEMORY_TEST(test_callbacks_may_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
