#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "cli-fixture.h"

static const struct screen plain = {.is_utf8 = true};

static void test_day(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_span span = span_today();

    render_today(&text, &view, &span);
    assert_string_equal(
        text.data,
        "Tuesday 24 November 2026 · today\n"
        "  09:00-10:30  ▶ Practise skills                now                     practice/2026-11-24/1\n"
        "  11:00-12:00  ░ Interview at Acme (personal)\n"
        "  14:00-15:30    Company research and outreach                          outreach/2026-11-24/1\n"
        "\nTo follow up:\n"
        "  Ann               since Mon 23 Nov  https://a.example/ann\n"
        "  \\x1b]0;x\\x07      today\n");
}

static void test_week_list(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&plain);
    struct bus_span span = span_week();

    render_week_list(&text, &view, &span);
    assert_non_null(strstr(text.data, "Monday 23 November 2026\n"
                                      "  09:00-10:30  ✓ Practise skills                done"
                                      "            90 min  practice/2026-11-23/1\n"));
    assert_non_null(strstr(text.data, "? Follow-ups                     not answered"));
    assert_non_null(strstr(text.data, "Friday 27 November 2026\n  nothing planned\n"));
    assert_non_null(strstr(text.data, "  10:00-12:00    Blog: größer denken 日本語   "));
    assert_non_null(strstr(
        text.data, "\nNot placed this week:\n  outreach, 2 h: its windows have no room left\n"));
}

/* The lines of `text` that have a sign in common end at the same column. */
static void assert_same_width(const char *text, const char *mark, size_t expected)
{
    _cleanup_(freep) char *copy = strdup(text);
    size_t lines = 0;
    assert_non_null(copy);
    for (char *rest = copy, *line; (line = strsep(&rest, "\n"));) {
        if (!*line || (mark && !strstr(line, mark)))
            continue;
        if (text_width(line) != expected)
            fail_msg("%zu columns, not %zu: %s", text_width(line), expected, line);
        lines++;
    }
    assert_true(lines > 0);
}

static void test_grid(void **state _unused_)
{
    struct screen screen = {.is_utf8 = true, .columns = 100};
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&screen);
    struct bus_span span = span_week();

    assert_true(render_week_grid(&text, &view, &span));
    assert_string_equal(
        text.data,
        "Week 48, Mon 23 Nov to Sun 29 Nov\n"
        "\n"
        "       Mon 23         Tue 24 today   Wed 25         Thu 26         Fri 27         Sat 28         \n"
        "09:00  ✓ Practise     ▶ Practise     ✗ 09:10                                                     \n"
        "       │ skills       │ skills       │ Practise   ░                                              \n"
        "10:00  │              │              │ skills     ░                               │ Blog:        \n"
        "10:12                 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌                                              │              \n"
        "                                     Dentist      ░                               │ größer       \n"
        "11:00                 Interview at…░                                              │ denken       \n"
        "                                   ░                                              │ 日本語       \n"
        "    ⋮                                                                                            \n"
        "14:00  ◐ Company      │ Company                                                                  \n"
        "       │ research     │ research                                                                 \n"
        "15:00  │ and outre…   │ and outre…                                                               \n"
        "                                                                                                 \n"
        "16:00  ? Follow-ups                                                                              \n"
        "       │                                                                                         \n"
        "\n"
        "✓ done  ◐ partial  ✗ skipped  ? not answered  ○ excused  ▶ now  ░ busy\n"
        "\n"
        "Not placed this week:\n"
        "  outreach, 2 h: its windows have no room left\n");
}

/* Whatever the width, the zone's clock and the colours, all rows of the grid are equally wide. */
static void test_grid_lines_up(void **state _unused_)
{
    struct bus_span span = span_week();
    for (size_t columns = 85; columns < 240; columns += 7) {
        for (int twelve = 0; twelve < 2; twelve++) {
            struct screen screen = {.is_utf8 = true, .columns = columns, .has_12_hours = twelve};
            _cleanup_(text_done) struct text text = {0};
            struct view view = view_on(&screen);
            if (!render_week_grid(&text, &view, &span)) {
                assert_true(columns < 90);
                continue;
            }
            size_t label = twelve ? 10 : 7;
            size_t day = MIN((columns - label) / 6, (size_t)26);
            char *grid = strchr(strchr(text.data, '\n') + 1, '\n') + 1;
            *strstr(grid, "\n✓ done") = '\0';
            assert_same_width(grid, NULL, label + 6 * day);
            assert_true(label + 6 * day <= columns);
        }
    }
}

