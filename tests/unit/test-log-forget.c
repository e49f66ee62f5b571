/* Forgetting: which rows go, and that no byte of theirs is left in any of the log's files. */
#include "log-files.h"

#define DAY    INT64_C(86400)
#define DATE   20416 /* the day before which all goes; a Tuesday */
#define BEFORE ((struct log_before){DATE * DAY, DATE})
#define SECRET "Xanadu"   /* what is to go */
#define KEPT   "Zanzibar" /* and what is to stay */
#define MANY   2000

static struct log_entry entry_of(const char *id, int64_t start_sec, enum outcome outcome,
                                 const char *word)
{
    struct log_entry entry = sample_entry(id, start_sec);

    entry.outcome = outcome;
    entry.title = entry.note = word;
    entry.answered_sec = start_sec + 6000;
    return entry;
}

static void put(struct log *log, const char *id, int64_t start_sec, enum outcome outcome,
                const char *word)
{
    struct log_entry entry = entry_of(id, start_sec, outcome, word);

    assert_int_equal(log_put(log, &entry, "answer", entry.answered_sec), 0);
}

static struct track_item item_of(enum track_kind kind, enum track_stage stage, const char *word)
{
    struct track_item item;

    track_item_init(&item, kind);
    item.name = item.note = word;
    if (kind == TRACK_APPLICATION)
        item.role = word;
    item.stage = stage;
    return item;
}

/* Adds or, with n, replaces: of that day's noon. */
static int64_t put_item(struct log *log, struct track_item item, int32_t day)
{
    struct track_item found;
    int64_t n;

    if (item.n != 0) {
        assert_int_equal(log_find_track(log, item.n, &found), 1);
        item.changed_sec = found.changed_sec;
    }
    assert_int_equal(log_put_track(log, &item, day * DAY + DAY / 2, &n), 0);
    return n;
}

/* Something in every table, all of it of that day's 09:00 (and its week). */
static void fill(struct log *log, int32_t day, const char *word)
{
    int64_t at = day * DAY + 9 * 3600;
    int32_t week = day - (day + 3) % 7;
    char id[64], flexible[64];
    uint32_t serial;

    snprintf(id, sizeof(id), "%s/%d/1", word, (int)day);
    snprintf(flexible, sizeof(flexible), "%s/w%d/1", word, (int)day);
    put(log, id, at, OUTCOME_OPEN, word);
    put(log, id, at, OUTCOME_DONE, word);
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
    assert_int_equal(log_set_snooze(log, id, at + 600), 0);
    assert_int_equal(log_add_announced(log, id, word, at, at), 1);
    assert_int_equal(log_set_bubble(log, "up", 1, ":1.2"), 0);
    assert_int_equal(
        log_put_placements(log, week, &(struct log_placement){flexible, word, week, 1, at, at + 60},
                           1),
        0);
    assert_int_equal(log_put_move(log, &(struct log_move){id, at, at + 60, at + 120, false}, at),
                     0);
    assert_int_equal(log_add_pause(log, &(struct log_pause){at, at + 3600, false, word}), 0);
    assert_int_equal(
        log_put_review_answer(log, &(struct log_review_answer){week, 1, word, word, at}), 0);
    assert_int_equal(log_add_applied(log, &(struct log_applied){.at_sec = at,
                                                                .suggestion = word,
                                                                .activity = word,
                                                                .edit = "move",
                                                                .evidence = word,
                                                                .before = word,
                                                                .after = word}),
                     0);
    assert_int_equal(log_set_instant(log, LOG_LAST_LOOK, at), 0);
    put_item(log, item_of(TRACK_APPLICATION, STAGE_REJECTED, word), day);
    put_item(log, item_of(TRACK_CONTACT, STAGE_INTERESTED, word), day);
}

