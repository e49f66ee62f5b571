/* The tracker's words, what is well-formed, and how an application moves. */
#include <errno.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <wctype.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"
#include "base/track.h"

#define DAY 20781 /* 2026-11-24 */
#define NOW ((int64_t)DAY * DAY_SEC)

static struct track_item sample(enum track_kind kind, const char *name)
{
    struct track_item item;

    track_item_init(&item, kind);
    item.name = name;
    return item;
}

static void test_words(void **state _unused_)
{
    enum track_kind kind;
    enum track_stage stage;
    enum track_effect effect;

    for (int i = 0; i < TRACK_KIND_MAX_; i++) {
        assert_int_equal(track_kind_parse(track_kind_name(i), &kind), 0);
        assert_int_equal(kind, i);
    }
    for (int i = 0; i < STAGE_MAX_; i++) {
        assert_int_equal(track_stage_parse(track_stage_name(i), &stage), 0);
        assert_int_equal(stage, i);
        assert_int_equal(track_stage_is_over(i), i >= STAGE_REJECTED);
    }
    for (int i = 0; i < TRACK_EFFECT_MAX_; i++) {
        assert_int_equal(track_effect_parse(track_effect_name(i), &effect), 0);
        assert_int_equal(effect, i);
    }
    assert_int_equal(track_stage_parse("Applied", &stage), -EINVAL);
    assert_int_equal(track_kind_parse("", &kind), -EINVAL);
    assert_string_equal(track_deed_name(DEED_FOLLOW_UP), "follow-up");
    assert_string_equal(track_stage_name(STAGE_MAX_), "?");
}

static void test_copy(void **state _unused_)
{
    struct track_item item = sample(TRACK_APPLICATION, "Acme"), copy;
    char role[] = "C developer";

    item.role = role;
    item.note = NULL;
    item.follow_up = DAY;
    assert_int_equal(track_item_copy(&item, &copy), 0);
    assert_true(track_item_equals(&item, &copy));
    role[0] = 'D';
    assert_string_equal(copy.role, "C developer");
    assert_string_equal(copy.note, "");
    assert_false(track_item_equals(&item, &copy));
    track_item_done(&copy);
    track_item_done(&copy);
}

static void assert_differs(const struct track_item *a, const struct track_item *b)
{
    assert_false(track_item_equals(a, b));
    assert_false(track_item_equals(b, a));
}

static void test_equality(void **state _unused_)
{
    const struct track_item item = sample(TRACK_APPLICATION, "Acme");
    struct track_item other = item;

    other.n = 7;
    other.changed_sec = NOW;
    assert_true(track_item_equals(&item, &other));
    for (int i = 0; i < TRACK_TEXT_MAX_; i++) {
        other = item;
        *track_item_text(&other, i) = "else";
        assert_differs(&item, &other);
    }
    for (int i = 0; i < STAGE_MAX_; i++) {
        other = item;
        other.days[i] = DAY;
        assert_differs(&item, &other);
    }
    other = item, other.kind = TRACK_CONTACT, assert_differs(&item, &other);
    other = item, other.stage = STAGE_OFFER, assert_differs(&item, &other);
    other = item, other.last_contact = DAY, assert_differs(&item, &other);
    other = item, other.follow_up = DAY, assert_differs(&item, &other);
    other = item, other.interview_sec = NOW, assert_differs(&item, &other);
    other = item, other.interview_minutes = 30, assert_differs(&item, &other);
}

/* The days as "applied+3 offer+9", relative to DAY. */
static void assert_stands(const struct track_item *item, enum track_stage stage,
                          const char *expected)
{
    struct text text = {0};

    for (int i = 0; i < STAGE_MAX_; i++)
        if (item->days[i] != TRACK_NO_DAY)
            text_addf(&text, "%s%s%+d", text.length > 0 ? " " : "", track_stage_name(i),
                      item->days[i] - DAY);
    assert_int_equal(item->stage, stage);
    assert_string_equal(text.data, expected);
    assert_int_equal(track_item_since(item), item->days[stage]);
    text_done(&text);
}

