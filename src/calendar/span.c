#include "calendar/span.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"
#include "calendar/component.h"
#include "calendar/event.h"

static const char *const day_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* True if the instant's wall-clock time, read by anyone, is this instant. */
static bool is_plain(const struct zone *zone, int64_t utc_sec)
{
    int64_t local_sec = zone_to_local(zone, utc_sec);
    int32_t before = zone_offset(zone, utc_sec - DAY_SEC);
    int32_t after = zone_offset(zone, utc_sec + DAY_SEC);

    /* Read with the offset of the day before or after, it comes back as another time or as this. */
    return zone_to_utc(zone, local_sec) == utc_sec &&
           (local_sec - before == utc_sec ||
            zone_to_local(zone, local_sec - before) != local_sec) &&
           (local_sec - after == utc_sec || zone_to_local(zone, local_sec - after) != local_sec);
}

void span_add(icalcomponent *component, const struct event_style *style, int64_t start_sec,
              int64_t end_sec)
{
    const char *tzid = style->tzid;

    if (tzid && (!is_plain(style->zone, start_sec) || !is_plain(style->zone, end_sec)))
        tzid = NULL;
    if (tzid) {
        start_sec = zone_to_local(style->zone, start_sec);
        end_sec = zone_to_local(style->zone, end_sec);
    }
    component_add_time(component, ICAL_DTSTART_PROPERTY, start_sec, tzid);
    component_add_time(component, ICAL_DTEND_PROPERTY, end_sec, tzid);
}

void span_add_series(icalcomponent *component, const struct event_style *style,
                     const struct publish_series *series)
{
    int64_t start_sec = zone_to_utc(style->zone, series->first_local_sec);
    int64_t end_sec = start_sec + series->length_minutes * 60;

    component_add_time(component, ICAL_DTSTART_PROPERTY, series->first_local_sec, style->tzid);
    if (zone_to_local(style->zone, start_sec) == series->first_local_sec &&
        is_plain(style->zone, start_sec) && is_plain(style->zone, end_sec))
        component_add_time(component, ICAL_DTEND_PROPERTY, zone_to_local(style->zone, end_sec),
                           style->tzid);
    else
        component_add(component, icalproperty_new_duration(exact_duration(series->length_minutes)));
}

/* UNTIL is the last start as an instant. In a repeated hour it is the second one: programs that
 * take the second occurrence (libical does) would else lose the last block, and a series starts
 * once a day at most. */
static int64_t until_sec(const struct zone *zone, int64_t until_local_sec)
{
    int64_t first = zone_to_utc(zone, until_local_sec);
    int64_t second = until_local_sec - zone_offset(zone, first + DAY_SEC);

    return zone_to_local(zone, second) == until_local_sec ? MAX(first, second) : first;
}

int rule_add(icalcomponent *component, const struct event_style *style,
             const struct publish_series *series)
{
    _cleanup_(text_done) struct text text = {};
    _cleanup_(freep) char *rule = NULL;
    const char *separator = "";
    int r;

    text_addf(&text, "FREQ=WEEKLY;INTERVAL=%d;WKST=%s", (int)series->every_weeks,
              day_names[series->week_start]);
    if (series->has_until) {
        struct icaltimetype until = time_utc(until_sec(style->zone, series->until_local_sec));

        text_addf(&text, ";UNTIL=%04d%02d%02dT%02d%02d%02dZ", until.year, until.month, until.day,
                  until.hour, until.minute, until.second);
    }
    text_add(&text, ";BYDAY=");
    for (int day = MONDAY; day <= SUNDAY; day++)
        if (series->days & (1 << day)) {
            text_addf(&text, "%s%s", separator, day_names[day]);
            separator = ",";
        }
    r = text_take(&text, &rule);
    if (r < 0)
        return r;
    component_add_rule(component, rule);
    return 0;
}
