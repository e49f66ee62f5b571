/* Listing: every filter against a model, and 200,000 rows without sorting, scanning or hoarding. */
#include "log-fixture.h"
#include "valgrind.h"

#include <sqlite3.h>

/* ---- Filters against a model ---- */

#define N_ROWS 300

struct row {
    char id[32];
    struct log_entry entry;
};

static int compare_rows(const void *a, const void *b)
{
    const struct log_entry *x = &((const struct row *)a)->entry,
                           *y = &((const struct row *)b)->entry;
    if (x->start_sec != y->start_sec)
        return x->start_sec < y->start_sec ? -1 : 1;
    return strcmp(x->id, y->id);
}

/* Few starts, so that many are equal and the id has to decide. */
static void make_rows(struct row rows[N_ROWS], uint64_t *seed)
{
    static const char *const activities[] = {"practice", "outreach", "blog"};
    for (size_t i = 0; i < N_ROWS; i++) {
        rows[i].entry = sample_entry("", NOW + random_below(seed, 40) * 3600);
        rows[i].entry.activity = activities[random_below(seed, 3)];
        rows[i].entry.outcome = random_below(seed, OUTCOME_MAX_);
        snprintf(rows[i].id, sizeof(rows[i].id), "%s/+%u", rows[i].entry.activity,
                 (unsigned)(i * 7919 % 1000) + 1);
    }
}

static struct log_filter make_filter(const struct row rows[N_ROWS], uint64_t *seed)
{
    struct log_filter filter = {0};
    const struct log_entry *after = &rows[random_below(seed, N_ROWS)].entry;
    if (random_below(seed, 2))
        filter.from_sec = NOW + random_below(seed, 40) * 3600;
    if (random_below(seed, 2))
        filter.to_sec = NOW + random_below(seed, 40) * 3600;
    if (random_below(seed, 2))
        filter.activity = random_below(seed, 4) ? "outreach" : "unknown";
    filter.has_outcome = random_below(seed, 3) == 0;
    filter.outcome = random_below(seed, OUTCOME_MAX_);
    filter.is_open_only = random_below(seed, 3) == 0;
    filter.is_newest_first = random_below(seed, 2);
    if (random_below(seed, 3) == 0) {
        filter.after_start_sec = after->start_sec;
        filter.after_id = after->id;
    }
    return filter;
}

static bool is_after(const struct log_filter *filter, const struct log_entry *entry)
{
    int order = entry->start_sec < filter->after_start_sec   ? -1
                : entry->start_sec > filter->after_start_sec ? 1
                                                             : strcmp(entry->id, filter->after_id);
    return filter->is_newest_first ? order < 0 : order > 0;
}

static bool matches(const struct log_filter *filter, const struct log_entry *entry)
{
    bool is_open = entry->outcome == OUTCOME_OPEN || entry->outcome == OUTCOME_MISSED;
    return (!filter->from_sec || entry->start_sec >= filter->from_sec) &&
           (!filter->to_sec || entry->start_sec < filter->to_sec) &&
           (!filter->activity || streq(entry->activity, filter->activity)) &&
           (!filter->has_outcome || entry->outcome == filter->outcome) &&
           (!filter->is_open_only || is_open) && (!filter->after_id || is_after(filter, entry));
}

/* A log in memory with such rows, which are sorted as it lists them. */
static struct log *make_log(struct row rows[N_ROWS], uint64_t *seed)
{
    struct log *log = NULL;
    assert_int_equal(log_open_memory(&log), 0);
    make_rows(rows, seed);
    for (size_t i = 0; i < N_ROWS; i++) {
        rows[i].entry.id = rows[i].id;
        assert_int_equal(log_put(log, &rows[i].entry, "import", NOW), 0);
    }
    qsort(rows, N_ROWS, sizeof(rows[0]), compare_rows);
    for (size_t i = 0; i < N_ROWS; i++)
        rows[i].entry.id = rows[i].id; /* the rows moved */
    return log;
}

static void test_filters_against_a_model(void **state)
{
    struct row rows[N_ROWS];
    uint64_t seed = 11;
    _cleanup_(log_freep) struct log *log = make_log(rows, &seed);
    (void)state;

    for (int round = 0; round < 2000; round++) {
        struct log_filter filter = make_filter(rows, &seed);
        _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
        struct log_entry entry;
        assert_int_equal(log_list(log, &filter, &cursor), 0);
        for (size_t i = 0; i < N_ROWS; i++) {
            const struct row *row = &rows[filter.is_newest_first ? N_ROWS - 1 - i : i];
            if (matches(&filter, &row->entry)) {
                assert_int_equal(log_cursor_next(cursor, &entry), 1);
                assert_same_entry(&entry, &row->entry);
            }
        }
        assert_int_equal(log_cursor_next(cursor, &entry), 0);
        assert_int_equal(log_cursor_next(cursor, &entry), 0);
    }
}

