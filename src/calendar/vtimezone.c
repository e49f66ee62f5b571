#include "calendar/vtimezone.h"

#include <errno.h>

#include "base/text.h"
#include "base/zone.h"
#include "calendar/component.h"
#include "calendar/observance.h"

static const char *const day_names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
/* No last week in February: its days would be eight. */
static const int last_days[] = {31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* "2SU" for the 8th to the 14th, "-1SU" for the month's last seven days; else by the days. */
static int format_rule(const struct yearly *yearly, char **ret)
{
    const char *day = day_names[yearly->weekday];
    _cleanup_(text_done) struct text text = {};

    text_addf(&text, "FREQ=YEARLY;BYMONTH=%d;", yearly->month);
    if (yearly->last_day == last_days[yearly->month - 1]) {
        text_addf(&text, "BYDAY=-1%s", day);
    } else if (yearly->last_day % 7 == 0) {
        text_addf(&text, "BYDAY=%d%s", yearly->last_day / 7, day);
    } else {
        text_addf(&text, "BYDAY=%s;BYMONTHDAY=%d", day, yearly->first_day);
        for (int i = yearly->first_day + 1; i <= yearly->last_day; i++)
            text_addf(&text, ",%d", i);
    }
    return text_take(&text, ret);
}

static int add_rule(icalcomponent *component, const struct yearly *yearly)
{
    _cleanup_(freep) char *rule = NULL;
    int r;

    r = format_rule(yearly, &rule);
    if (r < 0)
        return r;
    component_add_rule(component, rule);
    return 0;
}

/* Adds one STANDARD or DAYLIGHT to the zone's component. */
static int add_observance(icalcomponent *parent, const struct observance *o)
{
    icalcomponent *component =
        icalcomponent_new(o->is_daylight ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT);

    if (!component)
        return -ENOMEM;
    icalcomponent_add_component(parent, component);
    component_add(component, icalproperty_new_dtstart(time_local(o->start_local_sec)));
    component_add(component, icalproperty_new_tzoffsetfrom(o->offset_from));
    component_add(component, icalproperty_new_tzoffsetto(o->offset_to));
    component_add(component, icalproperty_new_tzname(o->name));
    return o->is_yearly ? add_rule(component, &o->yearly) : 0;
}

int vtimezone_format(const struct zone *zone, int64_t from_sec, int64_t to_sec, struct text *text)
{
    _cleanup_(observance_list_done) struct observance_list list = {};
    _cleanup_(icalcomponent_freep) icalcomponent *component = NULL;
    int r;

    r = observance_list_build(zone, from_sec, to_sec, &list);
    if (r < 0)
        return r;
    build_begin();
    component = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
    if (!component)
        return -ENOMEM;
    component_add(component, icalproperty_new_tzid(zone_name(zone)));
    for (size_t i = 0; i < list.n; i++) {
        r = add_observance(component, &list.items[i]);
        if (r < 0)
            return r;
    }
    r = build_end();
    if (r < 0)
        return r;
    return component_format(component, text);
}
