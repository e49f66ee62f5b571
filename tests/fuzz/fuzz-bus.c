/* What arrives at the service: any bytes as the body of any of its methods that take arguments.
 * The first byte picks the method. Whatever comes, the service answers (a reply or an error) and
 * hands its daemon nothing that its own checks would not pass again. */
#include "../unit/bus-raw.h"

#include <stdlib.h>

#include "base/civil.h"
#include "base/text.h"

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void require_text(const char *s, size_t max_bytes)
{
    size_t size = strlen(s);

    require(size <= max_bytes && utf8_check(s, size) == size);
}

static int take_day(_unused_ void *userdata, const char *day, struct bus_span *ret,
                    _unused_ struct bus_refusal *refusal)
{
    require_text(day, 10);
    *ret = (struct bus_span){.timezone = day};
    return 0;
}

static int take_start(_unused_ void *userdata, const char *target, unsigned minutes,
                      struct bus_block *ret, _unused_ struct bus_refusal *refusal)
{
    require_text(target, BLOCK_ID_SIZE);
    require(minutes <= 1440);
    *ret = (struct bus_block){.id = target};
    return 0;
}

static int take_answer(_unused_ void *userdata, const struct bus_answer *answer,
                       struct bus_block *ret, _unused_ struct bus_refusal *refusal)
{
    require(!*answer->block || block_id_is_valid(answer->block));
    require(outcome_is_answer(answer->outcome));
    require(answer->minutes >= -1 && answer->minutes <= 1440);
    require(answer->count >= -1 && answer->count <= 1000000);
    require_text(answer->why, 10);
    require_text(answer->note, 1000);
    *ret = (struct bus_block){.title = answer->note};
    return 0;
}

static int take_snooze(_unused_ void *userdata, const char *block, unsigned minutes,
                       struct bus_block *ret, int64_t *ret_until_sec,
                       _unused_ struct bus_refusal *refusal)
{
    require(!*block || block_id_is_valid(block));
    require(minutes >= 1 && minutes <= 1440);
    *ret = (struct bus_block){.id = block};
    *ret_until_sec = minutes;
    return 0;
}

static int take_quiet(_unused_ void *userdata, unsigned minutes, int64_t *ret_until_sec,
                      _unused_ struct bus_refusal *refusal)
{
    require(minutes <= 1440);
    *ret_until_sec = minutes;
    return 0;
}

static int take_query(_unused_ void *userdata, const struct bus_log_query *query,
                      struct bus_page *ret, _unused_ struct bus_refusal *refusal)
{
    require(query->from_sec >= 0 && query->to_sec >= 0);
    require(query->to_sec == 0 || query->from_sec < query->to_sec);
    require(!*query->activity || activity_name_is_valid(query->activity));
    require_text(query->outcome, 10);
    require_text(query->cursor, 256);
    require(query->limit >= 1 && query->limit <= BUS_PAGE_MAX);
    *ret = (struct bus_page){.cursor = query->cursor};
    return 0;
}

static int take_history(_unused_ void *userdata, const char *block, struct bus_page *ret,
                        _unused_ struct bus_refusal *refusal)
{
    require(block_id_is_valid(block));
    *ret = (struct bus_page){.cursor = ""};
    return 0;
}

static int take_forget(_unused_ void *userdata, const char *before, _unused_ bool is_dry_run,
                       struct bus_amounts *ret, _unused_ struct bus_refusal *refusal)
{
    require_text(before, 10);
    *ret = (struct bus_amounts){0};
    return 0;
}

static int take_entries(_unused_ void *userdata, const struct bus_entry *entries, size_t n,
                        _unused_ bool is_import, _unused_ struct bus_refusal *refusal)
{
    require(n <= BUS_PUT_MAX);
    for (size_t i = 0; i < n; i++) {
        require(block_id_is_valid(entries[i].block.id) ||
                (!*entries[i].block.id && entries[i].block.kind == BLOCK_UNPLANNED));
        require(activity_name_is_valid(entries[i].block.activity));
        require(entries[i].block.kind < BLOCK_KIND_MAX_);
        require(entries[i].block.outcome < OUTCOME_MAX_);
        require(entries[i].block.start_sec > 0 && entries[i].block.end_sec >= 0);
        require_text(entries[i].block.title, 200);
        require_text(entries[i].note, 1000);
        require_text(entries[i].source, 32);
    }
    return 0;
}

static int take_week(_unused_ void *userdata, const char *week, int64_t *ret_from_sec,
                     struct bus_goal **ret_goals, size_t *ret_n,
                     _unused_ struct bus_refusal *refusal)
{
    require_text(week, 10);
    *ret_from_sec = 0;
    *ret_goals = NULL;
    *ret_n = 0;
    return 0;
}

static int take_pause(_unused_ void *userdata, const char *days, const char *note,
                      int64_t *ret_from_sec, int64_t *ret_to_sec,
                      _unused_ struct bus_refusal *refusal)
{
    require_text(days, 22);
    require_text(note, 1000);
    *ret_from_sec = *ret_to_sec = 0;
    return 0;
}

static int take_light(void *userdata, const char *days, int64_t *ret_from_sec, int64_t *ret_to_sec,
                      struct bus_refusal *refusal)
{
    return take_pause(userdata, days, "", ret_from_sec, ret_to_sec, refusal);
}

