/* docs/dbus.md against what a running service says of itself: every member with its arguments as
 * the introspection has them, no member that is not there, every error, every key of the status. */
#include "bus-fixture.h"

#include "base/file.h"
#include "base/text.h"

#define DOCS "docs/dbus.md" /* tests run at the top of the tree */

struct docs {
    struct peers peers;
    char *text;
};

static int setup(void **state)
{
    struct docs *docs = malloc(sizeof(*docs));
    size_t size;

    assert_non_null(docs);
    if (file_read(DOCS, 1 << 20, &docs->text, &size) < 0)
        fail_msg("cannot read %s: run the tests at the top of the tree", DOCS);
    peers_init(&docs->peers);
    *state = docs;
    return 0;
}

static int teardown(void **state)
{
    struct docs *docs = *state;

    peers_done(&docs->peers);
    free(docs->text);
    free(docs);
    return 0;
}

static void check_documented(const struct docs *docs, const char *line)
{
    if (!strstr(docs->text, line))
        fail_msg("%s does not have:\n%s", DOCS, line);
}

/* The value of an attribute of the XML element that begins at s. */
static char *attribute(const char *s, const char *name)
{
    char key[32], *value = NULL;
    const char *from;

    snprintf(key, sizeof(key), " %s=\"", name);
    from = strstr(s, key);
    if (from && from < strchr(s, '>')) {
        from += strlen(key);
        value = strndup(from, strcspn(from, "\""));
        assert_non_null(value);
    }
    return value;
}

static void add_argument(struct text *list, const char *element)
{
    _cleanup_(freep) char *type = attribute(element, "type"), *name = attribute(element, "name");

    assert_non_null(type);
    assert_non_null(name);
    text_addf(list, "%s%s %s", list->length ? ", " : "", type, name);
}

/* `Start(s target, u minutes) → ((sssttsstii) block)` */
static void check_callable(const struct docs *docs, const char *element, bool is_method)
{
    _cleanup_(text_done) struct text in = {0}, out = {0}, line = {0};
    _cleanup_(freep) char *name = attribute(element, "name");
    const char *end = strstr(element, is_method ? "</method>" : "</signal>");

    assert_non_null(end);
    for (const char *s = element; (s = strstr(s + 1, "<arg ")) && s < end;) {
        _cleanup_(freep) char *direction = attribute(s, "direction");

        add_argument(streq_null(direction, "out") ? &out : &in, s);
    }
    text_addf(&line, "\n#### `%s(%s)", name, in.data ?: "");
    if (is_method)
        text_addf(&line, " → (%s)", out.data ?: "");
    text_add(&line, "`\n");
    check_documented(docs, line.data);
}

static void check_property(const struct docs *docs, const char *element)
{
    _cleanup_(freep) char *name = attribute(element, "name"), *type = attribute(element, "type");
    char line[128];

    snprintf(line, sizeof(line), "\n| `%s` | `%s` | ", name, type);
    check_documented(docs, line);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (const char *s = text; (s = strstr(s, what)); s += strlen(what))
        n++;
    return n;
}

static void test_members(void **state)
{
    struct docs *docs = *state;
    size_t n_callables = 0, n_properties = 0, n_documented = 0;
    sd_bus_message *reply;
    const char *xml;

    reply = peers_ask(&docs->peers, "org.freedesktop.DBus.Introspectable", "Introspect", "");
    assert_int_equal(sd_bus_message_read(reply, "s", &xml), 1);
    for (const char *s = xml; (s = strstr(s, "<interface name=\"org.jobsearchd1.")); s++) {
        _cleanup_(freep) char *name = attribute(s, "name"), *heading = NULL;
        const char *end = strstr(s, "</interface>");

        assert_true(asprintf(&heading, "\n## %s\n", name) > 0);
        check_documented(docs, heading);
        for (const char *e = s; (e = strchr(e + 1, '<')) && e < end;) {
            if (strncmp(e, "<method ", 8) == 0 || strncmp(e, "<signal ", 8) == 0) {
                check_callable(docs, e, e[1] == 'm');
                n_callables++;
            } else if (strncmp(e, "<property ", 10) == 0) {
                check_property(docs, e);
                n_properties++;
            }
        }
    }
    assert_int_equal(count(docs->text, "\n#### `"), n_callables);
    for (char c = 'A'; c <= 'Z'; c++)
        n_documented += count(docs->text, (char[]){'\n', '|', ' ', '`', c, '\0'});
    assert_int_equal(n_documented, n_properties);
    assert_true(n_callables >= 17 && n_properties >= 10);
    sd_bus_message_unref(reply);
}

/* Every key of the dictionary that comes next. Returns how many there are. */
static size_t check_dictionary(const struct docs *docs, sd_bus_message *reply)
{
    const char *key, *contents;
    char line[128];
    size_t n = 0;

    assert_int_equal(sd_bus_message_enter_container(reply, 'a', "{sv}"), 1);
    for (; sd_bus_message_enter_container(reply, 'e', "sv") > 0; n++) {
        assert_int_equal(sd_bus_message_read(reply, "s", &key), 1);
        assert_int_equal(sd_bus_message_peek_type(reply, NULL, &contents), 1);
        snprintf(line, sizeof(line), "\n| `%s` | `%s` |", key, contents);
        check_documented(docs, line);
        assert_int_equal(sd_bus_message_skip(reply, "v"), 1);
        assert_int_equal(sd_bus_message_exit_container(reply), 1);
    }
    assert_int_equal(sd_bus_message_exit_container(reply), 1);
    return n;
}

static void check_keys(const struct docs *docs, sd_bus_message *reply, size_t n_expected)
{
    assert_int_equal(check_dictionary(docs, reply), n_expected);
    sd_bus_message_unref(reply);
}

static void test_status_keys(void **state)
{
    struct docs *docs = *state;

    check_keys(docs, peers_ask(&docs->peers, BUS_SCHEDULER, "GetStatus", ""), 19);
}

static void test_review_keys(void **state)
{
    struct docs *docs = *state;

    check_keys(docs, peers_ask(&docs->peers, BUS_REVIEW, "GetReview", "s", ""), 19);
}

/* Of items that say all that one can. */
static void test_item_keys(void **state)
{
    struct docs *docs = *state;
    sd_bus_message *reply =
        peers_ask(&docs->peers, BUS_TRACKER, "List", "ssbsu", "", "", 0, "", 200);
    size_t most = 0;

    assert_int_equal(sd_bus_message_skip(reply, "ts"), 1);
    assert_int_equal(sd_bus_message_enter_container(reply, 'a', "a{sv}"), 1);
    while (sd_bus_message_at_end(reply, false) == 0) {
        size_t n = check_dictionary(docs, reply);
        most = MAX(most, n);
    }
    assert_true(most >= 14);
    sd_bus_message_unref(reply);
}

static void test_errors(void **state)
{
    struct docs *docs = *state;
    char line[128];

    for (enum bus_error e = 0; e < BUS_ERROR_MAX_; e++) {
        snprintf(line, sizeof(line), "\n| `%s` |", bus_error_name(e));
        check_documented(docs, line);
    }
    assert_int_equal(count(docs->text, "\n| `org.jobsearchd1.Error."), BUS_ERROR_MAX_);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),     cmocka_unit_test(test_status_keys),
        cmocka_unit_test(test_review_keys), cmocka_unit_test(test_item_keys),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests_name("bus-docs", tests, setup, teardown);
}
