/* The answer: pieces become blocks with ids, and every minute that found no place gets a reason. */
#include "schedule/place.h"

#include <errno.h>

/* ---- Ids ---- */

static unsigned id_number(const char *id)
{
    const char *slash = strrchr(id, '/');
    return slash ? (unsigned)strtoul(slash + 1, NULL, 10) : 0;
}

struct numbering {
    const struct placement *question;
    bool *is_taken; /* by previous block: its id has been given again */
    unsigned *next; /* by place in the plan */
};

static size_t plan_order(const struct placement *question, const struct activity *activity)
{
    return (size_t)(activity - question->plan->activities);
}

static void numbering_done(struct numbering *numbering)
{
    free(numbering->is_taken);
    free(numbering->next);
}

static void raise_next(struct numbering *numbering, const struct activity *activity, unsigned n)
{
    unsigned *next = &numbering->next[plan_order(numbering->question, activity)];
    *next = MAX(*next, n < UINT32_MAX ? n + 1 : n);
}

static int numbering_init(struct numbering *numbering, const struct placement *question)
{
    size_t n = question->plan->n_activities;

    *numbering = (struct numbering){.question = question,
                                    .is_taken = calloc(question->n_previous + 1, sizeof(bool)),
                                    .next = calloc(n + 1, sizeof(*numbering->next))};
    if (!numbering->is_taken || !numbering->next)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        raise_next(numbering, &question->plan->activities[i],
                   question->used ? question->used[i] : 0);
    for (size_t i = 0; i < question->n_kept; i++)
        raise_next(numbering, question->kept[i].activity, question->kept[i].n);
    for (size_t i = 0; i < question->n_previous; i++)
        raise_next(numbering, question->previous[i].activity, id_number(question->previous[i].id));
    return 0;
}

/* Gives the block the number of a previous one: `is_same` asks for the same start, else the
 * earliest that is not taken. */
static bool take_previous(struct numbering *numbering, struct block *block, bool is_same)
{
    const struct placement *question = numbering->question;

    for (size_t i = 0; i < question->n_previous; i++) {
        const struct block *previous = &question->previous[i];
        if (numbering->is_taken[i] || previous->activity != block->activity ||
            (is_same && previous->start_sec != block->start_sec))
            continue;
        numbering->is_taken[i] = true;
        block->range = id_number(previous->id);
        return true;
    }
    return false;
}

/* First those that did not move keep theirs, then those that did get what is left. */
static void number_blocks(struct numbering *numbering, struct block *blocks, size_t n)
{
    int year, week;

    civil_iso_week(numbering->question->week + 3, &year, &week);
    for (size_t i = 0; i < n; i++)
        take_previous(numbering, &blocks[i], true);
    for (size_t i = 0; i < n; i++) {
        struct block *block = &blocks[i];
        if (block->range == 0 && !take_previous(numbering, block, false))
            block->range = numbering->next[plan_order(numbering->question, block->activity)]++;
        block_id_flexible(block->id, block->activity->name, year, week, (unsigned)block->range);
    }
}

static int add_blocks(struct placed *placed, const struct problem *problem,
                      const struct schedule *schedule, const struct placement *question)
{
    struct block_list *list = &placed->blocks;

    for (size_t i = 0; i < schedule->n; i++) {
        const struct piece *piece = &schedule->pieces[i];
        const struct demand *demand = &problem->demands[piece->demand];
        int r =
            array_reserve((void **)&list->items, &list->capacity, list->n, sizeof(*list->items));
        if (r < 0)
            return r;
        int64_t start = problem->base_sec + (int64_t)piece->start * SLOT_SEC;
        list->items[list->n++] = (struct block){
            .kind = BLOCK_FLEXIBLE,
            .activity = demand->activity,
            .day = question->week + demand->day[piece->start],
            .start_sec = start,
            .end_sec = start + (int64_t)piece->length * SLOT_SEC,
        };
    }
    return 0;
}

/* ---- What found no place ---- */

static int add_unplaced(struct placed *placed, const struct demand *demand, int slots,
                        enum unplaced_reason reason)
{
    if (slots <= 0)
        return 0;
    int r = array_reserve((void **)&placed->unplaced, &placed->capacity_unplaced,
                          placed->n_unplaced, sizeof(*placed->unplaced));
    if (r < 0)
        return r;
    placed->unplaced[placed->n_unplaced++] =
        (struct unplaced){demand->activity, slots * SLOT_MINUTES, reason};
    return 0;
}

/* The most slots of the demand that [first, end), free and of one day, hold, pieces apart. */
static int most_in_run(const struct demand *demand, int slots)
{
    int most = 0;

    for (int pieces = 1; pieces * demand->shortest + (pieces - 1) * SLOTS_APART <= slots; pieces++)
        most = MAX(most, MIN(pieces * demand->longest, slots - (pieces - 1) * SLOTS_APART));
    return most;
}

/* What each day could hold if the activity were alone. */
static void most_alone(const struct problem *problem, const struct demand *demand,
                       int ret_days[WEEK_DAYS])
{
    for (int t = 0; t < problem->n_slots; t += MAX((int)demand->run[t], 1))
        if (demand->run[t] > 0)
            ret_days[demand->day[t]] += most_in_run(demand, demand->run[t]);
}

/* Splits what is missing by what first stands in its way. */
static int account_demand(struct placed *placed, const struct problem *problem,
                          const struct demand *demand, int placed_slots, int budget_left)
{
    int days[WEEK_DAYS] = {0}, alone = 0, capped = 0;

    if (demand->shortest <= demand->longest)
        most_alone(problem, demand, days);
    for (int day = 0; day < WEEK_DAYS; day++) {
        alone += days[day];
        capped += MIN(days[day], demand->cap[day]);
    }
    alone = MAX(MIN(alone, demand->want), placed_slots);
    capped = MAX(MIN(capped, demand->want), placed_slots);
    int rest = MIN(alone, capped) - placed_slots;
    int r = add_unplaced(placed, demand, demand->asked - demand->want, UNPLACED_CUT);
    if (r >= 0)
        r = add_unplaced(placed, demand, demand->want - alone, UNPLACED_WINDOW);
    if (r >= 0)
        r = add_unplaced(placed, demand, alone - MIN(alone, capped), UNPLACED_DAY_CAP);
    if (r >= 0)
        r = add_unplaced(placed, demand, rest,
                         rest > budget_left ? UNPLACED_BUDGET : UNPLACED_CROWDED);
    return r;
}

static int account(struct placed *placed, const struct problem *problem,
                   const struct schedule *schedule)
{
    int budget_left = problem->budget, r = 0;

    for (size_t i = 0; i < schedule->n; i++)
        budget_left -= schedule->pieces[i].length;
    for (int i = 0; i < problem->n_demands && r >= 0; i++)
        r = account_demand(placed, problem, &problem->demands[i],
                           schedule_value(problem, schedule, (struct aim){AIM_DEMAND, i}),
                           budget_left);
    return r;
}

int placed_fill(struct placed *placed, const struct problem *problem,
                const struct schedule *schedule, const struct placement *question)
{
    _cleanup_(numbering_done) struct numbering numbering = {0};
    int r = numbering_init(&numbering, question);

    if (r >= 0)
        r = add_blocks(placed, problem, schedule, question);
    if (r < 0)
        return r;
    number_blocks(&numbering, placed->blocks.items, placed->blocks.n);
    return account(placed, problem, schedule);
}
