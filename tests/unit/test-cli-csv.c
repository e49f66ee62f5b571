#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/diag.h"
#include "base/macro.h"
#include "base/text.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/csv.h"
#include "cli/import.h"
#include "cli/render.h"

#define OLD_HEAD "id,activity,title,start,end,outcome,minutes,count,note,answered_at,source\r\n"
#define HEAD     "id,activity,title,start,end,outcome,minutes,count,note,answered_at,source,why\r\n"

/* Records as `[field|field][field]`, an error as `!LINE:COLUMN`. */
static char *read_all(const char *csv_text, size_t size)
{
    _cleanup_(text_done) struct text out = {0};
    _cleanup_(freep) char *data = malloc(size + 1);
    struct csv_field fields[4];
    struct csv csv;
    size_t n;
    char *s;
    int r;

    assert_non_null(data);
    memcpy(data, csv_text, size);
    csv_init(&csv, data, size);
    while ((r = csv_next(&csv, ARRAY_SIZE(fields), fields, &n)) > 0) {
        for (size_t i = 0; i < n; i++)
            text_addf(&out, "%c%s", i ? '|' : '[', fields[i].text);
        text_add_char(&out, ']');
    }
    if (r < 0) {
        assert_non_null(csv.error);
        text_addf(&out, "!%u:%u", csv.error_line, csv.error_column);
        assert_int_equal(csv_next(&csv, ARRAY_SIZE(fields), fields, &n), -EINVAL);
    } else {
        assert_int_equal(csv_next(&csv, ARRAY_SIZE(fields), fields, &n), 0);
    }
    assert_int_equal(text_take(&out, &s), 0);
    return s;
}

/* The first seven are the examples of RFC 4180, section 2. */
static void test_records(void **state _unused_)
{
    static const struct {
        const char *csv, *read;
    } cases[] = {
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "[aaa|bbb|ccc][zzz|yyy|xxx]"},
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx", "[aaa|bbb|ccc][zzz|yyy|xxx]"},
        {"field_name,field_name\r\naaa,bbb\r\n", "[field_name|field_name][aaa|bbb]"},
        {"aaa,bbb,ccc", "[aaa|bbb|ccc]"},
        {"\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "[aaa|bbb|ccc][zzz|yyy|xxx]"},
        {"\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "[aaa|b\r\nbb|ccc][zzz|yyy|xxx]"},
        {"\"aaa\",\"b\"\"bb\",\"ccc\"", "[aaa|b\"bb|ccc]"},
        {"", ""},
        {"\n", "[]"},
        {"a\nb\n", "[a][b]"},
        {"a,\r\n", "[a|]"},
        {"a,", "[a|]"},
        {",", "[|]"},
        {"\"\"", "[]"},
        {"\"\",\"\"\n", "[|]"},
        {" a , b ", "[ a | b ]"},
        {"\"a,b\"", "[a,b]"},
        {"\xef\xbb\xbf"
         "a\n",
         "[a]"},
        {"größer,日本\n", "[größer|日本]"},
        {"a\"b", "!1:2"},
        {"größ\"er", "!1:5"},
        {"\"a\"b", "!1:4"},
        {"\"a\" ,b", "!1:4"},
        {"x,\"a", "!1:3"},
        {"x\ny,\"a\nb\n", "[x]!2:3"},
        {"a\rb", "!1:2"},
        {"a\r", "!1:2"},
        {"a,b,c,d,e", "!1:9"},
        {"a\xff", "!1:2"},
        {"\"\xed\xa0\x80\"", "!1:2"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(freep) char *read = read_all(cases[i].csv, strlen(cases[i].csv));
        if (!streq(read, cases[i].read))
            fail_msg("case %zu: %s", i, read);
    }
    _cleanup_(freep) char *nul = read_all("a\0b", 3), *quoted = read_all("\"a\0\"", 4);
    assert_string_equal(nul, "!1:2");
    assert_string_equal(quoted, "!1:3");
}

/* What text_add_csv() writes is read back as it was. */
static void test_round_trip(void **state _unused_)
{
    static const char *const texts[] = {
        "",       "a",        "a,b", "\"",  "\"\"", "a\nb", "a\r\nb", " a",  "a ", "=1+1",
        "+1",     "-1",       "@x",  "\tx", "\rx",  "  =1", "\n=1",   "'",   "'a", "it's",
        "größer", "-- \"x\"", ",",   "''",  "'=1",  "''=1", "' =x",   "'\t",
    };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        _cleanup_(text_done) struct text text = {0};
        struct csv_field fields[3];
        struct csv csv;
        size_t n;

        text_add_csv(&text, texts[i]);
        text_add(&text, ",");
        text_add_csv(&text, texts[i]);
        text_add(&text, "\r\n");
        csv_init(&csv, text.data, text.length);
        assert_int_equal(csv_next(&csv, ARRAY_SIZE(fields), fields, &n), 1);
        assert_int_equal(n, 2);
        assert_string_equal(csv_unguard(fields[0].text), texts[i]);
        assert_string_equal(csv_unguard(fields[1].text), texts[i]);
        assert_int_equal(csv_next(&csv, ARRAY_SIZE(fields), fields, &n), 0);
    }
}

static int import(const char *csv_text, struct diag_list *diags, struct bus_entry **ret,
                  size_t *ret_n, char **ret_data)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    assert_int_equal(zone_load("Europe/Berlin", &zone), 0);
    *ret_data = malloc(strlen(csv_text) + 1);
    assert_non_null(*ret_data);
    memcpy(*ret_data, csv_text, strlen(csv_text) + 1);
    return import_parse(*ret_data, strlen(csv_text), "log.csv", zone, diags, ret, ret_n);
}

