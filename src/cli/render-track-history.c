/* How an item came to be what it is: each version by what it changed of the one before. */
#include "cli/render-track.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/track.h"
#include "base/zone.h"
#include "bus.h"
#include "cli/format.h"

struct line {
    struct text *text;
    const struct view *view;
    bool has_part;
};

static void begin_part(struct line *line, const char *name)
{
    text_add(line->text, line->has_part ? "; " : "  ");
    text_add(line->text, name);
    text_add_char(line->text, ' ');
    line->has_part = true;
}

static void add_day(struct line *line, const char *name, int32_t before, int32_t now)
{
    char day[DAY_SIZE] = "none";

    if (before == now)
        return;
    if (now != TRACK_NO_DAY)
        day_format(line->view, now, day);
    begin_part(line, name);
    text_add(line->text, day);
}

static void add_stage(struct line *line, const struct track_item *before,
                      const struct track_item *now)
{
    if (now->kind != TRACK_APPLICATION)
        return;
    if (before->stage != now->stage || !*before->name) {
        begin_part(line, "stage");
        text_add(line->text, track_stage_name(now->stage));
    }
    for (int i = 0; i < STAGE_MAX_; i++)
        add_day(line, track_stage_name(i), before->days[i], now->days[i]);
}

static void add_interview(struct line *line, const struct track_item *before,
                          const struct track_item *now)
{
    char moment[MOMENT_SIZE] = "none";

    if (before->interview_sec == now->interview_sec &&
        before->interview_minutes == now->interview_minutes)
        return;
    if (now->interview_sec)
        moment_format(line->view, now->interview_sec, moment);
    begin_part(line, "interview at");
    text_add(line->text, moment);
    if (now->interview_sec)
        text_addf(line->text, " (%d min)", now->interview_minutes);
}

static void add_changes(struct line *line, const struct track_item *before,
                        const struct track_item *now)
{
    for (int i = 0; i < TRACK_TEXT_MAX_; i++) {
        const char *s = track_item_get_text(now, i);

        if (streq(track_item_get_text(before, i), s))
            continue;
        begin_part(line, track_text_name(i));
        text_add_char(line->text, '"');
        text_add_escaped(line->text, s);
        text_add_char(line->text, '"');
    }
    add_stage(line, before, now);
    add_interview(line, before, now);
    add_day(line, "last contact", before->last_contact, now->last_contact);
    add_day(line, "follow-up", before->follow_up, now->follow_up);
}

void render_track_changes(struct text *text, const struct view *view,
                          const struct track_item *before, const struct track_item *now)
{
    struct line line = {.text = text, .view = view};

    add_changes(&line, before, now);
}

void render_track_history(struct text *text, const struct view *view,
                          const struct bus_track_history *history)
{
    struct track_item nothing;
    const struct track_item *before = &nothing;

    track_item_init(&nothing, TRACK_APPLICATION);
    for (size_t i = 0; i < history->n_versions; i++) {
        const struct bus_track_version *version = &history->versions[i];
        char date[DATE_SIZE], clock[CLOCK_SIZE];
        bool is_gone = streq(version->action, "remove");

        civil_format_date(zone_day(view->zone, version->at_sec), date);
        clock_format(view, version->at_sec, clock);
        text_addf(text, "%s %*s  ", date, (int)clock_width(view), clock);
        text_add_padded(text, version->action, strlen("follow-up"));
        render_track_changes(text, view, is_gone ? &version->item : before, &version->item);
        while (text->length > 0 && text->data[text->length - 1] == ' ')
            text->data[--text->length] = '\0';
        text_add_char(text, '\n');
        before = &version->item;
    }
}
