#include "calendar/shared.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "calendar/content.h"
#include "calendar/ics.h"
#include "calendar/share-value.h"
#include "share.h"

/* One VJOURNAL, as far as it was read. */
struct journal {
    struct share_week week;
    int64_t sequence, written_sec;
    bool is_open, has_week;
};

static int read_week(char *value, struct share_week *ret)
{
    share_value_decode(value);
    return share_week_parse(value, strlen(value), ret);
}

static int take_property(struct journal *journal, struct line line, struct text *text)
{
    struct property property;
    char name[LINE_NAME_SIZE];
    int r;

    line_name(line, name);
    if (!streq(name, "SEQUENCE") && !streq(name, "DTSTAMP") && !streq(name, SHARE_PROPERTY))
        return 0;
    r = property_parse(line, text, &property);
    if (r < 0)
        return r;
    if (streq(name, "SEQUENCE"))
        journal->sequence = ics_parse_sequence(property.value);
    else if (streq(name, "DTSTAMP"))
        journal->written_sec = ics_parse_utc(property.value);
    else
        r = read_week(property.value, &journal->week);
    journal->has_week |= r == 0 && streq(name, SHARE_PROPERTY);
    return r;
}

static int tell_week(const struct journal *journal,
                     int (*callback)(const struct cohort_week *week, void *userdata),
                     void *userdata)
{
    struct cohort_week week;

    if (!journal->has_week)
        return 0;
    cohort_week_take(&journal->week, &week);
    week.sequence = journal->sequence;
    week.written_sec = journal->written_sec;
    return callback(&week, userdata);
}

int shared_read(const char *data, size_t size,
                int (*callback)(const struct cohort_week *week, void *userdata), void *userdata)
{
    struct line rest = {data, size, 1}, line;
    _cleanup_(text_done) struct text text = {};
    struct journal journal = {};
    int r = 0;

    if (size == 0 || !memmem(data, size, "BEGIN:VCALENDAR", strlen("BEGIN:VCALENDAR")))
        return -EBADMSG;
    if (!memmem(data, size, "VJOURNAL", strlen("VJOURNAL")))
        return 0;
    while (r == 0 && line_next(&rest, &line)) {
        if (line_is(line, "BEGIN:VJOURNAL")) {
            journal = (struct journal){.is_open = true};
        } else if (line_is(line, "END:VJOURNAL")) {
            r = tell_week(&journal, callback, userdata);
            journal.is_open = journal.has_week = false;
        } else if (journal.is_open) {
            r = take_property(&journal, line, &text);
        }
    }
    return r == 0 && journal.is_open ? -EBADMSG : r; /* cut off */
}
