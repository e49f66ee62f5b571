#include "cli/screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/text.h"

#define MAX_COLUMNS 1000

/* Loads the categories of the user's locale without making it the process's own: nothing else of
 * ours may begin to depend on it. */
static void read_locale(struct screen *screen, bool is_terminal)
{
    locale_t locale = newlocale(LC_CTYPE_MASK | (is_terminal ? LC_TIME_MASK : 0), "", NULL);
    if (!locale)
        return;

    const char *format = nl_langinfo_l(T_FMT, locale);
    screen->is_utf8 = streq(nl_langinfo_l(CODESET, locale), "UTF-8");
    screen->has_12_hours = is_terminal && *nl_langinfo_l(T_FMT_AMPM, locale) &&
                           (strstr(format, "%r") || strstr(format, "%I") || strstr(format, "%p"));
    freelocale(locale);
}

static size_t find_columns(int fd, bool is_terminal)
{
    const char *columns = getenv("COLUMNS");
    long n = columns ? strtol(columns, NULL, 10) : 0;
    struct winsize size;

    if (n <= 0 && is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0)
        n = size.ws_col;
    return n > 0 && n <= MAX_COLUMNS ? (size_t)n : 0;
}

void screen_init(struct screen *screen, int fd)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool is_terminal = isatty(fd);

    *screen = (struct screen){
        .has_color = is_terminal && str_is_empty(no_color) && !streq_null(terminal, "dumb"),
        .columns = find_columns(fd, is_terminal),
    };
    read_locale(screen, is_terminal);
}

/* Our own signs in ASCII; whatever else is not ASCII becomes a question mark. */
static const struct {
    const char *sign;
    char ascii;
} substitutes[] = {
    {"✓", 'x'}, {"◐", '/'}, {"✗", '-'}, {"▶", '>'}, {"█", '#'}, {"░", '.'}, {"│", '|'},
    {"─", '-'}, {"╌", '-'}, {"⋮", ':'}, {"…", '~'}, {"·", '-'}, {"○", 'o'},
    {"▁", '_'}, {"▂", '.'}, {"▃", ':'}, {"▄", '='}, {"▅", '+'}, {"▆", '*'}, {"▇", '%'},
};

static void put_substitute(const char *s, size_t size, FILE *f)
{
    for (size_t i = 0; i < ARRAY_SIZE(substitutes); i++) {
        if (strlen(substitutes[i].sign) == size && memcmp(substitutes[i].sign, s, size) == 0) {
            fputc(substitutes[i].ascii, f);
            return;
        }
    }

    char character[8] = {0};
    memcpy(character, s, size);
    for (size_t width = text_width(character); width > 0; width--)
        fputc('?', f);
}

void screen_put(const struct screen *screen, const char *s, FILE *f)
{
    if (screen->is_utf8) {
        fputs(s, f);
        return;
    }
    for (size_t size = strlen(s), n; size > 0; s += n, size -= n) {
        uint32_t c;
        n = utf8_decode(s, size, &c);
        if (n <= 1)
            fputc(n == 0 ? '?' : *s, f);
        else
            put_substitute(s, n, f);
        n = MAX(n, (size_t)1);
    }
}

/* SGR parameters. The backgrounds are dark and muted (xterm's 256 colours), with light letters, so
 * that they read on both light and dark terminals. */
static const char *const codes[PAINT_MAX_] = {
    [PAINT_BOLD] = "1",
    [PAINT_DIM] = "2",
    [PAINT_GOOD] = "32",
    [PAINT_HALF] = "33",
    [PAINT_BAD] = "31",
    [PAINT_NOW] = "1;35",
    [PAINT_TODAY] = "1;7",
    [PAINT_BLOCK] = "48;5;24;38;5;255",
    [PAINT_BLOCK + 1] = "48;5;29;38;5;255",
    [PAINT_BLOCK + 2] = "48;5;96;38;5;255",
    [PAINT_BLOCK + 3] = "48;5;94;38;5;255",
    [PAINT_BLOCK + 4] = "48;5;61;38;5;255",
    [PAINT_BLOCK + 5] = "48;5;88;38;5;255",
};

void paint_begin(struct text *text, const struct screen *screen, enum paint paint)
{
    if (screen->has_color && paint != PAINT_NONE)
        text_addf(text, "\x1b[%sm", codes[paint]);
}

void paint_end(struct text *text, const struct screen *screen, enum paint paint)
{
    if (screen->has_color && paint != PAINT_NONE)
        text_add(text, "\x1b[0m");
}

void paint_addf(struct text *text, const struct screen *screen, enum paint paint,
                const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    paint_begin(text, screen, paint);
    text_vaddf(text, format, ap);
    paint_end(text, screen, paint);
    va_end(ap);
}
