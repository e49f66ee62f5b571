/* The tracker as text and as JSON: columns that line up, nothing that a terminal would act on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/track.h"

#include "cli-fixture.h"
#include "cli/render-track.h"

#define DAY 20781 /* 2026-11-24, NOW's */

static struct track_item items[5];

/* An application overdue, one due today and hostile, one that ended; two contacts. */
static int setup(void **state)
{
    for (int i = 0; i < 5; i++) {
        track_item_init(&items[i], i < 3 ? TRACK_APPLICATION : TRACK_CONTACT);
        items[i].n = 8 + i;
    }
    items[0].name = "Müller 日本語 GmbH";
    items[0].role = "Entwickler für eingebettete Systeme in der Produktion";
    items[0].note = "one\ntwo\x1b";
    items[0].follow_up = DAY - 1;
    items[0].interview_sec = AT(2, 10, 0);
    track_item_move(&items[0], STAGE_APPLIED, DAY - 400);
    track_item_move(&items[0], STAGE_INTERVIEW, DAY - 3);
    items[1].name = HOSTILE;
    items[1].role = HOSTILE;
    items[1].link = HOSTILE;
    items[1].follow_up = DAY;
    items[2].name = "Acme";
    track_item_move(&items[2], STAGE_REJECTED, DAY - 1);
    items[3].name = "Ada Berg";
    items[3].company = "Acme";
    items[3].channel = "mail";
    items[3].last_contact = DAY;
    items[4].name = "Bob";
    items[4].follow_up = DAY + 7;
    return fixture_setup(state);
}

static void check(struct text *text, const char *expected)
{
    assert_false(text->failed);
    assert_string_equal(text->data ?: "", expected);
    text_done(text);
}

static const struct screen plain = {.is_utf8 = true}, narrow = {.is_utf8 = true, .columns = 60},
                           coloured = {.is_utf8 = true, .has_color = true};

static void test_list(void **state _unused_)
{
    struct text text = {0};
    struct view view = view_on(&plain);

    render_track_list(&text, &view, items, 5);
    check(&text,
          "     COMPANY                   ROLE                          STAGE       SINCE"
          "            FOLLOW-UP\n"
          " #8  Müller 日本語 GmbH        Entwickler für eingebettete…  interview   Sat 21 Nov"
          "       Mon 23 Nov (overdue); interview Thu 26 Nov at 10:00\n"
          " #9  \\x1b]0;x\\x07<b>&\\u202e\\n  \\x1b]0;x\\x07<b>&\\u202e\\n      interested"
          "                   today\n"
          "#10  Acme                                                    rejected    Mon 23 Nov\n"
          "\n"
          "     CONTACT   COMPANY  CHANNEL     CONTACTED        FOLLOW-UP\n"
          "#12  Bob                                             Tue 1 Dec\n"
          "#11  Ada Berg  Acme     mail        Tue 24 Nov\n");
}

static void test_list_in_a_narrow_terminal(void **state _unused_)
{
    struct text text = {0};
    struct view view = view_on(&narrow);

    render_track_list(&text, &view, &items[1], 2);
    check(&text, "     COMPANY     ROLE        STAGE       SINCE            FOLLOW-UP\n"
                 " #9  \\x1b]0;x…   \\x1b]0;x…   interested                   today\n"
                 "#10  Acme                    rejected    Mon 23 Nov\n");
}

static void test_one(void **state _unused_)
{
    struct text text = {0};
    struct view view = view_on(&plain);

    render_track_show(&text, &view, &items[0]);
    check(&text, "#8 Müller 日本語 GmbH (application)\n"
                 "  Role       Entwickler für eingebettete Systeme in der Produktion\n"
                 "  Stage      interview since Sat 21 Nov\n"
                 "  applied    Mon 20 Oct 2025\n"
                 "  Interview  Thu 26 Nov at 10:00 (60 min)\n"
                 "  Follow-up  Mon 23 Nov (overdue)\n"
                 "  Note       one\n"
                 "             two\\x1b\n");
    render_track_show(&text, &view, &items[3]);
    check(&text, "#11 Ada Berg (contact)\n"
                 "  Company    Acme\n"
                 "  Channel    mail\n"
                 "  Contacted  Tue 24 Nov\n");
    render_track_item(&text, &view, &items[4]);
    check(&text, "#12 Bob: not contacted yet; follow-up Tue 1 Dec");
    render_track_item(&text, &view, &items[2]);
    check(&text, "#10 Acme: rejected Mon 23 Nov");
}

static void test_colours_are_all_taken_back(void **state _unused_)
{
    struct text text = {0};
    struct view view = view_on(&coloured);

    render_track_list(&text, &view, items, 5);
    for (const char *s = text.data; (s = strstr(s, "\x1b[")); s++)
        assert_true(strspn(s + 2, "0123456789;") == strcspn(s + 2, "m"));
    assert_non_null(strstr(text.data, "\x1b["));
    assert_null(strstr(text.data, "\x1b]"));
    text_done(&text);
}

static void test_history(void **state _unused_)
{
    struct bus_track_version versions[] = {
        {items[3], "add", AT(-1, 9, 0)},
        {items[3], "follow-up", AT(0, 9, 30)},
        {items[3], "remove", AT(0, 10, 0)},
        {items[3], "undo", AT(0, 10, 1)},
    };
    const struct bus_track_history history = {.versions = versions, .n_versions = 4};
    struct text text = {0};
    struct view view = view_on(&plain);

    versions[0].item.follow_up = DAY;
    versions[0].item.last_contact = TRACK_NO_DAY;
    versions[0].item.company = HOSTILE;
    render_track_history(&text, &view, &history);
    check(
        &text,
        "2026-11-23 09:00  add        name \"Ada Berg\"; company \"\\x1b]0;x\\x07<b>&\\u202e\\n\"; "
        "channel \"mail\"; follow-up Tue 24 Nov\n"
        "2026-11-24 09:30  follow-up  company \"Acme\"; last contact Tue 24 Nov; follow-up none\n"
        "2026-11-24 10:00  remove\n"
        "2026-11-24 10:01  undo\n");
}

static void test_json(void **state _unused_)
{
    _cleanup_(freep) char *json = NULL;
    size_t size;
    FILE *f = open_memstream(&json, &size);

    assert_non_null(f);
    render_track_list_json(f, berlin, items, 5);
    fclose(f);
    assert_non_null(strstr(json, "{\"schema\":1,\"applications\":[{\"n\":8,\"name\":\"Müller"));
    assert_non_null(strstr(json, "\"stage\":\"interview\",\"dates\":{\"applied\":\"2025-10-20\","
                                 "\"interview\":\"2026-11-21\"},\"interview\":"
                                 "\"2026-11-26T10:00:00+01:00\",\"interview_minutes\":60,"
                                 "\"follow_up\":\"2026-11-23\""));
    assert_non_null(strstr(json, "],\"contacts\":[{\"n\":11,\"name\":\"Ada Berg\",\"company\":"
                                 "\"Acme\",\"channel\":\"mail\",\"last_contact\":\"2026-11-24\","
                                 "\"follow_up\":null,"));
    assert_null(strstr(json, "\x1b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),    cmocka_unit_test(test_list_in_a_narrow_terminal),
        cmocka_unit_test(test_one),     cmocka_unit_test(test_colours_are_all_taken_back),
        cmocka_unit_test(test_history), cmocka_unit_test(test_json),
    };

    return cmocka_run_group_tests(tests, setup, fixture_teardown);
}
