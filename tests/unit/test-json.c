#include <errno.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"
#include "base/macro.h"

struct output {
    char *text;
    size_t size;
    FILE *file;
    struct json json;
};

static void output_begin(struct output *output)
{
    *output = (struct output){0};
    output->file = open_memstream(&output->text, &output->size);
    assert_non_null(output->file);
    json_init(&output->json, output->file);
}

/* Ends the document and compares it, the newline apart. */
static void output_end(struct output *output, const char *expected)
{
    assert_int_equal(json_finish(&output->json), 0);
    fclose(output->file);
    assert_true(output->size > 0);
    assert_int_equal(output->text[output->size - 1], '\n');
    output->text[output->size - 1] = '\0';
    assert_string_equal(output->text, expected);
    free(output->text);
}

static void test_structure(void **state _unused_)
{
    struct output output;
    output_begin(&output);
    struct json *json = &output.json;
    json_object_begin(json, NULL);
    json_integer(json, "schema", 1);
    json_null(json, "current");
    json_array_begin(json, "blocks");
    for (int i = 0; i < 2; i++) {
        json_object_begin(json, NULL);
        json_bool(json, "fixed", i == 0);
        json_string(json, "title", i ? NULL : "Practise");
        json_object_end(json);
    }
    json_integer(json, NULL, INT64_MIN);
    json_array_end(json);
    json_array_begin(json, "none");
    json_array_end(json);
    json_object_begin(json, "empty");
    json_object_end(json);
    json_string(json, "last", "");
    json_object_end(json);
    output_end(&output, "{\"schema\":1,\"current\":null,\"blocks\":["
                        "{\"fixed\":true,\"title\":\"Practise\"},"
                        "{\"fixed\":false,\"title\":null},-9223372036854775808],"
                        "\"none\":[],\"empty\":{},\"last\":\"\"}");
}

static void test_strings(void **state _unused_)
{
    static const struct {
        const char *value, *expected;
    } cases[] = {
        {"plain", "\"plain\""},
        {"a\"b\\c/", "\"a\\\"b\\\\c/\""},
        {"\n\t\r\x01\x1b\x7f", "\"\\n\\t\\u000d\\u0001\\u001b\\u007f\""},
        {"Gr\xc3\xbc\xc3\x9f"
         "e \xf0\x9f\x98\x80",
         "\"Gr\xc3\xbc\xc3\x9f"
         "e \xf0\x9f\x98\x80\""},
        {"\xff", "\"\\ufffd\""},
        {"a\xc3", "\"a\\ufffd\""},
        {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
        {"\xe2\x80\xae"
         "evil\xe2\x80\xa8",
         "\"\\u202eevil\\u2028\""},
        {"\xc2\x9b"
         "2J",
         "\"\\u009b2J\""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct output output;
        output_begin(&output);
        json_string(&output.json, NULL, cases[i].value);
        output_end(&output, cases[i].expected);
    }
}

static void test_keys_are_escaped(void **state _unused_)
{
    struct output output;
    output_begin(&output);
    json_object_begin(&output.json, NULL);
    json_bool(&output.json, "a\"\n", true);
    json_object_end(&output.json);
    output_end(&output, "{\"a\\\"\\n\":true}");
}

static void test_decimals(void **state _unused_)
{
    static const struct {
        double value;
        const char *expected;
    } cases[] = {
        {0, "0"},
        {-0.0, "0"},
        {6, "6"},
        {1.5, "1.5"},
        {0.25, "0.25"},
        {0.05, "0.05"},
        {0.1, "0.1"},
        {1.0 / 3, "0.33"},
        {2.0 / 3, "0.67"},
        {0.999, "1"},
        {0.004, "0"},
        {-1.5, "-1.5"},
        {-0.25, "-0.25"},
        {-0.004, "0"},
        {1234567.89, "1234567.89"},
        {12.1, "12.1"},
        {1e20, "100000000000000000000"},
        {NAN, "null"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
    };
    /* Whatever the locale: many write a comma. */
    setlocale(LC_ALL, "");
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct output output;
        output_begin(&output);
        json_decimal(&output.json, NULL, cases[i].value);
        output_end(&output, cases[i].expected);
    }
}

static void test_depth_is_bounded(void **state _unused_)
{
    struct output output;
    output_begin(&output);
    for (int i = 0; i < 2 * JSON_MAX_DEPTH; i++)
        json_array_begin(&output.json, NULL);
    for (int i = 0; i < 3 * JSON_MAX_DEPTH; i++)
        json_array_end(&output.json);
    assert_int_equal(json_finish(&output.json), 0);
    fclose(output.file);
    free(output.text);
}

static void test_write_errors_are_told(void **state _unused_)
{
    FILE *full = fopen("/dev/full", "w");
    struct json json;
    assert_non_null(full);
    json_init(&json, full);
    json_string(&json, NULL, "lost");
    assert_int_equal(json_finish(&json), -EIO);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_structure),        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_keys_are_escaped), cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_depth_is_bounded), cmocka_unit_test(test_write_errors_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
