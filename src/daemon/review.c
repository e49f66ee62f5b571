/* A week as a whole: what the log says of it, what the weeks before say with it, what was noted,
 * and the questions with what was answered to them. */
#include "daemon/daemon.h"

#include <errno.h>

#include "base/text.h"
#include "daemon/review-rows.h"

#define WEEKS_BEFORE 25 /* with the week itself, as many as patterns look at */
#define HEAT_WEEKS   8

/* One review in the making. */
struct work {
    struct daemon *d; /* borrowed */
    int32_t week;
    int64_t now_sec;
    struct row_list rows;
    struct review_minutes total;
    struct review_pattern *patterns; /* slots, then goals */
    size_t n_patterns;
    struct bus_review review;
};

static void work_done(struct work *work)
{
    row_list_done(&work->rows);
    free(work->patterns);
    bus_review_done(&work->review);
}

/* ---- Texts ---- */

void lent_texts_done(struct lent_texts *lent)
{
    for (size_t i = 0; i < lent->n; i++)
        free(lent->items[i]);
    free(lent->items);
    *lent = (struct lent_texts){0};
}

int lent_texts_add(struct lent_texts *lent, struct text *text, const char **ret)
{
    int r = array_reserve((void **)&lent->items, &lent->capacity, lent->n, sizeof *lent->items);

    if (r >= 0)
        r = text_take(text, &lent->items[lent->n]);
    if (r >= 0)
        *ret = lent->items[lent->n++];
    return r;
}

/* Until the next review. */
static int lend_text(struct daemon *d, struct text *text, const char **ret)
{
    return lent_texts_add(&d->lent_review, text, ret);
}

static int lend_copy(struct daemon *d, const char *s, const char **ret)
{
    _cleanup_(text_done) struct text text = {0};

    text_add(&text, s);
    return lend_text(d, &text, ret);
}

/* ---- Numbers ---- */

/* An imported log may hold any nonsense. */
static unsigned bound(int64_t minutes)
{
    return (unsigned)MIN(MAX(minutes, 0), (int64_t)UINT32_MAX);
}

static int add_minutes(struct work *work)
{
    const struct plan *plan = work->d->plan;
    struct bus_review *review = &work->review;

    review->minutes = calloc(MAX(plan->n_activities, 1u), sizeof *review->minutes);
    if (!review->minutes)
        return -ENOMEM;
    for (size_t i = 0; i < plan->n_activities; i++) {
        const struct activity *activity = &plan->activities[i];
        struct review_minutes m;

        review_count_minutes(work->rows.items, work->rows.n, work->d->zone, work->week,
                             activity->name, &m);
        if (m.planned == 0 && m.answered == 0)
            continue;
        review->minutes[review->n_minutes++] = (struct bus_minutes){
            .activity = activity->name,
            .title = activity->title,
            .planned = bound(m.planned),
            .done = bound(m.done),
            .partial = bound(m.partial),
            .skipped = bound(m.skipped),
            .missed = bound(m.missed),
            .excused = bound(m.excused),
            .open = bound(m.open),
        };
    }
    return 0;
}

static int add_weeks(struct work *work)
{
    struct bus_review *review = &work->review;

    review->weeks = calloc(REVIEW_GOAL_WEEKS + 1, sizeof *review->weeks);
    if (!review->weeks)
        return -ENOMEM;
    for (int i = 0; i <= REVIEW_GOAL_WEEKS; i++) {
        int32_t week = work->week - 7 * (REVIEW_GOAL_WEEKS - i);

        review_count_minutes(work->rows.items, work->rows.n, work->d->zone, week, NULL,
                             &work->total);
        review->weeks[review->n_weeks++] = (struct bus_week){
            .from_sec = zone_day_start(work->d->zone, week),
            .planned_minutes = bound(work->total.planned - work->total.excused),
            .done_minutes = bound(work->total.done + work->total.partial),
            .answered = (unsigned)work->total.answered,
        };
    }
    return 0; /* the last one is this week's: total stays */
}

