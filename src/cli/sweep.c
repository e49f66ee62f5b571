#include "cli/sweep.h"

#include <ctype.h>
#include <errno.h>

#include "base/macro.h"
#include "bus.h"
#include "cli/value.h"

#define NUMBER_MAX_DIGITS 7

enum sweep_question sweep_question_of(const struct bus_block *block, int64_t now_sec)
{
    bool is_unanswered = block->outcome == OUTCOME_OPEN || block->outcome == OUTCOME_MISSED;
    bool is_done = block->outcome == OUTCOME_DONE || block->outcome == OUTCOME_PARTIAL;

    if (is_done && block->count < 0)
        return SWEEP_COUNT;
    if (!is_unanswered || block->start_sec > now_sec)
        return SWEEP_NOTHING;
    /* Unplanned work without an end runs until somebody says that it is done. */
    if (block->end_sec == 0 ? block->kind != BLOCK_UNPLANNED : block->end_sec > now_sec)
        return SWEEP_NOTHING;
    return SWEEP_OUTCOME;
}

void sweep_place_set(struct sweep_place *place, const struct bus_block *block)
{
    place->start_sec = block->start_sec;
    snprintf(place->id, sizeof(place->id), "%s", block->id);
}

static bool is_behind(const struct bus_block *block, const struct sweep_place *place)
{
    if (!*place->id || block->start_sec != place->start_sec)
        return !*place->id || block->start_sec > place->start_sec;
    return strcmp(block->id, place->id) > 0;
}

const struct bus_block *sweep_next(const struct bus_span *span, const struct sweep_place *place)
{
    const struct bus_block *next = NULL;

    for (size_t i = 0; i < span->n_blocks; i++) {
        const struct bus_block *block = &span->blocks[i];
        struct sweep_place nearest;

        if (!is_behind(block, place) || sweep_question_of(block, span->now_sec) == SWEEP_NOTHING)
            continue;
        if (next)
            sweep_place_set(&nearest, next);
        if (!next || !is_behind(block, &nearest))
            next = block;
    }
    return next;
}

/* The letter after a number, or alone. */
static int parse_letter(char letter, enum outcome *ret)
{
    switch (letter) {
    case 'd':
        *ret = OUTCOME_DONE;
        return 0;
    case 'p':
        *ret = OUTCOME_PARTIAL;
        return 0;
    case 's':
        *ret = OUTCOME_SKIPPED;
        return 0;
    case 'e':
        *ret = OUTCOME_EXCUSED;
        return 0;
    default:
        return -EINVAL;
    }
}

static int parse_answer(const char *line, size_t length, enum sweep_question question,
                        bool has_unit, struct sweep_reply *ret)
{
    size_t n_digits = strspn(line, "0123456789");
    char digits[NUMBER_MAX_DIGITS + 1];

    if (n_digits > NUMBER_MAX_DIGITS || (n_digits > 0 && !has_unit) || length > n_digits + 1)
        return -EINVAL;
    if (length > n_digits && parse_letter(line[n_digits], &ret->outcome) < 0)
        return -EINVAL;
    if (question == SWEEP_COUNT && (n_digits == 0 || length > n_digits))
        return -EINVAL;
    if (n_digits == 0)
        return 0;
    if (ret->outcome != OUTCOME_DONE && ret->outcome != OUTCOME_PARTIAL)
        return -EINVAL;
    snprintf(digits, sizeof(digits), "%.*s", (int)n_digits, line);
    return value_parse_count(digits, &ret->count);
}

int sweep_parse(const char *line, enum sweep_question question, bool has_unit,
                struct sweep_reply *ret)
{
    struct sweep_reply reply = {.word = SWEEP_ANSWER, .outcome = OUTCOME_DONE, .count = -1};
    size_t length;
    int r = 0;

    while (isspace((unsigned char)*line))
        line++;
    length = strlen(line);
    while (length > 0 && isspace((unsigned char)line[length - 1]))
        length--;
    if (length == 0)
        reply.word = SWEEP_LEAVE;
    else if (length == 1 && *line == 'q')
        reply.word = SWEEP_END;
    else
        r = parse_answer(line, length, question, has_unit, &reply);
    if (r >= 0)
        *ret = reply;
    return r;
}

bool sweep_key_ends(char key)
{
    return !isdigit((unsigned char)key);
}
