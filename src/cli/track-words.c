#include "cli/track-words.h"

#include <errno.h>

#include "base/macro.h"
#include "base/text.h"

static const char *const stage_words[STAGE_MAX_] = {
    [STAGE_INTERESTED] = "interested wishlist wishlisted saved bookmarked toapply notapplied "
                         "notyetapplied notstarted readytoapply researching considering idea "
                         "prospect lead planned todo gemerkt",
    /* Ghosted is no rejection (nobody answered) and not withdrawn (the user has not). */
    [STAGE_APPLIED] = "applied sent submitted applicationsent applicationsubmitted waiting pending "
                      "underreview inreview awaitingresponse awaitingreply noresponse noreply "
                      "noanswer ghosted followedup beworben abgeschickt gesendet",
    [STAGE_SCREEN] = "screen screened screening phonescreen phonescreening phoneinterview "
                     "phonecall recruitercall recruiterscreen hrscreen hrinterview assessment "
                     "test task challenge codingchallenge codingtest takehome takehometest "
                     "onlineassessment telefonat telefoninterview",
    [STAGE_INTERVIEW] = "interview interviewing interviewed interviews interviewscheduled "
                        "firstinterview secondinterview thirdinterview 1stinterview 2ndinterview "
                        "3rdinterview finalinterview finalround onsite onsiteinterview "
                        "technicalinterview technical videointerview gespräch "
                        "vorstellungsgespräch",
    [STAGE_OFFER] = "offer offered offerreceived offeraccepted negotiating negotiation accepted "
                    "hired signed zusage angebot",
    [STAGE_REJECTED] = "rejected rejection reject declined no denied turneddown notselected "
                       "unsuccessful abgelehnt absage",
    [STAGE_WITHDRAWN] = "withdrawn withdrew withdraw offerdeclined declinedoffer notinterested "
                        "cancelled canceled dropped zurückgezogen",
};

static const char *const kind_words[TRACK_KIND_MAX_] = {
    [TRACK_APPLICATION] = "application applications job bewerbung",
    [TRACK_CONTACT] = "contact contacts person networking kontakt",
};

#define FIRST_SIGN     0x2000
#define NO_BREAK_SPACE 0xa0

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void word_fold(const char *s, char buf[static WORD_SIZE])
{
    size_t size = strlen(s), length = 0, n;
    for (uint32_t c; size > 0; s += n, size -= n) {
        n = utf8_decode(s, size, &c);
        if (n == 0 || length + n >= WORD_SIZE) {
            memcpy(buf, "?", 2);
            return;
        }
        if (c < 0x80 && !is_alnum((char)c))
            continue;
        if (c >= FIRST_SIGN || c == NO_BREAK_SPACE)
            continue;
        memcpy(buf + length, s, n);
        if (c >= 'A' && c <= 'Z')
            buf[length] = (char)(c - 'A' + 'a');
        length += n;
    }
    buf[length] = '\0';
}

bool word_list_has(const char *list, const char *word)
{
    size_t length = strlen(word);
    if (length == 0)
        return false;
    for (const char *s = list; (s = strstr(s, word)); s += length) {
        bool begins = s == list || s[-1] == ' ';
        if (begins && (s[length] == ' ' || !s[length]))
            return true;
    }
    return false;
}

/* Returns which of the lists has the word, or -EINVAL. */
static int find_word(const char *const lists[], size_t n, const char *s)
{
    char word[WORD_SIZE];
    word_fold(s, word);
    for (size_t i = 0; i < n; i++)
        if (word_list_has(lists[i], word))
            return (int)i;
    return -EINVAL;
}

int word_parse_stage(const char *s, enum track_stage *ret)
{
    int i = find_word(stage_words, ARRAY_SIZE(stage_words), s);
    if (i < 0)
        return i;
    *ret = (enum track_stage)i;
    return 0;
}

const char *word_list_stage(enum track_stage stage)
{
    return (size_t)stage < ARRAY_SIZE(stage_words) ? stage_words[stage] : "";
}

int word_parse_kind(const char *s, enum track_kind *ret)
{
    int i = find_word(kind_words, ARRAY_SIZE(kind_words), s);
    if (i < 0)
        return i;
    *ret = (enum track_kind)i;
    return 0;
}

static bool has_tick(const char *s)
{
    static const char *const ticks[] = {"\u2713", "\u2714", "\u2611", "\u2705"};
    for (size_t i = 0; i < ARRAY_SIZE(ticks); i++)
        if (strstr(s, ticks[i]))
            return true;
    return false;
}

bool word_is_yes(const char *s)
{
    char word[WORD_SIZE];
    word_fold(s, word);
    return *word ? word_list_has("yes y true x done ja", word) : has_tick(s);
}

bool word_is_nothing(const char *s)
{
    char word[WORD_SIZE];
    word_fold(s, word);
    return *word ? word_list_has("na none tbd tba", word) : !has_tick(s);
}

bool word_is_no(const char *s)
{
    char word[WORD_SIZE];
    word_fold(s, word);
    return word_list_has("no n false nein", word);
}
