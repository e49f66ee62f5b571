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

/* Whether a value's commas are escaped is left to each program, so backslashes do not count. */
static uint64_t hash_value(const char *name, struct line line)
{
    uint64_t hash = hash_add(HASH_EMPTY, name, strlen(name));
    bool is_value = false;
    char c;

    while (line_char(&line, &c)) {
        if (is_value && c != '\\')
            hash = hash_add_byte(hash, (uint8_t)c);
        is_value |= c == ':';
    }
    return hash;
}

/* What a line adds to the hash of a VJOURNAL. A sum does not depend on the order. */
static uint64_t hash_journal_line(struct line line)
{
    static const char *const names[] = {"UID", "DTSTART", "SUMMARY", "DESCRIPTION", SHARE_PROPERTY};
    char name[LINE_NAME_SIZE];

    line_name(line, name);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (streq(name, names[i]))
            return hash_value(name, line);
    return 0;
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

int64_t ics_parse_sequence(const char *s)
{
    int64_t value = 0;

    for (; isdigit((unsigned char)*s) && value <= MAX_SEQUENCE; s++)
        value = value * 10 + (*s - '0');
    return MIN(value, MAX_SEQUENCE);
}

int64_t ics_parse_utc(const char *s)
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
    uint64_t journal = HASH_EMPTY;
    bool is_journal = false;

    *ret = (struct ics_summary){.hash = HASH_EMPTY};
    while (line_next(&rest, &line)) {
        size_t n = line_copy(line, text, sizeof(text));
        const char *value;

        if (n == 0)
            continue;
        is_journal |= line_is(line, "BEGIN:VJOURNAL");
        journal += hash_journal_line(line);
        if ((value = property_value(text, "SEQUENCE"))) {
            ret->sequence = MAX(ret->sequence, ics_parse_sequence(value));
        } else if ((value = property_value(text, "DTSTAMP"))) {
            ret->dtstamp_sec = MAX(ret->dtstamp_sec, ics_parse_utc(value));
        } else if (!property_value(text, "LAST-MODIFIED")) {
            value = property_value(text, "UID");
            if (value && !*ret->uid && strlen(value) < UID_SIZE)
                memcpy(ret->uid, value, strlen(value) + 1);
            ret->hash = hash_line(ret->hash, line);
        }
    }
    if (is_journal)
        ret->hash = journal;
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

bool uid_id_is_share(const char *id)
{
    static const char form[] = "share/0000-W00";

    for (size_t i = 0; i < sizeof(form) - 1; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)id[i]) : id[i] != form[i])
            return false;
    return !id[sizeof(form) - 1] || id[sizeof(form) - 1] == '@';
}
