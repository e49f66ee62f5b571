#include "cli/nearest.h"

#include <string.h>

#include "base/macro.h"

#define WORD_MAX 31

/* The optimal string alignment distance, by its definition; both at most WORD_MAX long. */
static size_t edits_between(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), table[WORD_MAX + 1][WORD_MAX + 1];

    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            size_t best = i == 0 ? j : i;
            if (i > 0 && j > 0) {
                best = table[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
                best = MIN(best, MIN(table[i - 1][j], table[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    best = MIN(best, table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    return table[n][m];
}

void nearest_try(struct nearest *nearest, const char *candidate)
{
    size_t n = strlen(nearest->word), m = strlen(candidate);
    if (n > WORD_MAX || m > WORD_MAX)
        return;

    size_t edits = edits_between(nearest->word, candidate);
    if (edits > MAX(MIN(n, m) / 3, (size_t)1) || edits >= MIN(n, m))
        return;
    if (!nearest->best || edits < nearest->edits) {
        nearest->best = candidate;
        nearest->edits = edits;
    }
}
