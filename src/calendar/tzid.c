#include "calendar/tzid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "calendar/custom-zone.h"

/* What one VCALENDAR may name: beyond it, zones are unknown. */
#define MAX_NAMES 256
#define MAX_ZONES 256

void zone_book_done(struct zone_book *book)
{
    for (size_t i = 0; i < book->n; i++)
        zone_free(book->items[i]);
    free(book->items);
    *book = (struct zone_book){};
}

int zone_book_find(struct zone_book *book, const char *name, const struct zone **ret)
{
    struct zone *zone;
    int r;

    for (size_t i = 0; i < book->n; i++)
        if (streq(zone_name(book->items[i]), name)) {
            *ret = book->items[i];
            return 1;
        }
    r = array_reserve((void **)&book->items, &book->capacity, book->n, sizeof(*book->items));
    if (r < 0)
        return r;
    r = zone_load(name, &zone);
    if (r < 0)
        return r == -ENOMEM ? r : 0;
    *ret = book->items[book->n++] = zone;
    return 1;
}

static void forget_names(struct tzid_table *table)
{
    for (size_t i = 0; i < table->n_names; i++)
        free(table->names[i].name);
    table->n_names = 0;
}

void tzid_table_done(struct tzid_table *table)
{
    forget_names(table);
    free(table->names);
    for (size_t i = 0; i < table->n_own; i++)
        zone_free(table->own[i]);
    free(table->own);
    *table = (struct tzid_table){};
}

void tzid_table_enter(struct tzid_table *table, size_t calendar)
{
    if (table->calendar == calendar)
        return;
    forget_names(table);
    table->calendar = calendar;
    while (table->first_zone < table->zones->n &&
           table->zones->items[table->first_zone].calendar < calendar)
        table->first_zone++;
}

/* The longest end of a TZID that has this many slashes or fewer: "Europe/Berlin" of
 * "/mozilla.org/20050126_1/Europe/Berlin". */
static const char *tail(const char *tzid, int n_slashes)
{
    const char *at = tzid + strlen(tzid);

    for (; at > tzid; at--)
        if (at[-1] == '/' && n_slashes-- == 0)
            break;
    return at;
}

/* Area/Place, Area/Country/Place. */
static int find_place(struct tzid_table *table, const char *tzid, const struct zone **ret)
{
    int r = 0;

    for (int n_slashes = 2; r == 0 && n_slashes > 0; n_slashes--) {
        const char *name = tail(tzid, n_slashes);

        if (strchr(name, '/'))
            r = zone_book_find(table->book, name, ret);
    }
    return r;
}

/* True if a VTIMEZONE is of that name. */
static int is_named(struct line lines, const char *tzid, struct text *text)
{
    struct property property;
    struct line line;

    while (outline_next_line(&lines, &line))
        if (line_starts(line, "TZID")) {
            int r = property_parse(line, text, &property);

            return r < 0 ? (r == -ENOMEM ? r : 0) : streq(property.value, tzid);
        }
    return 0;
}

static int make_own(struct tzid_table *table, struct line lines, const char *tzid,
                    const struct zone **ret)
{
    int r;

    r = array_reserve((void **)&table->own, &table->own_capacity, table->n_own,
                      sizeof(*table->own));
    if (r < 0)
        return r;
    r = custom_zone_new(lines, tzid, table->to_sec, table->steps, &table->own[table->n_own]);
    if (r < 0)
        return r == -ENOMEM ? r : 0;
    *ret = table->own[table->n_own++];
    return 1;
}

static int find_own(struct tzid_table *table, const char *tzid, const struct zone **ret)
{
    _cleanup_(text_done) struct text text = {};
    size_t end = MIN(table->first_zone + MAX_ZONES, table->zones->n);

    for (size_t i = table->first_zone; i < end; i++) {
        const struct component *zone = &table->zones->items[i];
        int r;

        if (zone->calendar != table->calendar)
            break;
        r = is_named(zone->lines, tzid, &text);
        if (r < 0)
            return r;
        if (r > 0)
            return make_own(table, zone->lines, tzid, ret);
    }
    return 0;
}

static int find_new(struct tzid_table *table, const char *tzid, const struct zone **ret)
{
    const char *place;
    int r;

    r = find_place(table, tzid, ret);
    if (r == 0)
        r = find_own(table, tzid, ret);
    if (r == 0)
        r = zone_book_find(table->book, tzid, ret);
    if (r == 0 && (place = windows_zone_name(tzid)))
        r = zone_book_find(table->book, place, ret);
    return r;
}

int tzid_table_find(struct tzid_table *table, const char *tzid, const struct zone **ret)
{
    const struct zone *zone = NULL;
    int r;

    for (size_t i = 0; i < table->n_names; i++)
        if (streq(table->names[i].name, tzid)) {
            *ret = table->names[i].zone;
            return *ret ? 1 : 0;
        }
    if (table->n_names == MAX_NAMES)
        return 2;
    r = find_new(table, tzid, &zone);
    if (r < 0)
        return r;
    r = array_reserve((void **)&table->names, &table->names_capacity, table->n_names,
                      sizeof(*table->names));
    if (r < 0)
        return r;
    struct tzid *name = &table->names[table->n_names];
    name->name = strdup(tzid);
    if (!name->name)
        return -ENOMEM;
    name->zone = zone;
    table->n_names++;
    *ret = zone;
    return zone ? 1 : 2;
}