static int add_heat(struct work *work)
{
    struct bus_review *review = &work->review;
    struct review_heat heat;
    int r = review_heat_fill(work->rows.items, work->rows.n, work->d->zone, work->week, HEAT_WEEKS,
                             &heat);

    if (r < 0)
        return r;
    review->heat = calloc(7 * PART_MAX_, sizeof *review->heat);
    if (!review->heat)
        return -ENOMEM;
    for (int i = 0; i < 7; i++) {
        enum weekday weekday = civil_weekday(work->week + i);

        for (enum day_part part = 0; part < PART_MAX_; part++)
            if (heat.of[weekday][part] > 0)
                review->heat[review->n_heat++] = (struct bus_heat){
                    civil_weekday_name(weekday), day_part_name(part),
                    (unsigned)heat.kept[weekday][part], (unsigned)heat.of[weekday][part]};
    }
    return 0;
}

static int count_deed(_unused_ int32_t day, enum track_deed deed, _unused_ int64_t n,
                      void *userdata)
{
    struct bus_review *review = userdata;

    review->applications += deed == DEED_APPLICATION;
    review->contacts += deed == DEED_CONTACT;
    review->follow_ups += deed == DEED_FOLLOW_UP;
    return 0;
}

static int add_deeds(struct work *work)
{
    return log_each_track_deed(work->d->store.log, work->week, work->week + 7, count_deed,
                               &work->review);
}

/* ---- Patterns ---- */

static int add_goal_patterns(struct work *work)
{
    const struct plan *plan = work->d->plan;
    struct review_pattern *patterns =
        realloc(work->patterns, (work->n_patterns + plan->n_activities + 1) * sizeof *patterns);

    if (!patterns)
        return -ENOMEM;
    work->patterns = patterns;
    for (size_t i = 0; i < plan->n_activities; i++) {
        struct review_goal goal = review_goal_from_activity(&plan->activities[i]);
        struct review_goal_progress progress;

        if (plan->activities[i].goal.kind == GOAL_NONE)
            continue;
        review_goal_progress(&goal, work->rows.items, work->rows.n, work->d->zone, work->week,
                             work->now_sec, &progress);
        /* What can still be met is not missed. */
        if (progress.week.state == GOAL_WEEK_MISSED && progress.blocks_left > 0)
            progress.week.state = GOAL_WEEK_OFF;
        if (review_goal_pattern(&goal, &progress, &patterns[work->n_patterns]))
            work->n_patterns++;
    }
    return 0;
}

static const char *pattern_kind_name(enum review_pattern_kind kind)
{
    static const char *const names[] = {
        [PATTERN_SLOT] = "slot",
        [PATTERN_GOAL] = "goal",
        [PATTERN_GOAL_EASY] = "goal-easy",
    };

    return names[kind];
}

static int add_pattern(struct work *work, const struct review_pattern *pattern)
{
    _cleanup_(text_done) struct text words = {0};
    bool is_slot = pattern->kind == PATTERN_SLOT;
    struct bus_pattern added = {
        .activity = pattern->activity,
        .kind = pattern_kind_name(pattern->kind),
        .weekday = is_slot ? civil_weekday_name(pattern->weekday) : "",
        .part = is_slot ? day_part_name(pattern->part) : "",
        .kept = (unsigned)(is_slot ? pattern->kept : pattern->weeks - pattern->missed),
        .of = (unsigned)(is_slot ? pattern->of : pattern->weeks),
        .elsewhere_kept = is_slot ? (unsigned)pattern->elsewhere_kept : 0,
        .elsewhere_of = is_slot ? (unsigned)pattern->elsewhere_of : 0,
    };
    int r;

    review_pattern_add_words(pattern, &words);
    r = lend_text(work->d, &words, &added.words);
    if (r >= 0)
        work->review.patterns[work->review.n_patterns++] = added;
    return r;
}

