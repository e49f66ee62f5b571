#include "calendar/outline.h"

#include <errno.h>

#include "base/text.h"
#include "calendar/report.h"

void outline_done(struct outline *outline)
{
    free(outline->events.items);
    free(outline->zones.items);
    *outline = (struct outline){};
}

static bool is_begin(struct line line)
{
    return line_starts(line, "BEGIN:");
}

static bool is_end(struct line line)
{
    return line_starts(line, "END:");
}

/* What never lies inside an event or a zone: there the one before has lost its END. */
static bool is_at_top(struct line line)
{
    static const char *const texts[] = {"BEGIN:VCALENDAR", "BEGIN:VEVENT",    "BEGIN:VTODO",
                                        "BEGIN:VJOURNAL",  "BEGIN:VFREEBUSY", "BEGIN:VTIMEZONE",
                                        "END:VCALENDAR"};

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (line_is(line, texts[i]))
            return true;
    return false;
}

/* Cuts the lines up to the END that belongs to the BEGIN just read; however deep what lies between
 * is nested. False, and nothing is skipped but these lines, if there is none. */
static bool cut_component(struct line *rest, struct line *ret)
{
    struct line lines = *rest, before = *rest, line;
    size_t depth = 1;

    while (depth > 0) {
        before = *rest;
        if (!line_next(rest, &line))
            return false;
        if (is_begin(line) || is_end(line)) {
            if (is_at_top(line)) {
                *rest = before;
                return false;
            }
            depth = is_begin(line) ? depth + 1 : depth - 1;
        }
    }
    lines.size -= before.size;
    *ret = lines;
    return true;
}

bool outline_next_part(struct line *rest, struct line *ret_begin, struct line *ret_lines)
{
    while (line_next(rest, ret_begin))
        if (is_begin(*ret_begin) && cut_component(rest, ret_lines))
            return true;
    return false;
}

bool outline_next_line(struct line *rest, struct line *ret)
{
    struct line skipped;

    while (line_next(rest, ret)) {
        if (!is_begin(*ret))
            return true;
        cut_component(rest, &skipped);
    }
    return false;
}

/* What one VCALENDAR says of all that is in it. */
struct envelope {
    bool is_cancelling, is_ignored;
};

static void take_method(struct line line, struct envelope *envelope)
{
    envelope->is_cancelling = line_is(line, "METHOD:CANCEL");
    envelope->is_ignored = line_is(line, "METHOD:REPLY") || line_is(line, "METHOD:COUNTER") ||
                           line_is(line, "METHOD:REFRESH") ||
                           line_is(line, "METHOD:DECLINECOUNTER");
}

static int add(struct component_list *list, const struct component *component)
{
    int r;

    r = array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
    if (r < 0)
        return r;
    list->items[list->n++] = *component;
    return 0;
}

/* A component has begun: takes it up if it is of interest. */
static int take_component(struct outline *outline, const struct envelope *envelope,
                          struct line begin, struct line *rest, struct report *report)
{
    bool is_event = line_is(begin, "BEGIN:VEVENT"), is_zone = line_is(begin, "BEGIN:VTIMEZONE");
    struct component component = {
        .calendar = outline->n_calendars,
        .is_cancelling = envelope->is_cancelling,
    };

    if (!cut_component(rest, &component.lines)) {
        if (is_event || is_zone)
            report_problem(report, begin.number, "what begins here has no end: it does not count");
        return 0;
    }
    if (envelope->is_ignored)
        return 0;
    if (is_zone)
        return add(&outline->zones, &component);
    if (!is_event)
        return 0;
    if (outline->events.n == OUTLINE_MAX_EVENTS) {
        outline->n_left_out++;
        return 0;
    }
    return add(&outline->events, &component);
}

static struct line skip_byte_order_mark(struct line rest)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t n = strlen(mark);

    if (rest.size >= n && memcmp(rest.data, mark, n) == 0) {
        rest.data += n;
        rest.size -= n;
    }
    return rest;
}

static int read_lines(struct line rest, struct report *report, struct outline *outline)
{
    struct envelope envelope = {};
    struct line line;
    int r;

    while (line_next(&rest, &line)) {
        if (line_is(line, "BEGIN:VCALENDAR")) {
            outline->n_calendars++;
            envelope = (struct envelope){};
        } else if (is_begin(line)) {
            r = take_component(outline, &envelope, line, &rest, report);
            if (r < 0)
                return r;
        } else if (line_starts(line, "METHOD:")) {
            take_method(line, &envelope);
        }
    }
    return 0;
}

int outline_read(const char *data, size_t size, struct report *report, struct outline *ret)
{
    struct line rest = skip_byte_order_mark((struct line){data, size, 1});
    _cleanup_(outline_done) struct outline outline = {};
    int r;

    r = read_lines(rest, report, &outline);
    if (r < 0)
        return r;
    if (outline.n_calendars == 0 && outline.events.n == 0)
        report_problem(report, 0, "it holds no calendar (no BEGIN:VCALENDAR)");
    if (outline.n_left_out > 0)
        report_problem(report, 0, "it holds more than %d events: %zu of them do not count",
                       OUTLINE_MAX_EVENTS, outline.n_left_out);
    *ret = outline;
    outline = (struct outline){};
    return 0;
}
