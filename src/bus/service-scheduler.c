/* org.jobsearchd1.Scheduler: what now, what next, and the user's word on it. */
#include "bus/service.h"

#include <errno.h>

#define BLOCK "(" WIRE_BLOCK ")"

/* ---- Looking ---- */

static int run_get_status(struct bus_service *service, _unused_ sd_bus_message *m,
                          sd_bus_message *reply, struct bus_refusal *refusal)
{
    _cleanup_(bus_status_done) struct bus_status status = {0};
    int r;

    r = service->handlers->get_status(service->userdata, &status, refusal);
    return r ?: marshal_append_status(reply, &status);
}
DEFINE_METHOD(get_status);

static int append_span(sd_bus_message *m, const struct bus_span *span)
{
    return marshal_append_instant(m, span->now_sec) ?:
           marshal_append_instant(m, span->from_sec) ?:
           marshal_append_instant(m, span->to_sec) ?:
           marshal_append_string(m, span->timezone) ?:
           marshal_append_array(m, &wire_block, span->blocks, span->n_blocks) ?:
           marshal_append_array(m, &wire_busy, span->busy, span->n_busy) ?:
           marshal_append_array(m, &wire_unplaced, span->unplaced, span->n_unplaced) ?:
           marshal_append_array(m, &wire_follow_up, span->follow_ups, span->n_follow_ups);
}

static int run_list_day(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                        struct bus_refusal *refusal)
{
    _cleanup_(bus_span_done) struct bus_span span = {0};
    const char *day;

    return service_read(m, refusal, "s", &day) ?:
           form_day(day, refusal) ?:
           service->handlers->list_day(service->userdata, day, &span, refusal) ?:
           append_span(reply, &span);
}
DEFINE_METHOD(list_day);

static int run_list_week(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                         struct bus_refusal *refusal)
{
    _cleanup_(bus_span_done) struct bus_span span = {0};
    const char *week;

    return service_read(m, refusal, "s", &week) ?:
           form_week(week, refusal) ?:
           service->handlers->list_week(service->userdata, week, &span, refusal) ?:
           append_span(reply, &span);
}
DEFINE_METHOD(list_week);

/* ---- Saying ---- */

static int run_start(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                     struct bus_refusal *refusal)
{
    struct bus_block block = {0};
    const char *target;
    unsigned minutes;

    return service_read(m, refusal, "su", &target, &minutes) ?:
           form_target(target, refusal) ?:
           form_minutes(minutes, 0, refusal) ?:
           service->handlers->start(service->userdata, target, minutes, &block, refusal) ?:
           marshal_append(reply, &wire_block, &block);
}
DEFINE_METHOD(start);

static int run_answer(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                      struct bus_refusal *refusal)
{
    struct bus_block block = {0};
    struct bus_answer answer;

    return answer_read(m, &answer, refusal) ?:
           service->handlers->answer(service->userdata, &answer, &block, refusal) ?:
           marshal_append(reply, &wire_block, &block);
}
DEFINE_METHOD(answer);

static int run_snooze(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                      struct bus_refusal *refusal)
{
    struct bus_block block = {0};
    int64_t until_sec = 0;
    const char *id;
    unsigned minutes;

    return service_read(m, refusal, "su", &id, &minutes) ?:
           form_block(id, true, refusal) ?:
           form_minutes(minutes, 1, refusal) ?:
           service->handlers->snooze(service->userdata, id, minutes, &block, &until_sec,
                                     refusal) ?:
           marshal_append(reply, &wire_block, &block) ?:
           marshal_append_instant(reply, until_sec);
}
DEFINE_METHOD(snooze);

static int run_undo(struct bus_service *service, _unused_ sd_bus_message *m, sd_bus_message *reply,
                    struct bus_refusal *refusal)
{
    struct bus_block block = {0};
    int r;

    r = service->handlers->undo(service->userdata, &block, refusal);
    return r ?: marshal_append(reply, &wire_block, &block);
}
DEFINE_METHOD(undo);

static int run_quiet(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                     struct bus_refusal *refusal)
{
    int64_t until_sec = 0;
    unsigned minutes;

    return service_read(m, refusal, "u", &minutes) ?:
           form_minutes(minutes, 0, refusal) ?:
           service->handlers->quiet(service->userdata, minutes, &until_sec, refusal) ?:
           marshal_append_instant(reply, until_sec);
}
DEFINE_METHOD(quiet);

