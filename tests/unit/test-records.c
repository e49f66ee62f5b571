/* Records: every struct survives the crossing, and nothing malformed is taken. */
#include "records.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>

#include <cmocka.h>

struct pair {
    int ours, theirs;
};

static struct pair pair_new(void)
{
    int fds[2];

    assert_return_code(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds),
                       errno);
    return (struct pair){fds[0], fds[1]};
}

static void pair_done(struct pair *pair)
{
    closep(&pair->ours);
    closep(&pair->theirs);
}

/* Sends the record to ourselves; *received is what arrived. */
static void cross(const struct record *record, struct record *received)
{
    _cleanup_(pair_done) struct pair pair = pair_new();

    assert_int_equal(record_send(pair.ours, record), 0);
    assert_int_equal(record_receive(pair.theirs, received), 1);
    assert_int_equal(received->size, record->size);
    assert_memory_equal(received->data, record->data, record->size);
}

static void test_form(void **state _unused_)
{
    static const uint8_t expected[] = {
        11,   0,    0,    0,                            /* RECORD_BUBBLE_CLOSE */
        0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, /* -2 */
        3,    0,    0,    0,    'a',  0xc3, 0xa4, 0,    /* "aä" */
        0,    0,    0,    0,    0,                      /* NULL as "" */
    };
    _cleanup_(record_done) struct record record = {0};

    record_begin(&record, RECORD_BUBBLE_CLOSE);
    record_put_integer(&record, -2);
    record_put_string(&record, "aä");
    record_put_string(&record, NULL);
    assert_int_equal(record.size, sizeof(expected));
    assert_memory_equal(record.data, expected, sizeof(expected));

    assert_int_equal(record_type(&record), RECORD_BUBBLE_CLOSE);
    for (int pass = 0; pass < 2; pass++) {
        assert_int_equal(record_get_integer(&record), -2);
        assert_string_equal(record_get_string(&record), "aä");
        assert_string_equal(record_get_string(&record), "");
        assert_int_equal(record_end(&record), 0);
        record_rewind(&record);
    }
}

static void test_integers(void **state _unused_)
{
    static const int64_t values[] = {0, 1, -1, 255, 256, INT32_MIN, INT64_MAX, INT64_MIN};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};

    record_begin(&record, RECORD_PUBLISHED);
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        record_put_integer(&record, values[i]);
    cross(&record, &received);
    for (size_t i = 0; i < ARRAY_SIZE(values); i++)
        assert_true(record_get_integer(&received) == values[i]);
    assert_int_equal(record_end(&received), 0);
}

static void test_bubble(void **state _unused_)
{
    const struct bubble bubble = {
        .key = "practice/2026-11-24/1",
        .server_id = 4294967295,
        .server_name = ":1.42",
        .summary = "Practise skills",
        .body = "1 < 2\njsctl start",
        .icon = "appointment-soon",
        .category = "x-jobsearchd.start",
        .expire_ms = -1,
        .is_resident = true,
        .actions = {{"start", "Start"}, {"snooze", "Snooze 10 min"}, {"skip", "Skip"}},
        .n_actions = 3,
    };
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct bubble got;

    record_put_bubble(&record, &bubble);
    cross(&record, &received);
    assert_int_equal(record_get_bubble(&received, &got), 0);
    assert_string_equal(got.key, bubble.key);
    assert_true(got.server_id == bubble.server_id);
    assert_string_equal(got.server_name, bubble.server_name);
    assert_string_equal(got.summary, bubble.summary);
    assert_string_equal(got.body, bubble.body);
    assert_string_equal(got.icon, bubble.icon);
    assert_string_equal(got.category, bubble.category);
    assert_true(got.expire_ms == -1);
    assert_true(got.is_resident);
    assert_int_equal(got.n_actions, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(got.actions[i].key, bubble.actions[i].key);
        assert_string_equal(got.actions[i].label, bubble.actions[i].label);
    }
}

