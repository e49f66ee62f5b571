/* The tracker's part of bus-fixture.h's daemon. */
#pragma once

/* The i-th of any number of items that differ in every member. */
static inline struct track_item fake_item(int i)
{
    static const char *const texts[] = {"", "Übung", "=1+1, \"quoted\"", "two"};
    const bool is_contact = i % 3 == 2;
    struct track_item item;

    track_item_init(&item, is_contact ? TRACK_CONTACT : TRACK_APPLICATION);
    item.n = i + 1;
    item.name = i % 2 ? "Acme" : "Ada & Söhne";
    item.company = texts[i % 4];
    item.channel = texts[(i + 1) % 4];
    item.role = texts[(i + 2) % 4];
    item.source = texts[(i + 3) % 4];
    item.link = i % 2 ? "https://example.org/?a=1&b=2" : "";
    item.note = i % 3 ? "two\n\tlines" : "";
    item.follow_up = i % 5 ? 20780 + i : TRACK_NO_DAY;
    item.changed_sec = i % 2 ? MONDAY_SEC + i : 0;
    if (is_contact) {
        item.last_contact = i % 7 ? -3000 + i : TRACK_NO_DAY;
        return item;
    }
    item.stage = (enum track_stage)(i % STAGE_MAX_);
    for (int s = 0; s < STAGE_MAX_; s++)
        item.days[s] = (i >> s) & 1 ? 20000 + s * 7 + i : TRACK_NO_DAY;
    if (i % 4 == 1) {
        item.interview_sec = MONDAY_SEC + i * 60;
        item.interview_minutes = i + 1;
    }
    return item;
}

static inline bool item_is_fake(const struct track_item *item, int i)
{
    const struct track_item expected = fake_item(i);

    return item->n == expected.n && item->changed_sec == expected.changed_sec &&
           track_item_equals(item, &expected);
}

static inline int fake_list_track(void *userdata, const struct bus_track_query *query,
                                  struct bus_tracker *ret, struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "list track [%s] %s/%s %u%s", query->text, query->kind,
                      query->cursor, query->limit, query->is_open_only ? " open" : "");

    if (r != 0)
        return r;
    *ret = (struct bus_tracker){
        .now_sec = MONDAY_SEC,
        .timezone = "Europe/Berlin",
        .items = calloc(query->limit, sizeof(struct track_item)),
        .n_items = query->limit,
        .cursor = "next",
    };
    assert_non_null(ret->items);
    for (unsigned i = 0; i < query->limit; i++)
        ret->items[i] = fake_item((int)i);
    return 0;
}

static inline int fake_put_track(void *userdata, const struct track_item *item, int64_t *ret_n,
                                 struct bus_refusal *refusal)
{
    *ret_n = INT64_C(5000000000);
    return fake_note(userdata, refusal, "put track #%lld %s%s", (long long)item->n,
                     track_kind_name(item->kind), item_is_fake(item, 5) ? " as sent" : "");
}

static inline int fake_put_many_track(void *userdata, const struct track_item *items, size_t n,
                                      bool is_dry_run, enum track_effect *ret_effects,
                                      struct bus_refusal *refusal)
{
    size_t n_equal = 0;

    for (size_t i = 0; i < n; i++) {
        n_equal += item_is_fake(&items[i], (int)i);
        ret_effects[i] = (enum track_effect)(i % TRACK_EFFECT_MAX_);
    }
    return fake_note(userdata, refusal, "put track %zu as sent of %zu%s", n_equal, n,
                     is_dry_run ? " dry" : "");
}

static inline int fake_remove_track(void *userdata, int64_t n, struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "remove track %lld", (long long)n);
}

static inline int fake_track_history(void *userdata, int64_t n, struct bus_track_history *ret,
                                     struct bus_refusal *refusal)
{
    int r = fake_note(userdata, refusal, "history of track %lld", (long long)n);

    if (r != 0)
        return r;
    *ret = (struct bus_track_history){
        .now_sec = MONDAY_SEC,
        .timezone = "Europe/Berlin",
        .versions = calloc(3, sizeof(struct bus_track_version)),
        .n_versions = 3,
    };
    assert_non_null(ret->versions);
    for (int i = 0; i < 3; i++)
        ret->versions[i] =
            (struct bus_track_version){fake_item(i), i == 0 ? "add" : "undo", MONDAY_SEC + i};
    return 0;
}

static inline int fake_undo_track(void *userdata, struct bus_track_undo *ret,
                                  struct bus_refusal *refusal)
{
    *ret = (struct bus_track_undo){fake_item(4), true, 7};
    return fake_note(userdata, refusal, "undo track");
}

static inline int fake_finish_follow_up(void *userdata, int64_t n, struct bus_refusal *refusal)
{
    return fake_note(userdata, refusal, "followed up %lld", (long long)n);
}
