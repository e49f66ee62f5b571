/* From the mix of a solved program to placements. */
#include "schedule/place-tree.h"

#define PIECES_ALIKE 64
#define FILL_WORK    3

/* Takes the trial if it is valid, loses nothing of earlier aims and has more of the current. */
static bool take_trial(struct search *search)
{
    int last = search->n_aims - 1;

    schedule_sort(&search->trial);
    for (int i = 0; i < last; i++)
        if (schedule_value(search->problem, &search->trial, search->aims[i]) < search->reached[i])
            return false;
    int value = schedule_value(search->problem, &search->trial, search->aims[last]);
    if (value <= search->reached[last] || !schedule_is_valid(search->problem, &search->trial))
        return false;
    schedule_swap(&search->best, &search->trial);
    search->reached[last] = value;
    return true;
}

int search_try(struct search *search)
{
    schedule_sort(&search->trial);
    if (!schedule_is_valid(search->problem, &search->trial))
        return 0;
    *search->master.simplex.work_left -=
        FILL_WORK * (long)search->problem->n_demands * search->problem->n_slots;
    int r = schedule_fill(search->problem, &search->trial);
    if (r >= 0)
        take_trial(search);
    return MIN(r, 0);
}

void search_read_mix(struct search *search)
{
    const struct problem *problem = search->problem;
    const struct master *master = &search->master;
    size_t n = (size_t)problem->n_demands * (size_t)problem->n_stretches;

    memset(search->pieces, 0, n * sizeof(*search->pieces));
    memset(search->slots, 0, n * sizeof(*search->slots));
    for (int i = 0; i < master->simplex.m; i++) {
        if (master->simplex.basis[i] < 0)
            continue;
        const struct pattern *pattern = &master->patterns[master->simplex.basis[i]];
        for (size_t k = 0; k < pattern->n; k++) {
            const struct piece *piece = &master->pool.pieces[pattern->first + k];
            int cell = pattern->stretch * problem->n_demands + piece->demand;
            search->pieces[cell] += master->simplex.value[i];
            search->slots[cell] += master->simplex.value[i] * piece->length;
        }
    }
}

/* The pattern that has most of a stretch's mix; NULL: none. */
static const struct pattern *main_pattern(const struct search *search, int stretch)
{
    const struct master *master = &search->master;
    const struct pattern *best = NULL;
    double most = WHOLE;

    for (int i = 0; i < master->simplex.m; i++) {
        if (master->simplex.basis[i] < 0 || master->simplex.value[i] <= most)
            continue;
        const struct pattern *pattern = &master->patterns[master->simplex.basis[i]];
        if (pattern->stretch == stretch) {
            best = pattern;
            most = master->simplex.value[i];
        }
    }
    return best;
}

/* Adds a piece to the trial, shortened to what the sums leave; not at all if that is too short. */
static int add_clipped(struct search *search, const struct piece *piece)
{
    const struct demand *d = &search->problem->demands[piece->demand];
    int week = d->want, day = d->cap[d->day[piece->start]], budget = search->problem->budget;

    for (size_t i = 0; i < search->trial.n; i++) {
        const struct piece *other = &search->trial.pieces[i];
        budget -= other->length;
        if (other->demand != piece->demand)
            continue;
        week -= other->length;
        if (d->day[other->start] == d->day[piece->start])
            day -= other->length;
    }
    int length = MIN(MIN((int)piece->length, budget), MIN(week, day));
    if (length < d->shortest)
        return 0;
    return schedule_add(&search->trial, piece->demand, piece->start, length);
}

/* Two pieces that a dropped one parted may be too near now: drops the later. */
static void drop_too_near(struct search *search)
{
    struct schedule *trial = &search->trial;
    size_t n = 0;

    schedule_sort(trial);
    for (size_t i = 0; i < trial->n; i++) {
        const struct piece *a = &trial->pieces[i];
        if (n > 0 && trial->pieces[n - 1].demand == a->demand &&
            a->start < trial->pieces[n - 1].start + trial->pieces[n - 1].length + SLOTS_APART)
            continue;
        trial->pieces[n++] = *a;
    }
    trial->n = n;
}

int search_round(struct search *search)
{
    search->trial.n = 0;
    for (int g = 0; g < search->problem->n_stretches; g++) {
        const struct pattern *pattern = main_pattern(search, g);
        for (size_t k = 0; pattern && k < pattern->n; k++) {
            int r = add_clipped(search, &search->master.pool.pieces[pattern->first + k]);
            if (r < 0)
                return r;
        }
    }
    drop_too_near(search);
    return search_try(search);
}

/* Adds to lengths[] the pattern's, times what the mix has of it, if it has the same starts as the
 * main one. */
static bool add_alike(const struct search *search, const struct pattern *main,
                      const struct pattern *pattern, double times, double lengths[])
{
    const struct piece *a = &search->master.pool.pieces[main->first];
    const struct piece *b = &search->master.pool.pieces[pattern->first];

    if (pattern->n != main->n)
        return false;
    for (size_t k = 0; k < main->n; k++) {
        if (a[k].demand != b[k].demand || a[k].start != b[k].start)
            return false;
        lengths[k] += times * b[k].length;
    }
    return true;
}

/* Where all patterns of a stretch begin the same pieces at the same times, any lengths between
 * theirs fit. Returns 1 if it is so, and the pieces are added, 0, or -ENOMEM. */
static int arrange_alike(struct search *search, int stretch)
{
    const struct master *master = &search->master;
    const struct simplex *simplex = &master->simplex;
    const struct pattern *main = main_pattern(search, stretch);
    double lengths[PIECES_ALIKE] = {0};

    if (!main || main->n > PIECES_ALIKE)
        return 0;
    for (int i = 0; i < simplex->m; i++) {
        if (simplex->basis[i] < 0 || simplex->value[i] <= WHOLE)
            continue;
        const struct pattern *pattern = &master->patterns[simplex->basis[i]];
        if (pattern->stretch == stretch &&
            !add_alike(search, main, pattern, simplex->value[i], lengths))
            return 0;
    }
    for (size_t k = 0; k < main->n; k++)
        search->whole_slots[master->pool.pieces[main->first + k].demand] -= whole_below(lengths[k]);
    for (size_t k = 0; k < main->n; k++) {
        const struct piece *piece = &master->pool.pieces[main->first + k];
        int length = whole_below(lengths[k]);
        if (lengths[k] - length > WHOLE && search->whole_slots[piece->demand] > 0) {
            search->whole_slots[piece->demand]--;
            length++;
        }
        int r = schedule_add(&search->trial, piece->demand, piece->start, length);
        if (r < 0)
            return r;
    }
    return 1;
}

int search_arrange(struct search *search, int *ret_stretch)
{
    const struct problem *problem = search->problem;
    int r = 1, g;

    search->trial.n = 0;
    for (g = 0; g < problem->n_stretches && r > 0; g++) {
        for (int i = 0; i < problem->n_demands; i++) {
            int cell = g * problem->n_demands + i;
            search->whole_pieces[i] = whole_below(search->pieces[cell] + 0.5);
            search->whole_slots[i] = whole_below(search->slots[cell]);
        }
        r = arrange_alike(search, g);
        if (r != 0)
            continue;
        r = stretch_arrange(problem, &problem->stretches[g], search->whole_pieces,
                            search->whole_slots, &search->trial);
    }
    *ret_stretch = r > 0 ? g : g - 1;
    if (r <= 0)
        return r;
    return search_try(search);
}