/* Reads one page into ids and moves the filter behind it. Returns the number of rows. */
static size_t read_ids(struct log *log, struct log_filter *filter, size_t max_rows, char (*ids)[32])
{
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry;
    size_t n = 0;
    assert_int_equal(log_list(log, filter, &cursor), 0);
    for (; n < max_rows && log_cursor_next(cursor, &entry) > 0; n++) {
        snprintf(ids[n], sizeof(ids[n]), "%s", entry.id);
        filter->after_start_sec = entry.start_sec;
        filter->after_id = ids[n];
    }
    return n;
}

/* Pages of whatever size, upwards and downwards, are the log: each row once, in order. */
static void test_pages_are_the_log_both_ways(void **state)
{
    struct row rows[N_ROWS];
    char ids[N_ROWS + 1][32];
    uint64_t seed = 12;
    _cleanup_(log_freep) struct log *log = make_log(rows, &seed);
    (void)state;

    for (int is_down = 0; is_down < 2; is_down++)
        for (size_t page = 1; page <= N_ROWS + 1; page += 1 + page / 3) {
            struct log_filter filter = {.is_newest_first = is_down};
            size_t n = 0, more;
            while ((more = read_ids(log, &filter, MIN(page, N_ROWS + 1 - n), &ids[n])) > 0)
                n += more;
            assert_int_equal(n, N_ROWS);
            for (size_t i = 0; i < n; i++)
                assert_string_equal(ids[i], rows[is_down ? N_ROWS - 1 - i : i].id);
        }
}

/* Of any entry, what lies above it and what lies below it are with it the whole log. */
static void test_any_place_parts_the_log(void **state)
{
    struct row rows[N_ROWS];
    char ids[N_ROWS][32];
    uint64_t seed = 13;
    _cleanup_(log_freep) struct log *log = make_log(rows, &seed);
    (void)state;

    for (size_t at = 0; at < N_ROWS; at++) {
        struct log_filter up = {.after_start_sec = rows[at].entry.start_sec,
                                .after_id = rows[at].id};
        struct log_filter down = up;
        down.is_newest_first = true;
        assert_int_equal(read_ids(log, &up, N_ROWS, ids), N_ROWS - 1 - at);
        for (size_t i = at + 1; i < N_ROWS; i++)
            assert_string_equal(ids[i - at - 1], rows[i].id);
        assert_int_equal(read_ids(log, &down, N_ROWS, ids), at);
        for (size_t i = 0; i < at; i++)
            assert_string_equal(ids[i], rows[at - 1 - i].id);
    }
}

/* The words of a filter are no longer needed once the cursor is there. */
static void test_cursor_copies_its_filter(void **state)
{
    _cleanup_(log_freep) struct log *log = NULL;
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry = sample_entry("practice/+1", NOW);
    char activity[] = "practice";
    (void)state;
    assert_int_equal(log_open_memory(&log), 0);
    assert_int_equal(log_put(log, &entry, "import", NOW), 0);
    assert_int_equal(log_list(log, &(struct log_filter){.activity = activity}, &cursor), 0);
    memset(activity, 'x', strlen(activity));
    assert_int_equal(log_cursor_next(cursor, &entry), 1);
}

/* A cursor does not stop a write, and sees each row once. */
static void test_writing_beside_a_cursor(void **state)
{
    struct fixture *fixture = *state;
    struct log *log = open_log(fixture->path);
    struct log_entry first = sample_entry("practice/+1", NOW), entry;
    struct log_entry second = sample_entry("practice/+2", NOW + 1), again = first;
    again.outcome = OUTCOME_DONE;
    assert_int_equal(log_put(log, &first, "import", NOW), 0);
    assert_int_equal(log_put(log, &second, "import", NOW), 0);

    struct log_cursor *cursor = NULL, *other = NULL;
    assert_int_equal(log_list(log, &(struct log_filter){0}, &cursor), 0);
    assert_int_equal(log_list(log, &(struct log_filter){0}, &other), 0);
    assert_int_equal(log_cursor_next(cursor, &entry), 1);
    assert_same_entry(&entry, &first);
    assert_int_equal(log_put(log, &again, "answer", NOW), 0);
    assert_finds(log, &again);
    assert_int_equal(log_cursor_next(cursor, &entry), 1);
    assert_same_entry(&entry, &second);
    assert_int_equal(log_cursor_next(other, &entry), 1);
    assert_same_entry(&entry, &again);
    log_cursor_free(cursor);
    log_cursor_free(other);
    log_free(log);
}

/* ---- Many rows ---- */

#define N_MANY    200000
#define N_CHUNK   20000
#define PAGE_ROWS 100

/* What SQLite had to do for the statements that ended while it watched. */
struct work {
    int sorts, scanned_rows, steps;
};

static struct work work;

static int on_statement_end(unsigned type, void *userdata, void *stmt, void *usec)
{
    (void)type;
    (void)userdata;
    (void)usec;
    work.sorts += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_SORT, 1);
    work.scanned_rows += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    work.steps += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
    return 0;
}

static int watch_connection(sqlite3 *db, char **ret_error, const struct sqlite3_api_routines *api)
{
    (void)ret_error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_statement_end, NULL);
}

