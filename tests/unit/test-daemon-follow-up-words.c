/* What the bubble of follow-ups says: whom, since when, how to answer; nothing where it must be
 * discreet; nothing that a shell would take for more than a name. */
#include "base/civil.h"
#include "base/macro.h"
#include "daemon/follow-up-words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TODAY 20782 /* Wednesday 2026-11-25 */

#define APPLICATION(name_, role_, days_ago)                                             \
    {                                                                                   \
        .n = 5, .kind = TRACK_APPLICATION, .name = name_, .role = role_, .company = "", \
        .channel = "", .link = "", .follow_up = TODAY - (days_ago)                      \
    }
#define CONTACT(name_, company_, channel_)                                              \
    {                                                                                   \
        .kind = TRACK_CONTACT, .name = name_, .company = company_, .channel = channel_, \
        .role = "", .link = "", .follow_up = TODAY                                      \
    }

static const struct {
    struct track_item items[6];
    size_t n;
    const char *expected; /* SUMMARY|BODY */
} cases[] = {
    {{APPLICATION("Acme", "C developer", 0)},
     1,
     "Follow up with Acme|C developer\njsctl track follow-up Acme done"},
    {{APPLICATION("Acme", "", 2)},
     1,
     "Follow up with Acme|due since Mon 2026-11-23\njsctl track follow-up Acme done"},
    {{CONTACT("Ann Lee", "Acme", "mail")},
     1,
     "Follow up with Ann Lee|Acme, mail\njsctl track follow-up 'Ann Lee' done"},
    {{CONTACT("$(reboot)'s", "", "phone")},
     1,
     "Follow up with $(reboot)'s|phone\njsctl track follow-up '$(reboot)'\\''s' done"},
    {{APPLICATION("37", "", 0)}, 1, "Follow up with 37|jsctl track follow-up 5 done"},
    {{APPLICATION("-x", "", 0)}, 1, "Follow up with -x|jsctl track follow-up 5 done"},
    {{APPLICATION("3M", "", 0)}, 1, "Follow up with 3M|jsctl track follow-up 3M done"},
    {{APPLICATION("A", "r", 0), CONTACT("B", "A", "")},
     2,
     "2 follow-ups are due|A: r\nB: A\njsctl today"},
    {{APPLICATION("A", "", 0), APPLICATION("B", "", 0), APPLICATION("C", "", 0),
      APPLICATION("D", "", 0), APPLICATION("E", "", 0), APPLICATION("F", "", 0)},
     6,
     "6 follow-ups are due|A\nB\nC\nD\nand 2 more\njsctl today"},
};

static void assert_says(const struct track_item *items, size_t n, bool is_discreet,
                        const char *expected)
{
    _cleanup_(freep) char *summary = NULL, *body = NULL;
    char actual[512];

    assert_int_equal(follow_up_word(items, n, TODAY, is_discreet, &summary, &body), 0);
    snprintf(actual, sizeof actual, "%s|%s", summary, body);
    assert_string_equal(actual, expected);
}

static void test_words(void **state _unused_)
{
    assert_int_equal(civil_day(2026, 11, 25), TODAY);
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_says(cases[i].items, cases[i].n, false, cases[i].expected);
        assert_says(cases[i].items, cases[i].n, true,
                    cases[i].n == 1   ? "Follow-up due|jsctl today"
                    : cases[i].n == 2 ? "2 follow-ups due|jsctl today"
                                      : "6 follow-ups due|jsctl today");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