static int take_goals(_unused_ void *userdata, const char *week, struct bus_goals *ret,
                      _unused_ struct bus_refusal *refusal)
{
    require_text(week, 10);
    *ret = (struct bus_goals){.timezone = "UTC"};
    return 0;
}

static int take_review(_unused_ void *userdata, const char *week, struct bus_review *ret,
                       _unused_ struct bus_refusal *refusal)
{
    require_text(week, 10);
    *ret = (struct bus_review){.goals.timezone = "UTC", .plan = "", .why = ""};
    return 0;
}

static int take_review_answer(_unused_ void *userdata, const char *week, unsigned number,
                              const char *answer, int64_t *ret_from_sec, const char **ret_question,
                              _unused_ struct bus_refusal *refusal)
{
    require_text(week, 10);
    require_text(answer, 1000);
    require(number > 0 && number < 100);
    *ret_from_sec = 0;
    *ret_question = "";
    return 0;
}

static int take_weeks(_unused_ void *userdata, unsigned weeks, struct bus_shared *ret,
                      _unused_ struct bus_refusal *refusal)
{
    require(weeks <= BUS_SHARED_MAX);
    *ret = (struct bus_shared){.n_weeks = 0};
    return 0;
}

static int take_suggestion(_unused_ void *userdata, const char *id, const char **ret_backup,
                           _unused_ struct bus_refusal *refusal)
{
    require_text(id, 64);
    *ret_backup = "";
    return 0;
}

static int take_track_query(_unused_ void *userdata, const struct bus_track_query *query,
                            struct bus_tracker *ret, _unused_ struct bus_refusal *refusal)
{
    enum track_kind kind;

    require_text(query->text, TRACK_MAX_WORDS);
    require_text(query->cursor, 256);
    require(!*query->kind || track_kind_parse(query->kind, &kind) == 0);
    require(query->limit >= 1 && query->limit <= BUS_PAGE_MAX);
    *ret = (struct bus_tracker){.timezone = "UTC", .cursor = query->cursor};
    return 0;
}

static int take_item(_unused_ void *userdata, const struct track_item *item, int64_t *ret_n,
                     _unused_ struct bus_refusal *refusal)
{
    require(!track_item_fault(item));
    *ret_n = item->n;
    return 0;
}

static int take_items(_unused_ void *userdata, const struct track_item *items, size_t n,
                      _unused_ bool is_dry_run, enum track_effect *ret_effects,
                      _unused_ struct bus_refusal *refusal)
{
    require(n <= BUS_TRACK_MAX);
    for (size_t i = 0; i < n; i++) {
        require(!track_item_fault(&items[i]));
        ret_effects[i] = TRACK_CHANGED;
    }
    return 0;
}

static int take_number(_unused_ void *userdata, int64_t n, _unused_ struct bus_refusal *refusal)
{
    require(n > 0);
    return 0;
}

static const struct bus_handlers handlers = {
    .list_day = take_day,
    .list_week = take_day,
    .start = take_start,
    .answer = take_answer,
    .snooze = take_snooze,
    .quiet = take_quiet,
    .list_log = take_query,
    .log_history = take_history,
    .put_log = take_entries,
    .forget = take_forget,
    .get_goals = take_week,
    .list_goals = take_goals,
    .pause = take_pause,
    .light = take_light,
    .get_review = take_review,
    .answer_review = take_review_answer,
    .apply_suggestion = take_suggestion,
    .list_track = take_track_query,
    .put_track = take_item,
    .put_many_track = take_items,
    .remove_track = take_number,
    .list_shared = take_weeks,
};

static const struct {
    const char *interface, *member, *signature;
} methods[] = {
    {BUS_SCHEDULER, "ListDay", "s"},        {BUS_SCHEDULER, "ListWeek", "s"},
    {BUS_SCHEDULER, "Start", "su"},         {BUS_SCHEDULER, "Answer", "ssa{sv}"},
    {BUS_SCHEDULER, "Snooze", "su"},        {BUS_SCHEDULER, "Quiet", "u"},
    {BUS_LOG, "List", "ttssbsu"},           {BUS_LOG, "History", "s"},
    {BUS_LOG, "Put", "a(sssttsstiissts)b"}, {BUS_REVIEW, "GetGoals", "s"},
    {BUS_SCHEDULER, "Pause", "ss"},         {BUS_SCHEDULER, "Light", "s"},
    {BUS_REVIEW, "ListGoals", "s"},         {BUS_REVIEW, "GetReview", "s"},
    {BUS_REVIEW, "AnswerReview", "sus"},    {BUS_REVIEW, "ApplySuggestion", "s"},
    {BUS_TRACKER, "List", "ssbsu"},         {BUS_TRACKER, "Put", "a{sv}"},
    {BUS_TRACKER, "PutMany", "aa{sv}b"},    {BUS_TRACKER, "Remove", "x"},
    {BUS_REVIEW, "ListShared", "u"},        {BUS_LOG, "Forget", "sb"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct raw raw; /* one connection for all: it must survive each */
    size_t i;

    if (!raw.server)
        raw_init(&raw, &handlers, NULL);
    if (size == 0 || size > 16384)
        return 0;
    i = data[0] % ARRAY_SIZE(methods);
    raw_call(&raw, methods[i].interface, methods[i].member, methods[i].signature, data + 1,
             size - 1);
    require(raw.size > 0);
    return 0;
}
