#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/json.h"
#include "cli-fixture.h"

static const struct screen plain = {.is_utf8 = true};

static struct bus_goal goals[] = {
    {"practice", "hours", 6, 4.5}, {"outreach", "contact", 10, 12}, {"blog", "post", 1, 0}};
static struct bus_problem problems[] = {
    {"no-notification-server", "Nothing shows bubbles.", "Start a notification server."}};

static struct bus_block waiting[2]; /* set where they are */

static struct bus_status status_now(void)
{
    struct bus_status status = {
        .now_sec = NOW,
        .plan = "Job search",
        .timezone = "Europe/Berlin",
        .has_current = true,
        .has_next = true,
        .current = blocks[3],
        .next = blocks[4],
        .open = 1,
        .today_planned_minutes = 180,
        .today_done_minutes = 45,
        .week_from_sec = AT(-1, 0, 0),
        .week_planned_minutes = 20 * 60,
        .week_done_minutes = 135,
        .goals = goals,
        .n_goals = ARRAY_SIZE(goals),
        .problems = problems,
        .n_problems = ARRAY_SIZE(problems),
    };
    return status;
}

static void test_status(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_status status = status_now();

    waiting[0] = blocks[2];
    status.waiting = waiting;
    status.n_waiting = 1;
    render_status(&text, &view, &status);
    assert_string_equal(text.data,
                        "Now    Practise skills until 10:30, 18 min left\n"
                        "       practice/2026-11-24/1; jsctl start, jsctl done\n"
                        "Next   Company research and outreach at 14:00, in 3 h 48 min\n"
                        "\n"
                        "Today  ██████░░░░░░░░░░░░░░░░░░  45 min of 3 h\n"
                        "Week   ███░░░░░░░░░░░░░░░░░░░░░  2 h 15 min of 20 h\n"
                        "       practice  ████████░░  4.5 of 6 hours\n"
                        "       outreach  ██████████  12 of 10 contacts\n"
                        "       blog      ░░░░░░░░░░  0 of 1 post\n"
                        "\n"
                        "Problem: Nothing shows bubbles.\n"
                        "         Start a notification server.\n"
                        "\n"
                        "1 block waits for an answer (done, partial or skip):\n"
                        "  jsctl done follow-ups/2026-11-23/1   Follow-ups, Mon 23 Nov at 16:00\n");
}

/* More wait than are listed, one of them with a title that would command the terminal. */
static void test_status_many_waiting(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_status status = status_now();
    const char *tail;

    waiting[0] = blocks[2];
    waiting[1] = blocks[1];
    waiting[1].title = HOSTILE;
    status.waiting = waiting;
    status.n_waiting = 2;
    status.open = 7;
    render_status(&text, &view, &status);
    tail = strstr(text.data, "\n7 blocks");
    assert_non_null(tail);
    assert_string_equal(tail,
                        "\n7 blocks wait for an answer (done, partial or skip):\n"
                        "  jsctl done follow-ups/2026-11-23/1   Follow-ups, Mon 23 Nov at 16:00\n"
                        "  jsctl done outreach/2026-11-23/1   \\x1b]0;x\\x07<b>&\\u202e\\n, "
                        "Mon 23 Nov at 14:00\n"
                        "  all of them: jsctl log --outcome open\n");
}

static void test_status_quiet_times(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_status status = {
        .now_sec = NOW,
        .plan = "",
        .timezone = "Europe/Berlin",
        .is_paused = true,
        .paused_from_sec = AT(0, 0, 0),
        .paused_to_sec = AT(3, 0, 0),
        .quiet_until_sec = AT(0, 11, 0),
        .has_next = true,
        .next = blocks[6],
    };
    render_status(&text, &view, &status);
    assert_string_equal(text.data, "Paused until Fri 27 Nov at 00:00\n"
                                   "Quiet until 11:00; jsctl quiet off\n"
                                   "Now    nothing planned\n"
                                   "Next   Blog: größer denken 日本語 Sat 28 Nov at 10:00\n"
                                   "\n"
                                   "Today  ░░░░░░░░░░░░░░░░░░░░░░░░  0 min of 0 min\n"
                                   "Week   ░░░░░░░░░░░░░░░░░░░░░░░░  0 min of 0 min\n");
}

