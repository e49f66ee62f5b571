#include "daemon/plan-zone.h"

#include <errno.h>

#include "daemon/journal.h"

int plan_load_zone(const struct plan *plan, struct zone **ret)
{
    _cleanup_(freep) char *name = NULL;
    int r;

    if (plan->zone_name)
        return zone_load(plan->zone_name, ret);
    r = zone_system_name(&name);
    if (r < 0)
        return r;
    r = zone_load(name, ret);
    if (r < 0 && r != -ENOMEM) {
        journal(JOURNAL_WARNING, "The system's time zone \"%s\" cannot be read; using UTC", name);
        r = zone_load("UTC", ret);
    }
    return r;
}
