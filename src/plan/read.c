/* inih reads the file, one line at a time from feed_line(), and hands back keys and values; which
 * line they come from is known because inih asks for the next line only when it has dealt with the
 * one before. Lines that it would misread (lines.c) are kept from it, an empty one goes instead. */
#include <errno.h>
#include <ini.h>
#include <string.h>

#include "base/suggest.h"
#include "plan/draft.h"

#define MAX_SECTIONS 500 /* beyond these a file is no plan */

struct reading {
    struct draft *draft;
    struct line_reader lines;
    struct line line; /* the one that inih has */
    bool is_pending;  /* it holds an entry that inih has not handed back yet */
    int error;        /* -ENOMEM ends the reading */
};

/* True also for a broken one: the keys below it belong to no other section. */
static bool opens_section(const struct line *line)
{
    return line->kind == LINE_SECTION ||
           (line->kind == LINE_BROKEN && line->length > 0 && line->text[0] == '[');
}

/* One line on its way to inih: what is wrong with it is reported. Returns 1 if inih may have it, 0
 * if not, or -ENOMEM. */
static int draft_take_line(struct draft *draft, const struct line *line)
{
    int r;

    if (opens_section(line)) {
        if (draft->n_sections == MAX_SECTIONS) {
            draft_report(draft, line, 0, DIAG_ERROR, "more than %d sections: the rest is not read",
                         MAX_SECTIONS);
            draft->is_cut = true;
            return 0;
        }
        r = draft_open_section(draft, line);
        if (r < 0)
            return r;
    }

    if (line->problem)
        draft_report(draft, line, line->problem_at, DIAG_ERROR, "%s", line->problem);
    if (line->kind == LINE_ENTRY && !draft_current(draft)) {
        draft_report(draft, line, line->name, DIAG_ERROR,
                     "a key outside of any section: begin with [plan]");
        r = draft_open_section(draft, line);
        return MIN(r, 0);
    }
    if (line->kind == LINE_BROKEN && draft_current(draft))
        draft_current(draft)->has_lost = true;
    return line->kind != LINE_BROKEN;
}

/* inih's reader: one line a call, NULL at the end. The buffer's size is a matter of how inih was
 * built; a line that does not fit would be cut in two. */
static char *feed_line(char *buf, int size, void *userdata)
{
    struct reading *reading = userdata;
    struct draft *draft = reading->draft;
    int r;

    if (reading->is_pending)
        draft_report(draft, &reading->line, 0, DIAG_ERROR,
                     "inih cannot read this line: write `key = value`");
    reading->is_pending = false;
    if (reading->error < 0 || draft->is_cut || !line_reader_next(&reading->lines, &reading->line))
        return NULL;

    const struct line *line = &reading->line;
    size_t length = line->length - line->start;
    r = draft_take_line(draft, line);
    if (r < 0)
        reading->error = r;
    if (r <= 0 || length >= (size_t)size)
        length = 0;

    memcpy(buf, line->text + line->start, length);
    buf[length] = '\0';
    reading->is_pending = r > 0 && line->kind == LINE_ENTRY;
    return buf;
}

static const struct option *find_option(struct draft *draft, struct section *section,
                                        const struct line *line, const char *key)
{
    const struct option *option = option_find(section->kind, key);
    struct suggestion suggestion;

    if (option)
        return option;

    suggestion_init(&suggestion, key);
    for (size_t i = 0; (option = option_at(i)); i++)
        if (option_is_in(option, section->kind))
            suggestion_try(&suggestion, option->face.key);
    draft_report(draft, line, line->name, DIAG_ERROR,
                 "`%s` is not a key of [%s]: see jobsearchd.plan(5)" MEANT_FORMAT, key,
                 section_kind_name(section->kind), MEANT_ARGUMENTS(suggestion.best));
    return NULL;
}

/* True if the entry may join the section. */
static bool check_entry(struct draft *draft, struct section *section, const struct option *option,
                        const struct line *line, const char *value)
{
    const struct entry *before = section_find(section, option->face.key);

    if (!*value) {
        draft_report(draft, line, line->name, DIAG_ERROR,
                     "`%s` has no value: write one (%s), or remove the line", option->face.key,
                     option->face.type);
        return false;
    }
    if (before && !option->face.may_repeat) {
        draft_report(draft, line, line->name, DIAG_ERROR,
                     "`%s` is already set in line %u: keep one of the two", option->face.key,
                     before->line.number);
        return false;
    }
    return true;
}

/* inih's handler: returns nonzero for success. */
static int take_entry(void *userdata, const char *section_name _unused_, const char *key,
                      const char *value)
{
    struct reading *reading = userdata;
    struct section *section = draft_current(reading->draft);
    const struct line *line = &reading->line;

    reading->is_pending = false;
    if (!section->is_known)
        return 1;

    const struct option *option = find_option(reading->draft, section, line, key);
    if (!option || !check_entry(reading->draft, section, option, line, value)) {
        section->has_lost = true;
        return 1;
    }

    int r = section_add(section, option, line, value);
    if (r < 0)
        reading->error = r;
    return r >= 0;
}

int draft_read(struct draft *draft, const char *text, size_t size)
{
    struct reading reading = {.draft = draft};

    line_reader_init(&reading.lines, text, size);
    if (ini_parse_stream(feed_line, &reading, take_entry, &reading) == -2)
        return -ENOMEM;
    return reading.error;
}
