/* GetReview's a{sv}. docs/dbus.md has the list of keys; the tables here are its source. */
#include "bus/dictionary.h"

#define AT(member) offsetof(struct bus_review, member)

#define WIRE_MINUTES  "ssuuuuuuu"
#define WIRE_WEEK     "tuuu"
#define WIRE_HEAT     "ssuu"
#define WIRE_PATTERN  "sssssuuuu"
#define WIRE_REASON   "su"
#define WIRE_NOTE     "tss"
#define WIRE_QUESTION "uss"

static const struct wire_field minutes_fields[] = {
    {WIRE_STRING, offsetof(struct bus_minutes, activity)},
    {WIRE_STRING, offsetof(struct bus_minutes, title)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, planned)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, done)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, partial)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, skipped)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, missed)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, excused)},
    {WIRE_UNSIGNED, offsetof(struct bus_minutes, open)},
};

static const struct wire_field week_fields[] = {
    {WIRE_INSTANT, offsetof(struct bus_week, from_sec)},
    {WIRE_UNSIGNED, offsetof(struct bus_week, planned_minutes)},
    {WIRE_UNSIGNED, offsetof(struct bus_week, done_minutes)},
    {WIRE_UNSIGNED, offsetof(struct bus_week, answered)},
};

static const struct wire_field heat_fields[] = {
    {WIRE_STRING, offsetof(struct bus_heat, weekday)},
    {WIRE_STRING, offsetof(struct bus_heat, part)},
    {WIRE_UNSIGNED, offsetof(struct bus_heat, kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_heat, of)},
};

static const struct wire_field pattern_fields[] = {
    {WIRE_STRING, offsetof(struct bus_pattern, activity)},
    {WIRE_STRING, offsetof(struct bus_pattern, kind)},
    {WIRE_STRING, offsetof(struct bus_pattern, weekday)},
    {WIRE_STRING, offsetof(struct bus_pattern, part)},
    {WIRE_STRING, offsetof(struct bus_pattern, words)},
    {WIRE_UNSIGNED, offsetof(struct bus_pattern, kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_pattern, of)},
    {WIRE_UNSIGNED, offsetof(struct bus_pattern, elsewhere_kept)},
    {WIRE_UNSIGNED, offsetof(struct bus_pattern, elsewhere_of)},
};

static const struct wire_field reason_fields[] = {
    {WIRE_STRING, offsetof(struct bus_reason, why)},
    {WIRE_UNSIGNED, offsetof(struct bus_reason, count)},
};

static const struct wire_field note_fields[] = {
    {WIRE_INSTANT, offsetof(struct bus_note, start_sec)},
    {WIRE_STRING, offsetof(struct bus_note, activity)},
    {WIRE_STRING, offsetof(struct bus_note, note)},
};

static const struct wire_field question_fields[] = {
    {WIRE_UNSIGNED, offsetof(struct bus_question, number)},
    {WIRE_STRING, offsetof(struct bus_question, question)},
    {WIRE_STRING, offsetof(struct bus_question, answer)},
};

#define TYPE(signature, type, fields)                       \
    {                                                       \
        signature, sizeof(type), fields, ARRAY_SIZE(fields) \
    }

static const struct wire_type wire_minutes = TYPE(WIRE_MINUTES, struct bus_minutes, minutes_fields);
static const struct wire_type wire_week = TYPE(WIRE_WEEK, struct bus_week, week_fields);
static const struct wire_type wire_heat = TYPE(WIRE_HEAT, struct bus_heat, heat_fields);
static const struct wire_type wire_pattern = TYPE(WIRE_PATTERN, struct bus_pattern, pattern_fields);
static const struct wire_type wire_reason = TYPE(WIRE_REASON, struct bus_reason, reason_fields);
static const struct wire_type wire_note = TYPE(WIRE_NOTE, struct bus_note, note_fields);
static const struct wire_type wire_question =
    TYPE(WIRE_QUESTION, struct bus_question, question_fields);

static const struct wire_scalar scalars[] = {
    {"now", "t", WIRE_INSTANT, AT(goals.now_sec)},
    {"from", "t", WIRE_INSTANT, AT(goals.from_sec)},
    {"timezone", "s", WIRE_STRING, AT(goals.timezone)},
    {"plan", "s", WIRE_STRING, AT(plan)},
    {"why", "s", WIRE_STRING, AT(why)},
    {"target", "t", WIRE_INSTANT, AT(target_sec)},
    {"weeks_left", "u", WIRE_UNSIGNED, AT(weeks_left)},
    {"applications", "u", WIRE_UNSIGNED, AT(applications)},
    {"contacts", "u", WIRE_UNSIGNED, AT(contacts)},
    {"follow_ups", "u", WIRE_UNSIGNED, AT(follow_ups)},
};

static const struct wire_array arrays[] = {
    {"goals", "a(" WIRE_PROGRESS ")", &wire_progress, AT(goals.goals), AT(goals.n_goals)},
    {"goal_weeks", "a(" WIRE_GOAL_WEEK ")", &wire_goal_week, AT(goals.weeks), AT(goals.n_weeks)},
    {"minutes", "a(" WIRE_MINUTES ")", &wire_minutes, AT(minutes), AT(n_minutes)},
    {"weeks", "a(" WIRE_WEEK ")", &wire_week, AT(weeks), AT(n_weeks)},
    {"heat", "a(" WIRE_HEAT ")", &wire_heat, AT(heat), AT(n_heat)},
    {"patterns", "a(" WIRE_PATTERN ")", &wire_pattern, AT(patterns), AT(n_patterns)},
    {"reasons", "a(" WIRE_REASON ")", &wire_reason, AT(reasons), AT(n_reasons)},
    {"notes", "a(" WIRE_NOTE ")", &wire_note, AT(notes), AT(n_notes)},
    {"questions", "a(" WIRE_QUESTION ")", &wire_question, AT(questions), AT(n_questions)},
};

static const struct wire_dictionary dictionary = {
    .scalars = scalars,
    .n_scalars = ARRAY_SIZE(scalars),
    .arrays = arrays,
    .n_arrays = ARRAY_SIZE(arrays),
};

int marshal_append_review(sd_bus_message *m, const struct bus_review *review)
{
    return marshal_append_dictionary(m, &dictionary, review);
}

int marshal_read_review(sd_bus_message *m, struct bus_review *ret)
{
    _cleanup_(bus_review_done) struct bus_review review = {
        .goals.timezone = "", .plan = "", .why = ""};
    int r = marshal_read_dictionary(m, &dictionary, &review);

    if (r < 0)
        return r;
    *ret = review;
    review = (struct bus_review){0};
    return 0;
}