static void test_publish_begin(void **state _unused_)
{
    const struct publish_begin begin = {
        "/d", "/d.ics", "/state", "uuid.jobsearchd", "Job search", "#aabbcc", "Europe/Berlin", 1, 2,
        3,    true,     true};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct publish_begin got;

    record_put_publish_begin(&record, &begin);
    cross(&record, &received);
    assert_int_equal(record_get_publish_begin(&received, &got), 0);
    assert_string_equal(got.folder, "/d");
    assert_string_equal(got.single_file, "/d.ics");
    assert_string_equal(got.state_file, "/state");
    assert_string_equal(got.uid_suffix, "uuid.jobsearchd");
    assert_string_equal(got.display_name, "Job search");
    assert_string_equal(got.color, "#aabbcc");
    assert_string_equal(got.zone_name, "Europe/Berlin");
    assert_int_equal(got.now_sec, 1);
    assert_int_equal(got.from_sec, 2);
    assert_int_equal(got.to_sec, 3);
    assert_true(got.alarms);
    assert_true(got.restore);
}

static void test_publish_series(void **state _unused_)
{
    const struct publish_series series = {"practice/1", "practice", "Title", "Text", 4,   100, 90,
                                          0x1f,         2,          1,       true,   200, -1};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct publish_series got;

    record_put_publish_series(&record, &series);
    cross(&record, &received);
    assert_int_equal(record_get_publish_series(&received, &got), 0);
    assert_string_equal(got.id, "practice/1");
    assert_string_equal(got.activity, "practice");
    assert_string_equal(got.title, "Title");
    assert_string_equal(got.description, "Text");
    assert_int_equal(got.priority, 4);
    assert_int_equal(got.first_local_sec, 100);
    assert_int_equal(got.length_minutes, 90);
    assert_int_equal(got.days, 0x1f);
    assert_int_equal(got.every_weeks, 2);
    assert_int_equal(got.week_start, 1);
    assert_true(got.has_until);
    assert_int_equal(got.until_local_sec, 200);
    assert_true(got.alarm_minutes == -1);
}

static void test_publish_exception(void **state _unused_)
{
    const struct publish_exception exception = {EXCEPTION_OVERRIDE, 100, 200, 300, 2, "Title"};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct publish_exception got;

    record_put_publish_exception(&record, &exception);
    cross(&record, &received);
    assert_int_equal(record_get_publish_exception(&received, &got), 0);
    assert_int_equal(got.kind, EXCEPTION_OVERRIDE);
    assert_int_equal(got.recurrence_local_sec, 100);
    assert_int_equal(got.start_sec, 200);
    assert_int_equal(got.end_sec, 300);
    assert_int_equal(got.outcome, 2);
    assert_string_equal(got.title, "Title");
}

static void test_publish_block(void **state _unused_)
{
    const struct publish_block block = {
        "outreach/2026-W48/2", "outreach", "Title", "Text", 5, 100, 200, 1, true, 5};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct publish_block got;

    record_put_publish_block(&record, &block);
    cross(&record, &received);
    assert_int_equal(record_get_publish_block(&received, &got), 0);
    assert_string_equal(got.id, "outreach/2026-W48/2");
    assert_string_equal(got.activity, "outreach");
    assert_string_equal(got.title, "Title");
    assert_string_equal(got.description, "Text");
    assert_int_equal(got.priority, 5);
    assert_int_equal(got.start_sec, 100);
    assert_int_equal(got.end_sec, 200);
    assert_int_equal(got.outcome, 1);
    assert_true(got.is_busy);
    assert_int_equal(got.alarm_minutes, 5);
}

static void test_publish_share(void **state _unused_)
{
    const struct publish_share share = {"share/2026-W48", 20780, "Week 48", "Words", "{}"};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct publish_share got;

    record_put_publish_share(&record, &share);
    cross(&record, &received);
    assert_int_equal(record_get_publish_share(&received, &got), 0);
    assert_string_equal(got.id, "share/2026-W48");
    assert_int_equal(got.from_day, 20780);
    assert_string_equal(got.summary, "Week 48");
    assert_string_equal(got.description, "Words");
    assert_string_equal(got.data, "{}");
}

static void test_seen(void **state _unused_)
{
    const struct seen seen = {"practice/1", INT64_MIN, true};
    _cleanup_(record_done) struct record record = {0};
    _cleanup_(record_done) struct record received = {0};
    struct seen got;

    record_put_seen(&record, &seen);
    cross(&record, &received);
    assert_int_equal(record_get_seen(&received, &got), 0);
    assert_string_equal(got.id, "practice/1");
    assert_true(got.hash == INT64_MIN);
    assert_true(got.is_same);
}

