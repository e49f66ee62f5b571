#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/macro.h"
#include "base/suggest.h"

/* One edit in three characters is near; a word of which nothing would stay is not. */
static void test_near_enough(void **state _unused_)
{
    static const struct {
        const char *word, *candidate;
        bool is_near;
    } cases[] = {
        {"done", "done", true},
        {"stats", "status", true},  /* one letter less */
        {"weeek", "week", true},    /* one more */
        {"wesk", "week", true},     /* another */
        {"statsu", "status", true}, /* two swapped */
        {"lgo", "log", true},
        {"STATUS", "status", true}, /* case is no edit */
        {"ativty", "activity", true},
        {"atvty", "activity", false}, /* three edits, five letters */
        {"undo", "done", false},
        {"day", "log", false},
        {"x", "y", false},
        {"", "y", false},
        {"", "log", false},
        {"log", "", false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct suggestion suggestion;
        suggestion_init(&suggestion, cases[i].word);
        suggestion_try(&suggestion, cases[i].candidate);
        if (!streq(suggestion.best, cases[i].is_near ? cases[i].candidate : ""))
            fail_msg("%s, %s: %s", cases[i].word, cases[i].candidate, suggestion.best);
    }
}

static void test_nearest_wins(void **state _unused_)
{
    static const struct {
        const char *word, *candidates[3], *best;
    } cases[] = {
        {"windwo", {"widow", "window", "winnow"}, "window"},
        {"stat", {"start", "stats", "status"}, "start"}, /* of equals the first */
        {"minutes", {"minute", "minutes", "minuted"}, "minutes"},
        {"blog", {"week", "practice", "outreach"}, ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct suggestion suggestion;
        suggestion_init(&suggestion, cases[i].word);
        for (size_t j = 0; j < ARRAY_SIZE(cases[i].candidates); j++)
            suggestion_try(&suggestion, cases[i].candidates[j]);
        assert_string_equal(suggestion.best, cases[i].best);
    }
}

static void test_proposal(void **state _unused_)
{
    struct suggestion suggestion;
    suggestion_init(&suggestion, "Berlni");
    suggestion_try_as(&suggestion, "Berlin", "Europe/Berlin");
    suggestion_try_as(&suggestion, "Bern", "Europe/Zurich");
    assert_string_equal(suggestion.best, "Europe/Berlin");
}

/* Words up to the limit fit, longer ones are never near: in none of the three places. */
static void test_long_words(void **state _unused_)
{
    char fits[SUGGEST_MAX_WORD], over[SUGGEST_MAX_WORD + 1];
    struct suggestion suggestion;

    memset(fits, 'a', sizeof(fits) - 1);
    fits[sizeof(fits) - 1] = '\0';
    memset(over, 'a', sizeof(over) - 1);
    over[sizeof(over) - 1] = '\0';

    suggestion_init(&suggestion, fits);
    suggestion_try(&suggestion, over);
    suggestion_try_as(&suggestion, fits, over);
    assert_string_equal(suggestion.best, "");
    suggestion_try(&suggestion, fits);
    assert_string_equal(suggestion.best, fits);

    suggestion_init(&suggestion, over);
    suggestion_try(&suggestion, fits);
    assert_string_equal(suggestion.best, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_enough),
        cmocka_unit_test(test_nearest_wins),
        cmocka_unit_test(test_proposal),
        cmocka_unit_test(test_long_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
