/* A date is three tokens, numbers or the name of a month, whichever characters part them; which of
 * them is the year, the month and the day follows from their form. Then a time may come. */
#include "cli/track-date.h"

#include <errno.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"
#include "base/zone.h"
#include "cli/track-words.h"

#define MAX_SIZE 64 /* of a cell that can be a date, with NUL */

struct token {
    int number; /* -1: a word */
    int digits;
    char word[WORD_SIZE]; /* folded */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ASCII letters, and whatever is not ASCII. */
static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static const char *read_number(const char *s, struct token *ret)
{
    *ret = (struct token){0};
    for (; is_digit(*s); s++, ret->digits++)
        ret->number = ret->digits < 4 ? ret->number * 10 + (*s - '0') : ret->number;
    return ret->digits <= 4 ? s : NULL;
}

static const char *read_word(const char *s, struct token *ret)
{
    char raw[MAX_SIZE];
    size_t n = 0;
    for (; is_letter(s[n]) && n + 1 < sizeof(raw); n++)
        raw[n] = s[n];
    raw[n] = '\0';
    ret->number = -1;
    ret->digits = 0;
    word_fold(raw, ret->word);
    return s + n;
}

/* Returns what follows the token, or NULL if there is none. */
static const char *read_token(const char *s, struct token *ret)
{
    if (is_digit(*s))
        return read_number(s, ret);
    return is_letter(*s) ? read_word(s, ret) : NULL;
}

/* `st`, `nd`, `rd` and `th` behind a day's number. */
static const char *skip_ordinal(const char *s)
{
    struct token token;
    if (!is_letter(*s))
        return s;
    const char *rest = read_word(s, &token);
    return word_list_has("st nd rd th", token.word) ? rest : s;
}

static const char *skip_separators(const char *s)
{
    return s + strspn(s, " .,/-");
}

/* `Tue`, `Tuesday,`, and in German. Returns what follows, *ret -1 if there is no weekday. */
static const char *read_weekday(const char *s, int *ret)
{
    static const char *const german[] = {"mo montag",     "di dienstag", "mi mittwoch",
                                         "do donnerstag", "fr freitag",  "sa samstag sonnabend",
                                         "so sonntag"};
    enum weekday weekday;
    struct token token;
    *ret = -1;
    if (!is_letter(*s))
        return s;
    const char *rest = read_word(s, &token);
    if (civil_parse_weekday(token.word, &weekday) == 0)
        *ret = (int)weekday;
    for (size_t i = 0; i < ARRAY_SIZE(german); i++)
        if (word_list_has(german[i], token.word))
            *ret = (int)i;
    return *ret < 0 ? s : skip_separators(rest);
}

/* 1 to 12, or -EINVAL. */
static int month_find(const char *word)
{
    static const char *const months[] = {
        "jan january januar jänner",
        "feb february februar",
        "mar march mär mrz märz",
        "apr april",
        "may mai",
        "jun june juni",
        "jul july juli",
        "aug august",
        "sep sept september",
        "oct october okt oktober",
        "nov november",
        "dec december dez dezember",
    };
    for (size_t i = 0; i < ARRAY_SIZE(months); i++)
        if (word_list_has(months[i], word))
            return (int)i + 1;
    return -EINVAL;
}

/* The day, or TRACK_NO_DAY if there is none. */
static int32_t make_day(const struct token *year, int month, int day_of_month)
{
    char date[32];
    int32_t day;
    if (year->digits != 4 && year->digits != 2)
        return TRACK_NO_DAY;
    snprintf(date, sizeof(date), "%04d-%02d-%02d",
             year->digits == 2 ? 2000 + year->number : year->number, month, day_of_month);
    return civil_parse_date(date, &day) == 0 ? day : TRACK_NO_DAY;
}

static bool is_short(const struct token *token)
{
    return token->digits == 1 || token->digits == 2;
}

/* Points have one order all over the world. */
static int combine(const struct token t[static 3], char separator, struct sheet_date *ret)
{
    int month;
    if (t[0].digits == 4 && is_short(&t[1]) && is_short(&t[2])) {
        ret->dmy = ret->mdy = make_day(&t[0], t[1].number, t[2].number);
    } else if (is_short(&t[0]) && is_short(&t[1])) {
        ret->dmy = make_day(&t[2], t[1].number, t[0].number);
        ret->mdy = separator == '.' ? ret->dmy : make_day(&t[2], t[0].number, t[1].number);
    } else if (is_short(&t[0]) && t[1].number < 0 && (month = month_find(t[1].word)) > 0) {
        ret->dmy = ret->mdy = make_day(&t[2], month, t[0].number);
    } else if (t[0].number < 0 && is_short(&t[1]) && (month = month_find(t[0].word)) > 0) {
        ret->dmy = ret->mdy = make_day(&t[2], month, t[1].number);
    } else {
        return -EINVAL;
    }
    return ret->dmy == TRACK_NO_DAY && ret->mdy == TRACK_NO_DAY ? -EINVAL : 0;
}

/* `10:00`, `10:00:30.5`. Returns what follows, or NULL. */
static const char *read_clock(const char *s, int64_t *ret_second)
{
    int64_t second = 0;
    struct token part;
    int n = 0;
    do {
        s = read_number(s, &part);
        if (!s || !is_short(&part) || part.number > (n == 0 ? 23 : 59))
            return NULL;
        second += part.number * (n == 0 ? 3600 : n == 1 ? 60 : 1);
        n++;
    } while (*s == ':' && n < 3 && is_digit(*++s));
    if (n < 2)
        return NULL;
    if (n == 3 && *s == '.')
        s += 1 + strspn(s + 1, "0123456789");
    *ret_second = second;
    return s;
}

/* `AM` or `PM` behind a clock, or nothing. */
static int apply_half(const char *half, int64_t *second)
{
    char word[WORD_SIZE];
    word_fold(half, word);
    bool is_am = streq(word, "am"), is_pm = streq(word, "pm");
    if (!*word)
        return 0;
    if ((!is_am && !is_pm) || *second / 3600 == 0 || *second / 3600 > 12)
        return -EINVAL;
    *second = *second % (12 * 3600) + (is_pm ? 12 * 3600 : 0);
    return 0;
}

static int read_time(const char *s, struct sheet_date *ret)
{
    s += strspn(s, " ,");
    if (*s == 'T')
        s++;
    if (!*s)
        return 0;
    s = read_clock(s, &ret->second);
    if (!s || apply_half(s, &ret->second) < 0)
        return -EINVAL;
    ret->has_time = true;
    return 0;
}

/* `2026-11-24T09:00:00.000Z`: an instant with an offset; fractions go. */
static int parse_instant(const char *s, const struct zone *zone, struct sheet_date *ret)
{
    char buf[MAX_SIZE];
    size_t fraction = strcspn(s, ".");
    const char *rest = s + fraction;
    if (*rest)
        rest += 1 + strspn(rest + 1, "0123456789");
    snprintf(buf, sizeof(buf), "%.*s%s", (int)fraction, s, rest);

    char *clock = strpbrk(buf, "T ");
    int64_t sec;
    if (!clock || !strpbrk(clock, "Z+-"))
        return -EINVAL;
    *clock = 'T';
    if (zone_parse_instant(zone, buf, &sec) < 0)
        return -EINVAL;
    int64_t local = zone_to_local(zone, sec);
    ret->dmy = ret->mdy = civil_local_day(local);
    ret->second = civil_local_second(local);
    ret->has_time = true;
    ret->instant_sec = sec;
    return 0;
}

static int parse_local(const char *s, struct sheet_date *ret)
{
    struct token tokens[3];
    char separator = 0;
    int weekday;

    s = read_weekday(s, &weekday);
    for (size_t i = 0; i < ARRAY_SIZE(tokens); i++) {
        s = read_token(s, &tokens[i]);
        if (!s)
            return -EINVAL;
        if (tokens[i].number >= 0 && tokens[i].digits < 3)
            s = skip_ordinal(s);
        separator = i == 0 ? *s : separator;
        if (i < 2)
            s = skip_separators(s);
    }
    if (combine(tokens, separator, ret) < 0 || read_time(s, ret) < 0)
        return -EINVAL;
    if (weekday >= 0) {
        ret->dmy = weekday == (int)civil_weekday(ret->dmy) ? ret->dmy : TRACK_NO_DAY;
        ret->mdy = weekday == (int)civil_weekday(ret->mdy) ? ret->mdy : TRACK_NO_DAY;
    }
    return ret->dmy == TRACK_NO_DAY && ret->mdy == TRACK_NO_DAY ? -EINVAL : 0;
}

int sheet_date_parse(const char *s, const struct zone *zone, struct sheet_date *ret)
{
    struct sheet_date date = {.dmy = TRACK_NO_DAY, .mdy = TRACK_NO_DAY};
    char buf[MAX_SIZE];

    s += strspn(s, " ");
    size_t n = strlen(s);
    while (n > 0 && s[n - 1] == ' ')
        n--;
    if (n >= sizeof(buf))
        return -EINVAL;
    memcpy(buf, s, n);
    buf[n] = '\0';
    if (parse_instant(buf, zone, &date) < 0 && parse_local(buf, &date) < 0)
        return -EINVAL;
    *ret = date;
    return 0;
}

int sheet_date_settle(const struct sheet_date *date, enum date_order order, int32_t *ret_day)
{
    int32_t day = order == ORDER_DMY ? date->dmy : date->mdy;
    if (order == ORDER_UNKNOWN) {
        if (date->dmy != TRACK_NO_DAY && date->mdy != TRACK_NO_DAY && date->dmy != date->mdy)
            return -ENOTUNIQ;
        day = date->dmy != TRACK_NO_DAY ? date->dmy : date->mdy;
    }
    if (day == TRACK_NO_DAY)
        return -EINVAL;
    *ret_day = day;
    return 0;
}

void date_proof_add(struct date_proof *proof, const struct sheet_date *date)
{
    proof->has_dmy |= date->mdy == TRACK_NO_DAY;
    proof->has_mdy |= date->dmy == TRACK_NO_DAY;
}

enum date_order date_proof_order(const struct date_proof *proof)
{
    if (proof->has_dmy == proof->has_mdy)
        return ORDER_UNKNOWN;
    return proof->has_dmy ? ORDER_DMY : ORDER_MDY;
}
