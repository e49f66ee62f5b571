/* zone.tab, part of every tz database installation: a line a zone (country, coordinates, name,
 * remarks, separated by tabs), comments begin with #. */
#include "plan/zones.h"

#include <stdio.h>
#include <string.h>

#include "base/macro.h"

#define ZONE_LIST "/usr/share/zoneinfo/zone.tab"

static void try_zone(struct suggestion *suggestion, const char *name)
{
    const char *slash = strrchr(name, '/');

    suggestion_try(suggestion, name);
    if (slash)
        suggestion_try_as(suggestion, slash + 1, name);
}

void zones_suggest(struct suggestion *suggestion)
{
    _cleanup_(fclosep) FILE *list = fopen(ZONE_LIST, "re");
    char line[256];

    try_zone(suggestion, "UTC");
    while (list && fgets(line, sizeof(line), list)) {
        char *save = NULL;

        if (line[0] == '#' || !strtok_r(line, "\t\n", &save) || !strtok_r(NULL, "\t\n", &save))
            continue;

        const char *name = strtok_r(NULL, "\t\n", &save);
        if (name)
            try_zone(suggestion, name);
    }
}
