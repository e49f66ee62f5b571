#include "calendar/publication.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/macro.h"
#include "base/text.h"
#include "base/zone.h"
#include "calendar/component.h"
#include "calendar/journal.h"
#include "calendar/observance.h"
#include "calendar/range.h"
#include "calendar/state.h"

void item_name(const char *uid, char buf[static ITEM_NAME_SIZE])
{
    int length = (int)strcspn(uid, "@");

    snprintf(buf, ITEM_NAME_SIZE, "%.*s.ics", length, uid);
    for (char *slash = buf; (slash = strchr(slash, '/'));)
        *slash = '_';
}

bool item_id(const char *name, char buf[static UID_SIZE])
{
    size_t n = strlen(name);
    char uid[UID_SIZE];

    if (n <= 4 || n > UID_SIZE - 4 || !streq(name + n - 4, ".ics"))
        return false;
    snprintf(buf, UID_SIZE, "%.*s", (int)n - 4, name);
    for (char *line = buf; (line = strchr(line, '_'));)
        *line = '/';
    snprintf(uid, sizeof(uid), "%.*s@x", (int)sizeof(uid) - 3, buf);
    return uid_is_valid(uid);
}

bool item_is_cancelled(const struct item *item)
{
    return item->n_events == 1 &&
           icalcomponent_get_status(item->events[0]) == ICAL_STATUS_CANCELLED;
}

int item_stamp(struct item *item, int64_t sequence, int64_t dtstamp_sec)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < item->n_events; i++)
        r = event_stamp(item->events[i], sequence, dtstamp_sec);
    item->is_stamped = r == 0;
    return r;
}

int item_format(const struct item *item, struct text *text)
{
    int r = 0;

    for (size_t i = 0; r == 0 && i < item->n_events; i++)
        r = component_format(item->events[i], text);
    return r;
}

static void item_done(struct item *item)
{
    for (size_t i = 0; i < item->n_events; i++)
        icalcomponent_free(item->events[i]);
    free(item->events);
}

void publication_done(struct publication *p)
{
    for (size_t i = 0; i < p->n_items; i++)
        item_done(&p->items[i]);
    free(p->items);
    seen_list_done(&p->seen);
    zone_free(p->zone);
    record_done(&p->begin_record);
    record_done(&p->series_record);
    *p = (struct publication){};
}

/* Keeps the record whose strings are still borrowed. */
static void keep_record(struct record *record, struct record *kept)
{
    record_done(kept);
    *kept = *record;
    *record = (struct record){};
}

static int take_begin(struct publication *p, struct record *record)
{
    int r;

    publication_done(p);
    r = record_get_publish_begin(record, &p->begin);
    if (r < 0)
        return r;
    if (!begin_is_valid(&p->begin))
        return -EBADMSG;
    keep_record(record, &p->begin_record);
    r = zone_load(p->begin.zone_name, &p->zone);
    if (r < 0)
        return r;
    p->style = (struct event_style){
        .zone = p->zone,
        .tzid = zone_is_utc(p->zone) ? NULL : zone_name(p->zone),
        .alarms = p->begin.alarms,
    };
    p->first_sec = p->begin.from_sec;
    return 0;
}

/* Adds an item without events. */
static int add_item(struct publication *p, const char *id, struct item **ret)
{
    struct item *item;
    int length, r;

    if (p->n_items >= PUBLICATION_MAX_ITEMS)
        return -E2BIG;
    r = array_reserve((void **)&p->items, &p->capacity, p->n_items, sizeof(*p->items));
    if (r < 0)
        return r;
    item = &p->items[p->n_items];
    *item = (struct item){};
    length = snprintf(item->uid, sizeof(item->uid), "%s@%s", id, p->begin.uid_suffix);
    if (length < 0 || (size_t)length >= sizeof(item->uid) || !uid_is_valid(item->uid))
        return -EBADMSG;
    item_name(item->uid, item->name);
    p->n_items++;
    *ret = item;
    return 0;
}

/* Adds an event to an item; consumed, also on failure. */
static int add_event(struct publication *p, struct item *item, icalcomponent *event)
{
    _cleanup_(icalcomponent_freep) icalcomponent *owned = event;
    int r;

    if (p->n_events >= PUBLICATION_MAX_EVENTS)
        return -E2BIG;
    r = array_reserve((void **)&item->events, &item->capacity, item->n_events,
                      sizeof(*item->events));
    if (r < 0)
        return r;
    item->events[item->n_events++] = TAKE_PTR(owned);
    p->n_events++;
    return 0;
}

