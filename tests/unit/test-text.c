#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define RLO      "\xe2\x80\xae" /* U+202E, right-to-left override */
#define LINE_SEP "\xe2\x80\xa8" /* U+2028 */
#define NBSP     "\xc2\xa0"
#define FFFD     "\xef\xbf\xbd"
#define JAPANESE "\xe6\x97\xa5\xe6\x9c\xac" /* two wide characters */
#define ACUTE    "\xcc\x81"                 /* a combining mark */

typedef void add_function(struct text *text, const char *s);

struct text_case {
    const char *in, *out;
};

static void check_cases(add_function *add, const struct text_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct text text = {0};
        char *out;
        add(&text, cases[i].in);
        assert_int_equal(text_take(&text, &out), 0);
        assert_string_equal(out, cases[i].out);
        free(out);
    }
}

static void test_buffer(void **state _unused_)
{
    struct text text = {0};
    char *s;
    assert_int_equal(text_take(&text, &s), 0);
    assert_string_equal(s, "");
    free(s);

    text_add(&text, "a");
    text_add_char(&text, 'b');
    text_add_bytes(&text, "c\0d", 3);
    text_addf(&text, "%d%s", 7, "");
    assert_int_equal(text.length, 6);
    assert_memory_equal(text.data, "abc\0d7", 7);
    text_done(&text);
    assert_null(text.data);

    for (int i = 0; i < 10000; i++)
        text_addf(&text, "%04d", i);
    assert_int_equal(text_take(&text, &s), 0);
    assert_int_equal(strlen(s), 40000);
    assert_memory_equal(s + 4 * 1234, "12341235", 8);
    assert_null(text.data);
    free(s);
}

static void test_failure_sticks(void **state _unused_)
{
    struct text text = {.failed = true};
    char *s = NULL;
    text_add(&text, "lost");
    text_addf(&text, "%d", 1);
    text_add_padded(&text, "x", SIZE_MAX);
    assert_int_equal(text_take(&text, &s), -ENOMEM);
    assert_null(s);
    text_done(&text);
    text_add(&text, "usable again");
    assert_false(text.failed);
    text_done(&text);
}

