#include "cli/verb.h"

#include "base/macro.h"
#include "base/text.h"

#define VERB_POINTER(name) &verb_##name,
static const struct verb *const verbs[] = {VERB_LIST(VERB_POINTER)};

const struct verb *verb_at(size_t i)
{
    return i < ARRAY_SIZE(verbs) ? verbs[i] : NULL;
}

/* How many of the words the name takes: 0 if it is not this name. */
static size_t name_match(const char *name, size_t n, char *const words[])
{
    for (size_t i = 0; i < n; i++) {
        const char *word = i == 0 && streq(words[i], "jobs") ? "track" : words[i];
        size_t length = strcspn(name, " ");
        if (strlen(word) != length || strncmp(word, name, length) != 0)
            return 0;
        if (!name[length])
            return i + 1;
        name += length + 1;
    }
    return 0;
}

const struct verb *verb_find(size_t n, char *const words[], size_t *ret_n)
{
    const struct verb *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        size_t used = name_match(verbs[i]->name, n, words);
        if (used > longest) {
            longest = used;
            found = verbs[i];
        }
    }
    if (found)
        *ret_n = longest;
    return found;
}

static void add_option(struct text *text, const struct verb_option *option)
{
    text_addf(text, "--%s", option->name);
    if (option->argument)
        text_addf(text, " %s", option->argument);
}

static void add_usage_options(struct text *text, const struct verb *verb, bool is_required)
{
    for (const struct verb_option *option = verb->options; option->name; option++) {
        if (option->is_required != is_required)
            continue;
        text_add(text, is_required ? " " : " [");
        add_option(text, option);
        if (!is_required)
            text_add_char(text, ']');
    }
}

void verb_add_usage(struct text *text, const struct verb *verb)
{
    text_addf(text, "jsctl %s", verb->name);
    if (*verb->arguments)
        text_addf(text, " %s", verb->arguments);
    add_usage_options(text, verb, true);
    add_usage_options(text, verb, false);
}

/* A name that is too wide for its column has a line of its own. */
static void add_row(struct text *text, const struct text *name, size_t width, const char *help)
{
    if (name->length <= width)
        text_addf(text, "  %-*s  %s\n", (int)width, name->data ? name->data : "", help);
    else
        text_addf(text, "  %s\n  %*s  %s\n", name->data, (int)width, "", help);
}

void verb_add_help(struct text *text, const struct verb *verb)
{
    text_add(text, "usage: ");
    verb_add_usage(text, verb);
    text_addf(text, "\n\n%s: %s\n", verb->name, verb->help);
    if (verb->options[0].name)
        text_add_char(text, '\n');
    for (const struct verb_option *option = verb->options; option->name; option++) {
        _cleanup_(text_done) struct text name = {0};
        add_option(&name, option);
        add_row(text, &name, 20, option->help);
    }
}

void verb_add_list(struct text *text)
{
    text_add(text, "usage: jsctl [VERB] [ARGUMENT...] [--OPTION...]\n\n");
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        _cleanup_(text_done) struct text name = {0};
        if (verbs[i]->is_hidden)
            continue;
        text_addf(&name, "%s %s", verbs[i]->name, verbs[i]->arguments);
        add_row(text, &name, 27, verbs[i]->help);
    }
    text_add(text, "\n`jsctl VERB --help` lists a verb's options; jsctl(1) tells it all.\n");
}

void verb_add_table(struct text *text)
{
    for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
        const struct verb *verb = verbs[i];
        if (verb->is_hidden)
            continue;
        text_addf(text, "verb\t%s\t%s\t%s\n", verb->name, verb->arguments, verb->help);
        for (const struct verb_option *option = verb->options; option->name; option++)
            text_addf(text, "option\t%s\t--%s\t%s\t%s\n", verb->name, option->name,
                      option->argument ? option->argument : "", option->help);
    }
}