static void test_summary(void **state _unused_)
{
    struct bus_status status = status_now();
    struct view view = view_on(&plain);
    _cleanup_(text_done) struct text now = {0}, next = {0}, nothing = {0}, running = {0};

    render_summary(&now, &view, &status);
    assert_string_equal(now.data, "Practise skills until 10:30");
    status.has_current = false;
    render_summary(&next, &view, &status);
    assert_string_equal(next.data, "Company research and outreach, 14:00");
    status.has_unplanned = true;
    status.unplanned = (struct bus_block){.title = HOSTILE};
    render_summary(&running, &view, &status);
    assert_string_equal(running.data, "\\x1b]0;x\\x07<b>&\\u202e\\n");
    status.has_unplanned = status.has_next = false;
    render_summary(&nothing, &view, &status);
    assert_string_equal(nothing.data, "nothing planned");
}

/* What a renderer of JSON writes, in memory. The caller frees. */
static char *written(void (*render)(FILE *f, void *data), void *data)
{
    char *s = NULL;
    size_t size;
    FILE *f = open_memstream(&s, &size);
    assert_non_null(f);
    render(f, data);
    assert_int_equal(fclose(f), 0);
    return s;
}

static void write_status(FILE *f, void *data)
{
    render_status_json(f, berlin, data);
}

static void write_waybar(FILE *f, void *data)
{
    struct view view = view_on(&plain);
    render_waybar(f, &view, data);
}

static void write_span(FILE *f, void *data)
{
    render_span_json(f, berlin, data);
}

static void test_status_json(void **state _unused_)
{
    struct bus_status status = status_now();
    status.is_paused = true;
    status.paused_from_sec = AT(0, 0, 0);
    status.paused_to_sec = AT(1, 0, 0);
    _cleanup_(freep) char *s = written(write_status, &status);
    assert_string_equal(
        s,
        "{\"schema\":1,\"now\":\"2026-11-24T10:12:00+01:00\",\"plan\":\"Job search\","
        "\"timezone\":\"Europe/Berlin\","
        "\"current\":{\"id\":\"practice/2026-11-24/1\",\"activity\":\"practice\","
        "\"title\":\"Practise skills\",\"start\":\"2026-11-24T09:00:00+01:00\","
        "\"end\":\"2026-11-24T10:30:00+01:00\",\"fixed\":true,\"outcome\":\"open\","
        "\"started_at\":null,\"minutes\":null,\"count\":null,\"minutes_left\":18},"
        "\"next\":{\"id\":\"outreach/2026-11-24/1\",\"activity\":\"outreach\","
        "\"title\":\"Company research and outreach\",\"start\":\"2026-11-24T14:00:00+01:00\","
        "\"end\":\"2026-11-24T15:30:00+01:00\",\"fixed\":true,\"outcome\":\"open\","
        "\"started_at\":null,\"minutes\":null,\"count\":null,\"minutes_until\":228},"
        "\"unplanned\":null,\"open\":1,"
        "\"paused\":{\"from\":\"2026-11-24T00:00:00+01:00\",\"to\":\"2026-11-25T00:00:00+01:00\"},"
        "\"today\":{\"planned_minutes\":180,\"done_minutes\":45},"
        "\"week\":{\"from\":\"2026-11-23T00:00:00+01:00\",\"planned_minutes\":1200,"
        "\"done_minutes\":135,\"goals\":["
        "{\"activity\":\"practice\",\"unit\":\"hours\",\"target\":6,\"actual\":4.5},"
        "{\"activity\":\"outreach\",\"unit\":\"contact\",\"target\":10,\"actual\":12},"
        "{\"activity\":\"blog\",\"unit\":\"post\",\"target\":1,\"actual\":0}]},"
        "\"problems\":[{\"code\":\"no-notification-server\",\"text\":\"Nothing shows bubbles.\","
        "\"remedy\":\"Start a notification server.\"}],\"discreet\":false}\n");
}

static void test_span_json(void **state _unused_)
{
    struct bus_span span = span_today();
    span.n_blocks = 1;
    span.unplaced = unplaced;
    span.n_unplaced = 1;
    _cleanup_(freep) char *s = written(write_span, &span);
    assert_string_equal(
        s,
        "{\"schema\":1,\"from\":\"2026-11-24T00:00:00+01:00\",\"to\":\"2026-11-25T00:00:00+01:00\","
        "\"blocks\":[{\"id\":\"practice/2026-11-24/1\",\"activity\":\"practice\","
        "\"title\":\"Practise skills\",\"start\":\"2026-11-24T09:00:00+01:00\","
        "\"end\":\"2026-11-24T10:30:00+01:00\",\"fixed\":true,\"outcome\":\"open\","
        "\"started_at\":null,\"minutes\":null,\"count\":null}],"
        "\"busy\":[{\"start\":\"2026-11-24T11:00:00+01:00\",\"end\":\"2026-11-24T12:00:00+01:00\","
        "\"summary\":\"Interview at Acme\",\"calendar\":\"personal\"}],"
        "\"unplaced\":[{\"activity\":\"outreach\",\"minutes\":120,"
        "\"reason\":\"window\"}],"
        "\"follow_ups\":[{\"n\":7,\"kind\":\"contact\",\"name\":\"Ann\",\"due\":\"2026-11-23\","
        "\"link\":\"https://a.example/ann\"},{\"n\":9,\"kind\":\"application\","
        "\"name\":\"\\u001b]0;x\\u0007\",\"due\":\"2026-11-24\",\"link\":null}]}\n");
}

