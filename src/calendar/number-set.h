/* The numbers of a BY part as bits; see recurrence.h. */
#pragma once

#include <stdlib.h>

#include "calendar/recurrence.h"

#define NUMBER_SET_END 384

static inline void number_set_add(struct number_set *set, int number)
{
    uint64_t *words = number < 0 ? set->backward : set->forward;
    unsigned n = (unsigned)abs(number);

    set->is_given = true; /* also by numbers that are out of range: then nothing belongs to it */
    if (n < NUMBER_SET_END)
        words[n / 64] |= UINT64_C(1) << n % 64;
}

static inline bool number_set_has_word(const uint64_t *words, int64_t number)
{
    return number >= 0 && number < NUMBER_SET_END && words[number / 64] >> number % 64 & 1;
}

/* True for a number, or for what it is counted from the end, where 1 is the last. */
static inline bool number_set_has(const struct number_set *set, int64_t number, int64_t from_end)
{
    return number_set_has_word(set->forward, number) ||
           number_set_has_word(set->backward, from_end);
}