static int add_patterns(struct work *work)
{
    int r = review_slot_patterns(work->rows.items, work->rows.n, work->d->zone, work->week,
                                 &work->patterns, &work->n_patterns);

    if (r >= 0)
        r = add_goal_patterns(work);
    if (r < 0)
        return r;
    work->review.patterns = calloc(MAX(work->n_patterns, 1u), sizeof *work->review.patterns);
    if (!work->review.patterns)
        return -ENOMEM;
    for (size_t i = 0; r >= 0 && i < work->n_patterns; i++)
        r = add_pattern(work, &work->patterns[i]);
    return r;
}

/* ---- What was said ---- */

#define REASONS_MAX 8 /* there are five words */

static int add_reason(struct work *work, const char *why)
{
    struct bus_review *review = &work->review;
    size_t i = 0;
    int r = 0;

    while (i < review->n_reasons && !streq(review->reasons[i].why, why))
        i++;
    if (i == REASONS_MAX)
        return 0;
    if (i == review->n_reasons) {
        r = lend_copy(work->d, why, &review->reasons[i].why);
        if (r < 0)
            return r;
        review->n_reasons++;
    }
    review->reasons[i].count++;
    for (; i > 0 && review->reasons[i].count > review->reasons[i - 1].count; i--) {
        struct bus_reason more = review->reasons[i];

        review->reasons[i] = review->reasons[i - 1];
        review->reasons[i - 1] = more;
    }
    return 0;
}

static int add_note(struct work *work, const struct log_entry *entry)
{
    struct bus_note note = {.start_sec = entry->start_sec};
    int r;

    if (work->review.n_notes == BUS_NOTES_MAX)
        return 0;
    r = lend_copy(work->d, entry->activity, &note.activity);
    if (r >= 0)
        r = lend_copy(work->d, entry->note, &note.note);
    if (r >= 0)
        work->review.notes[work->review.n_notes++] = note;
    return r;
}

static int add_said(struct work *work)
{
    struct log_filter filter = {.from_sec = zone_day_start(work->d->zone, work->week),
                                .to_sec = zone_day_start(work->d->zone, work->week + 7)};
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry;
    int r;

    work->review.reasons = calloc(REASONS_MAX, sizeof *work->review.reasons);
    work->review.notes = calloc(BUS_NOTES_MAX, sizeof *work->review.notes);
    if (!work->review.reasons || !work->review.notes)
        return -ENOMEM;
    r = log_list(work->d->store.log, &filter, &cursor);
    while (r >= 0 && (r = log_cursor_next(cursor, &entry)) > 0) {
        if (*entry.why)
            r = add_reason(work, entry.why);
        if (r >= 0 && *entry.note)
            r = add_note(work, &entry);
    }
    return r;
}

/* ---- Questions ---- */

/* What was answered stands beside the question as it was asked then. */
static int take_answer(const struct log_review_answer *answer, void *userdata)
{
    struct work *work = userdata;
    struct bus_question *question;
    int r;

    if (answer->number < 1 || (size_t)answer->number > work->review.n_questions)
        return 0; /* of another version */
    question = &work->review.questions[answer->number - 1];
    r = lend_copy(work->d, answer->question, &question->question);
    return r < 0 ? r : lend_copy(work->d, answer->answer, &question->answer);
}

static int add_questions(struct work *work)
{
    struct bus_review *review = &work->review;
    int r = 0;

    review->questions = calloc(REVIEW_QUESTIONS, sizeof *review->questions);
    if (!review->questions)
        return -ENOMEM;
    for (int number = 1; r >= 0 && number <= REVIEW_QUESTIONS; number++) {
        _cleanup_(text_done) struct text words = {0};
        struct bus_question *question = &review->questions[review->n_questions++];

        *question = (struct bus_question){(unsigned)number, "", ""};
        review_question_add_words(number, work->n_patterns > 0 ? work->patterns : NULL,
                                  &work->total, &words);
        r = lend_text(work->d, &words, &question->question);
    }
    if (r >= 0)
        r = log_each_review_answer(work->d->store.log, work->week, work->week + 1, take_answer,
                                   work);
    return r;
}

/* ---- All of it ---- */

