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

/* What of the scene is in the log, as one string. */
static inline void describe(struct log *log, char buf[static 64])
{
    struct log_entry first = {0}, second;
    int r = log_find(log, "practice/2026-11-24/1", &first);
    enum outcome outcome = first.outcome;
    int q = log_find(log, "practice/2026-11-24/2", &second);
    assert_true(r >= 0 && q >= 0);
    snprintf(buf, 64, "%s %s", r > 0 ? outcome_name(outcome) : "none", q > 0 ? "other" : "none");
}

static const struct {
    const char *name;
    int (*change)(struct log *log, const struct scene *scene);
    const char *before, *after;
} changes[] = {
    {"put", change_put, "open none", "done none"},
    {"put_all", change_put_all, "open none", "done other"},
    {"undo", change_undo, "open none", "none none"},
    {"begin", change_begin, "open none", "open other"},
    {"state", change_state, "open none", "open none"},
};
