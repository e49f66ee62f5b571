/* Shell completions, made from the table of verbs: the build writes them to files. */
#include "cli/verb.h"

#include "base/macro.h"
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/cli.h"

/* Each verb that is not hidden. */
static const struct verb *next_verb(size_t *i)
{
    const struct verb *verb;
    do
        verb = verb_at((*i)++);
    while (verb && verb->is_hidden);
    return verb;
}

static bool takes_file(const char *arguments)
{
    return arguments && strstr(arguments, "FILE");
}

/* The words of a choice, with blanks between them; false if the argument offers none. */
static bool add_choice(struct text *text, const char *argument)
{
    if (!argument || !strchr(argument, '|') || strchr(argument, '['))
        return false;
    for (; *argument; argument++)
        text_add_char(text, *argument == '|' ? ' ' : *argument);
    return true;
}

/* In single quotes, as all three shells read them. */
static void add_quoted(struct text *text, const char *s)
{
    text_add_char(text, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            text_add(text, "'\\'");
        text_add_char(text, *s);
    }
    text_add_char(text, '\'');
}

/* ---- bash ---- */

static void add_bash_values(struct text *text, const struct verb *verb)
{
    for (const struct verb_option *option = verb->options; option->name; option++) {
        if (!option->argument)
            continue;
        text_addf(text, "    '%s --%s') ", verb->name, option->name);
        text_add(text, takes_file(option->argument) ? "COMPREPLY=($(compgen -f -- \"$cur\"))"
                                                    : "COMPREPLY=($(compgen -W '");
        if (!takes_file(option->argument)) {
            add_choice(text, option->argument);
            text_add(text, "' -- \"$cur\"))");
        }
        text_add(text, "; return ;;\n");
    }
}

static void add_bash_words(struct text *text, const struct verb *verb)
{
    text_addf(text, "    '%s') words='--help", verb->name);
    for (const struct verb_option *option = verb->options; option->name; option++)
        text_addf(text, " --%s", option->name);
    size_t length = strlen(verb->name), i = 0;
    for (const struct verb *other; (other = next_verb(&i));)
        if (strncmp(other->name, verb->name, length) == 0 && other->name[length] == ' ')
            text_addf(text, " %s", other->name + length + 1);
    text_addf(text, "'%s ;;\n", takes_file(verb->arguments) ? "; files=1" : "");
}

