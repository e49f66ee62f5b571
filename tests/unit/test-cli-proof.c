#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/track.h"
#include "cli-fixture.h"
#include "cli/proof.h"

static int32_t day_of(const char *date)
{
    int32_t day = TRACK_NO_DAY;
    assert_int_equal(civil_parse_date(date, &day), 0);
    return day;
}

static struct track_item application(int64_t n, const char *name, const char *applied,
                                     enum track_stage stage)
{
    struct track_item item;
    track_item_init(&item, TRACK_APPLICATION);
    item.n = n;
    item.name = name;
    item.stage = stage;
    if (applied)
        item.days[STAGE_APPLIED] = day_of(applied);
    return item;
}

static struct bus_track_version version(const char *action, const char *last_contact)
{
    struct bus_track_version made = {.action = action};
    track_item_init(&made.item, TRACK_CONTACT);
    if (last_contact)
        made.item.last_contact = day_of(last_contact);
    return made;
}

static struct proof november(void)
{
    return (struct proof){.from_day = day_of("2026-11-01"), .to_day = day_of("2026-11-30")};
}

static void test_rendered(void **state _unused_)
{
    struct track_item items[] = {
        application(1, "Größer & Co", "2026-11-24", STAGE_APPLIED),
        application(2, "=Acme", "2026-11-03", STAGE_REJECTED),
        application(3, "Initech", "2026-10-31", STAGE_APPLIED), /* before */
        application(4, "Globex", "2026-12-01", STAGE_APPLIED),  /* after */
        application(5, "Umbrella", NULL, STAGE_INTERVIEW),      /* nobody knows when */
        application(6, "Hooli", NULL, STAGE_INTERESTED),        /* not sent */
        application(7, HOSTILE, "2026-11-30", STAGE_OFFER),
    };
    struct track_item ada;
    _cleanup_(proof_done) struct proof proof = november();
    _cleanup_(text_done) struct text text = {0}, csv = {0};
    struct screen screen = {.is_utf8 = true};
    struct view view = view_on(&screen);

    items[1].days[STAGE_REJECTED] = day_of("2026-11-20");
    items[1].role = "C developer";
    items[1].source = "job board";
    track_item_init(&ada, TRACK_CONTACT);
    ada.n = 8;
    ada.name = "Ada Berg";
    ada.company = "Acme";
    ada.channel = "mail";
    ada.last_contact = day_of("2026-11-24");
    ada.follow_up = day_of("2026-12-01");
    for (size_t i = 0; i < ARRAY_SIZE(items); i++)
        assert_int_equal(proof_add_application(&proof, &items[i]), 0);
    assert_int_equal(proof_add_contact(&proof, &ada, NULL, 0), 0);
    proof_sort(&proof);

    render_proof(&text, &view, &proof);
    assert_string_equal(
        text.data,
        "Applications and contacts, 2026-11-01 to 2026-11-30\n\n"
        "date        what         company                   person    role         how        result\n"
        "2026-11-03  application  =Acme                               C developer  job board  rejected, 2026-11-20\n"
        "2026-11-24  application  Größer & Co                                                 no answer yet\n"
        "2026-11-24  contact      Acme                      Ada Berg               mail       follow-up on 2026-12-01\n"
        "2026-11-30  application  \\x1b]0;x\\x07<b>&\\u202e\\n                                    offer\n"
        "\n3 applications sent, 1 contact made\n"
        "1 more without the day on which it was sent: `jsctl track list --all` shows them\n");

    proof.n = 3; /* those that spreadsheets are to be shown safely */
    render_proof_csv(&csv, &proof);
    assert_string_equal(csv.data,
                        "date,what,company,person,role,how,result\r\n"
                        "2026-11-03,application,'=Acme,,C developer,job board,"
                        "\"rejected, 2026-11-20\"\r\n"
                        "2026-11-24,application,Größer & Co,,,,no answer yet\r\n"
                        "2026-11-24,contact,Acme,Ada Berg,,mail,follow-up on 2026-12-01\r\n");
}

/* Every day on which a contact was made, once; what was taken back was not. */
static void test_contact_days(void **state _unused_)
{
    struct bus_track_version versions[] = {
        version("add", "2026-10-30"),    version("change", "2026-11-02"),
        version("change", "2026-11-09"), version("change", "2026-11-16"),
        version("undo", "2026-11-09"),   version("change", "2026-11-09"),
        version("remove", "2026-11-09"), version("undo", "2026-11-09"),
        version("change", "2026-11-23"),
    };
    static const char *const expected[] = {"2026-11-02", "2026-11-09", "2026-11-23"};
    _cleanup_(proof_done) struct proof proof = november();
    struct track_item item = versions[ARRAY_SIZE(versions) - 1].item;

    assert_int_equal(proof_add_contact(&proof, &item, versions, ARRAY_SIZE(versions)), 0);
    proof_sort(&proof);
    assert_int_equal(proof.n, ARRAY_SIZE(expected));
    for (size_t i = 0; i < proof.n; i++)
        assert_int_equal(proof.deeds[i].day, day_of(expected[i]));
}

static void test_empty(void **state _unused_)
{
    _cleanup_(text_done) struct text text = {0};
    struct screen screen = {.is_utf8 = true};
    struct view view = view_on(&screen);
    struct proof proof = november();

    proof_sort(&proof);
    render_proof(&text, &view, &proof);
    assert_string_equal(text.data, "Applications and contacts, 2026-11-01 to 2026-11-30\n\n"
                                   "0 applications sent, 0 contacts made\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rendered),
        cmocka_unit_test(test_contact_days),
        cmocka_unit_test(test_empty),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