static void test_grid_widths(void **state _unused_)
{
    static const struct {
        size_t columns;
        bool fits;
    } cases[] = {{0, false}, {7, false}, {60, false}, {84, false}, {85, true}, {1000, true}};
    struct bus_span span = span_week();
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct screen screen = {.is_utf8 = true, .columns = cases[i].columns};
        _cleanup_(text_done) struct text text = {0};
        struct view view = view_on(&screen);
        assert_int_equal(render_week_grid(&text, &view, &span), cases[i].fits);
        assert_int_equal(text.data != NULL, cases[i].fits);
    }
}

/* Midnight, the hour that comes twice, blocks of no room, an unplanned one that still runs, an
 * empty week: laid out without anything lost or written beyond the grid. */
static void test_grid_edges(void **state _unused_)
{
    static struct bus_block odd[] = {
        {.id = "a/+1",
         .activity = "a",
         .title = "Night",
         .start_sec = AT(-1, 23, 0),
         .end_sec = AT(0, 1, 0),
         .outcome = OUTCOME_DONE,
         .minutes = 120},
        {.id = "b/+1",
         .activity = "b",
         .title = "One",
         .start_sec = AT(0, 8, 0),
         .end_sec = AT(0, 8, 5),
         .outcome = OUTCOME_DONE,
         .minutes = 5},
        {.id = "b/+2",
         .activity = "b",
         .title = "Two",
         .start_sec = AT(0, 8, 5),
         .end_sec = AT(0, 8, 10),
         .outcome = OUTCOME_DONE,
         .minutes = 5},
        {.id = "c/+1",
         .activity = "c",
         .title = "Running",
         .start_sec = AT(0, 9, 45),
         .end_sec = 0,
         .started_sec = AT(0, 9, 45),
         .outcome = OUTCOME_OPEN,
         .minutes = -1},
        {.id = "d/+1",
         .activity = "d",
         .title = "Last",
         .start_sec = AT(5, 23, 45),
         .end_sec = AT(7, 0, 0),
         .outcome = OUTCOME_OPEN,
         .minutes = -1},
    };
    struct screen screen = {.is_utf8 = true, .columns = 120};
    _cleanup_(text_done) struct text text = {0}, empty = {0};
    struct view view = view_on(&screen);
    struct bus_span span = span_week();

    span.blocks = odd;
    span.n_blocks = ARRAY_SIZE(odd);
    assert_true(render_week_grid(&text, &view, &span));
    assert_non_null(strstr(text.data, "00:00  "));
    assert_non_null(strstr(text.data, "✓ One"));
    assert_non_null(strstr(text.data, "+"));
    assert_non_null(strstr(text.data, "▶ Running"));
    assert_non_null(strstr(text.data, "Last"));

    span.n_blocks = span.n_busy = span.n_unplaced = 0;
    assert_true(render_week_grid(&empty, &view, &span));
    assert_non_null(strstr(empty.data, "nothing planned\n"));
}

static void test_grid_hostile(void **state _unused_)
{
    static struct bus_block hostile[] = {
        BLOCK(0, "24", "a", HOSTILE HOSTILE HOSTILE HOSTILE, 9, 0, 12, 0, OUTCOME_OPEN, -1),
    };
    static struct bus_busy rude[] = {{AT(1, 9, 0), AT(1, 10, 0), HOSTILE, HOSTILE}};
    struct screen screen = {.is_utf8 = true, .columns = 120};
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&screen);
    struct bus_span span = span_week();

    span.blocks = hostile;
    span.n_blocks = 1;
    span.busy = rude;
    span.n_busy = 1;
    assert_true(render_week_grid(&text, &view, &span));
    render_week_list(&text, &view, &span);
    assert_null(strchr(text.data, '\x1b'));
    assert_null(strchr(text.data, '\x07'));
    assert_null(strstr(text.data, "\xe2\x80\xae"));
    assert_non_null(strstr(text.data, "\\x1b]0;x"));
}

static void test_color(void **state _unused_)
{
    struct screen screen = {.is_utf8 = true, .columns = 120, .has_color = true};
    _cleanup_(text_done) struct text text = {0};
    struct view view = view_on(&screen);
    struct bus_span span = span_week();
    size_t open = 0, closed = 0;

    assert_true(render_week_grid(&text, &view, &span));
    for (const char *s = text.data; (s = strstr(s, "\x1b[")); s += 2)
        *(strncmp(s, "\x1b[0m", 4) == 0 ? &closed : &open) += 1;
    assert_true(open > 20);
    assert_int_equal(open, closed);
    assert_non_null(strstr(text.data, "\x1b[1;7mTue 24 today"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_day),          cmocka_unit_test(test_week_list),
        cmocka_unit_test(test_grid),         cmocka_unit_test(test_grid_lines_up),
        cmocka_unit_test(test_grid_widths),  cmocka_unit_test(test_grid_edges),
        cmocka_unit_test(test_grid_hostile), cmocka_unit_test(test_color),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