/* A bar's text is markup. */
static void test_waybar(void **state _unused_)
{
    struct bus_status status = status_now();
    status.current.title = HOSTILE;
    _cleanup_(freep) char *s = written(write_waybar, &status), *away = written(write_waybar, NULL);
    assert_string_equal(s, "{\"text\":\"]0;x&lt;b&gt;&amp;  until 10:30\","
                           "\"tooltip\":\"today 45 min of 3 h\\nnext 14:00, Company research and "
                           "outreach\\n1 to answer\\nNothing shows bubbles.\","
                           "\"class\":\"current\",\"percentage\":25}\n");
    assert_string_equal(away, "{\"text\":\"\",\"tooltip\":\"jobsearchd is not running\","
                              "\"class\":\"stopped\",\"percentage\":0}\n");
}

/* Whoever looks over the shoulder learns nothing; at a terminal the user sees all. */
static void test_discreet(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_status status = status_now();
    status.is_discreet = true;
    _cleanup_(freep) char *now = written(write_waybar, &status);
    assert_string_equal(now, "{\"text\":\"Block until 10:30\","
                             "\"tooltip\":\"today 45 min of 3 h\\nnext 14:00, Block\\n"
                             "1 to answer\\nproblems: see jsctl status\","
                             "\"class\":\"current\",\"percentage\":25}\n");

    status.has_current = false;
    status.n_problems = 0;
    _cleanup_(freep) char *next = written(write_waybar, &status);
    assert_non_null(strstr(next, "\"text\":\"Block, 14:00\""));
    assert_null(strstr(next, "problems"));
    status.has_unplanned = true;
    status.unplanned = blocks[3];
    _cleanup_(freep) char *unplanned = written(write_waybar, &status);
    assert_non_null(strstr(unplanned, "\"text\":\"Block\""));

    render_status(&text, &view, &status);
    assert_non_null(strstr(text.data, "Practise skills, unplanned"));
    assert_non_null(strstr(text.data, "Next   Company research"));
}

static struct bus_entry entry_hostile(void)
{
    struct bus_entry entry = {.block = blocks[0],
                              .why = "tired",
                              .note = "=1+1, \"x\"\x1b",
                              .answered_sec = AT(-1, 10, 31),
                              .source = "bubble"};
    entry.block.count = 2;
    return entry;
}

static void test_entry(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0}, csv = {0};
    struct view view = view_on(&plain);
    struct bus_entry entry = entry_hostile();

    render_entry(&text, &view, &entry);
    assert_string_equal(text.data,
                        "2026-11-23  09:00-10:30  ✓ done            90 min  Practise skills"
                        "               practice/2026-11-23/1  count 2  tired  "
                        "=1+1, \"x\"\\x1b\n");
    render_entry_csv_head(&csv);
    render_entry_csv(&csv, berlin, &entry);
    assert_string_equal(csv.data,
                        "id,activity,title,start,end,outcome,minutes,count,note,answered_at,source,"
                        "why\r\n"
                        "practice/2026-11-23/1,practice,Practise skills,2026-11-23T09:00:00+01:00,"
                        "2026-11-23T10:30:00+01:00,done,90,2,\"'=1+1, \"\"x\"\"\x1b\","
                        "2026-11-23T10:31:00+01:00,bubble,tired\r\n");
}

static void write_entry(FILE *f, void *data)
{
    struct json json;
    json_init(&json, f);
    render_entry_json(&json, berlin, data);
    json_finish(&json);
}

static void test_entry_json(void **state _unused_)
{
    struct bus_entry entry = entry_hostile();
    _cleanup_(freep) char *s = written(write_entry, &entry);
    assert_string_equal(
        s,
        "{\"id\":\"practice/2026-11-23/1\",\"activity\":\"practice\","
        "\"title\":\"Practise skills\",\"start\":\"2026-11-23T09:00:00+01:00\","
        "\"end\":\"2026-11-23T10:30:00+01:00\",\"outcome\":\"done\","
        "\"minutes\":90,\"count\":2,\"note\":\"=1+1, \\\"x\\\"\\u001b\","
        "\"answered_at\":\"2026-11-23T10:31:00+01:00\",\"source\":\"bubble\",\"why\":\"tired\"}\n");
}

