/* org.jobsearchd1.Review: goals against what was done, and the week as a whole. */
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
    SD_BUS_METHOD_WITH_ARGS("GetReview", SD_BUS_ARGS("s", week), SD_BUS_RESULT("a{sv}", review),
                            method_get_review, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("AnswerReview", SD_BUS_ARGS("s", week, "u", number, "s", answer),
                            SD_BUS_RESULT("t", from, "s", question), method_answer_review,
                            SD_BUS_VTABLE_UNPRIVILEGED),

    SD_BUS_VTABLE_END,
};
