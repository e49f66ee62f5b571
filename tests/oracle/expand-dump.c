/* Expands plans for an oracle to compare. On standard input any number of cases:
 *
 *     ZONE FROM TO SIZE        a line; instants in seconds, SIZE the bytes of plan that follow
 *     PLAN
 *
 * On standard output, for each: `case N`, then a line `ID START END` a block, instants in seconds.
 */
#include <inttypes.h>

#include "schedule.h"

struct input {
    char zone[128];
    int64_t from_sec, to_sec;
    size_t size;
    char *plan; /* owned */
};

static void input_done(struct input *input)
{
    free(input->plan);
}

/* Returns 1, 0 at the end, or -1 where the input has another form. */
static int input_read(FILE *f, struct input *ret)
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

static int input_expand(const struct input *input, struct block_list *list)
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
    return schedule_expand(plan, zone, input->from_sec, input->to_sec, list);
}

/* Returns 1, 0 at the end of the input, or a negative number. */
static int run_case(unsigned number)
{
    _cleanup_(input_done) struct input input = {0};
    _cleanup_(block_list_done) struct block_list list = {0};

    int r = input_read(stdin, &input);
    if (r <= 0)
        return r;
    r = input_expand(&input, &list);
    if (r < 0)
        return r;
    printf("case %u\n", number);
    for (size_t i = 0; i < list.n; i++)
        printf("%s %" PRId64 " %" PRId64 "\n", list.items[i].id, list.items[i].start_sec,
               list.items[i].end_sec);
    return 1;
}

int main(void)
{
    unsigned number = 0;
    int r;

    while ((r = run_case(number)) > 0)
        number++;
    if (r < 0)
        fprintf(stderr, "expand-dump: case %u failed\n", number);
    return r < 0 || fflush(stdout) != 0;
}