/* In another process: see copy_file(). */
static int files_with(const struct fixture *fixture, const char *word)
{
    char command[200];
    int n = -1;

    snprintf(command, sizeof(command), "grep -la '%s' '%s'/* | wc -l", word, fixture->dir);
    FILE *f = popen(command, "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%d", &n), 1);
    pclose(f);
    return n;
}

static void assert_amounts(struct log *log, const struct log_before *before, const char *expected)
{
    struct log_amounts amounts;
    char actual[300] = "";

    assert_int_equal(log_count_forgettable(log, before, &amounts), 0);
    for (size_t i = 0, at = 0; i < amounts.n; i++)
        at += (size_t)snprintf(actual + at, sizeof(actual) - at, "%s %d, ", amounts.items[i].what,
                               (int)amounts.items[i].n);
    assert_string_equal(actual, expected);
}

/* The tables are those of the schema, so that none that is added later can be left out. */
static void assert_all_empty(const char *path)
{
    _cleanup_(freep) char *tables =
        sqlite(path, "SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table'");

    for (char *save, *name = strtok_r(tables, " ", &save); name;
         name = strtok_r(NULL, " ", &save)) {
        char sql[100];

        if (streq(name, "bubble") || strncmp(name, "sqlite_", 7) == 0)
            continue;
        snprintf(sql, sizeof(sql), "SELECT '%s ' || count(*) FROM %s", name, name);
        _cleanup_(freep) char *actual = sqlite(path, sql);
        char expected[100];
        snprintf(expected, sizeof(expected), "%s %d", name, streq(name, "value") ? 2 : 0);
        assert_string_equal(actual, expected);
    }
}

static void test_everything(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    _cleanup_(freep) char *before = NULL, *after = NULL;
    int64_t sec;

    assert_int_equal(log_get_text(log, LOG_INSTALL_ID, &before), 1);
    fill(log, DATE - 40, SECRET);
    fill(log, DATE + 2, SECRET);
    put(log, "open/1/1", DATE * DAY, OUTCOME_OPEN, SECRET);
    assert_true(files_with(fixture, SECRET) > 0);
    assert_amounts(log, NULL,
                   "versions 5, blocks 3, items 4, pauses 2, answers 2, suggestions 2, ");
    assert_int_equal(log_forget(log, NULL), 0);
    assert_amounts(log, NULL,
                   "versions 0, blocks 0, items 0, pauses 0, answers 0, suggestions 0, ");
    assert_int_equal(files_with(fixture, SECRET), 0);

    /* It goes on as the same log, and the numbers of unplanned work go on. */
    uint32_t serial;
    assert_int_equal(log_next_serials(log, 1, &serial), 0);
    assert_int_equal(serial, 3);
    assert_int_equal(log_get_text(log, LOG_INSTALL_ID, &after), 1);
    assert_string_equal(before, after);
    assert_int_equal(log_get_instant(log, LOG_LAST_LOOK, &sec), 0);
    struct log_entry gone;
    bool is_gone;
    assert_int_equal(log_undo(log, (DATE + 3) * DAY, &gone, &is_gone), 0);
    log_free(log);
    assert_all_empty(fixture->path);
    assert_sqlite(fixture->path, "PRAGMA integrity_check", "ok");
    fill(log = open_log(fixture->path), DATE, KEPT);
    log_free(log);
}