/* A bubble cut anywhere is refused, and leaves the output as it was. */
static void test_cut(void **state _unused_)
{
    const struct bubble bubble = {.key = "k", .actions = {{"a", "b"}}, .n_actions = 1};
    _cleanup_(record_done) struct record record = {0};
    struct bubble got = {.key = "untouched"};

    record_put_bubble(&record, &bubble);
    for (size_t size = record.size - 1; size > 0; size--) {
        record.size = size;
        record.error = 0;
        record_rewind(&record);
        if (size < 4)
            record.position = 0;
        assert_int_equal(record_get_bubble(&record, &got), -EBADMSG);
        assert_string_equal(got.key, "untouched");
    }
}

static void test_malformed_fields(void **state _unused_)
{
    static const struct {
        const char *what;
        const char bytes[12];
        size_t size;
    } cases[] = {
        {"no field", "", 0},
        {"half a length", "\1\0", 2},
        {"no text", "\1\0\0\0", 4},
        {"length beyond the end", "\2\0\0\0a\0", 6},
        {"length that overflows",
         "\xff\xff\xff\xff"
         "a\0",
         6},
        {"no NUL", "\1\0\0\0ab", 6},
        {"NUL inside", "\3\0\0\0a\0b\0", 8},
        {"not UTF-8", "\1\0\0\0\xff\0", 6},
        {"a surrogate", "\3\0\0\0\xed\xa0\x80\0", 8},
        {"half a character", "\1\0\0\0\xc3\0", 6},
        {"one byte too many", "\1\0\0\0a\0b", 7},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(record_done) struct record record = {0};

        record_begin(&record, RECORD_BUBBLE_CLOSE);
        for (size_t j = 0; j < cases[i].size; j += 8)
            record_put_integer(&record, 0);
        memcpy(record.data + 4, cases[i].bytes, cases[i].size);
        record.size = 4 + cases[i].size;

        record_get_string(&record);
        if (record_end(&record) != -EBADMSG)
            fail_msg("taken: %s", cases[i].what);
        assert_string_equal(record_get_string(&record), "");
        assert_int_equal(record_get_integer(&record), 0);
    }
}

static void test_values_out_of_form(void **state _unused_)
{
    const struct bubble bubble = {.key = "k"};
    const struct publish_exception exception = {.kind = EXCEPTION_OFF};
    const struct publish_block block = {.is_busy = true};
    _cleanup_(record_done) struct record record = {0};
    struct bubble got_bubble;
    struct publish_exception got_exception;
    struct publish_block got_block;

    record_put_bubble(&record, &bubble);
    record.data[record.size - 8] = 5; /* actions; there is room for four */
    assert_int_equal(record_get_bubble(&record, &got_bubble), -EBADMSG);

    record_put_publish_exception(&record, &exception);
    record.data[4] = EXCEPTION_OVERRIDE + 1;
    assert_int_equal(record_get_publish_exception(&record, &got_exception), -EBADMSG);

    record_put_publish_block(&record, &block);
    record.data[record.size - 16] = 2; /* neither true nor false */
    assert_int_equal(record_get_publish_block(&record, &got_block), -EBADMSG);

    /* Another struct's record. */
    record_put_publish_block(&record, &block);
    assert_int_equal(record_get_bubble(&record, &got_bubble), -EBADMSG);
}

static void test_refused_when_built(void **state _unused_)
{
    _cleanup_(pair_done) struct pair pair = pair_new();
    _cleanup_(record_done) struct record record = {0};
    const struct bubble crowded = {.key = "k", .n_actions = 5};
    char *big = calloc(1, RECORD_MAX_SIZE + 1);

    assert_non_null(big);
    memset(big, 'x', RECORD_MAX_SIZE);

    record_begin(&record, RECORD_BUBBLE_CLOSE);
    record_put_string(&record, big);
    assert_int_equal(record_send(pair.ours, &record), -EMSGSIZE);

    record_begin(&record, RECORD_BUBBLE_CLOSE);
    record_put_string(&record, "\xff");
    record_put_string(&record, "fine, but too late");
    assert_int_equal(record_send(pair.ours, &record), -EBADMSG);

    record_put_bubble(&record, &crowded);
    assert_int_equal(record_send(pair.ours, &record), -EBADMSG);

    /* The longest that there is: 4 + 4 + length + NUL. */
    big[RECORD_MAX_SIZE - 9] = '\0';
    record_begin(&record, RECORD_BUBBLE_CLOSE);
    record_put_string(&record, big);
    _cleanup_(record_done) struct record received = {0};
    cross(&record, &received);
    assert_string_equal(record_get_string(&received), big);
    assert_int_equal(record_end(&received), 0);
    free(big);
}

