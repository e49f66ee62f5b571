#include "calendar/ics.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "base/hash.h"
#include "base/macro.h"
#include "calendar/content.h"

#define MAX_SEQUENCE INT32_MAX /* RFC 5545 3.3.8: an INTEGER is 32 bits */

/* The first characters, unfolded: enough for any property that is read here. */
static size_t line_copy(struct line line, char *buf, size_t size)
{
    size_t n = 0;

    while (n + 1 < size && line_char(&line, &buf[n]))
        n++;
    buf[n] = '\0';
    return n;
}

static uint64_t hash_line(uint64_t hash, struct line line)
{
    char c;

    while (line_char(&line, &c))
        hash = hash_add_byte(hash, (uint8_t)c);
    return hash_add_byte(hash, '\n');
}

/* The value of `text` if it is property `name`, after its parameters; else NULL. */
static const char *property_value(const char *text, const char *name)
{
    size_t n = strlen(name);
    const char *colon;

    if (strncasecmp(text, name, n) != 0 || (text[n] != ':' && text[n] != ';'))
        return NULL;
    colon = strchr(text + n, ':');
    return colon ? colon + 1 : NULL;
}

static int64_t parse_sequence(const char *s)
{
    int64_t value = 0;

    for (; isdigit((unsigned char)*s) && value <= MAX_SEQUENCE; s++)
        value = value * 10 + (*s - '0');
    return MIN(value, MAX_SEQUENCE);
}

/* 20261124T080000Z; 0 for anything else. */
static int64_t parse_utc(const char *s)
{
    static const char form[] = "00000000T000000Z";
    int year, month, day, hour, minute, second;

    for (size_t i = 0; i < sizeof(form) - 1; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)s[i]) : s[i] != form[i])
            return 0;
    if (sscanf(s, "%4d%2d%2dT%2d%2d%2d", &year, &month, &day, &hour, &minute, &second) != 6)
        return 0;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59)
        return 0;
    return (int64_t)civil_day(year, month, day) * DAY_SEC + hour * 3600 + minute * 60 + second;
}

void ics_summarize(const char *data, size_t size, struct ics_summary *ret)
{
    struct line rest = {data, size, 1}, line;
    char text[UID_SIZE + 64];

    *ret = (struct ics_summary){.hash = HASH_EMPTY};
    while (line_next(&rest, &line)) {
        size_t n = line_copy(line, text, sizeof(text));
        const char *value;

        if (n == 0)
            continue;
        if ((value = property_value(text, "SEQUENCE"))) {
            ret->sequence = MAX(ret->sequence, parse_sequence(value));
        } else if ((value = property_value(text, "DTSTAMP"))) {
            ret->dtstamp_sec = MAX(ret->dtstamp_sec, parse_utc(value));
        } else if (!property_value(text, "LAST-MODIFIED")) {
            value = property_value(text, "UID");
            if (value && !*ret->uid && strlen(value) < UID_SIZE)
                memcpy(ret->uid, value, strlen(value) + 1);
            ret->hash = hash_line(ret->hash, line);
        }
    }
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool uid_is_valid(const char *uid)
{
    const char *at = strchr(uid, '@');

    if (!at || at == uid || !at[1] || strlen(uid) >= UID_SIZE)
        return false;
    for (const char *p = uid; *p; p++)
        if (p != at && !is_letter_or_digit(*p) && !strchr(p < at ? "/+-" : ".-", *p))
            return false;
    return true;
}

bool uid_is_ours(const char *uid)
{
    static const char suffix[] = ".jobsearchd";
    size_t n = strlen(uid);

    return n > strlen(suffix) && streq(uid + n - strlen(suffix), suffix);
}