static void test_moves(void **state _unused_)
{
    struct track_item item = sample(TRACK_APPLICATION, "Acme");

    track_item_move(&item, STAGE_APPLIED, DAY);
    assert_stands(&item, STAGE_APPLIED, "applied+0");
    track_item_move(&item, STAGE_INTERVIEW, DAY + 5);
    assert_stands(&item, STAGE_INTERVIEW, "applied+0 interview+5");
    track_item_move(&item, STAGE_REJECTED, DAY + 9);
    assert_stands(&item, STAGE_REJECTED, "applied+0 interview+5 rejected+9");
    track_item_move(&item, STAGE_WITHDRAWN, DAY + 9);
    assert_stands(&item, STAGE_WITHDRAWN, "applied+0 interview+5 withdrawn+9");
    track_item_move(&item, STAGE_SCREEN, DAY + 10);
    assert_stands(&item, STAGE_SCREEN, "applied+0 screen+10");
}

static void test_settled(void **state _unused_)
{
    struct track_item item = sample(TRACK_APPLICATION, "Acme");

    item.follow_up = item.last_contact = DAY;
    item.interview_sec = NOW + 1;
    item.interview_minutes = 0;
    item.note = NULL;
    track_item_settle(&item, NOW);
    assert_string_equal(item.note, "");
    assert_int_equal(item.last_contact, TRACK_NO_DAY);
    assert_int_equal(item.follow_up, DAY);
    assert_int_equal(item.interview_sec, NOW + 1);
    assert_int_equal(item.interview_minutes, 60);

    struct track_item past = item;
    past.interview_sec = NOW;
    track_item_move(&item, STAGE_REJECTED, DAY);
    track_item_move(&past, STAGE_WITHDRAWN, DAY);
    track_item_settle(&item, NOW);
    track_item_settle(&past, NOW);
    assert_int_equal(item.follow_up, TRACK_NO_DAY);
    assert_int_equal(item.interview_sec, 0);
    assert_int_equal(past.interview_sec, NOW);

    item = sample(TRACK_CONTACT, "Ada");
    track_item_move(&item, STAGE_REJECTED, DAY);
    item.follow_up = item.last_contact = DAY;
    item.interview_sec = NOW + 1;
    track_item_settle(&item, NOW);
    assert_int_equal(item.days[STAGE_REJECTED], TRACK_NO_DAY);
    assert_int_equal(item.interview_sec, 0);
    assert_int_equal(item.follow_up, DAY);
    assert_int_equal(item.last_contact, DAY);
    assert_false(track_item_is_over(&item));
}

static void test_faults(void **state _unused_)
{
    static const struct {
        enum track_text text;
        const char *s, *fault; /* how it begins; NULL: well */
    } cases[] = {
        {TRACK_NAME, "M\xc3\xbcller & S\xc3\xb6hne", NULL},
        {TRACK_NAME, "", "name must be the company"},
        {TRACK_NAME, "  ", "name must be the company"},
        {TRACK_NAME, "a\nb", "name must be text"},
        {TRACK_ROLE, "a\x1b[2J", "role must be text"},
        {TRACK_ROLE, "\xc2\x9b", "role must be text"},
        {TRACK_ROLE, "\xff", "role must be text"},
        {TRACK_NOTE, "one\n\ttwo", NULL},
        {TRACK_NOTE, "one\r\n", "note must be text"},
        {TRACK_LINK, "https://example.org/jobs?id=1", NULL},
        {TRACK_LINK, "HTTP://example.org", NULL},
        {TRACK_LINK, "mailto:ada@example.org", NULL},
        {TRACK_LINK, "/home/ada/offer.pdf", NULL},
        {TRACK_LINK, "javascript:alert(1)", "link must begin"},
        {TRACK_LINK, "file:///etc/passwd", "link must begin"},
        {TRACK_LINK, "offer.pdf", "link must begin"},
        {TRACK_LINK, "/a\x7f", "link must be"},
    };
    char long_text[TRACK_MAX_NOTE + 2];

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct track_item item = sample(TRACK_APPLICATION, "Acme");
        *track_item_text(&item, cases[i].text) = cases[i].s;
        const char *fault = track_item_fault(&item);
        if (!cases[i].fault)
            assert_null(fault);
        else if (!fault || strncmp(fault, cases[i].fault, strlen(cases[i].fault)) != 0)
            fail_msg("%s: %s, expected %s", cases[i].s, fault ?: "well", cases[i].fault);
    }

    memset(long_text, 'x', sizeof(long_text));
    for (int i = 0; i < TRACK_TEXT_MAX_; i++) {
        struct track_item item = sample(TRACK_CONTACT, "Ada");
        size_t max = i == TRACK_NOTE   ? TRACK_MAX_NOTE
                     : i == TRACK_LINK ? TRACK_MAX_LINK
                                       : TRACK_MAX_WORDS;
        *track_item_text(&item, i) = long_text;
        long_text[0] = i == TRACK_LINK ? '/' : 'x';
        long_text[max] = '\0';
        assert_null(track_item_fault(&item));
        long_text[max] = 'x';
        long_text[max + 1] = '\0';
        assert_non_null(track_item_fault(&item));
        long_text[max + 1] = 'x';
    }
}

