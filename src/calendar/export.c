#include "calendar/export.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "calendar/component.h"
#include "calendar/envelope.h"
#include "calendar/ics.h"

#define FILE_MAX_SIZE (1024 * 1024)

struct collection {
    const char *folder;   /* borrowed */
    icalcomponent *zones; /* owned; a holder of VTIMEZONEs, each TZID once */
    struct text events;
    size_t n_bad;
};

static void collection_done(struct collection *collection)
{
    if (collection->zones)
        icalcomponent_free(collection->zones);
    text_done(&collection->events);
}

static const char *tzid_of(icalcomponent *zone)
{
    icalproperty *property = icalcomponent_get_first_property(zone, ICAL_TZID_PROPERTY);
    const char *tzid = property ? icalproperty_get_tzid(property) : NULL;

    return tzid ? tzid : "";
}

static bool has_zone(const struct collection *collection, const char *tzid)
{
    for (icalcomponent *zone =
             icalcomponent_get_first_component(collection->zones, ICAL_VTIMEZONE_COMPONENT);
         zone; zone = icalcomponent_get_next_component(collection->zones, ICAL_VTIMEZONE_COMPONENT))
        if (streq(tzid_of(zone), tzid))
            return true;
    return false;
}

/* Takes over a calendar's zones that are not there yet. */
static int add_zones(struct collection *collection, icalcomponent *calendar)
{
    icalcomponent *zone, *copy;

    for (zone = icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT); zone;
         zone = icalcomponent_get_next_component(calendar, ICAL_VTIMEZONE_COMPONENT)) {
        if (has_zone(collection, tzid_of(zone)))
            continue;
        copy = icalcomponent_new_clone(zone);
        if (!copy)
            return -ENOMEM;
        icalcomponent_add_component(collection->zones, copy);
    }
    return 0;
}

/* Adds the calendar's events of ours. Returns how many, or -ENOMEM. */
static int add_events(struct collection *collection, icalcomponent *calendar)
{
    icalcomponent *event;
    int n = 0, r;

    for (event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        const char *uid = icalcomponent_get_uid(event);

        if (!uid || !uid_is_ours(uid))
            continue;
        icalcomponent_strip_errors(event);
        r = component_format(event, &collection->events);
        if (r < 0)
            return r;
        n++;
    }
    return n;
}

/* Adds one file; -EBADMSG if it is no calendar. */
static int add_file(struct collection *collection, const char *name)
{
    _cleanup_(icalcomponent_freep) icalcomponent *calendar = NULL;
    _cleanup_(freep) char *path = NULL, *data = NULL;
    size_t size;
    int r;

    r = path_join(collection->folder, name, &path);
    if (r < 0)
        return r;
    r = file_read(path, FILE_MAX_SIZE, &data, &size);
    if (r < 0)
        return r;
    calendar = icalparser_parse_string(data);
    if (!calendar || icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT)
        return -EBADMSG;
    r = add_events(collection, calendar);
    return r > 0 ? add_zones(collection, calendar) : r;
}

static int is_item_name(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);

    return entry->d_name[0] != '.' && n > 4 && streq(entry->d_name + n - 4, ".ics");
}

static int add_files(struct collection *collection)
{
    struct dirent **entries;
    int n, r = 0;

    n = scandir(collection->folder, &entries, is_item_name, alphasort);
    if (n < 0)
        return -errno;
    for (int i = 0; i < n; i++) {
        if (r != -ENOMEM)
            r = add_file(collection, entries[i]->d_name);
        if (r < 0)
            collection->n_bad++;
        free(entries[i]);
    }
    free(entries);
    return r == -ENOMEM ? r : 0;
}

/* The first line of a file of the folder's; "" if there is none. */
static int read_metadata(const struct collection *collection, const char *name, char **ret)
{
    _cleanup_(freep) char *path = NULL;
    char *data;
    size_t size;
    int r;

    r = path_join(collection->folder, name, &path);
    if (r < 0)
        return r;
    if (file_read(path, FILE_MAX_SIZE, &data, &size) < 0)
        data = strdup("");
    if (!data)
        return -ENOMEM;
    data[strcspn(data, "\n")] = '\0';
    *ret = data;
    return 0;
}

static int format_zones(struct collection *collection, struct text *text)
{
    icalcomponent *zone;
    int r = 0;

    for (zone = icalcomponent_get_first_component(collection->zones, ICAL_VTIMEZONE_COMPONENT);
         zone && r == 0;
         zone = icalcomponent_get_next_component(collection->zones, ICAL_VTIMEZONE_COMPONENT))
        r = component_format(zone, text);
    return r;
}

static int collection_format(struct collection *collection, char **ret)
{
    _cleanup_(freep) char *name = NULL, *color = NULL;
    _cleanup_(text_done) struct text text = {};
    int r;

    r = read_metadata(collection, "displayname", &name);
    if (r < 0)
        return r;
    r = read_metadata(collection, "color", &color);
    if (r < 0)
        return r;
    r = envelope_begin_single(&text, name, color);
    if (r < 0)
        return r;
    r = format_zones(collection, &text);
    if (r < 0)
        return r;
    if (collection->events.length > 0)
        text_add_bytes(&text, collection->events.data, collection->events.length);
    envelope_end(&text);
    return text_take(&text, ret);
}

int export_folder(const char *folder, char **ret, size_t *ret_n_bad)
{
    _cleanup_(collection_done) struct collection collection = {.folder = folder};
    int r;

    collection.zones = icalcomponent_new(ICAL_XROOT_COMPONENT);
    if (!collection.zones)
        return -ENOMEM;
    r = add_files(&collection);
    if (r < 0)
        return r;
    r = collection_format(&collection, ret);
    if (r < 0)
        return r;
    *ret_n_bad = collection.n_bad;
    return 0;
}