static void test_before_a_day(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    unsigned n;

    fill(log, DATE - 8, SECRET);
    fill(log, DATE, KEPT);
    assert_amounts(log, &BEFORE,
                   "versions 2, blocks 1, items 2, pauses 1, answers 1, suggestions 1, ");
    assert_int_equal(log_forget(log, &BEFORE), 0);
    assert_amounts(log, &BEFORE,
                   "versions 0, blocks 0, items 0, pauses 0, answers 0, suggestions 0, ");
    assert_amounts(log, NULL,
                   "versions 2, blocks 1, items 2, pauses 1, answers 1, suggestions 1, ");
    assert_int_equal(files_with(fixture, SECRET), 0);
    assert_true(files_with(fixture, KEPT) > 0);

    /* What is of that day's week, or later, is as it was. */
    assert_int_equal(log_get_highest_number(log, KEPT, DATE - (DATE + 3) % 7, &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(log_has_announced(log, KEPT "/20416/1", KEPT, DATE * DAY + 9 * 3600), 1);
    struct log_entry entry;
    bool is_gone;
    assert_int_equal(log_undo(log, (DATE + 1) * DAY, &entry, &is_gone), 1);
    assert_int_equal(entry.outcome, OUTCOME_OPEN);
    log_free(log);
}

/* What lies on both sides stays. */
static void test_the_edge(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    const int64_t at = DATE * DAY;
    static const struct {
        const char *id, *what;
        int days; /* before */
        bool stays;
    } told[] = {
        {"open/1/1", "start", 1, true},  {"late/1/1", "start", 1, false},
        {"follow-up/1", "due", 4, true}, {"follow-up/2", "due", 4, false},
        {"goal/calls", "risk", 6, true}, {"goal/calls", "risk", 7, false},
        {"review", "review", 1, true},   {"review", "review", 7, false},
    };

    put(log, "open/1/1", at - DAY, OUTCOME_OPEN, KEPT);
    put(log, "late/1/1", at - 1, OUTCOME_MISSED, SECRET);
    put(log, "first/1/1", at, OUTCOME_DONE, KEPT);
    assert_int_equal(log_add_pause(log, &(struct log_pause){at - DAY, at + 1, false, KEPT}), 0);
    assert_int_equal(log_add_pause(log, &(struct log_pause){at - 9, at, true, SECRET}), 0);
    /* Of the week that ended the day before; answered on the day, but about what goes. */
    assert_int_equal(
        log_put_review_answer(log, &(struct log_review_answer){DATE - 7, 1, SECRET, SECRET, at}),
        0);
    assert_int_equal(
        log_put_review_answer(log, &(struct log_review_answer){DATE - 6, 1, KEPT, KEPT, at}), 0);
    /* Item 1 is to be followed up since before, and 2 was. The goal's week began the day before. */
    struct track_item waits = item_of(TRACK_CONTACT, STAGE_INTERESTED, KEPT);
    waits.follow_up = DATE - 4;
    assert_int_equal(put_item(log, waits, DATE - 5), 1);
    assert_int_equal(put_item(log, item_of(TRACK_CONTACT, STAGE_INTERESTED, KEPT), DATE), 2);
    for (size_t i = 0; i < ARRAY_SIZE(told); i++)
        assert_int_equal(
            log_add_announced(log, told[i].id, told[i].what, at - told[i].days * DAY, at), 1);
    assert_int_equal(log_forget(log, &BEFORE), 0);
    assert_amounts(log, NULL,
                   "versions 1, blocks 2, items 2, pauses 1, answers 1, suggestions 0, ");
    for (size_t i = 0; i < ARRAY_SIZE(told); i++)
        assert_int_equal(log_has_announced(log, told[i].id, told[i].what, at - told[i].days * DAY),
                         told[i].stays);
    assert_gone(log, "late/1/1");
    assert_int_equal(files_with(fixture, SECRET), 0);
    log_free(log);
}

/* Enough to split, merge and refill pages, with an index beside them. */
static void test_no_byte_of_many(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    static struct log_entry entries[MANY];
    static char ids[MANY][32];
    uint64_t seed = 7;

    for (size_t i = 0; i < MANY; i++) {
        bool is_old = random_below(&seed, 2);

        snprintf(ids[i], sizeof(ids[i]), "%s/%zu/1", is_old ? SECRET : KEPT, i);
        entries[i] = entry_of(ids[i], (DATE + (is_old ? -300 : 300)) * DAY + (int64_t)i * 60,
                              OUTCOME_DONE, is_old ? SECRET : KEPT);
    }
    assert_int_equal(log_put_all(log, entries, MANY / 2, "import", NOW), 0);
    assert_int_equal(log_put_all(log, entries, MANY, "import", NOW), 0);
    assert_int_equal(log_forget(log, &BEFORE), 0);
    assert_int_equal(files_with(fixture, SECRET), 0);
    assert_true(files_with(fixture, KEPT) > 0);
    log_free(log);
    assert_int_equal(files_with(fixture, SECRET), 0);
    assert_sqlite(fixture->path, "SELECT count(*) FROM completion WHERE title <> '" KEPT "'", "0");
    assert_sqlite(fixture->path, "PRAGMA integrity_check", "ok");
}

/* A reader keeps the -wal: that is told, and a second call takes care of it. */
static void test_another_program_reads(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    char command[400], fifo[100], line[16];

    fill(log, DATE - 8, SECRET);
    snprintf(fifo, sizeof(fifo), "%s/fifo", fixture->dir);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    snprintf(
        command, sizeof(command),
        "sqlite3 '%s' BEGIN 'SELECT count(*) FROM history' '.shell echo ready; timeout 20 cat %s'",
        fixture->path, fifo);
    FILE *reader = popen(command, "r");
    assert_non_null(reader);
    assert_non_null(fgets(line, sizeof(line), reader)); /* from here on it reads */
    if (!strchr("012345", *line) && !streq(line, "ready\n"))
        fail_msg("sqlite3: %s (is the package sqlite3 installed?)", line);

    assert_int_equal(log_forget(log, NULL), 1);
    assert_string_equal(log_why(log), "another program reads the log");
    assert_amounts(log, NULL,
                   "versions 0, blocks 0, items 0, pauses 0, answers 0, suggestions 0, ");
    fclose(fopen(fifo, "w"));
    while (fgets(line, sizeof(line), reader))
        ;
    assert_int_equal(pclose(reader), 0);
    assert_int_equal(unlink(fifo), 0);
    assert_int_equal(log_forget(log, NULL), 0);
    assert_int_equal(files_with(fixture, SECRET), 0);
    log_free(log);
}

static int add_deed(int32_t day, enum track_deed deed, int64_t n, void *userdata)
{
    fprintf(userdata, "%+d/%d/%d ", (int)(day - DATE), (int)deed, (int)n);
    return 0;
}

static void assert_deeds(struct log *log, const char *expected)
{
    _cleanup_(freep) char *actual = NULL;
    size_t size;
    FILE *f = open_memstream(&actual, &size);

    assert_non_null(f);
    assert_int_equal(log_each_track_deed(log, DATE - 99, DATE + 99, add_deed, f), 0);
    fclose(f);
    assert_string_equal(actual, expected);
}

static int count_version(const struct track_item *item, const char *action, int64_t at_sec,
                         void *userdata)
{
    assert_string_equal(item->note, KEPT);
    assert_string_equal(action, "change");
    assert_int_equal(at_sec, item->changed_sec);
    ++*(int *)userdata;
    return 0;
}

/* Items that are over go, with their versions; of others the versions that were replaced before. */
static void test_tracker(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    struct track_item applied = item_of(TRACK_APPLICATION, STAGE_APPLIED, KEPT);
    struct track_item met = item_of(TRACK_CONTACT, STAGE_INTERESTED, KEPT), found;
    int n_versions = 0;
    bool is_gone;

    /* 1 and 2 are over; 3 is not, and its note was another before; 4 was met twice; 5 was removed
     * before the day, 6 on it. */
    put_item(log, item_of(TRACK_APPLICATION, STAGE_REJECTED, SECRET), DATE - 9);
    put_item(log, item_of(TRACK_CONTACT, STAGE_INTERESTED, SECRET), DATE - 9);
    applied.days[STAGE_APPLIED] = DATE - 9;
    applied.note = SECRET;
    applied.n = put_item(log, applied, DATE - 9);
    applied.note = KEPT;
    put_item(log, applied, DATE - 8);
    met.last_contact = DATE - 3;
    met.note = SECRET;
    met.n = put_item(log, met, DATE - 3);
    met.note = KEPT;
    put_item(log, met, DATE - 2);
    met.last_contact = DATE;
    put_item(log, met, DATE);
    assert_int_equal(put_item(log, item_of(TRACK_CONTACT, STAGE_INTERESTED, SECRET), DATE - 2), 5);
    assert_int_equal(log_remove_track(log, 5, DATE * DAY - 60), 1);
    assert_int_equal(put_item(log, item_of(TRACK_CONTACT, STAGE_INTERESTED, KEPT), DATE - 2), 6);
    assert_int_equal(log_remove_track(log, 6, DATE * DAY + DAY / 2 + 60), 1);

    assert_deeds(log, "-9/0/3 -3/1/4 +0/1/4 ");
    assert_int_equal(log_forget(log, &BEFORE), 0);
    assert_int_equal(files_with(fixture, SECRET), 0);
    assert_int_equal(log_find_track(log, 1, &found), 0);
    assert_int_equal(log_find_track(log, 2, &found), 0);
    assert_int_equal(log_find_track(log, 3, &found), 1);
    assert_int_equal(log_each_track_version(log, 3, count_version, &n_versions), 0);
    assert_int_equal(n_versions, 1);     /* as it stands */
    assert_deeds(log, "-9/0/3 +0/1/4 "); /* an application that goes on was sent when it was */
    assert_int_equal(log_forget(log, &BEFORE), 0);

    /* What was done on the day is taken back as ever, and nothing of before. */
    assert_int_equal(log_undo_track(log, DATE * DAY + DAY, &found, &is_gone), 1);
    assert_int_equal(found.n, 6);
    assert_false(is_gone);
    assert_int_equal(log_undo_track(log, DATE * DAY + DAY, &found, &is_gone), 1);
    assert_int_equal(found.last_contact, DATE - 3);
    assert_false(is_gone);
    assert_int_equal(log_undo_track(log, DATE * DAY + DAY, &found, &is_gone), 0);
    log_free(log);
}

static void test_in_memory(void **state)
{
    struct log *log = *state;

    fill(log, DATE - 8, SECRET);
    assert_int_equal(log_forget(log, &BEFORE), 0);
    assert_amounts(log, NULL,
                   "versions 0, blocks 0, items 0, pauses 0, answers 0, suggestions 0, ");
}

static void test_set_aside(void **state)
{
    struct fixture *fixture = *state;
    _cleanup_(freep) char *aside = NULL;
    char other[128];
    struct log *log;
    unsigned n = 9;

    snprintf(other, sizeof(other), "%s.backup", fixture->path);
    make_log(fixture->path, "a/1/1");
    copy_file(fixture->path, other);
    break_garbage(fixture->path);
    assert_int_equal(log_open(fixture->path, &log, &aside), 1);
    assert_int_equal(log_remove_set_aside(fixture->path, true, &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(access(aside, F_OK), 0);
    assert_int_equal(log_remove_set_aside(fixture->path, false, &n), 0);
    assert_int_equal(n, 1);
    assert_int_equal(access(aside, F_OK), -1);
    assert_int_equal(access(other, F_OK), 0); /* the user's own */
    assert_int_equal(log_remove_set_aside(fixture->path, true, &n), 0);
    assert_int_equal(n, 0);
    log_free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_everything),
        FILE_TEST(test_before_a_day),
        FILE_TEST(test_the_edge),
        FILE_TEST(test_no_byte_of_many),
        FILE_TEST(test_another_program_reads),
        FILE_TEST(test_tracker),
        MEMORY_TEST(test_in_memory),
        FILE_TEST(test_set_aside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
