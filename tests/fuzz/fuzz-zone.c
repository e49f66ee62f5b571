/* Any bytes as a TZif file; what is taken for one must answer for any time. */
#include <stddef.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void convert(const struct zone *zone, int64_t t)
{
    char buf[INSTANT_SIZE];
    int64_t local = zone_to_local(zone, t), next = 0, read;

    check(zone_to_utc(zone, local) - t <= 2 * DAY_SEC);
    check(t - zone_to_utc(zone, local) <= 3 * DAY_SEC);
    check(strlen(zone_abbreviation(zone, t)) < 16);
    check(!zone_next_transition(zone, t, &next) || next > t);
    zone_is_dst(zone, t);
    zone_day_start(zone, zone_day(zone, t));
    zone_format(zone, t, buf);
    check(zone_parse_instant(zone, buf, &read) == 0 && read == t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    if (zone_parse("Fuzz", data, size, &zone) < 0)
        return 0;

    /* Some hours more than a year apart, so that every season is met. */
    int64_t first = (int64_t)(CIVIL_MIN_DAY + 3) * DAY_SEC;
    int64_t last = (int64_t)(CIVIL_MAX_DAY - 3) * DAY_SEC;
    for (int64_t t = first; t < last; t += 401 * (int64_t)DAY_SEC + 12345)
        convert(zone, t);
    for (int64_t t = INT64_MIN; zone_next_transition(zone, t, &t);) {
        if (t > first && t < last) {
            convert(zone, t - 1);
            convert(zone, t);
        }
    }
    return 0;
}
