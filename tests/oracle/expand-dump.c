/* Expands plans for an oracle to compare: cases as in case-input.h on standard input, and on
 * standard output, for each, `case N`, then a line `ID START END` a block, instants in seconds. */
#include "case-input.h"

static int input_expand(const struct input *input, struct block_list *list)
{
    _cleanup_(plan_freep) struct plan *plan = NULL;
    _cleanup_(zone_freep) struct zone *zone = NULL;

    if (input_load(input, &plan, &zone) < 0)
        return -1;
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
