#include "calendar/journal.h"

#include <errno.h>

#include "base/civil.h"
#include "calendar/component.h"
#include "calendar/ics.h"
#include "calendar/share-value.h"
#include "records.h"

static struct icaltimetype date_of(int64_t day)
{
    struct icaltimetype date = time_local(day * DAY_SEC);

    date.is_date = 1;
    return date;
}

int journal_new(const char *uid, const struct publish_share *share, icalcomponent **ret)
{
    _cleanup_(icalcomponent_freep) icalcomponent *c = icalcomponent_new(ICAL_VJOURNAL_COMPONENT);
    _cleanup_(text_done) struct text text = {};
    _cleanup_(freep) char *value = NULL;
    int r;

    if (!c)
        return -ENOMEM;
    share_value_add(&text, share->data);
    r = text_take(&text, &value);
    if (r < 0)
        return r;
    build_begin();
    component_add(c, icalproperty_new_uid(uid));
    component_add(c, icalproperty_new_dtstart(date_of(share->from_day)));
    component_add(c, icalproperty_new_summary(share->summary));
    component_add(c, icalproperty_new_description(share->description));
    component_add_x(c, SHARE_PROPERTY, value);
    if (build_end() < 0)
        return -ENOMEM;
    *ret = TAKE_PTR(c);
    return 0;
}