/* Every code point: what decodes is exactly what UTF-8 (RFC 3629) has. */
static void test_utf8_every_code_point(void **state _unused_)
{
    for (uint32_t c = 0; c < 0x120000; c++) {
        char s[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
        uint32_t rest = c, decoded = 0;
        for (size_t i = n - 1; i > 0; i--, rest >>= 6)
            s[i] = (char)(0x80 | (rest & 0x3f));
        s[0] = (char)(leads[n] | rest);

        bool is_valid = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
        assert_int_equal(utf8_decode(s, n, &decoded), is_valid ? n : 0);
        if (is_valid)
            assert_int_equal(decoded, c);
        if (n > 1)
            assert_int_equal(utf8_decode(s, n - 1, &decoded), 0);
    }
}

static void test_utf8_invalid(void **state _unused_)
{
    static const struct {
        const char *s;
        size_t bad; /* offset of the first bad byte */
    } cases[] = {
        {"\x80", 0},
        {"a\xff", 1},
        {"\xc0\xaf", 0},
        {"\xc1\xbf", 0},
        {"\xe0\x9f\xbf", 0},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xf5\x80\x80\x80", 0},
        {"ab\xc3", 2},
        {"\xc3\xa9\xe2\x82", 2},
        {"\xc3"
         "a",
         0},
        {"\xed\xa0\x80", 0},
        {"\xf4\x90\x80\x80", 0},
        {"", 0},
        {"gr\xc3\xbc\xc3\x9f"
         "e",
         7},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(utf8_check(cases[i].s, strlen(cases[i].s)), cases[i].bad);
    assert_int_equal(utf8_check("a\0b", 3), 3);
    assert_int_equal(utf8_length("gr\xc3\xbc\xc3\x9f"
                                 "e\xff\xc3"),
                     7);
    assert_int_equal(utf8_length(""), 0);
}

static void test_utf8_truncate(void **state _unused_)
{
    static const struct {
        const char *in;
        size_t max;
        const char *out;
    } cases[] = {
        {"abc", 5, "abc"},
        {"abc", 3, "abc"},
        {"abc", 2, "ab"},
        {"abc", 0, ""},
        {"a\xc3\xa9", 2, "a"},
        {"a\xc3\xa9", 3, "a\xc3\xa9"},
        {JAPANESE, 5, "\xe6\x97\xa5"},
        {JAPANESE, 4, "\xe6\x97\xa5"},
        {JAPANESE, 2, ""},
        {"\xf0\x9f\x98\x80", 3, ""},
        {"\x80\x80\x80\x80\x80\x80", 5, "\x80\x80\x80\x80\x80"},
        {"a\x80\x80\x80\x80\x80", 5, "a\x80\x80\x80\x80"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char buf[16];
        strcpy(buf, cases[i].in);
        utf8_truncate(buf, cases[i].max);
        assert_string_equal(buf, cases[i].out);
    }
}

static void test_unsafe_characters(void **state _unused_)
{
    static const uint32_t unsafe[] = {0x0,    0x1f,   0x7f,   0x80,   0x9f,   0x61c,  0x200e,
                                      0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069};
    static const uint32_t safe[] = {0x20,   0x7e,   0xa0,   0x61b,  0x61d,  0x200d,  0x2010,
                                    0x2027, 0x202f, 0x2065, 0x206a, 0xfeff, 0x1f600, 0x10ffff};
    for (size_t i = 0; i < ARRAY_SIZE(unsafe); i++)
        assert_true(char_is_unsafe(unsafe[i]));
    for (size_t i = 0; i < ARRAY_SIZE(safe); i++)
        assert_false(char_is_unsafe(safe[i]));
}

static const struct text_case escapes[] = {
    {"", ""},
    {"plain \\n", "plain \\n"},
    {"\x1b]0;owned\x07", "\\x1b]0;owned\\x07"},
    {"a\tb\r\nc", "a\\tb\\r\\nc"},
    {"\x7f\xc2\x9b"
     "2J",
     "\\x7f\\x9b2J"},
    {RLO "txt.exe" LINE_SEP, "\\u202etxt.exe\\u2028"},
    {"\xff\xc3", "\\xff\\xc3"},
    {JAPANESE ACUTE, JAPANESE ACUTE},
};

static void test_escaped(void **state _unused_)
{
    check_cases(text_add_escaped, escapes, ARRAY_SIZE(escapes));
    for (size_t i = 0; i < ARRAY_SIZE(escapes); i++) {
        char *out = NULL;
        size_t size;
        FILE *f = open_memstream(&out, &size);
        assert_non_null(f);
        print_escaped(f, escapes[i].in);
        fclose(f);
        assert_string_equal(out, escapes[i].out);
        free(out);
    }
}

static void test_markup(void **state _unused_)
{
    static const struct text_case cases[] = {
        {"", ""},
        {"C & C++ <b>\"it's\"</b>", "C &amp; C++ &lt;b&gt;&quot;it&#39;s&quot;&lt;/b&gt;"},
        {"&amp;", "&amp;amp;"},
        {"a\tb\nc\rd\x1b[0m", "a b cd[0m"},
        {"\xff<\xc3", FFFD "&lt;" FFFD},
        {RLO JAPANESE, JAPANESE},
    };
    check_cases(text_add_markup, cases, ARRAY_SIZE(cases));
}

static void test_csv(void **state _unused_)
{
    static const struct text_case cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"say \"hi\"", "\"say \"\"hi\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {" lead", "\" lead\""},
        {"=1+1", "'=1+1"},
        {"+49 30", "'+49 30"},
        {"-2", "'-2"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"  =1", "\"'  =1\""},
        {"\t=1", "\"'\t=1\""},
        {"\rx", "\"'\rx\""},
        {"\n=1", "\"'\n=1\""},
        {"=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""},
        {"a=b", "a=b"},
        {"'=1", "''=1"},
        {"it's", "it's"},
    };
    check_cases(text_add_csv, cases, ARRAY_SIZE(cases));

    _cleanup_(text_done) struct text text = {0};
    text_add_csv_separated(&text, "a;b", ';');
    text_add_csv_separated(&text, "a\tb", '\t');
    text_add_csv_separated(&text, "a\tb=", ';');
    assert_string_equal(text.data, "\"a;b\"\"a\tb\"a\tb=");
}

static void test_width(void **state _unused_)
{
    static const struct {
        const char *s;
        size_t width;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"gr\xc3\xbc\xc3\x9f"
         "e",
         5},
        {"e" ACUTE, 1},
        {JAPANESE, 4},
        {"\xef\xbc\xa1", 2},     /* fullwidth A */
        {"\xef\xbd\xb1", 1},     /* halfwidth katakana */
        {"\xf0\x9f\x98\x80", 2}, /* an emoji */
        {"\xe2\x9d\xa4", 1},     /* a heart, text by default */
        {"\xe2\x8c\x9a", 2},     /* a watch, emoji by default */
        {"a\xe2\x80\x8d"
         "b",
         2},                             /* zero width joiner */
        {"\xea\xb0\x80", 2},             /* a Hangul syllable */
        {"\xe1\x84\x80\xe1\x85\xa1", 2}, /* the same of two letters */
        {"\xc2\xad", 1},                 /* soft hyphen */
        {"\xf0\xaf\xbf\xbd", 2},         /* U+2FFFD, not assigned, yet wide */
        {"\xc3\xa9" ELLIPSIS, 2},
        {"\x1b[2J", 7},
        {"\xff", 4},
        {RLO, 6},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        if (text_width(cases[i].s) != cases[i].width)
            fail_msg("case %zu: width %zu", i, text_width(cases[i].s));
}

static void test_padded(void **state _unused_)
{
    static const struct {
        const char *in;
        size_t width;
        const char *out;
    } cases[] = {
        {"abc", 5, "abc  "},
        {"abc", 3, "abc"},
        {"abcd", 3, "ab" ELLIPSIS},
        {"abcd", 1, ELLIPSIS},
        {"abcd", 0, ""},
        {"", 0, ""},
        {"", 2, "  "},
        {JAPANESE, 4, JAPANESE},
        {JAPANESE, 3, "\xe6\x97\xa5" ELLIPSIS},
        {JAPANESE, 2, ELLIPSIS " "},
        {"e" ACUTE "xyz", 2, "e" ACUTE ELLIPSIS},
        {"e" ACUTE, 1, "e" ACUTE},
        {"a\x1b", 5, "a\\x1b"},
        {"ab\x1b", 5, "ab" ELLIPSIS "  "},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct text text = {0};
        char *out;
        text_add_padded(&text, cases[i].in, cases[i].width);
        assert_int_equal(text_take(&text, &out), 0);
        assert_string_equal(out, cases[i].out);
        assert_int_equal(text_width(out), cases[i].width);
        free(out);
    }
}

static void test_clean(void **state _unused_)
{
    static const struct {
        const char *in;
        size_t max;
        const char *out;
    } cases[] = {
        {"", 80, ""},
        {"  a \t\r\n b  ", 80, "a b"},
        {"a" NBSP LINE_SEP "b", 80, "a b"},
        {"a\x1b[31mb\x07" RLO, 80, "a[31mb"},
        {"\xff", 80, FFFD},
        {"\xff", 2, ""},
        {"abc", 3, "abc"},
        {"abcd", 3, "abc"},
        {"ab cd", 3, "ab"},
        {"a\xc3\xa9", 2, "a"},
        {"   ", 80, ""},
        {"abc", 0, ""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char *out;
        assert_int_equal(text_clean(cases[i].in, cases[i].max, &out), 0);
        assert_string_equal(out, cases[i].out);
        free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_failure_sticks),
        cmocka_unit_test(test_utf8_every_code_point),
        cmocka_unit_test(test_utf8_invalid),
        cmocka_unit_test(test_utf8_truncate),
        cmocka_unit_test(test_unsafe_characters),
        cmocka_unit_test(test_escaped),
        cmocka_unit_test(test_markup),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_padded),
        cmocka_unit_test(test_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
