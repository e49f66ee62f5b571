#include "plan/draft.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/block.h"
#include "base/suggest.h"
#include "base/text.h"

#define MAX_PROBLEMS 500 /* beyond these a file is no plan, and naming more of it helps nobody */

void draft_report(struct draft *draft, const struct line *line, size_t offset,
                  enum diag_severity severity, const char *format, ...)
{
    _cleanup_(text_done) struct text message = {};
    va_list ap;

    if (draft->n_reported > MAX_PROBLEMS)
        return;

    if (draft->n_reported++ == MAX_PROBLEMS) {
        draft->is_cut = true;
        diag_add(draft->diags, draft->file, line ? line->number : 0, 0, DIAG_ERROR,
                 "too many problems: this and what follows is not listed");
        return;
    }

    va_start(ap, format);
    text_vaddf(&message, format, ap);
    va_end(ap);
    if (message.failed)
        draft->diags->out_of_memory = true;
    else
        diag_add(draft->diags, draft->file, line ? line->number : 0,
                 line ? line_column(line, offset) : 0, severity, "%s", message.data);
}

struct section *draft_current(struct draft *draft)
{
    return draft->n_sections > 0 ? &draft->sections[draft->n_sections - 1] : NULL;
}

struct section *draft_next(struct draft *draft, enum section_kind kind, struct section *after)
{
    size_t i = after ? (size_t)(after - draft->sections) + 1 : 0;

    for (; i < draft->n_sections; i++) {
        struct section *s = &draft->sections[i];

        if (s->is_known && !s->is_duplicate && s->kind == kind)
            return s;
    }
    return NULL;
}

const struct entry *section_find(const struct section *section, const char *key)
{
    for (size_t i = 0; i < section->n_entries; i++)
        if (streq(section->entries[i].option->face.key, key))
            return &section->entries[i];
    return NULL;
}

/* The kind of that name, or, with an error, the one that was probably meant: its keys are checked
 * all the same. */
static void section_set_kind(struct draft *draft, struct section *section, const char *word)
{
    struct suggestion suggestion;

    suggestion_init(&suggestion, word);
    for (enum section_kind kind = 0; kind < SECTION_KIND_MAX_; kind++) {
        if (streq(word, section_kind_name(kind))) {
            section->kind = kind;
            section->is_known = true;
            return;
        }
        suggestion_try(&suggestion, section_kind_name(kind));
        if (streq(suggestion.best, section_kind_name(kind))) {
            section->kind = kind;
            section->is_known = true;
        }
    }
    draft_report(draft, &section->line, section->line.name, DIAG_ERROR,
                 "`%s` is not a section: write [plan], [window NAME], [activity NAME], "
                 "[calendar NAME] or [publish]" MEANT_FORMAT,
                 word, MEANT_ARGUMENTS(suggestion.best));
}

/* What the name would be if it were written as names are: "Cover Letters" is `cover-letters`. */
static void propose_name(const char *name, char ret[static ACTIVITY_NAME_MAX + 1])
{
    size_t n = 0;

    for (; *name && n < ACTIVITY_NAME_MAX; name++) {
        char c = *name;

        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            ret[n++] = c;
        else if (n > 0 && ret[n - 1] != '-')
            ret[n++] = '-';
    }
    while (n > 0 && ret[n - 1] == '-')
        n--;
    ret[n] = '\0';
}

/* A name that is none is taken as it should have been, so that what refers to it is checked too. */
static void section_check_name(struct draft *draft, struct section *section, size_t at)
{
    const char *kind = section_kind_name(section->kind);
    char proposal[ACTIVITY_NAME_MAX + 1];

    if (!section_kind_has_name(section->kind)) {
        if (section->name[0])
            draft_report(draft, &section->line, at, DIAG_ERROR, "[%s] takes no name: write [%s]",
                         kind, kind);
        return;
    }

    propose_name(section->name, proposal);
    if (!section->name[0])
        draft_report(draft, &section->line, at, DIAG_ERROR, "the %s has no name: write [%s NAME]",
                     kind, kind);
    if (!section->name[0] || activity_name_is_valid(section->name))
        return;

    draft_report(draft, &section->line, at, DIAG_ERROR,
                 "`%s` is not a name: use a-z, 0-9 and -, at most 32" MEANT_FORMAT, section->name,
                 MEANT_ARGUMENTS(proposal));
    if (proposal[0] && str_replace(&section->name, proposal) < 0)
        draft->diags->out_of_memory = true;
}

static void section_check_duplicate(struct draft *draft, struct section *section)
{
    for (struct section *s = draft->sections; s < section; s++) {
        if (!s->is_known || s->kind != section->kind || !streq(s->name, section->name))
            continue;
        section->is_duplicate = true;
        draft_report(draft, &section->line, section->line.name, DIAG_ERROR,
                     "[%.*s] is already in line %u: join the two", (int)section->line.name_length,
                     section->line.text + section->line.name, s->line.number);
        return;
    }
}

int draft_open_section(struct draft *draft, const struct line *line)
{
    int r = array_reserve((void **)&draft->sections, &draft->capacity, draft->n_sections,
                          sizeof(*draft->sections));
    if (r < 0)
        return r;

    _cleanup_(freep) char *word = strndup(line->text + line->name, line->name_length);
    if (!word)
        return -ENOMEM;

    size_t length = strcspn(word, " \t");
    size_t name = length + strspn(word + length, " \t");
    _cleanup_(freep) char *name_copy = strdup(word + name);
    if (!name_copy)
        return -ENOMEM;
    word[length] = '\0';

    struct section *section = &draft->sections[draft->n_sections++];
    *section = (struct section){.line = *line, .name = TAKE_PTR(name_copy)};
    if (line->kind == LINE_SECTION)
        section_set_kind(draft, section, word);
    if (section->is_known) {
        section_check_name(draft, section, line->name + name);
        section_check_duplicate(draft, section);
    }
    return 0;
}

int section_add(struct section *section, const struct option *option, const struct line *line,
                const char *value)
{
    int r = array_reserve((void **)&section->entries, &section->capacity, section->n_entries,
                          sizeof(*section->entries));
    if (r < 0)
        return r;

    char *copy = strdup(value);
    if (!copy)
        return -ENOMEM;
    section->entries[section->n_entries++] =
        (struct entry){.option = option, .line = *line, .value = copy};
    return 0;
}

void draft_done(struct draft *draft)
{
    for (size_t i = 0; i < draft->n_sections; i++) {
        struct section *section = &draft->sections[i];

        for (size_t j = 0; j < section->n_entries; j++)
            free(section->entries[j].value);
        free(section->entries);
        free(section->name);
    }
    free(draft->sections);
    *draft = (struct draft){};
}
