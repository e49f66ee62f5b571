/* Lines of fields between tabs: P folder name, W numbers, X path what, E. */
#include "share.h"

#include <errno.h>
#include <inttypes.h>

#include "base/civil.h"
#include "base/text.h"

static const char letters[] = {
    [SHARE_LINE_PERSON] = 'P',
    [SHARE_LINE_WEEK] = 'W',
    [SHARE_LINE_PROBLEM] = 'X',
    [SHARE_LINE_END] = 'E',
};

static void add_week(struct text *text, const struct cohort_week *week)
{
    text_addf(text, "\t%" PRId32 "\t%d\t%d\t%d\t%d\t%d\t%d\t%" PRId64 "\t%" PRId64, week->from,
              week->planned_minutes, week->done_minutes, week->excused_minutes, week->answered,
              week->met, week->goals, week->sequence, week->written_sec);
}

void share_line_add(struct text *text, const struct share_line *line)
{
    text_add_char(text, letters[line->kind]);
    if (line->kind == SHARE_LINE_WEEK) {
        add_week(text, &line->week);
    } else if (line->kind != SHARE_LINE_END) {
        text_add_char(text, '\t');
        text_add_escaped(text, line->folder);
        text_add_char(text, '\t');
        text_add_escaped(text, line->text);
    }
    text_add_char(text, '\n');
}

/* The next field; NULL if there is none. */
static char *next_field(char **rest)
{
    char *field = *rest, *tab = field ? strchr(field, '\t') : NULL;

    if (tab)
        *tab++ = '\0';
    *rest = tab;
    return field;
}

static bool next_number(char **rest, int64_t min, int64_t max, int64_t *ret)
{
    char *field = next_field(rest), *end;
    int64_t value;

    if (!field || !*field)
        return false;
    errno = 0;
    value = strtoll(field, &end, 10);
    if (errno || *end || value < min || value > max)
        return false;
    *ret = value;
    return true;
}

static bool parse_week(char *rest, struct cohort_week *ret)
{
    int64_t from, numbers[4], met, goals;

    if (!next_number(&rest, CIVIL_MIN_DAY, CIVIL_MAX_DAY, &from))
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
        if (!next_number(&rest, 0, SHARE_NUMBER_MAX, &numbers[i]))
            return false;
    if (!next_number(&rest, 0, SHARE_GOALS_MAX, &met) ||
        !next_number(&rest, met, SHARE_GOALS_MAX, &goals) ||
        !next_number(&rest, 0, INT32_MAX, &ret->sequence) ||
        !next_number(&rest, 0, INT64_MAX, &ret->written_sec))
        return false;
    ret->from = (int32_t)from;
    ret->planned_minutes = (int)numbers[0];
    ret->done_minutes = (int)numbers[1];
    ret->excused_minutes = (int)numbers[2];
    ret->answered = (int)numbers[3];
    ret->met = (int)met;
    ret->goals = (int)goals;
    return rest == NULL;
}

static int find_kind(const char *field)
{
    for (size_t i = 0; i < ARRAY_SIZE(letters); i++)
        if (field[0] == letters[i] && !field[1])
            return (int)i;
    return -EBADMSG;
}

int share_line_parse(char *line, struct share_line *ret)
{
    struct share_line parsed = {.folder = "", .text = ""};
    char *rest = line;
    int kind = find_kind(next_field(&rest));

    if (kind < 0)
        return kind;
    parsed.kind = (enum share_line_kind)kind;
    if (parsed.kind == SHARE_LINE_WEEK) {
        if (!parse_week(rest, &parsed.week))
            return -EBADMSG;
    } else if (parsed.kind != SHARE_LINE_END) {
        parsed.folder = next_field(&rest);
        parsed.text = next_field(&rest);
        if (!parsed.folder || !parsed.text || rest)
            return -EBADMSG;
    } else if (rest) {
        return -EBADMSG;
    }
    *ret = parsed;
    return 0;
}