static void test_numbers_out_of_range(void **state _unused_)
{
    const struct track_item item = sample(TRACK_APPLICATION, "Acme");
    struct track_item bad = item;

    assert_null(track_item_fault(&bad));
    bad.kind = TRACK_KIND_MAX_, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.stage = STAGE_MAX_, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.n = -1, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.days[2] = CIVIL_MAX_DAY + 1, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.follow_up = CIVIL_MIN_DAY - 1, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.last_contact = INT32_MAX, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.interview_sec = INT64_MAX, assert_non_null(track_item_fault(&bad)), bad = item;
    bad.interview_minutes = 1441, assert_non_null(track_item_fault(&bad)), bad = item;
}

static void utf8_encode(char buf[static 5], uint32_t c)
{
    int n = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;

    buf[n] = '\0';
    for (int i = n - 1; i > 0; i--, c >>= 6)
        buf[i] = (char)(0x80 | (c & 0x3f));
    buf[0] = (char)(n == 1 ? c : (n == 2 ? 0xc0 : 0xe0) | c);
}

/* The C library knows every letter, in a locale that we bring. */
static void test_folding_as_the_c_library(void **state _unused_)
{
    static const uint32_t blocks[][2] = {{0x20, 0x12f},  {0x132, 0x17e},   {0x218, 0x21b},
                                         {0x386, 0x3c1}, {0x3c3, 0x3ce},   {0x400, 0x45f},
                                         {0x490, 0x491}, {0x1e00, 0x1e94}, {0x1ea0, 0x1eff}};
    locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    char a[5], b[5];

    assert_true(locale != (locale_t)0);
    for (size_t i = 0; i < ARRAY_SIZE(blocks); i++)
        for (uint32_t c = blocks[i][0]; c <= blocks[i][1]; c++) {
            uint32_t lower = towlower_l(c, locale);
            utf8_encode(a, c);
            utf8_encode(b, lower);
            if (!str_equals_folded(a, b))
                fail_msg("U+%04X is not as U+%04X", c, lower);
            utf8_encode(b, towlower_l(c + 1, locale));
            if (lower != towlower_l(c + 1, locale) && str_equals_folded(a, b))
                fail_msg("U+%04X is as U+%04X", c, c + 1);
        }
    freelocale(locale);
}

static void test_parts(void **state _unused_)
{
    static const struct {
        const char *s, *part;
        bool is_there;
    } cases[] = {
        {"Acme", "", true},
        {"", "", true},
        {"", "a", false},
        {"Acme", "acme", true},
        {"Acme Ltd", "LTD", true},
        {"Acme Ltd", "Ltd.", false},
        {"aab", "AB", true},
        {"Z\xc3\x9cRICH", "\xc3\xbcr", true},
        {"\xff\xfe", "\xfe", true},
        {"a", "\xff", false},
        {"\xc3", "\xc3\xbc", false},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        if (str_contains_folded(cases[i].s, cases[i].part) != cases[i].is_there)
            fail_msg("%s in %s", cases[i].part, cases[i].s);
    assert_false(str_equals_folded("Acme", "Acm"));
    assert_false(str_equals_folded("Acm", "Acme"));
    assert_true(str_equals_folded("\xc5\xb8", "\xc3\xbf"));
}

/* An order, and one in which nothing but what is the same is equal. */
static void test_folded_order(void **state _unused_)
{
    static const char *const sorted[] = {"",         "a", "ACM",       "acme",
                                         "Acme Ltd", "b", "\xc3\xbcr", "\xff"};

    for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
        for (size_t j = 0; j < ARRAY_SIZE(sorted); j++) {
            int order = str_compare_folded(sorted[i], sorted[j]);
            assert_int_equal(order < 0 ? -1 : order > 0, i < j ? -1 : i > j);
        }
    assert_int_equal(str_compare_folded("Z\xc3\x9cRICH", "z\xc3\xbcrich"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_equality),
        cmocka_unit_test(test_moves),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_numbers_out_of_range),
        cmocka_unit_test(test_folding_as_the_c_library),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_folded_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
