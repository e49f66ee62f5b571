#include "calendar/journal.h"

#include <errno.h>

#include "base/civil.h"
#include "calendar/component.h"
#include "calendar/ics.h"
#include "records.h"

static struct icaltimetype date_of(int64_t day)
{
    struct icaltimetype date = time_local(day * DAY_SEC);

    date.is_date = 1;
    return date;
}

/* An X-property is TEXT, and written as such (RFC 5545 3.8.8.2). */
static void add_data(icalcomponent *component, const char *data)
{
    icalvalue *value = icalvalue_new_text(data);
    char *text = value ? icalvalue_as_ical_string_r(value) : NULL;

    if (value)
        icalvalue_free(value);
    if (text)
        component_add_x(component, SHARE_PROPERTY, text);
    else
        icalerror_set_errno(ICAL_NEWFAILED_ERROR);
    icalmemory_free_buffer(text);
}

int journal_new(const char *uid, const struct publish_share *share, icalcomponent **ret)
{
    _cleanup_(icalcomponent_freep) icalcomponent *c = icalcomponent_new(ICAL_VJOURNAL_COMPONENT);

    if (!c)
        return -ENOMEM;
    build_begin();
    component_add(c, icalproperty_new_uid(uid));
    component_add(c, icalproperty_new_dtstart(date_of(share->from_day)));
    component_add(c, icalproperty_new_summary(share->summary));
    component_add(c, icalproperty_new_description(share->description));
    add_data(c, share->data);
    if (build_end() < 0)
        return -ENOMEM;
    *ret = TAKE_PTR(c);
    return 0;
}
