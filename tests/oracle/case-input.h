/* Cases as the oracles hand them over: on standard input any number of
 *
 *     ZONE FROM TO SIZE        a line; instants in seconds, SIZE the bytes of plan that follow
 *     PLAN
 */
#pragma once

#include <inttypes.h>

#include "schedule.h"

struct input {
    char zone[128];
    int64_t from_sec, to_sec;
    size_t size;
    char *plan; /* owned */
};

static inline void input_done(struct input *input)
{
    free(input->plan);
}

/* Returns 1, 0 at the end, or -1 where the input has another form. */
static inline int input_read(FILE *f, struct input *ret)
{
    int n = fscanf(f, "%127s %" SCNd64 " %" SCNd64 " %zu", ret->zone, &ret->from_sec, &ret->to_sec,
                   &ret->size);
    if (n == EOF)
        return 0;
    if (n != 4 || fgetc(f) != '\n' || ret->size > PLAN_MAX_SIZE)
        return -1;
    ret->plan = malloc(ret->size + 1);
    if (!ret->plan || fread(ret->plan, 1, ret->size, f) != ret->size)
        return -1;
    return 1;
}

/* The case's plan and zone; the caller frees. Returns 0, or -1 with a message. */
static inline int input_load(const struct input *input, struct plan **ret_plan,
                             struct zone **ret_zone)
{
    _cleanup_(diag_list_done) struct diag_list diags = {0};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;

    int r = plan_parse(input->plan, input->size, "plan.ini", NULL, NULL, &diags, &plan);
    if (r != 0) {
        diag_print(&diags, stderr);
        return -1;
    }
    if (zone_load(input->zone, &zone) < 0) {
        fprintf(stderr, "no zone %s\n", input->zone);
        return -1;
    }
    *ret_plan = TAKE_PTR(plan);
    *ret_zone = TAKE_PTR(zone);
    return 0;
}