static void test_receive(void **state _unused_)
{
    _cleanup_(pair_done) struct pair pair = pair_new();
    _cleanup_(record_done) struct record record = {0};
    static const char too_long[RECORD_MAX_SIZE + 1] = {1};
    static const struct {
        const void *data;
        size_t size;
    } malformed[] = {
        {too_long, sizeof(too_long)},
        {"\1\0\0", 3},
        {"\0\0\0\0", 4},
        {"\xff\xff\xff\xff", 4},
    };

    assert_int_equal(record_receive(pair.ours, &record), -EAGAIN);
    for (size_t i = 0; i < ARRAY_SIZE(malformed); i++) {
        assert_true(send(pair.theirs, malformed[i].data, malformed[i].size, 0) > 0);
        assert_int_equal(record_receive(pair.ours, &record), -EBADMSG);
        assert_int_equal(record_type(&record), 0);
    }

    /* What the peer said before it left is still read. */
    record_begin(&record, RECORD_PUBLISH_END);
    assert_int_equal(record_send(pair.theirs, &record), 0);
    closep(&pair.theirs);
    pair.theirs = -1;
    assert_int_equal(record_receive(pair.ours, &record), 1);
    assert_int_equal(record_type(&record), RECORD_PUBLISH_END);
    assert_int_equal(record_end(&record), 0);
    assert_int_equal(record_receive(pair.ours, &record), 0);
    assert_int_equal(record_type(&record), 0);

    record_begin(&record, RECORD_PUBLISH_END);
    assert_int_equal(record_send(pair.ours, &record), -EPIPE);
}

static void test_full_socket(void **state _unused_)
{
    _cleanup_(pair_done) struct pair pair = pair_new();
    _cleanup_(record_done) struct record record = {0};
    int r, n = 0;

    record_begin(&record, RECORD_PUBLISH_END);
    while ((r = record_send(pair.ours, &record)) == 0)
        n++;
    assert_int_equal(r, -EAGAIN);
    assert_true(n > 10);
    while (n-- > 0)
        assert_int_equal(record_receive(pair.theirs, &record), 1);
    assert_int_equal(record_receive(pair.theirs, &record), -EAGAIN);
}

static void test_hello(void **state _unused_)
{
    _cleanup_(pair_done) struct pair pair = pair_new();
    _cleanup_(record_done) struct record record = {0};

    assert_int_equal(record_send_hello(pair.ours, "jobsearchd"), 0);
    assert_int_equal(record_receive_hello(pair.theirs), 0);

    record_begin(&record, RECORD_HELLO);
    record_put_integer(&record, RECORD_VERSION + 1);
    record_put_integer(&record, 7); /* a later version may say more */
    assert_int_equal(record_send(pair.ours, &record), 0);
    assert_int_equal(record_receive_hello(pair.theirs), -EPROTO);

    record_begin(&record, RECORD_PUBLISH_END);
    assert_int_equal(record_send(pair.ours, &record), 0);
    assert_int_equal(record_receive_hello(pair.theirs), -EPROTO);

    record_begin(&record, RECORD_HELLO);
    record_put_integer(&record, RECORD_VERSION);
    assert_int_equal(record_send(pair.ours, &record), 0);
    assert_int_equal(record_receive_hello(pair.theirs), -EBADMSG);

    closep(&pair.ours);
    pair.ours = -1;
    assert_int_equal(record_receive_hello(pair.theirs), -EPIPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_bubble),
        cmocka_unit_test(test_publish_begin),
        cmocka_unit_test(test_publish_series),
        cmocka_unit_test(test_publish_exception),
        cmocka_unit_test(test_publish_block),
        cmocka_unit_test(test_publish_share),
        cmocka_unit_test(test_seen),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_malformed_fields),
        cmocka_unit_test(test_values_out_of_form),
        cmocka_unit_test(test_refused_when_built),
        cmocka_unit_test(test_receive),
        cmocka_unit_test(test_full_socket),
        cmocka_unit_test(test_hello),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