static void test_import(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) struct bus_entry *entries = NULL;
    _cleanup_(freep) char *data = NULL;
    size_t n = 0;

    int r =
        import(HEAD "practice/2026-11-24/1,practice,Practise,2026-11-24T09:00:00+01:00,"
                    "2026-11-24T10:30:00+01:00,done,90,3,'=1+1,2026-11-24T10:31:00+01:00,jsctl,"
                    "tired\r\n"
                    "blog/+4,blog,Blog,2026-11-24T09:00:00+01:00,,open,,,\"a\nb\",,,\r\n"
                    "x/2026-W48/2,x,X,2026-11-24T09:00:00Z,2026-11-24T09:01:00Z,missed,,,,,,\r\n",
               &diags, &entries, &n, &data);
    assert_int_equal(r, 0);
    assert_int_equal(n, 3);
    assert_string_equal(entries[0].block.id, "practice/2026-11-24/1");
    assert_int_equal(entries[0].block.start_sec, 1795507200);
    assert_int_equal(entries[0].block.end_sec, 1795507200 + 90 * 60);
    assert_int_equal(entries[0].block.kind, BLOCK_FIXED);
    assert_int_equal(entries[0].block.outcome, OUTCOME_DONE);
    assert_int_equal(entries[0].block.minutes, 90);
    assert_int_equal(entries[0].block.count, 3);
    assert_string_equal(entries[0].note, "=1+1");
    assert_string_equal(entries[0].source, "jsctl");
    assert_int_equal(entries[0].answered_sec, 1795507200 + 91 * 60);
    assert_string_equal(entries[0].why, "tired");
    assert_string_equal(entries[1].why, "");
    assert_int_equal(entries[1].block.kind, BLOCK_UNPLANNED);
    assert_int_equal(entries[1].block.end_sec, 0);
    assert_int_equal(entries[1].block.minutes, -1);
    assert_int_equal(entries[1].block.count, -1);
    assert_int_equal(entries[1].answered_sec, 0);
    assert_string_equal(entries[1].note, "a\nb");
    assert_int_equal(entries[2].block.kind, BLOCK_FLEXIBLE);
}

/* The last column came later. */
static void test_import_without_why(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(freep) struct bus_entry *entries = NULL;
    _cleanup_(freep) char *data = NULL;
    size_t n = 0;

    assert_int_equal(import(OLD_HEAD "a/+1,a,A,2026-11-24T09:00:00Z,,done,30,,n,,jsctl\r\n", &diags,
                            &entries, &n, &data),
                     0);
    assert_int_equal(n, 1);
    assert_string_equal(entries[0].source, "jsctl");
    assert_string_equal(entries[0].why, "");
}

