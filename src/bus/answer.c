/* The arguments of Scheduler.Answer: block, outcome, and a dictionary of what else was said. */
#include "bus/service.h"

/* One variant of any integer type: gdbus and GJS send what is at hand, not what was asked for.
 * What does not fit becomes INT64_MAX, which every range refuses. */
static int read_integer(sd_bus_message *m, const char *key, int64_t *ret,
                        struct bus_refusal *refusal)
{
    union {
        uint8_t y;
        int16_t n;
        uint16_t q;
        int32_t i;
        uint32_t u;
        int64_t x;
        uint64_t t;
    } value;
    const char *contents;
    char type;
    int r;

    r = sd_bus_message_peek_type(m, &type, &contents);
    if (r < 0)
        return service_read_failed(r, refusal);
    if (!contents || strlen(contents) != 1 || !strchr("ynqiuxt", *contents))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "details: %s must be a whole number",
                          key);
    type = *contents;
    r = service_read(m, refusal, "v", contents, &value);
    if (r != 0)
        return r;
    *ret = type == 'y'   ? value.y
           : type == 'n' ? value.n
           : type == 'q' ? value.q
           : type == 'i' ? value.i
           : type == 'u' ? value.u
           : type == 'x' ? value.x
                         : (int64_t)MIN(value.t, (uint64_t)INT64_MAX);
    return 0;
}

static int read_number(sd_bus_message *m, const char *key,
                       int (*form)(int64_t, int64_t, struct bus_refusal *), int *ret,
                       struct bus_refusal *refusal)
{
    int64_t value = 0;
    int r;

    r = read_integer(m, key, &value, refusal) ?: form(value, 0, refusal);
    if (r == 0)
        *ret = (int)value;
    return r;
}

static int read_text(sd_bus_message *m, const char *key,
                     int (*form)(const char *, struct bus_refusal *), const char **ret,
                     struct bus_refusal *refusal)
{
    const char *contents, *value;
    char type;
    int r;

    r = sd_bus_message_peek_type(m, &type, &contents);
    if (r < 0)
        return service_read_failed(r, refusal);
    if (!streq_null(contents, "s"))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT, "details: %s must be a string", key);
    r = service_read(m, refusal, "v", "s", &value) ?: form(value, refusal);
    if (r == 0)
        *ret = value;
    return r;
}

static int read_detail(sd_bus_message *m, struct bus_answer *answer, struct bus_refusal *refusal)
{
    const char *key;
    int r;

    r = service_read(m, refusal, "s", &key);
    if (r != 0)
        return r;
    if (streq(key, "minutes"))
        return read_number(m, key, form_minutes, &answer->minutes, refusal);
    if (streq(key, "count"))
        return read_number(m, key, form_count, &answer->count, refusal);
    if (streq(key, "why"))
        return read_text(m, key, form_why, &answer->why, refusal);
    if (streq(key, "note"))
        return read_text(m, key, form_note, &answer->note, refusal);
    return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                      "details may hold minutes, count, why and note, not \"%.60s\"", key);
}

static int read_details(sd_bus_message *m, struct bus_answer *answer, struct bus_refusal *refusal)
{
    int r;

    r = sd_bus_message_enter_container(m, 'a', "{sv}");
    if (r < 0)
        return service_read_failed(r, refusal);
    while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = read_detail(m, answer, refusal);
        if (r != 0)
            return r;
        r = sd_bus_message_exit_container(m);
        if (r < 0)
            break;
    }
    return r < 0 ? service_read_failed(r, refusal) : 0;
}

static int read_outcome(sd_bus_message *m, enum outcome *ret, struct bus_refusal *refusal)
{
    const char *word;
    int r;

    r = service_read(m, refusal, "s", &word);
    if (r != 0)
        return r;
    if (outcome_parse(word, ret) < 0 || !outcome_is_answer(*ret))
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "outcome must be done, partial or skipped, not \"%.60s\"", word);
    return 0;
}

int answer_read(sd_bus_message *m, struct bus_answer *ret, struct bus_refusal *refusal)
{
    struct bus_answer answer = {.minutes = -1, .count = -1, .why = "", .note = ""};
    int r;

    r = service_read(m, refusal, "s", &answer.block) ?:
        form_block(answer.block, true, refusal) ?:
        read_outcome(m, &answer.outcome, refusal) ?:
        read_details(m, &answer, refusal);
    if (r == 0)
        *ret = answer;
    return r;
}
