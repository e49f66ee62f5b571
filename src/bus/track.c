#include "bus/track.h"

#include <errno.h>

#include "bus/dictionary.h"

#define BAD_DAY INT32_MAX

/* ---- Out ---- */

static int append_text(sd_bus_message *m, const char *key, const char *s)
{
    if (!*s)
        return 0;
    return marshal_open_pair(m, key, "s") ?: marshal_append_string(m, s) ?: marshal_close_pair(m);
}

static int append_day(sd_bus_message *m, const char *key, int32_t day)
{
    char date[DATE_SIZE];

    if (day == TRACK_NO_DAY)
        return 0;
    civil_format_date(day, date);
    return append_text(m, key, date);
}

static int append_instant(sd_bus_message *m, const char *key, int64_t sec)
{
    if (sec <= 0)
        return 0;
    return marshal_open_pair(m, key, "t") ?: marshal_append_instant(m, sec) ?: marshal_close_pair(m);
}

static int append_date(sd_bus_message *m, enum track_stage stage, int32_t day)
{
    char date[DATE_SIZE];

    civil_format_date(day, date);
    return MIN(sd_bus_message_append(m, "{ss}", track_stage_name(stage), date), 0);
}

static int append_dates(sd_bus_message *m, const struct track_item *item)
{
    int r;

    r = marshal_open_pair(m, "dates", "a{ss}") ?: sd_bus_message_open_container(m, 'a', "{ss}");
    for (int i = 0; r >= 0 && i < STAGE_MAX_; i++)
        if (item->days[i] != TRACK_NO_DAY)
            r = append_date(m, i, item->days[i]);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r < 0 ? r : marshal_close_pair(m);
}

static int append_interview(sd_bus_message *m, const struct track_item *item)
{
    const unsigned minutes = (unsigned)item->interview_minutes;

    if (item->interview_sec == 0)
        return 0;
    return append_instant(m, "interview", item->interview_sec) ?:
           marshal_open_pair(m, "interview_minutes", "u") ?:
           marshal_append_value(m, WIRE_UNSIGNED, &minutes) ?:
           marshal_close_pair(m);
}

static int append_number(sd_bus_message *m, const char *key, int64_t n)
{
    return marshal_open_pair(m, key, "x") ?:
           marshal_append_value(m, WIRE_NUMBER, &n) ?:
           marshal_close_pair(m);
}

static int append_pairs(sd_bus_message *m, const struct track_item *item)
{
    int r;

    r = append_number(m, "n", item->n) ?: append_text(m, "kind", track_kind_name(item->kind));
    for (int i = 0; r >= 0 && i < TRACK_TEXT_MAX_; i++)
        r = append_text(m, track_text_name(i), track_item_get_text(item, i));
    if (r >= 0 && item->kind == TRACK_APPLICATION)
        r = append_text(m, "stage", track_stage_name(item->stage)) ?:
            append_dates(m, item) ?:
            append_interview(m, item);
    return r ?: append_day(m, "last_contact", item->last_contact) ?:
           append_day(m, "follow_up", item->follow_up) ?:
           append_instant(m, "changed", item->changed_sec);
}

int marshal_append_track(sd_bus_message *m, const struct track_item *item)
{
    int r;

    r = sd_bus_message_open_container(m, 'a', "{sv}");
    if (r >= 0)
        r = append_pairs(m, item);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return MIN(r, 0);
}

int marshal_append_track_array(sd_bus_message *m, const struct track_item *items, size_t n)
{
    int r;

    r = sd_bus_message_open_container(m, 'a', "a{sv}");
    for (size_t i = 0; r >= 0 && i < n; i++)
        r = marshal_append_track(m, &items[i]);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return MIN(r, 0);
}

/* ---- In ---- */

/* Reads the variant that comes next, which must hold a value of this form. */
static int read_variant(sd_bus_message *m, const char *type, enum wire_form form, void *ret)
{
    int r;

    r = sd_bus_message_enter_container(m, 'v', type);
    if (r <= 0)
        return r == 0 || r == -ENXIO ? -EBADMSG : r;
    r = marshal_read_value(m, form, ret);
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    return MIN(r, 0);
}

static int32_t parse_day(const char *date)
{
    int32_t day;

    return civil_parse_date(date, &day) < 0 ? BAD_DAY : day;
}

static int read_day(sd_bus_message *m, int32_t *ret)
{
    const char *date;
    int r;

    r = read_variant(m, "s", WIRE_STRING, &date);
    if (r >= 0)
        *ret = parse_day(date);
    return r;
}

