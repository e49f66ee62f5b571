/* org.jobsearchd1.Review: goals against what was done, the week as a whole, and edits of the plan
 * that may help. */
#include "bus/service.h"

static int run_get_goals(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                         struct bus_refusal *refusal)
{
    _cleanup_(freep) struct bus_goal *goals = NULL;
    int64_t from_sec = 0;
    const char *week;
    size_t n = 0;

    return service_read(m, refusal, "s", &week) ?:
           form_week(week, refusal) ?:
           service->handlers->get_goals(service->userdata, week, &from_sec, &goals, &n,
                                        refusal) ?:
           marshal_append_instant(reply, from_sec) ?:
           marshal_append_array(reply, &wire_goal, goals, n);
}
DEFINE_METHOD(get_goals);

static int append_goals(sd_bus_message *m, const struct bus_goals *goals)
{
    return marshal_append_instant(m, goals->now_sec) ?:
           marshal_append_instant(m, goals->from_sec) ?:
           marshal_append_string(m, goals->timezone) ?:
           marshal_append_array(m, &wire_progress, goals->goals, goals->n_goals) ?:
           marshal_append_array(m, &wire_goal_week, goals->weeks, goals->n_weeks);
}

static int run_list_goals(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                          struct bus_refusal *refusal)
{
    _cleanup_(bus_goals_done) struct bus_goals goals = {0};
    const char *week;

    return service_read(m, refusal, "s", &week) ?:
           form_week(week, refusal) ?:
           service->handlers->list_goals(service->userdata, week, &goals, refusal) ?:
           append_goals(reply, &goals);
}
DEFINE_METHOD(list_goals);

static int append_tuning(sd_bus_message *m, const struct bus_tuning *tuning)
{
    return marshal_append_instant(m, tuning->now_sec) ?:
           marshal_append_string(m, tuning->timezone) ?:
           marshal_append_array(m, &wire_suggestion, tuning->suggestions, tuning->n_suggestions) ?:
           marshal_append_array(m, &wire_applied, tuning->applied, tuning->n_applied);
}

static int run_list_suggestions(struct bus_service *service, _unused_ sd_bus_message *m,
                                sd_bus_message *reply, struct bus_refusal *refusal)
{
    _cleanup_(bus_tuning_done) struct bus_tuning tuning = {0};

    return service->handlers->list_suggestions(service->userdata, &tuning, refusal)
               ?: append_tuning(reply, &tuning);
}
DEFINE_METHOD(list_suggestions);

static int run_apply_suggestion(struct bus_service *service, sd_bus_message *m,
                                sd_bus_message *reply, struct bus_refusal *refusal)
{
    const char *id, *backup = "";

    return service_read(m, refusal, "s", &id) ?:
           form_suggestion(id, refusal) ?:
           service->handlers->apply_suggestion(service->userdata, id, &backup, refusal) ?:
           marshal_append_string(reply, backup);
}
DEFINE_METHOD(apply_suggestion);

static int run_undo_suggestion(struct bus_service *service, _unused_ sd_bus_message *m,
                               sd_bus_message *reply, struct bus_refusal *refusal)
{
    const char *id = "";

    return service->handlers->undo_suggestion(service->userdata, &id, refusal)
               ?: marshal_append_string(reply, id);
}
DEFINE_METHOD(undo_suggestion);

static int run_get_review(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                          struct bus_refusal *refusal)
{
    _cleanup_(bus_review_done) struct bus_review review = {0};
    const char *week;

    return service_read(m, refusal, "s", &week) ?:
           form_week(week, refusal) ?:
           service->handlers->get_review(service->userdata, week, &review, refusal) ?:
           marshal_append_review(reply, &review);
}
DEFINE_METHOD(get_review);

static int run_answer_review(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                             struct bus_refusal *refusal)
{
    const char *week, *answer, *question = NULL;
    int64_t from_sec = 0;
    unsigned number;

    return service_read(m, refusal, "sus", &week, &number, &answer) ?:
           form_week(week, refusal) ?:
           form_number_of_question(number, refusal) ?:
           form_answer(answer, refusal) ?:
           service->handlers->answer_review(service->userdata, week, number, answer, &from_sec,
                                            &question, refusal) ?:
           marshal_append_instant(reply, from_sec) ?:
           marshal_append_string(reply, question);
}
DEFINE_METHOD(answer_review);

static int run_list_shared(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                           struct bus_refusal *refusal)
{
    _cleanup_(bus_shared_done) struct bus_shared shared = {0};
    unsigned weeks;

    return service_read(m, refusal, "u", &weeks) ?:
           form_weeks(weeks, refusal) ?:
           service->handlers->list_shared(service->userdata, weeks, &shared, refusal) ?:
           marshal_append_value(reply, WIRE_BOOLEAN, &shared.is_on) ?:
           marshal_append_value(reply, WIRE_BOOLEAN, &shared.is_discreet) ?:
           marshal_append_array(reply, &wire_shared, shared.weeks, shared.n_weeks);
}
DEFINE_METHOD(list_shared);

const sd_bus_vtable review_vtable[] = {
    SD_BUS_VTABLE_START(0),

    SD_BUS_METHOD_WITH_ARGS("GetGoals", SD_BUS_ARGS("s", week),
                            SD_BUS_RESULT("t", from, "a(" WIRE_GOAL ")", goals), method_get_goals,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("ListGoals", SD_BUS_ARGS("s", week),
                            SD_BUS_RESULT("t", now, "t", from, "s", timezone,
                                          "a(" WIRE_PROGRESS ")", goals, "a(" WIRE_GOAL_WEEK ")",
                                          weeks),
                            method_list_goals, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("ListSuggestions", SD_BUS_NO_ARGS,
                            SD_BUS_RESULT("t", now, "s", timezone, "a(" WIRE_SUGGESTION ")",
                                          suggestions, "a(" WIRE_APPLIED ")", applied),
                            method_list_suggestions, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("ApplySuggestion", SD_BUS_ARGS("s", id), SD_BUS_RESULT("s", backup),
                            method_apply_suggestion, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("UndoSuggestion", SD_BUS_NO_ARGS, SD_BUS_RESULT("s", id),
                            method_undo_suggestion, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("GetReview", SD_BUS_ARGS("s", week), SD_BUS_RESULT("a{sv}", review),
                            method_get_review, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("AnswerReview", SD_BUS_ARGS("s", week, "u", number, "s", answer),
                            SD_BUS_RESULT("t", from, "s", question), method_answer_review,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("ListShared", SD_BUS_ARGS("u", weeks),
                            SD_BUS_RESULT("b", on, "b", discreet, "a(" WIRE_SHARED ")", shared),
                            method_list_shared, SD_BUS_VTABLE_UNPRIVILEGED),

    SD_BUS_VTABLE_END,
};