/* One in 2,000 is open, one in two is outreach. */
static void fill(struct log *log, size_t n_rows)
{
    struct log_entry *entries = calloc(N_CHUNK, sizeof(*entries));
    char(*ids)[32] = calloc(N_CHUNK, sizeof(*ids));
    assert_true(entries && ids);
    for (size_t from = 0; from < n_rows; from += N_CHUNK) {
        for (size_t i = 0; i < N_CHUNK; i++) {
            size_t n = from + i;
            snprintf(ids[i], sizeof(ids[i]), "practice/+%zu", n + 1);
            entries[i] = sample_entry(ids[i], NOW + (int64_t)(n / 3) * 60);
            entries[i].activity = n % 2 ? "outreach" : "practice";
            entries[i].outcome = n % 2000 ? OUTCOME_DONE : OUTCOME_OPEN;
        }
        assert_int_equal(log_put_all(log, entries, N_CHUNK, "import", NOW), 0);
    }
    free(entries);
    free(ids);
}

/* Reads it page by page, none of which is sorted. Returns the number of rows. */
static int read_all(struct log *log, struct log_filter *filter, int *ret_most_steps)
{
    char ids[2][PAGE_ROWS][32]; /* the filter borrows from the page before */
    int total = 0, most_steps = 0;
    size_t n = PAGE_ROWS;
    for (unsigned page = 0; n == PAGE_ROWS; page++) {
        work = (struct work){0};
        n = read_ids(log, filter, PAGE_ROWS, ids[page % 2]);
        total += (int)n;
        most_steps = MAX(most_steps, work.steps);
        assert_int_equal(work.sorts, 0);
    }
    *ret_most_steps = most_steps;
    return total;
}

static void test_many_rows(void **state)
{
    /* What is shown holds for fewer rows too; valgrind would take minutes over the many. */
    const int n_many = is_on_valgrind() ? N_CHUNK : N_MANY;
    const struct {
        struct log_filter filter;
        int expected;
    } cases[] = {
        {{0}, n_many},
        {{.activity = "outreach"}, n_many / 2},
        {{.is_open_only = true}, n_many / 2000},
        {{.is_open_only = true, .activity = "practice"}, n_many / 2000},
        {{.from_sec = NOW + 60000, .to_sec = NOW + 120000}, 3000},
        {{.from_sec = NOW + 60000, .to_sec = NOW + 120000, .activity = "outreach"}, 1500},
        {{.has_outcome = true, .outcome = OUTCOME_DONE}, n_many - n_many / 2000},
    };
    struct fixture *fixture = *state;
    sqlite3_auto_extension((void (*)(void))watch_connection);
    struct log *log = open_log(fixture->path);
    sqlite3_reset_auto_extension();
    fill(log, n_many);

    for (size_t i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
        struct log_filter filter = cases[i / 2].filter;
        filter.is_newest_first = i % 2;
        sqlite3_int64 before = sqlite3_memory_used();
        sqlite3_memory_highwater(1);
        int most_steps = 0, total = read_all(log, &filter, &most_steps);
        assert_int_equal(total, cases[i / 2].expected);

        /* A page in the middle costs what its rows cost, not what is before or behind it. */
        if (most_steps == 0 || most_steps > PAGE_ROWS * 60)
            fail_msg("case %zu: %d steps for a page", i, most_steps);
        assert_in_range(sqlite3_memory_highwater(0) - before, 0, 3 << 20);
    }

    /* One cursor over all of it holds no more. */
    sqlite3_int64 before = sqlite3_memory_used();
    struct log_cursor *cursor = NULL;
    struct log_entry row;
    int n = 0;
    sqlite3_memory_highwater(1);
    work = (struct work){0};
    assert_int_equal(log_list(log, &(struct log_filter){0}, &cursor), 0);
    while (log_cursor_next(cursor, &row) > 0)
        n++;
    log_cursor_free(cursor);
    assert_int_equal(n, n_many);
    assert_int_equal(work.sorts, 0);
    assert_in_range(sqlite3_memory_highwater(0) - before, 0, 3 << 20);

    /* Undo looks at the newest mark, not through the history. */
    struct log_entry ret;
    bool is_gone;
    struct log_entry entry = sample_entry("practice/+1", NOW);
    assert_int_equal(log_put(log, &entry, "answer", NOW), 0);
    fill(log, N_CHUNK);
    work = (struct work){0};
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 1);
    assert_int_equal(log_undo(log, NOW, &ret, &is_gone), 0);
    assert_in_range(work.steps, 1, 1000);
    assert_int_equal(work.sorts, 0);
    log_free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filters_against_a_model),
        cmocka_unit_test(test_pages_are_the_log_both_ways),
        cmocka_unit_test(test_any_place_parts_the_log),
        cmocka_unit_test(test_cursor_copies_its_filter),
        cmocka_unit_test_setup_teardown(test_writing_beside_a_cursor, fixture_setup,
                                        fixture_teardown),
        cmocka_unit_test_setup_teardown(test_many_rows, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
