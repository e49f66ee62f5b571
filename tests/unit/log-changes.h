/* Every kind of change to a log, for tests that let each fail at each place. */
#pragma once

#include "log-fixture.h"

struct scene {
    struct log_entry before, after, other;
};

static inline struct scene make_scene(void)
{
    struct scene scene = {.before = sample_entry("practice/2026-11-24/1", NOW)};
    scene.after = scene.before;
    scene.after.outcome = OUTCOME_DONE;
    scene.after.minutes = 90;
    scene.after.answered_sec = NOW + 5400;
    scene.other = sample_entry("practice/2026-11-24/2", NOW + 9000);
    return scene;
}

#define WEEK     20780 /* its first day, about NOW */
#define LONG_AGO (NOW - 200 * INT64_C(86400))

/* What is in the log before each change. */
static inline void scene_prepare(struct log *log, const struct scene *scene)
{
    static const struct log_placement placements[] = {
        {"outreach/2026-W48/1", "outreach", WEEK, 1, NOW, NOW + 3600},
        {"outreach/2026-W48/2", "outreach", WEEK, 2, NOW + 7200, NOW + 9000},
    };
    const struct log_move move = {"practice/2026-05-01/1", LONG_AGO, LONG_AGO, LONG_AGO, false};
    assert_int_equal(log_put(log, &scene->before, "start", NOW), 0);
    assert_int_equal(log_put_placements(log, WEEK, placements, ARRAY_SIZE(placements)), 0);
    const struct track_item acme = sample_item(TRACK_APPLICATION, "Acme");
    int64_t n;
    assert_int_equal(log_put_move(log, &move, LONG_AGO), 0);
    assert_int_equal(log_put_track(log, &acme, NOW, &n), 0);
}

static inline int change_put(struct log *log, const struct scene *scene)
{
    return log_put(log, &scene->after, "answer", NOW);
}

static inline int change_put_all(struct log *log, const struct scene *scene)
{
    const struct log_entry entries[] = {scene->other, scene->after};
    return log_put_all(log, entries, 2, "import", NOW);
}

static inline int change_undo(struct log *log, const struct scene *scene)
{
    struct log_entry ret;
    bool is_gone;
    (void)scene;
    int r = log_undo(log, NOW, &ret, &is_gone);
    return r < 0 ? r : 0;
}

static inline int change_begin(struct log *log, const struct scene *scene)
{
    return log_begin(log, &scene->other) < 0 ? -1 : 0;
}

static inline int change_state(struct log *log, const struct scene *scene)
{
    uint32_t serial;
    int r = log_set_snooze(log, scene->before.id, NOW + 600);
    if (r >= 0)
        r = log_add_announced(log, scene->before.id, "start", NOW, NOW);
    if (r >= 0)
        r = log_set_bubble(log, scene->before.id, 1, ":1.1");
    if (r >= 0)
        r = log_set_instant(log, LOG_LAST_LOOK, NOW);
    return r < 0 ? r : log_next_serials(log, 1, &serial);
}

static inline int change_placements(struct log *log, const struct scene *scene)
{
    static const struct log_placement placements[] = {
        {"outreach/2026-W48/2", "outreach", WEEK, 2, NOW, NOW + 3600},
        {"outreach/2026-W48/3", "outreach", WEEK, 3, NOW + 7200, NOW + 9000},
    };
    (void)scene;
    return log_put_placements(log, WEEK, placements, ARRAY_SIZE(placements));
}

static inline int change_move(struct log *log, const struct scene *scene)
{
    const struct log_move move = {scene->before.id, NOW, NOW, NOW + 3600, true};
    return log_put_move(log, &move, NOW);
}

static inline int change_forget_move(struct log *log, const struct scene *scene)
{
    (void)scene;
    return log_forget_move(log, "practice/2026-05-01/1");
}

static inline int change_put_track_all(struct log *log, const struct scene *scene)
{
    struct track_item items[] = {sample_item(TRACK_APPLICATION, "Acme Ltd"),
                                 sample_item(TRACK_CONTACT, "Ada")};
    (void)scene;
    items[0].n = 1;
    items[0].changed_sec = NOW;
    return log_put_track_all(log, items, ARRAY_SIZE(items), NOW);
}

static inline int change_undo_track(struct log *log, const struct scene *scene)
{
    struct track_item ret;
    bool is_gone;
    (void)scene;
    int r = log_undo_track(log, NOW, &ret, &is_gone);
    return r < 0 ? r : 0;
}

/* 1: only the files could not be written anew. */
static inline int change_forget(struct log *log, const struct scene *scene)
{
    (void)scene;
    return log_forget(log, NULL);
}

static inline int describe_placement(const struct log_placement *placement, void *userdata)
{
    char *buf = userdata;
    snprintf(buf + strlen(buf), 64 - strlen(buf), " %u", placement->n);
    return 0;
}

static inline int describe_move(const struct log_move *move, void *userdata)
{
    char *buf = userdata;
    strncat(buf, move->is_deleted ? " deleted" : " moved", 63 - strlen(buf));
    return 0;
}

static inline int describe_item(const struct track_item *item, void *userdata)
{
    char *buf = userdata;
    snprintf(buf + strlen(buf), 64 - strlen(buf), " %s", item->name);
    return 0;
}

/* What of the scene is in the log, as one string. */
static inline void describe(struct log *log, char buf[static 64])
{
    struct log_entry first = {0}, second;
    int r = log_find(log, "practice/2026-11-24/1", &first);
    enum outcome outcome = first.outcome;
    int q = log_find(log, "practice/2026-11-24/2", &second);
    assert_true(r >= 0 && q >= 0);
    snprintf(buf, 64, "%s %s", r > 0 ? outcome_name(outcome) : "none", q > 0 ? "other" : "none");
    assert_int_equal(log_each_placement(log, 0, INT64_MAX, describe_placement, buf), 0);
    assert_int_equal(log_each_move(log, 0, INT64_MAX, describe_move, buf), 0);
    assert_int_equal(log_each_track(log, describe_item, buf), 0);
}

static const struct {
    const char *name;
    int (*change)(struct log *log, const struct scene *scene);
    const char *before, *after;
} changes[] = {
    {"put", change_put, "open none 1 2 moved Acme", "done none 1 2 moved Acme"},
    {"put_all", change_put_all, "open none 1 2 moved Acme", "done other 1 2 moved Acme"},
    {"undo", change_undo, "open none 1 2 moved Acme", "none none 1 2 moved Acme"},
    {"begin", change_begin, "open none 1 2 moved Acme", "open other 1 2 moved Acme"},
    {"state", change_state, "open none 1 2 moved Acme", "open none 1 2 moved Acme"},
    {"put_placements", change_placements, "open none 1 2 moved Acme", "open none 2 3 moved Acme"},
    {"put_move", change_move, "open none 1 2 moved Acme", "open none 1 2 deleted Acme"},
    {"put_track_all", change_put_track_all, "open none 1 2 moved Acme",
     "open none 1 2 moved Acme Ltd Ada"},
    {"undo_track", change_undo_track, "open none 1 2 moved Acme", "open none 1 2 moved"},
    {"forget", change_forget, "open none 1 2 moved Acme", "none none"},
    {"forget_move", change_forget_move, "open none 1 2 moved Acme", "open none 1 2 Acme"},
};

/* Where a change makes very many calls, one of so many is to fail. */
static inline int change_stride(size_t which, int stride)
{
    return changes[which].change == change_forget ? stride : 1;
}
