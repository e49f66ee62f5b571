#include "plan/setters.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/block.h"
#include "base/file.h"
#include "base/zone.h"
#include "plan/zones.h"

int set_text(const struct setting *setting, void *field)
{
    return str_replace(field, setting->text);
}

int set_priority(const struct setting *setting, void *field)
{
    if (number_parse(setting->text, 1, 5, field) < 0)
        return complain(setting->complaints, 0, strlen(setting->text), "is not a priority",
                        "write 1 (low) to 5 (high)");
    return 0;
}

int set_yes_no(const struct setting *setting, void *field)
{
    static const char *const words[] = {"no", "yes", NULL};
    size_t i;
    int r = word_parse(setting->text, words, &i, "write yes or no", setting->complaints);

    if (r >= 0)
        *(bool *)field = i == 1;
    return r;
}

int set_busy_free(const struct setting *setting, void *field)
{
    static const char *const words[] = {"free", "busy", NULL};
    size_t i;
    int r = word_parse(setting->text, words, &i, "write busy or free", setting->complaints);

    if (r >= 0)
        *(bool *)field = i == 1;
    return r;
}

int set_minutes(const struct setting *setting, void *field)
{
    return minutes_parse(setting->text, field, setting->complaints);
}

int set_hours(const struct setting *setting, void *field)
{
    return hours_parse(setting->text, field, setting->complaints);
}

int set_weeks(const struct setting *setting, void *field)
{
    return weeks_parse(setting->text, field, setting->complaints);
}

int set_offsets(const struct setting *setting, void *field)
{
    return offsets_parse(setting->text, field, setting->complaints);
}

int set_date(const struct setting *setting, void *field)
{
    return date_parse(setting->text, field, setting->complaints);
}

int set_weekday(const struct setting *setting, void *field)
{
    return weekday_parse(setting->text, field, setting->complaints);
}

int set_days(const struct setting *setting, void *field)
{
    return days_parse(setting->text, field, setting->complaints);
}

int set_goal(const struct setting *setting, void *field)
{
    return goal_parse(setting->text, field, setting->complaints);
}

int set_zone(const struct setting *setting, void *field)
{
    _cleanup_(zone_freep) struct zone *zone = NULL;
    struct suggestion suggestion;
    int r = zone_load(setting->text, &zone);

    if (r >= 0)
        return str_replace(field, setting->text);
    if (r == -ENOMEM)
        return r;

    suggestion_init(&suggestion, setting->text);
    zones_suggest(&suggestion);
    return complain_word(setting->complaints, 0, "is not a time zone of this system",
                         "write a name such as Europe/Berlin, or leave the line out to follow the "
                         "system's",
                         &suggestion);
}

static int expand(const struct setting *setting, char **ret)
{
    int r = path_expand(setting->text, setting->base_dir, ret);

    if (r == -ENOENT)
        return complain(setting->complaints, 0, strlen(setting->text),
                        "begins with `~`, but HOME is not set",
                        "write the whole path, beginning with `/`");
    return r;
}

int set_path(const struct setting *setting, void *field)
{
    char *path, **place = field;
    int r = expand(setting, &path);

    if (r < 0)
        return r;
    free(*place);
    *place = path;
    return 0;
}

/* RFC 3986 section 3.1: a letter, then letters, digits, "+", "-", "."; then a colon. */
static bool has_scheme(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    return n > 1 && isalpha((unsigned char)s[0]) && s[n] == ':';
}

int set_url_or_path(const struct setting *setting, void *field)
{
    return has_scheme(setting->text) ? set_text(setting, field) : set_path(setting, field);
}

int set_name(const struct setting *setting, void *field)
{
    if (!activity_name_is_valid(setting->text))
        return complain(setting->complaints, 0, strlen(setting->text), "is not a name",
                        "write the former name of this activity (a-z, 0-9 and -, at most 32)");
    return set_text(setting, field);
}

static int take_days_off(const struct item *item, void *userdata, struct complaints *complaints)
{
    struct plan *plan = userdata;
    size_t capacity = plan->n_days_off; /* a guess that is never too high */
    struct date_range range;
    int r = date_range_parse(item, &range, complaints);

    if (r < 0)
        return r;
    r = array_reserve((void **)&plan->days_off, &capacity, plan->n_days_off,
                      sizeof(*plan->days_off));
    if (r < 0)
        return r;
    plan->days_off[plan->n_days_off++] = range;
    return 0;
}

int set_days_off(const struct setting *setting, void *plan)
{
    return list_parse(setting->text, take_days_off, plan, setting->complaints);
}

int set_review(const struct setting *setting, void *plan)
{
    struct plan *p = plan;

    return review_parse(setting->text, &p->has_review, &p->review_day, &p->review_minute,
                        setting->complaints);
}

int set_window_time(const struct setting *setting, void *window)
{
    struct window *w = window;

    return times_parse(setting->text, w->times, &w->n_times, setting->complaints);
}

int set_activity_time(const struct setting *setting, void *activity)
{
    struct activity *a = activity;

    return times_parse(setting->text, a->times, &a->n_times, setting->complaints);
}

struct window_names {
    const struct plan *plan;
    struct activity *activity;
};

static int window_find(const struct plan *plan, const struct item *item, size_t *ret,
                       struct complaints *complaints)
{
    struct suggestion suggestion;

    suggestion_init(&suggestion, item->text);
    for (size_t i = 0; i < plan->n_windows; i++) {
        if (streq(plan->windows[i].name, item->text)) {
            *ret = i;
            return 0;
        }
        suggestion_try(&suggestion, plan->windows[i].name);
    }
    return complain_word(complaints, item->offset, "is not a window of this plan",
                         "write the NAME of a [window NAME] section", &suggestion);
}

static int take_window(const struct item *item, void *userdata, struct complaints *complaints)
{
    struct window_names *names = userdata;
    struct activity *activity = names->activity;
    size_t window = 0, capacity = activity->n_windows; /* a guess that is never too high */
    int r = window_find(names->plan, item, &window, complaints);

    if (r < 0)
        return r;
    for (size_t i = 0; i < activity->n_windows; i++)
        if (activity->windows[i] == window)
            return complain(complaints, item->offset, item->length, "is there twice",
                            "remove one of them");
    r = array_reserve((void **)&activity->windows, &capacity, activity->n_windows,
                      sizeof(*activity->windows));
    if (r < 0)
        return r;
    activity->windows[activity->n_windows++] = window;
    return 0;
}

int set_windows(const struct setting *setting, void *activity)
{
    struct window_names names = {.plan = setting->plan, .activity = activity};

    return list_parse(setting->text, take_window, &names, setting->complaints);
}

int set_block(const struct setting *setting, void *activity)
{
    struct activity *a = activity;

    return block_parse(setting->text, &a->block_min, &a->block_max, setting->complaints);
}

int add_path(const struct setting *setting, void *calendar)
{
    struct calendar_source *c = calendar;
    size_t capacity = c->n_paths;
    char *path;
    int r = expand(setting, &path);

    if (r < 0)
        return r;
    r = array_reserve((void **)&c->paths, &capacity, c->n_paths, sizeof(*c->paths));
    if (r < 0) {
        free(path);
        return r;
    }
    c->paths[c->n_paths++] = path;
    return 0;
}