static void add_plan(struct work *work)
{
    const struct plan *plan = work->d->plan;
    int32_t today = zone_day(work->d->zone, work->now_sec);

    work->review.plan = work->d->has_plan ? plan->name : "";
    work->review.why = plan->why ?: "";
    if (!plan->has_target)
        return;
    work->review.target_sec = zone_day_start(work->d->zone, plan->target);
    work->review.weeks_left = plan->target > today ? (unsigned)(plan->target - today + 6) / 7 : 0;
}

static int work_fill(struct work *work)
{
    int r;

    lent_texts_done(&work->d->lent_review);
    add_plan(work);
    r = row_list_add_weeks(&work->rows, work->d, work->week, WEEKS_BEFORE, work->now_sec);
    if (r >= 0)
        r = daemon_fill_goals(work->d, work->week, &work->rows, work->now_sec, &work->review.goals);
    if (r >= 0)
        r = add_minutes(work);
    if (r >= 0)
        r = add_weeks(work);
    if (r >= 0)
        r = add_heat(work);
    if (r >= 0)
        r = add_deeds(work);
    if (r >= 0)
        r = add_patterns(work);
    if (r >= 0)
        r = add_said(work);
    return r < 0 ? r : add_questions(work);
}

/* Whether the log has anything from before a week. Returns 1, 0 or negative errno. */
static int has_earlier(struct daemon *d, int32_t week)
{
    struct log_filter filter = {.to_sec = zone_day_start(d->zone, week)};
    _cleanup_(log_cursor_freep) struct log_cursor *cursor = NULL;
    struct log_entry entry;
    int r = log_list(d->store.log, &filter, &cursor);

    return r < 0 ? r : log_cursor_next(cursor, &entry);
}

/* The day of its week from which on that week is the one to look back on. A review early in the
 * week looks at the week before. */
static int looking_back_from(const struct plan *plan)
{
    int review = ((int)plan->review_day - (int)plan->week_start + 7) % 7;

    return plan->has_review && review >= 3 ? MIN(review, 5) : 5;
}

static int find_week(struct daemon *d, const char *s, int64_t now_sec, int32_t *ret_week,
                     struct bus_refusal *refusal)
{
    int32_t today = zone_day(d->zone, now_sec), week;
    int r = daemon_parse_week(d, s, &week, refusal);

    if (r == 0 && !*s && today - week < looking_back_from(d->plan)) {
        r = has_earlier(d, week);
        if (r > 0)
            week -= 7;
    } else if (r != 0) {
        return r;
    }
    if (r < 0)
        return r;
    *ret_week = week;
    return 0;
}

static int make_review(struct work *work, const char *week, struct bus_refusal *refusal)
{
    work->now_sec = daemon_now();
    int r = find_week(work->d, week, work->now_sec, &work->week, refusal);

    return r != 0 ? r : work_fill(work);
}

int handle_get_review(void *userdata, const char *week, struct bus_review *ret,
                      struct bus_refusal *refusal)
{
    _cleanup_(work_done) struct work work = {.d = userdata};
    int r = make_review(&work, week, refusal);

    if (r != 0)
        return r;
    *ret = work.review;
    work.review = (struct bus_review){0};
    return 0;
}

int handle_answer_review(void *userdata, const char *week, unsigned number, const char *answer,
                         int64_t *ret_from_sec, const char **ret_question,
                         struct bus_refusal *refusal)
{
    _cleanup_(work_done) struct work work = {.d = userdata};
    struct log_review_answer written = {.number = (int)number, .answer = answer};
    int r = daemon_require_store(work.d, refusal) ?: make_review(&work, week, refusal);

    if (r != 0)
        return r;
    if (number > work.review.n_questions)
        return bus_refuse(refusal, BUS_ERROR_INVALID_ARGUMENT,
                          "There are %zu questions, none is number %u: see `jsctl review`.",
                          work.review.n_questions, number);
    written.week = work.week;
    written.question = work.review.questions[number - 1].question;
    written.answered_sec = work.now_sec;
    r = log_put_review_answer(work.d->store.log, &written);
    if (r < 0)
        return daemon_refuse_write(work.d, r, refusal);
    *ret_from_sec = work.review.goals.from_sec;
    *ret_question = written.question; /* lent, not the work's */
    return 0;
}
