#include "calendar/envelope.h"

#include <errno.h>

#include "base/text.h"
#include "calendar/component.h"

#define REFRESH_MINUTES 15
#define REFRESH_TEXT    "PT15M"
#define NAME_MAX_SIZE   256 /* bytes */

/* PRODID has no version: a new one of ours is no reason to write every file again. METHOD is left
 * out: these are a calendar's objects, not a message (RFC 4791 4.1 forbids it). */
void envelope_begin(struct text *text)
{
    text_add(text, "BEGIN:VCALENDAR\r\n"
                   "VERSION:2.0\r\n"
                   "PRODID:-//jobsearchd//jobsearchd-calendar//EN\r\n"
                   "CALSCALE:GREGORIAN\r\n");
}

static int add_x(struct text *text, const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);

    if (property)
        icalproperty_set_x_name(property, name);
    return property_format(property, text);
}

/* COLOR takes CSS names alone (RFC 7986 5.9); #RRGGBB is what Apple's property is for. */
static int add_color(struct text *text, const char *color)
{
    if (!*color)
        return 0;
    if (*color == '#')
        return add_x(text, "X-APPLE-CALENDAR-COLOR", color);
    return property_format(icalproperty_new_color(color), text);
}

int envelope_begin_single(struct text *text, const char *name, const char *color)
{
    _cleanup_(freep) char *clean_name = NULL, *clean_color = NULL;
    int r;

    envelope_begin(text);
    r = text_clean(name, NAME_MAX_SIZE, &clean_name);
    if (r < 0)
        return r;
    r = property_format(icalproperty_new_name(clean_name), text);
    if (r < 0)
        return r;
    r = add_x(text, "X-WR-CALNAME", clean_name);
    if (r < 0)
        return r;
    r = text_clean(color, NAME_MAX_SIZE, &clean_color);
    if (r < 0)
        return r;
    r = add_color(text, clean_color);
    if (r < 0)
        return r;
    r = property_format(icalproperty_new_refreshinterval(exact_duration(REFRESH_MINUTES)), text);
    if (r < 0)
        return r;
    return add_x(text, "X-PUBLISHED-TTL", REFRESH_TEXT);
}

void envelope_end(struct text *text)
{
    text_add(text, "END:VCALENDAR\r\n");
}