static void add_bash(struct text *text)
{
    const struct verb *verb;
    text_add(text, "# Made by `jsctl completion bash`.\n"
                   "_jsctl()\n{\n"
                   "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    local verb=${COMP_WORDS[1]} words='' files=''\n"
                   "    if ((COMP_CWORD == 1)); then\n        words='");
    for (size_t i = 0; (verb = next_verb(&i));)
        if (!strchr(verb->name, ' '))
            text_addf(text, "%s ", verb->name);
    text_add(text, "--help --version'\n"
                   "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                   "        return\n    fi\n"
                   "    ((COMP_CWORD > 2)) && case \"$verb ${COMP_WORDS[2]}\" in\n");
    for (size_t i = 0; (verb = next_verb(&i));)
        if (strchr(verb->name, ' '))
            text_addf(text, "    '%s') verb='%s' ;;\n", verb->name, verb->name);
    text_add(text, "    esac\n    case \"$verb $prev\" in\n");
    for (size_t i = 0; (verb = next_verb(&i));)
        add_bash_values(text, verb);
    text_add(text, "    esac\n    case \"$verb\" in\n");
    for (size_t i = 0; (verb = next_verb(&i));)
        add_bash_words(text, verb);
    text_add(text, "    esac\n"
                   "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                   "    [[ -z $files ]] || COMPREPLY+=($(compgen -f -- \"$cur\"))\n"
                   "}\ncomplete -o filenames -F _jsctl jsctl\n");
}

/* ---- zsh ---- */

/* `'--why[what got in the way]:why:(tired unclear)'` */
static void add_zsh_option(struct text *text, const struct verb_option *option)
{
    _cleanup_(text_done) struct text spec = {0}, choice = {0};
    text_addf(&spec, "--%s[%s]", option->name, option->help);
    if (option->argument) {
        text_addf(&spec, ":%s:", option->name);
        if (takes_file(option->argument))
            text_add(&spec, "_files");
        else if (add_choice(&choice, option->argument))
            text_addf(&spec, "(%s)", choice.data ? choice.data : "");
    }
    text_add_char(text, ' ');
    add_quoted(text, spec.data ? spec.data : "");
}

static void add_zsh_verb(struct text *text, const struct verb *verb)
{
    text_add(text, "    ");
    add_quoted(text, verb->name);
    text_add(text, ") _arguments '--help[its options]'");
    for (const struct verb_option *option = verb->options; option->name; option++)
        add_zsh_option(text, option);
    if (takes_file(verb->arguments))
        text_add(text, " '*:file:_files'");
    text_add(text, " ;;\n");
}

static void add_zsh(struct text *text)
{
    const struct verb *verb;
    text_add(text, "#compdef jsctl\n# Made by `jsctl completion zsh`.\n"
                   "_jsctl() {\n    local verb=$words[2]\n    local -a verbs\n    verbs=(");
    for (size_t i = 0; (verb = next_verb(&i));) {
        _cleanup_(text_done) struct text item = {0};
        text_addf(&item, "%s:%s", verb->name, verb->help);
        text_add(text, strchr(verb->name, ' ') ? "" : "\n        ");
        if (!strchr(verb->name, ' '))
            add_quoted(text, item.data ? item.data : "");
    }
    text_add(text, "\n    )\n"
                   "    if (( CURRENT == 2 )); then\n        _describe verb verbs\n        return\n"
                   "    fi\n    (( CURRENT > 3 )) && case \"$verb $words[3]\" in\n");
    for (size_t i = 0; (verb = next_verb(&i));)
        if (strchr(verb->name, ' '))
            text_addf(text, "    '%s') verb='%s'; shift words; (( CURRENT-- )) ;;\n", verb->name,
                      verb->name);
    text_add(text, "    esac\n    shift words\n    (( CURRENT-- ))\n    case $verb in\n");
    for (size_t i = 0; (verb = next_verb(&i));)
        add_zsh_verb(text, verb);
    text_add(text, "    esac\n}\n_jsctl \"$@\"\n");
}

/* ---- fish ---- */

/* `__fish_seen_subcommand_from log; and __fish_seen_subcommand_from add` */
static void add_fish_condition(struct text *text, const struct verb *verb)
{
    text_add(text, "complete -c jsctl -n '__fish_seen_subcommand_from ");
    for (const char *c = verb->name; *c; c++) {
        if (*c == ' ')
            text_add(text, "; and __fish_seen_subcommand_from ");
        else
            text_add_char(text, *c);
    }
    text_add_char(text, '\'');
}

static void add_fish_option(struct text *text, const struct verb *verb,
                            const struct verb_option *option)
{
    _cleanup_(text_done) struct text choice = {0};
    add_fish_condition(text, verb);
    text_addf(text, " -l %s", option->name);
    if (takes_file(option->argument))
        text_add(text, " -rF");
    else if (option->argument)
        text_add(text, " -x");
    if (add_choice(&choice, option->argument))
        text_addf(text, " -a '%s'", choice.data ? choice.data : "");
    text_add(text, " -d ");
    add_quoted(text, option->help);
    text_add_char(text, '\n');
}

static void add_fish_verb(struct text *text, const struct verb *verb)
{
    const char *second = strchr(verb->name, ' ');
    if (second)
        text_addf(text, "complete -c jsctl -n '__fish_seen_subcommand_from %.*s' -a %s",
                  (int)(second - verb->name), verb->name, second + 1);
    else
        text_addf(text, "complete -c jsctl -n __fish_use_subcommand -a %s", verb->name);
    text_add(text, " -d ");
    add_quoted(text, verb->help);
    text_add_char(text, '\n');
    if (takes_file(verb->arguments)) {
        add_fish_condition(text, verb);
        text_add(text, " -F\n");
    }
    for (const struct verb_option *option = verb->options; option->name; option++)
        add_fish_option(text, verb, option);
}

static void add_fish(struct text *text)
{
    const struct verb *verb;
    text_add(text, "# Made by `jsctl completion fish`.\ncomplete -c jsctl -f\n");
    for (size_t i = 0; (verb = next_verb(&i));)
        add_fish_verb(text, verb);
}

static int run(struct cli *cli, const struct arguments *arguments)
{
    static const struct {
        const char *shell;
        void (*add)(struct text *text);
    } shells[] = {{"bash", add_bash}, {"zsh", add_zsh}, {"fish", add_fish}};
    _cleanup_(text_done) struct text text = {0};

    for (size_t i = 0; i < ARRAY_SIZE(shells); i++) {
        if (!streq(arguments->words[0], shells[i].shell))
            continue;
        shells[i].add(&text);
        return cli_print(cli, &text);
    }
    return cli_usage(cli, "there are completions for bash, zsh and fish");
}

const struct verb verb_completion = {
    .name = "completion",
    .arguments = "bash|zsh|fish",
    .min_words = 1,
    .max_words = 1,
    .help = "print a shell's completions",
    .is_hidden = true,
    .run = run,
};
