/* Zones made byte by byte, so that the cases do not move with the tz database; holding all of that
 * against others is the oracles' work. Include cmocka.h first. */
#pragma once

#include <errno.h>

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"

struct file_type {
    int32_t offset;
    uint8_t is_dst, abbreviation;
};

/* One TZif file. The header tells the true counts, or those of said_* where they are not 0. */
struct file_spec {
    char version;
    size_t n_times, n_types, n_chars;
    int64_t times[4];
    uint8_t indices[4];
    struct file_type types[3];
    const char *chars, *footer;
    int64_t said_times, said_types, said_chars, said_leaps;
};

static inline void add_number(struct text *text, uint64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--)
        text_add_char(text, (char)(value >> (8 * i)));
}

static inline void add_block(struct text *text, const struct file_spec *spec, int time_size)
{
    static const char nothing[15 + 4 + 4]; /* reserved; counts of UT and standard indicators */
    text_add(text, "TZif");
    text_add_char(text, spec->version);
    text_add_bytes(text, nothing, sizeof(nothing));
    add_number(text, (uint64_t)spec->said_leaps, 4);
    add_number(text, spec->said_times ? (uint64_t)spec->said_times : spec->n_times, 4);
    add_number(text, spec->said_types ? (uint64_t)spec->said_types : spec->n_types, 4);
    add_number(text, spec->said_chars ? (uint64_t)spec->said_chars : spec->n_chars, 4);
    for (size_t i = 0; i < spec->n_times; i++)
        add_number(text, (uint64_t)spec->times[i], time_size);
    text_add_bytes(text, spec->indices, spec->n_times);
    for (size_t i = 0; i < spec->n_types; i++) {
        add_number(text, (uint32_t)spec->types[i].offset, 4);
        text_add_char(text, (char)spec->types[i].is_dst);
        text_add_char(text, (char)spec->types[i].abbreviation);
    }
    text_add_bytes(text, spec->chars, spec->n_chars);
}

static inline void make_file(struct text *text, const struct file_spec *spec)
{
    static const struct file_spec empty = {
        .version = '2', .n_types = 1, .n_chars = 4, .chars = "UTC"};
    if (!spec->version) {
        add_block(text, spec, 4);
    } else {
        add_block(text, &empty, 4);
        add_block(text, spec, 8);
        text_addf(text, "%s", spec->footer);
    }
}

static inline int parse(const struct file_spec *spec, struct zone **ret)
{
    _cleanup_(text_done) struct text text = {0};
    make_file(&text, spec);
    assert_false(text.failed);
    return zone_parse("Test/Zone", text.data, text.length, ret);
}

/* A file without changes: the rule says all. */
static inline int parse_rule(const char *rule, struct zone **ret)
{
    char footer[256];
    snprintf(footer, sizeof(footer), "\n%s\n", rule);
    struct file_spec spec = {
        .version = '3', .n_types = 1, .n_chars = 4, .chars = "UTC", .footer = footer};
    return parse(&spec, ret);
}

static inline struct zone *zone_of(const char *rule)
{
    struct zone *zone;
    if (parse_rule(rule, &zone) < 0)
        fail_msg("rule %s is refused", rule);
    return zone;
}

static inline int64_t utc(const char *s)
{
    int64_t t;
    if (zone_parse_instant(NULL, s, &t) < 0)
        fail_msg("%s is no instant", s);
    return t;
}
