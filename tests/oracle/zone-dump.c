/* Answers questions about zones, one a line on stdin, for zone-oracle.py to judge:
 *
 *   N NAME    take the zone of that name
 *   F PATH    take the zone of that TZif file
 *   U SEC     print the offset at an instant
 *   L SEC     print the instant of a local time
 *   T SEC     print the next change of offset, or `-`
 *
 * An answer is a line with a number; a zone that cannot be taken ends the program. */
#include <errno.h>
#include <inttypes.h>

#include "base/file.h"
#include "base/macro.h"
#include "base/zone.h"

static int load_file(const char *path, struct zone **ret)
{
    _cleanup_(freep) char *data = NULL;
    size_t size;
    int r = file_read(path, 1 << 20, &data, &size);
    return r < 0 ? r : zone_parse(path, data, size, ret);
}

static int take_zone(char kind, const char *argument, struct zone **zone)
{
    struct zone *next;
    int r = kind == 'N' ? zone_load(argument, &next) : load_file(argument, &next);
    if (r < 0) {
        fprintf(stderr, "zone-dump: %s: %s\n", argument, strerror(-r));
        return r;
    }
    zone_free(*zone);
    *zone = next;
    return 0;
}

static int answer(char kind, const char *argument, const struct zone *zone)
{
    int64_t time = strtoll(argument, NULL, 10), next;
    if (!zone)
        return -EINVAL;
    if (kind == 'U')
        printf("%" PRId32 "\n", zone_offset(zone, time));
    else if (kind == 'L')
        printf("%" PRId64 "\n", zone_to_utc(zone, time));
    else if (kind == 'T' && zone_next_transition(zone, time, &next))
        printf("%" PRId64 "\n", next);
    else
        puts("-");
    return 0;
}

int main(void)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    char line[4096];
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        bool is_zone = line[0] == 'N' || line[0] == 'F';
        const char *argument = strlen(line) > 2 ? line + 2 : "";
        int r = is_zone ? take_zone(line[0], argument, &zone) : answer(line[0], argument, zone);
        if (r < 0)
            return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