static int take_series(struct publication *p, struct record *record)
{
    icalcomponent *event;
    struct item *item;
    int r;

    r = record_get_publish_series(record, &p->series);
    if (r < 0)
        return r;
    if (!series_is_valid(&p->series))
        return -EBADMSG;
    keep_record(record, &p->series_record);
    r = add_item(p, p->series.id, &item);
    if (r < 0)
        return r;
    r = event_new_series(&p->style, item->uid, &p->series, &event);
    if (r < 0)
        return r;
    p->first_sec = MIN(p->first_sec, p->series.first_local_sec);
    return add_event(p, item, event);
}

static int take_exception(struct publication *p, struct record *record)
{
    struct publish_exception exception;
    icalcomponent *event;
    struct item *item;
    int r;

    r = record_get_publish_exception(record, &exception);
    if (r < 0)
        return r;
    if (!p->series_record.data || !exception_is_valid(&exception))
        return -EBADMSG;
    item = &p->items[p->n_items - 1];
    if (exception.kind == EXCEPTION_OFF)
        return ++p->n_events > PUBLICATION_MAX_EVENTS
                   ? -E2BIG
                   : event_add_off(item->events[0], &p->style, &exception);
    r = event_new_override(&p->style, item->uid, &p->series, &exception, &event);
    if (r < 0)
        return r;
    p->first_sec = MIN(p->first_sec, exception.start_sec);
    return add_event(p, item, event);
}

static int take_block(struct publication *p, struct record *record)
{
    struct publish_block block;
    icalcomponent *event;
    struct item *item;
    int r;

    record_done(&p->series_record); /* an exception after this would be of no series */
    r = record_get_publish_block(record, &block);
    if (r < 0)
        return r;
    if (!block_is_valid(&block))
        return -EBADMSG;
    r = add_item(p, block.id, &item);
    if (r < 0)
        return r;
    r = event_new_block(&p->style, item->uid, &block, &event);
    if (r < 0)
        return r;
    p->first_sec = MIN(p->first_sec, block.start_sec);
    return add_event(p, item, event);
}

static int take_share(struct publication *p, struct record *record)
{
    struct publish_share share;
    icalcomponent *journal;
    struct item *item;
    int r;

    record_done(&p->series_record);
    r = record_get_publish_share(record, &share);
    if (r < 0)
        return r;
    if (!share_is_valid(&share))
        return -EBADMSG;
    r = add_item(p, share.id, &item);
    if (r < 0)
        return r;
    item->is_share = true;
    r = journal_new(item->uid, &share, &journal);
    if (r < 0)
        return r;
    return add_event(p, item, journal);
}

static int item_compare(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

/* Sorted, so that the single file does not depend on the order of the records. */
static int take_end(struct publication *p, struct record *record)
{
    int r;

    r = record_end(record);
    if (r < 0)
        return r;
    if (p->n_items > 0)
        qsort(p->items, p->n_items, sizeof(*p->items), item_compare);
    for (size_t i = 1; i < p->n_items; i++)
        if (streq(p->items[i - 1].name, p->items[i].name))
            return -EBADMSG;
    return 1;
}

bool publication_has(const struct publication *p, const char *uid)
{
    struct item key;

    item_name(uid, key.name);
    return p->n_items > 0 &&
           bsearch(&key, p->items, p->n_items, sizeof(*p->items), item_compare) != NULL;
}

int publication_take(struct publication *p, struct record *record)
{
    int type = record_type(record);

    if (type == RECORD_PUBLISH_BEGIN)
        return take_begin(p, record);
    if (!p->zone)
        return -EBADMSG;
    switch (type) {
    case RECORD_SEEN:
        return seen_list_add(&p->seen, record);
    case RECORD_PUBLISH_SERIES:
        return take_series(p, record);
    case RECORD_PUBLISH_EXCEPTION:
        return take_exception(p, record);
    case RECORD_PUBLISH_BLOCK:
        return take_block(p, record);
    case RECORD_PUBLISH_SHARE:
        return take_share(p, record);
    case RECORD_PUBLISH_END:
        return take_end(p, record);
    default:
        return -EBADMSG;
    }
}