static int run_pause(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                     struct bus_refusal *refusal)
{
    int64_t from_sec = 0, to_sec = 0;
    const char *days, *note;

    return service_read(m, refusal, "ss", &days, &note) ?:
           form_days(days, refusal) ?:
           form_note(note, refusal) ?:
           service->handlers->pause(service->userdata, days, note, &from_sec, &to_sec, refusal) ?:
           marshal_append_instant(reply, from_sec) ?:
           marshal_append_instant(reply, to_sec);
}
DEFINE_METHOD(pause);

static int run_light(struct bus_service *service, sd_bus_message *m, sd_bus_message *reply,
                     struct bus_refusal *refusal)
{
    int64_t from_sec = 0, to_sec = 0;
    const char *days;

    return service_read(m, refusal, "s", &days) ?:
           form_days(days, refusal) ?:
           service->handlers->light(service->userdata, days, &from_sec, &to_sec, refusal) ?:
           marshal_append_instant(reply, from_sec) ?:
           marshal_append_instant(reply, to_sec);
}
DEFINE_METHOD(light);

static int run_resume(struct bus_service *service, _unused_ sd_bus_message *m,
                      sd_bus_message *reply, struct bus_refusal *refusal)
{
    bool has_ended = false;

    return service->handlers->resume(service->userdata, &has_ended, refusal)
               ?: marshal_append_value(reply, WIRE_BOOLEAN, &has_ended);
}
DEFINE_METHOD(resume);

static int run_fresh(struct bus_service *service, _unused_ sd_bus_message *m, sd_bus_message *reply,
                     struct bus_refusal *refusal)
{
    unsigned n_excused = 0;

    return service->handlers->fresh(service->userdata, &n_excused, refusal)
               ?: marshal_append_value(reply, WIRE_UNSIGNED, &n_excused);
}
DEFINE_METHOD(fresh);

static int append_reload(sd_bus_message *m, const struct bus_reload *reload)
{
    return marshal_append_value(m, WIRE_BOOLEAN, &reload->is_taken)
               ?: marshal_append_array(m, &wire_diagnostic, reload->diagnostics,
                                       reload->n_diagnostics);
}

static int run_reload(struct bus_service *service, _unused_ sd_bus_message *m,
                      sd_bus_message *reply, struct bus_refusal *refusal)
{
    _cleanup_(bus_reload_done) struct bus_reload reload = {0};
    int r;

    r = service->handlers->reload(service->userdata, &reload, refusal);
    return r ?: append_reload(reply, &reload);
}
DEFINE_METHOD(reload);

/* ---- Properties: all but the first and PlanFile are parts of the status ---- */

static int property_version(_unused_ sd_bus *bus, _unused_ const char *path,
                            _unused_ const char *interface, _unused_ const char *property,
                            sd_bus_message *reply, _unused_ void *userdata,
                            _unused_ sd_bus_error *error)
{
    return marshal_append_string(reply, VERSION);
}

static int property_plan_file(_unused_ sd_bus *bus, _unused_ const char *path,
                              _unused_ const char *interface, _unused_ const char *property,
                              sd_bus_message *reply, void *userdata, _unused_ sd_bus_error *error)
{
    struct bus_service *service = userdata;

    return marshal_append_string(reply, service->handlers->plan_file(service->userdata));
}

static int property_calendar_folder(_unused_ sd_bus *bus, _unused_ const char *path,
                                    _unused_ const char *interface, _unused_ const char *property,
                                    sd_bus_message *reply, void *userdata,
                                    _unused_ sd_bus_error *error)
{
    struct bus_service *service = userdata;

    return marshal_append_string(reply, service->handlers->calendar_folder(service->userdata));
}

static int append_block_or_none(sd_bus_message *m, bool has, const struct bus_block *block)
{
    return has ? marshal_append(m, &wire_block, block) : marshal_append_no_block(m);
}

static int append_property(sd_bus_message *m, const char *property, const struct bus_status *status)
{
    if (streq(property, "Plan"))
        return marshal_append_string(m, status->plan);
    if (streq(property, "Timezone"))
        return marshal_append_string(m, status->timezone);
    if (streq(property, "Current"))
        return append_block_or_none(m, status->has_current, &status->current);
    if (streq(property, "Next"))
        return append_block_or_none(m, status->has_next, &status->next);
    if (streq(property, "Unplanned"))
        return append_block_or_none(m, status->has_unplanned, &status->unplanned);
    if (streq(property, "Open"))
        return marshal_append_value(m, WIRE_UNSIGNED, &status->open);
    if (streq(property, "QuietUntil"))
        return marshal_append_instant(m, status->quiet_until_sec);
    if (streq(property, "Problems"))
        return marshal_append_array(m, &wire_problem, status->problems, status->n_problems);
    return -ENOENT;
}

