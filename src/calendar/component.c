#include "calendar/component.h"

#include <errno.h>

#include "base/civil.h"

void build_begin(void)
{
    icalerror_clear_errno();
}

int build_end(void)
{
    return icalerrno == ICAL_NO_ERROR ? 0 : -ENOMEM;
}

void component_add(icalcomponent *component, icalproperty *property)
{
    if (property)
        icalcomponent_add_property(component, property);
    else
        icalerror_set_errno(ICAL_NEWFAILED_ERROR);
}

void component_add_x(icalcomponent *component, const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);

    if (property)
        icalproperty_set_x_name(property, name);
    component_add(component, property);
}

struct icaltimetype time_local(int64_t local_sec)
{
    struct icaltimetype time = icaltime_null_time();
    int32_t second = civil_local_second(local_sec);

    civil_date(civil_local_day(local_sec), &time.year, &time.month, &time.day);
    time.hour = second / 3600;
    time.minute = second / 60 % 60;
    time.second = second % 60;
    return time;
}

struct icaltimetype time_utc(int64_t utc_sec)
{
    struct icaltimetype time = time_local(utc_sec);

    time.zone = icaltimezone_get_utc_timezone();
    return time;
}

void component_add_time(icalcomponent *component, icalproperty_kind kind, int64_t sec,
                        const char *tzid)
{
    icalproperty *property = icalproperty_new(kind);
    icalvalue *value = icalvalue_new_datetime(tzid ? time_local(sec) : time_utc(sec));
    icalparameter *parameter = tzid ? icalparameter_new_tzid(tzid) : NULL;

    if (property && value)
        icalproperty_set_value(property, value);
    else if (value)
        icalvalue_free(value);
    else
        icalerror_set_errno(ICAL_NEWFAILED_ERROR);
    if (property && parameter)
        icalproperty_add_parameter(property, parameter);
    else if (parameter)
        icalparameter_free(parameter);
    component_add(component, property);
}

void component_add_rule(icalcomponent *component, const char *rule)
{
    component_add(component, icalproperty_new_rrule(icalrecurrencetype_from_string(rule)));
}

struct icaldurationtype exact_duration(int64_t minutes)
{
    struct icaldurationtype duration = icaldurationtype_null_duration();

    duration.hours = (unsigned)(minutes / 60);
    duration.minutes = (unsigned)(minutes % 60);
    return duration;
}

static int add_allocated(struct text *text, char *s)
{
    if (!s)
        return -ENOMEM;
    text_add(text, s);
    icalmemory_free_buffer(s);
    return text->failed ? -ENOMEM : 0;
}

int component_format(icalcomponent *component, struct text *text)
{
    return add_allocated(text, icalcomponent_as_ical_string_r(component));
}

int property_format(icalproperty *property, struct text *text)
{
    int r;

    if (!property)
        return -ENOMEM;
    r = add_allocated(text, icalproperty_as_ical_string_r(property));
    icalproperty_free(property);
    return r;
}
