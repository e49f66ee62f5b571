/* From a TZID to a zone. In this order:
 *
 * 1. the system's zone of that name, if it is of the form Area/Place, also at the end of a longer
 *    one ("/mozilla.org/20050126_1/Europe/Berlin"): the system knows all its years, and is kept up
 *    to date, while programs write what they knew then, often the one year;
 * 2. the calendar's own VTIMEZONE: of names without a place ("EST", "Customized Time Zone") it
 *    alone says what is meant;
 * 3. the system's zone of another name ("CET", "UTC");
 * 4. a name that Windows has for a zone ("W. Europe Standard Time"), as Unicode CLDR maps it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/zone.h"
#include "calendar/outline.h"

/* The system's zones that were asked for, by name; for as long as the program runs. */
struct zone_book {
    struct zone **items; /* owned */
    size_t n, capacity;
};

void zone_book_done(struct zone_book *book);

/* Returns 1 and the zone, borrowed from the book, 0 if there is none of that name, or negative
 * errno. */
int zone_book_find(struct zone_book *book, const char *name, const struct zone **ret);

/* What the TZIDs of one file mean. */
struct tzid_table {
    struct zone_book *book;             /* borrowed */
    const struct component_list *zones; /* borrowed; the file's VTIMEZONEs */
    int64_t to_sec;                     /* VTIMEZONEs are worked out up to here */
    int64_t *steps;                     /* borrowed; the work that this may take */
    size_t calendar;                    /* whose VTIMEZONEs and names these are: */
    size_t first_zone;                  /* ... of `zones` */
    struct tzid {
        char *name;
        const struct zone *zone; /* NULL: unknown */
    } * names;                   /* owned */
    size_t n_names, names_capacity;
    struct zone **own; /* owned: made of VTIMEZONEs; live as long as the table */
    size_t n_own, own_capacity;
};

void tzid_table_done(struct tzid_table *table);

/* TZIDs are of this VCALENDAR from now on; calendars come in the file's order. */
void tzid_table_enter(struct tzid_table *table, size_t calendar);

/* Returns 1 and the zone, borrowed; 0 if nobody knows it, and 2 the first time that this comes out;
 * or negative errno. */
int tzid_table_find(struct tzid_table *table, const char *tzid, const struct zone **ret);

/* "Europe/Berlin" for "W. Europe Standard Time"; NULL for what Windows has not. */
const char *windows_zone_name(const char *name);