static void test_import_refused(void **state _unused_)
{
#define ROW(id, start, end, outcome, minutes) \
    HEAD id ",a,A," start "," end "," outcome "," minutes ",,,,,\r\n"
#define GOOD "2026-11-24T09:00:00Z"
    static const struct {
        const char *csv;
        unsigned line, column;
        const char *says;
    } cases[] = {
        {"", 0, 0, "empty"},
        {"id,activity\r\n", 1, 0, "`title`"},
        {"id,activity,Title\r\n", 1, 13, "`title`"},
        {ROW("nonsense", GOOD, "", "done", ""), 2, 1, "block's id"},
        {ROW("a/+1", "", "", "done", ""), 2, 10, "2026-11-24T09:00:00+01:00"},
        {ROW("a/+1", "yesterday", "", "done", ""), 2, 10, "2026-11-24T09:00:00+01:00"},
        {ROW("a/+1", GOOD, GOOD, "done", ""), 2, 31, "after the start"},
        {ROW("a/+1", GOOD, "", "dnoe", ""), 2, 32, "one of open, done"},
        {ROW("a/+1", GOOD, "", "done", "-1"), 2, 37, "whole number"},
        {HEAD "a/+1,a,A," GOOD ",,done,,,,,,lazy\r\n", 2, 42, "one of tired"},
        {OLD_HEAD "a/+1,a,A," GOOD ",,done,,,,,,\r\n", 2, 1, "there are to be 11"},
        {HEAD "a/+1,a,A," GOOD ",,done,,,,,\r\n", 2, 1, "there are to be 12"},
        {HEAD "a/+1,a\r\n", 2, 1, "2 fields"},
        {HEAD "a/+1,a\"", 2, 7, "quote"},
        {HEAD "\r\n", 2, 1, "1 fields"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(diag_list_done) struct diag_list diags = {0};
        _cleanup_(freep) char *data = NULL;
        struct bus_entry *entries = NULL;
        size_t n = 7;

        assert_int_equal(import(cases[i].csv, &diags, &entries, &n, &data), 1);
        assert_null(entries);
        assert_int_equal(n, 7);
        assert_true(diags.n >= 1);
        if (diags.items[0].line != cases[i].line || diags.items[0].column != cases[i].column ||
            !strstr(diags.items[0].message, cases[i].says))
            fail_msg("case %zu: %u:%u: %s", i, diags.items[0].line, diags.items[0].column,
                     diags.items[0].message);
    }
}

/* Every problem of the file is named, but not without end; too many rows are refused. */
static void test_import_many(void **state _unused_)
{
    _cleanup_(diag_list_done) struct diag_list bad = {0}, good = {0}, over = {0};
    _cleanup_(text_done) struct text text = {0};
    _cleanup_(freep) struct bus_entry *entries = NULL;
    _cleanup_(freep) char *data = NULL, *more_data = NULL, *bad_data = NULL;
    struct bus_entry *none = NULL;
    size_t n = 0;

    text_add(&text, HEAD);
    for (int i = 1; i <= BUS_PUT_MAX; i++)
        text_addf(&text, "a/+%d,a,A,2026-11-24T09:00:00Z,,open,,,,,,\n", i);
    assert_false(text.failed);
    assert_int_equal(import(text.data, &good, &entries, &n, &data), 0);
    assert_int_equal(n, BUS_PUT_MAX);

    text_add(&text, "b/+1,b,B,2026-11-24T09:00:00Z,,open,,,,,,\n");
    assert_int_equal(import(text.data, &over, &none, &n, &more_data), 1);
    assert_non_null(strstr(over.items[0].message, "more than 50000 rows"));
    assert_int_equal(over.items[0].line, BUS_PUT_MAX + 2);

    text.length = 0;
    text_add(&text, HEAD);
    for (int i = 0; i < 100; i++)
        text_add(&text, "?,a,A,2026-11-24T09:00:00Z,,open,,,,,,\n");
    assert_int_equal(import(text.data, &bad, &none, &n, &bad_data), 1);
    assert_in_range(bad.n, 2, 30);
    assert_int_equal(bad.items[1].line, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records),     cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_import),      cmocka_unit_test(test_import_refused),
        cmocka_unit_test(test_import_many), cmocka_unit_test(test_import_without_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