static void test_changed(void **state _unused_)
{
    static const struct {
        size_t block;
        const char *text;
    } cases[] = {
        {3, "Practise skills, 09:00-10:30"},
        {0, "Practise skills, Mon 23 Nov 09:00-10:30 (90 min)"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text text = {0};
        struct view view = view_on(&plain);
        render_changed(&text, &view, &blocks[cases[i].block]);
        assert_string_equal(text.data, cases[i].text);
    }
}

static void test_pieces(void **state _unused_)
{
    static const struct {
        int64_t sec;
        const char *clock24, *clock12, *moment;
    } times[] = {
        {AT(0, 0, 0), "00:00", "12:00 AM", "00:00"},
        {AT(0, 9, 5), "09:05", "9:05 AM", "09:05"},
        {AT(0, 12, 0), "12:00", "12:00 PM", "12:00"},
        {AT(1, 23, 59), "23:59", "11:59 PM", "tomorrow at 23:59"},
        {AT(2, 13, 0), "13:00", "1:00 PM", "Thu 26 Nov at 13:00"},
        {AT(-1, 13, 0), "13:00", "1:00 PM", "Mon 23 Nov at 13:00"},
        {AT(40, 13, 0), "13:00", "1:00 PM", "Sun 3 Jan 2027 at 13:00"},
    };
    static const struct {
        int64_t minutes;
        const char *text;
    } spans[] = {{0, "0 min"}, {42, "42 min"}, {60, "1 h"}, {90, "1 h 30 min"}, {6000, "100 h"}};
    static const struct {
        double value;
        const char *text;
    } numbers[] = {{0, "0"},       {6, "6"},     {4.5, "4.5"},
                   {1.25, "1.25"}, {100, "100"}, {1e300, "1e+300"}};
    const struct screen american = {.is_utf8 = true, .has_12_hours = true};
    struct view view = view_on(&plain), view12 = view_on(&american);
    char clock[CLOCK_SIZE], moment[MOMENT_SIZE], span[SPAN_SIZE], number[NUMBER_SIZE];

    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        clock_format(&view, times[i].sec, clock);
        assert_string_equal(clock, times[i].clock24);
        clock_format(&view12, times[i].sec, clock);
        assert_string_equal(clock, times[i].clock12);
        moment_format(&view, times[i].sec, moment);
        assert_string_equal(moment, times[i].moment);
    }
    for (size_t i = 0; i < ARRAY_SIZE(spans); i++) {
        span_format(spans[i].minutes, span);
        assert_string_equal(span, spans[i].text);
    }
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
        number_format(numbers[i].value, number);
        assert_string_equal(number, numbers[i].text);
    }
    assert_int_equal(minutes_between(0, 61), 2);
    assert_int_equal(minutes_between(0, 60), 1);
    assert_int_equal(minutes_between(60, 0), 0);
}

static void test_bars(void **state _unused_)
{
    static const struct {
        double done, planned;
        const char *bar;
    } cases[] = {
        {0, 10, "░░░░"}, {10, 10, "████"}, {20, 10, "████"}, {5, 10, "██░░"},
        {0, 0, "░░░░"},  {1, 0, "████"},   {-5, 10, "░░░░"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(text_done) struct text text = {0};
        text_add_bar(&text, cases[i].done, cases[i].planned, 4);
        assert_string_equal(text.data, cases[i].bar);
    }
}

/* Where the charset is not UTF-8, no byte above 0x7f goes out, and the columns stay. */
static void test_ascii(void **state _unused_)
{
    static const char text[] = "✓◐✗▶█░│╌⋮…·○ größer 日本 e\xcc\x81 \xff\n";
    const struct screen ascii = {.is_utf8 = false};
    char *s = NULL;
    size_t size;
    FILE *f = open_memstream(&s, &size);
    assert_non_null(f);
    screen_put(&ascii, text, f);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(s, "x/->#.|-:~-o gr??er ???? e ?\n");
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_status_quiet_times),
        cmocka_unit_test(test_status_many_waiting),
        cmocka_unit_test(test_discreet),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_status_json),
        cmocka_unit_test(test_span_json),
        cmocka_unit_test(test_waybar),
        cmocka_unit_test(test_entry),
        cmocka_unit_test(test_entry_json),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_ascii),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
