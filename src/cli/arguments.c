#include "cli/arguments.h"

#include <ctype.h>
#include <errno.h>

#include "base/macro.h"
#include "base/suggest.h"
#include "base/text.h"

static void tell_unknown_option(struct text *error, const struct verb *verb, const char *name)
{
    char word[32];
    struct suggestion suggestion;
    snprintf(word, sizeof(word), "%.*s", (int)strcspn(name, "="), name);
    suggestion_init(&suggestion, word);
    text_addf(error, "`jsctl %s` has no option --%s", verb->name, word);
    for (const struct verb_option *option = verb->options; option->name; option++)
        suggestion_try(&suggestion, option->name);
    if (*suggestion.best)
        text_addf(error, "; did you mean --%s?", suggestion.best);
}

/* The option that `name` up to `length` names; its number, or -1. */
static int option_find(const struct verb *verb, const char *name, size_t length)
{
    for (int i = 0; verb->options[i].name; i++)
        if (strlen(verb->options[i].name) == length &&
            strncmp(verb->options[i].name, name, length) == 0)
            return i;
    return -1;
}

/* An argument in lower case with bars is a choice; in capitals it stands for anything. */
static bool is_choice(const char *argument)
{
    return islower((unsigned char)argument[0]) && strchr(argument, '|');
}

static bool choice_has(const char *choice, const char *value)
{
    size_t length = strlen(value);
    for (const char *word = choice; word; word = strchr(word, '|')) {
        word += *word == '|';
        size_t n = strcspn(word, "|");
        if (n == length && strncmp(word, value, n) == 0)
            return true;
    }
    return false;
}

static int check_value(const struct verb_option *option, const char *value, struct text *error)
{
    if (!is_choice(option->argument) || choice_has(option->argument, value))
        return 0;
    text_addf(error, "--%s is one of %s, not `%s`", option->name, option->argument, value);
    return -EINVAL;
}

/* Reads the option at argv[*i], and its value after it if there is one. */
static int take_option(const struct verb *verb, int argc, char *const argv[], int *i,
                       struct arguments *arguments, struct text *error)
{
    const char *name = argv[*i] + 2;
    size_t length = strcspn(name, "=");
    const char *value = name[length] ? name + length + 1 : NULL;
    int n = option_find(verb, name, length);
    if (n < 0) {
        tell_unknown_option(error, verb, name);
        return -EINVAL;
    }

    const struct verb_option *option = &verb->options[n];
    if (!option->argument) {
        arguments->options[n] = "";
        if (!value)
            return 0;
        text_addf(error, "--%s takes no value", option->name);
        return -EINVAL;
    }
    if (!value && *i + 1 < argc)
        value = argv[++*i];
    if (!value) {
        text_addf(error, "--%s needs a value: %s", option->name, option->argument);
        return -EINVAL;
    }
    arguments->options[n] = value;
    return check_value(option, value, error);
}

/* The word may have been meant as the second one of a verb: `log ad`. */
static void add_verb_hint(struct text *error, const struct verb *verb, const char *word)
{
    struct suggestion suggestion;
    size_t length = strlen(verb->name);
    suggestion_init(&suggestion, word);
    for (size_t i = 0; verb_at(i); i++) {
        const char *name = verb_at(i)->name;
        if (strncmp(name, verb->name, length) == 0 && name[length] == ' ')
            suggestion_try(&suggestion, name + length + 1);
    }
    if (*suggestion.best)
        text_addf(error, "; did you mean `%s %s`?", verb->name, suggestion.best);
}

static int take_word(const struct verb *verb, const char *word, struct arguments *arguments,
                     struct text *error)
{
    if (arguments->n_words == verb->max_words) {
        text_addf(error, "`%s` is one word too many", word);
        add_verb_hint(error, verb, word);
        return -EINVAL;
    }
    arguments->words[arguments->n_words++] = word;
    return 0;
}

static int check_complete(const struct verb *verb, const struct arguments *arguments,
                          struct text *error)
{
    if (arguments->n_words < verb->min_words) {
        text_addf(error, "`jsctl %s` needs %s", verb->name, verb->arguments);
        return -EINVAL;
    }
    for (int i = 0; verb->options[i].name; i++) {
        if (!verb->options[i].is_required || arguments->options[i])
            continue;
        text_addf(error, "`jsctl %s` needs --%s %s", verb->name, verb->options[i].name,
                  verb->options[i].argument);
        return -EINVAL;
    }
    return 0;
}

static bool is_help(const char *word)
{
    return streq(word, "-h") || streq(word, "--help");
}

/* `-` is a word (standard input), and so are numbers. */
static bool is_short_option(const char *word)
{
    return word[0] == '-' && word[1] && !isdigit((unsigned char)word[1]);
}

int arguments_parse(const struct verb *verb, int argc, char *const argv[], struct arguments *ret,
                    struct text *error)
{
    struct arguments arguments = {.words = {"", "", "", ""}};
    bool is_ended = false;
    int r = 0;

    for (int i = 0; i < argc && r == 0 && !arguments.wants_help; i++) {
        if (is_ended)
            r = take_word(verb, argv[i], &arguments, error);
        else if (streq(argv[i], "--"))
            is_ended = true;
        else if (is_help(argv[i]))
            arguments.wants_help = true;
        else if (strncmp(argv[i], "--", 2) == 0)
            r = take_option(verb, argc, argv, &i, &arguments, error);
        else if (is_short_option(argv[i])) {
            text_addf(error, "there is no option `%s`: options have long names", argv[i]);
            r = -EINVAL;
        } else
            r = take_word(verb, argv[i], &arguments, error);
    }
    if (r == 0 && !arguments.wants_help)
        r = check_complete(verb, &arguments, error);
    if (r == 0)
        *ret = arguments;
    return r;
}