static int read_kind(sd_bus_message *m, enum track_kind *ret)
{
    const char *word;
    int r;

    r = read_variant(m, "s", WIRE_STRING, &word);
    if (r >= 0 && track_kind_parse(word, ret) < 0)
        *ret = TRACK_KIND_MAX_;
    return r;
}

static int read_stage(sd_bus_message *m, enum track_stage *ret)
{
    const char *word;
    int r;

    r = read_variant(m, "s", WIRE_STRING, &word);
    if (r >= 0 && track_stage_parse(word, ret) < 0)
        *ret = STAGE_MAX_;
    return r;
}

/* Minutes that no interview takes are no reason to lose the sign. */
static int read_minutes(sd_bus_message *m, int *ret)
{
    unsigned minutes;
    int r;

    r = read_variant(m, "u", WIRE_UNSIGNED, &minutes);
    if (r >= 0)
        *ret = (int)MIN(minutes, (unsigned)INT32_MAX);
    return r;
}

static int read_dates(sd_bus_message *m, struct track_item *item, const char **ret_unknown)
{
    const char *word, *date;
    enum track_stage stage;
    int r;

    r = sd_bus_message_enter_container(m, 'v', "a{ss}");
    if (r > 0)
        r = sd_bus_message_enter_container(m, 'a', "{ss}");
    if (r <= 0)
        return r == 0 || r == -ENXIO ? -EBADMSG : r;
    while ((r = sd_bus_message_read(m, "{ss}", &word, &date)) > 0) {
        if (track_stage_parse(word, &stage) >= 0)
            item->days[stage] = parse_day(date);
        else
            *ret_unknown = word;
    }
    for (int i = 0; r >= 0 && i < 2; i++)
        r = sd_bus_message_exit_container(m);
    return MIN(r, 0);
}

static const char **find_text(struct track_item *item, const char *key)
{
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        if (streq(key, track_text_name(i)))
            return track_item_text(item, i);
    return NULL;
}

static int read_value(sd_bus_message *m, const char *key, struct track_item *item,
                      const char **ret_unknown)
{
    const char **text = find_text(item, key);

    if (text)
        return read_variant(m, "s", WIRE_STRING, text);
    if (streq(key, "n"))
        return read_variant(m, "x", WIRE_NUMBER, &item->n);
    if (streq(key, "kind"))
        return read_kind(m, &item->kind);
    if (streq(key, "stage"))
        return read_stage(m, &item->stage);
    if (streq(key, "dates"))
        return read_dates(m, item, ret_unknown);
    if (streq(key, "last_contact"))
        return read_day(m, &item->last_contact);
    if (streq(key, "follow_up"))
        return read_day(m, &item->follow_up);
    if (streq(key, "interview"))
        return read_variant(m, "t", WIRE_INSTANT, &item->interview_sec);
    if (streq(key, "interview_minutes"))
        return read_minutes(m, &item->interview_minutes);
    if (streq(key, "changed"))
        return read_variant(m, "t", WIRE_INSTANT, &item->changed_sec);
    *ret_unknown = key;
    return MIN(sd_bus_message_skip(m, "v"), 0);
}

int marshal_read_track(sd_bus_message *m, struct track_item *ret, const char **ret_unknown)
{
    struct track_item item;
    const char *key;
    int r;

    track_item_init(&item, TRACK_APPLICATION);
    r = sd_bus_message_enter_container(m, 'a', "{sv}");
    if (r <= 0)
        return r == 0 || r == -ENXIO ? -EBADMSG : r;
    while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = marshal_read_value(m, WIRE_STRING, &key) ?: read_value(m, key, &item, ret_unknown);
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
        if (r < 0)
            return r;
    }
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    if (r < 0)
        return r;
    *ret = item;
    return 0;
}

int marshal_read_track_array(sd_bus_message *m, size_t max, struct track_item **ret, size_t *ret_n,
                             const char **ret_unknown)
{
    _cleanup_(freep) struct track_item *items = NULL;
    size_t n = 0, capacity = 0;
    int r;

    r = sd_bus_message_enter_container(m, 'a', "a{sv}");
    if (r <= 0)
        return r == 0 || r == -ENXIO ? -EBADMSG : r;
    while ((r = sd_bus_message_at_end(m, false)) == 0) {
        if (n == max)
            return -E2BIG;
        r = array_reserve((void **)&items, &capacity, n, sizeof(*items));
        if (r >= 0)
            r = marshal_read_track(m, &items[n], ret_unknown);
        if (r < 0)
            return r;
        n++;
    }
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    if (r < 0)
        return r;
    *ret = TAKE_PTR(items);
    *ret_n = n;
    return 0;
}