static int property_get(_unused_ sd_bus *bus, _unused_ const char *path,
                        _unused_ const char *interface, const char *property, sd_bus_message *reply,
                        void *userdata, sd_bus_error *error)
{
    _cleanup_(bus_status_done) struct bus_status status = {0};
    struct bus_service *service = userdata;
    struct bus_refusal refusal = {0};
    int r;

    r = service->handlers->get_status(service->userdata, &status, &refusal);
    if (r == 0)
        r = append_property(reply, property, &status);
    return r == 0 ? 1 : service_fail(r, &refusal, error);
}

/* ---- The interface ---- */

#define PROPERTY(member, signature, get) \
    SD_BUS_PROPERTY(member, signature, get, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE)
#define SPAN                                                                      \
    SD_BUS_RESULT("t", now, "t", from, "t", to, "s", timezone, "a" BLOCK, blocks, \
                  "a(" WIRE_BUSY ")", busy, "a(" WIRE_UNPLACED ")", unplaced,     \
                  "a(" WIRE_FOLLOW_UP ")", follow_ups)

const sd_bus_vtable scheduler_vtable[] = {
    SD_BUS_VTABLE_START(0),

    SD_BUS_METHOD_WITH_ARGS("GetStatus", SD_BUS_NO_ARGS, SD_BUS_RESULT("a{sv}", status),
                            method_get_status, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("ListDay", SD_BUS_ARGS("s", day), SPAN, method_list_day,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("ListWeek", SD_BUS_ARGS("s", week), SPAN, method_list_week,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Start", SD_BUS_ARGS("s", target, "u", minutes),
                            SD_BUS_RESULT(BLOCK, block), method_start, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Answer", SD_BUS_ARGS("s", block, "s", outcome, "a{sv}", details),
                            SD_BUS_RESULT(BLOCK, block), method_answer, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Snooze", SD_BUS_ARGS("s", block, "u", minutes),
                            SD_BUS_RESULT(BLOCK, block, "t", until), method_snooze,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Undo", SD_BUS_NO_ARGS, SD_BUS_RESULT(BLOCK, block), method_undo,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Quiet", SD_BUS_ARGS("u", minutes), SD_BUS_RESULT("t", until),
                            method_quiet, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Pause", SD_BUS_ARGS("s", days, "s", note),
                            SD_BUS_RESULT("t", from, "t", to), method_pause,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Resume", SD_BUS_NO_ARGS, SD_BUS_RESULT("b", ended), method_resume,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Light", SD_BUS_ARGS("s", days), SD_BUS_RESULT("t", from, "t", to),
                            method_light, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Fresh", SD_BUS_NO_ARGS, SD_BUS_RESULT("u", excused), method_fresh,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Reload", SD_BUS_NO_ARGS,
                            SD_BUS_RESULT("b", taken, "a(" WIRE_DIAGNOSTIC ")", diagnostics),
                            method_reload, SD_BUS_VTABLE_UNPRIVILEGED),

    SD_BUS_PROPERTY("Version", "s", property_version, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    PROPERTY("Plan", "s", property_get),
    PROPERTY("PlanFile", "s", property_plan_file),
    PROPERTY("CalendarFolder", "s", property_calendar_folder),
    PROPERTY("Timezone", "s", property_get),
    PROPERTY("Current", BLOCK, property_get),
    PROPERTY("Next", BLOCK, property_get),
    PROPERTY("Unplanned", BLOCK, property_get),
    PROPERTY("Open", "u", property_get),
    PROPERTY("QuietUntil", "t", property_get),
    PROPERTY("Problems", "a(" WIRE_PROBLEM ")", property_get),

    SD_BUS_SIGNAL_WITH_ARGS("BlockStarted", SD_BUS_ARGS(BLOCK, block), 0),
    SD_BUS_SIGNAL_WITH_ARGS("BlockEnded", SD_BUS_ARGS(BLOCK, block), 0),
    SD_BUS_SIGNAL_WITH_ARGS("PlanChanged", SD_BUS_NO_ARGS, 0),

    SD_BUS_VTABLE_END,
};
