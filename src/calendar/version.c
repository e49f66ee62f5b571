#include "calendar/version.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "base/text.h"
#include "calendar/report.h"

#define SUMMARY_MAX 512                        /* bytes: longer than any of ours */
#define STEPS       INT64_C(20000000)          /* what a file's VTIMEZONEs may take */
#define ZONES_TO    ((int64_t)47482 * DAY_SEC) /* they are worked out up to 2100 */

static void version_event_done(struct version_event *event)
{
    vevent_done(&event->event);
    free(event->summary);
}

void version_file_done(struct version_file *file)
{
    for (size_t i = 0; i < file->n; i++)
        version_event_done(&file->items[i]);
    free(file->items);
    tzid_table_done(&file->tzids);
    outline_done(&file->outline);
    free(file->data);
    *file = (struct version_file){};
}

/* ---- What vevent.h leaves out ---- */

static int64_t stamp_sec(const struct property *property, const struct zone *utc)
{
    struct moment moment;

    return moment_parse(property->value, utc, utc, &moment) == 0 ? moment_sec(&moment) : 0;
}

struct marks {
    int64_t modified_sec, dtstamp_sec;
};

static void take_property(struct version_event *event, const char *name,
                          const struct property *property, const struct zone *utc,
                          struct marks *marks)
{
    if (streq(name, "UID") && strlen(property->value) < sizeof(event->uid))
        strcpy(event->uid, property->value);
    else if (streq(name, "STATUS"))
        event->is_cancelled |= strcasecmp(property->value, "CANCELLED") == 0;
    else if (streq(name, "RECURRENCE-ID"))
        event->has_range |= property->range != NULL;
    else if (streq(name, "LAST-MODIFIED"))
        marks->modified_sec = stamp_sec(property, utc);
    else if (streq(name, "DTSTAMP"))
        marks->dtstamp_sec = stamp_sec(property, utc);
}

/* Returns 0 or -ENOMEM. */
static int read_properties(struct version_event *event, const struct component *component,
                           const struct zone *utc)
{
    _cleanup_(text_done) struct text text = {};
    struct line rest = component->lines, line;
    struct marks marks = {};
    struct property property;
    char name[LINE_NAME_SIZE];
    int r;

    event->is_cancelled = component->is_cancelling;
    while (outline_next_line(&rest, &line)) {
        line_name(line, name);
        r = property_parse(line, &text, &property);
        if (r == -ENOMEM)
            return r;
        if (r == 0)
            take_property(event, name, &property, utc, &marks);
    }
    event->modified_sec = marks.modified_sec ? marks.modified_sec : marks.dtstamp_sec;
    return 0;
}

/* ---- The file ---- */

static int read_event(const struct vevent_context *context, const struct component *component,
                      struct version_event *event)
{
    int r;

    r = read_properties(event, component, context->utc);
    if (r < 0)
        return r;
    r = vevent_read(context, component, &event->event);
    if (r < 0)
        return r;
    event->is_broken = r == 0;
    if (event->is_broken)
        return 0;
    return vevent_summary(&event->event, SUMMARY_MAX, &event->summary);
}

static int add_event(struct version_file *file, const struct vevent_context *context,
                     const struct component *component)
{
    int r;

    r = array_reserve((void **)&file->items, &file->capacity, file->n, sizeof(*file->items));
    if (r < 0)
        return r;
    file->items[file->n] = (struct version_event){};
    tzid_table_enter(&file->tzids, component->calendar);
    return read_event(context, component, &file->items[file->n++]);
}

/* By UID; a series before its overrides, the latest of several first. */
static int compare_events(const void *a, const void *b)
{
    const struct version_event *x = a, *y = b;
    int order = strcmp(x->uid, y->uid);

    if (order != 0)
        return order;
    if (x->event.is_override != y->event.is_override)
        return x->event.is_override ? 1 : -1;
    if (x->event.sequence != y->event.sequence)
        return x->event.sequence > y->event.sequence ? -1 : 1;
    return x->event.line_number < y->event.line_number
               ? -1
               : x->event.line_number > y->event.line_number;
}

static int read_events(struct version_file *file, const struct zone *zone, struct zone_book *book)
{
    struct report silent = {.fd = -1,
                            .error = -EPIPE}; /* what is broken is an edit, told as such */
    struct vevent_context context = {
        .zone = zone, .tzids = &file->tzids, .report = &silent, .has_ours = true};
    int r;

    r = zone_book_find(book, "UTC", &context.utc);
    if (r <= 0)
        return r < 0 ? r : -EBADMSG;
    for (size_t i = 0; i < file->outline.events.n; i++) {
        r = add_event(file, &context, &file->outline.events.items[i]);
        if (r < 0)
            return r;
    }
    if (file->n > 0)
        qsort(file->items, file->n, sizeof(*file->items), compare_events);
    return 0;
}

int version_file_read(char *data, size_t size, const struct zone *zone, struct zone_book *book,
                      struct version_file *ret)
{
    _cleanup_(version_file_done) struct version_file file = {.data = data};
    struct report silent = {.fd = -1, .error = -EPIPE};
    int r;

    *ret = (struct version_file){};
    r = outline_read(data, size, &silent, &file.outline);
    if (r < 0)
        return r;
    if (file.outline.n_calendars == 0)
        return -EBADMSG;
    /* The table borrows from where the file will lie. */
    *ret = file;
    file = (struct version_file){};
    ret->steps = STEPS;
    ret->tzids = (struct tzid_table){
        .book = book, .zones = &ret->outline.zones, .to_sec = ZONES_TO, .steps = &ret->steps};
    r = read_events(ret, zone, book);
    if (r < 0)
        version_file_done(ret);
    return r;
}

static int compare_uid(const void *key, const void *event)
{
    return strcmp(key, ((const struct version_event *)event)->uid);
}

bool version_find(const struct version_file *file, const char *uid, struct version *ret)
{
    const struct version_event *first = NULL, *end;

    if (file->n > 0)
        first = bsearch(uid, file->items, file->n, sizeof(*file->items), compare_uid);
    if (!first)
        return false;
    for (end = first; end < file->items + file->n && streq(end->uid, uid); end++)
        ;
    while (first > file->items && streq(first[-1].uid, uid))
        first--;
    *ret = (struct version){first, (size_t)(end - first)};
    return true;
}
