#include "base/suggest.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"

void suggestion_init(struct suggestion *suggestion, const char *word)
{
    *suggestion = (struct suggestion){.word = word, .distance = SIZE_MAX};
}

static bool same_letter(char a, char b)
{
    return ascii_lower(a) == ascii_lower(b);
}

/* Edits (insert, delete, replace, swap two neighbours) from a to b: Damerau-Levenshtein in its
 * "optimal string alignment" form, keeping three rows of the table. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][SUGGEST_MAX_WORD];
    size_t *before = rows[0], *previous = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;

    for (size_t i = 1; i <= a_length; i++) {
        size_t *oldest = before;

        before = previous;
        previous = row;
        row = oldest;
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t best = previous[j - 1] + !same_letter(a[i - 1], b[j - 1]);

            best = MIN(best, MIN(previous[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                same_letter(a[i - 2], b[j - 1]))
                best = MIN(best, before[j - 2] + 1);
            row[j] = best;
        }
    }
    return row[b_length];
}

void suggestion_try_as(struct suggestion *suggestion, const char *candidate, const char *proposal)
{
    size_t word_length = strlen(suggestion->word), length = strlen(candidate);

    if (MAX(MAX(word_length, length), strlen(proposal)) >= SUGGEST_MAX_WORD)
        return;

    size_t longer = MAX(word_length, length), shorter = MIN(word_length, length);
    size_t limit = MAX(shorter / 3, (size_t)1);
    if (longer - shorter > limit)
        return; /* so many insertions at least */

    size_t distance = edit_distance(suggestion->word, word_length, candidate, length);
    if (distance > limit || distance >= suggestion->distance || distance >= length)
        return;

    suggestion->distance = distance;
    memcpy(suggestion->best, proposal, strlen(proposal) + 1);
}

void suggestion_try(struct suggestion *suggestion, const char *candidate)
{
    suggestion_try_as(suggestion, candidate, candidate);
}
