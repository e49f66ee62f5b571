#include "cli/track-columns.h"

#include <stdint.h>

#include "base/macro.h"
#include "cli/csv.h"
#include "cli/track-words.h"

/* Each column's own name, and others' names for it in the form of word_fold(). docs/tracker.md has
 * this table for people, and tests/unit/test-cli-track-csv.c holds it against this one. */
static const struct {
    const char *name, *others;
} columns[] = {
    [COLUMN_KIND] = {"kind", "kind"},
    [COLUMN_COMPANY] = {"company", "company companyname employer organisation organization org "
                                   "business firma unternehmen arbeitgeber"},
    [COLUMN_PERSON] = {"person",
                       "person contact contactname contactperson pointofcontact recruiter "
                       "hiringmanager fullname ansprechpartner kontakt"},
    [COLUMN_ROLE] = {"role", "role roletitle position positiontitle jobposition title job jobtitle "
                             "jobrole stelle"},
    [COLUMN_STAGE] = {"stage", "stage status applicationstatus applicationstage jobstatus "
                               "currentstatus currentstage progress phase pipeline stand"},
    [COLUMN_DAY + STAGE_INTERESTED] = {"interested", "interested saved datesaved savedon "
                                                     "savedat dateadded addedon wishlist"},
    [COLUMN_DAY + STAGE_APPLIED] = {"applied",
                                    "applied dateapplied applieddate appliedon appliedat "
                                    "applicationdate dateofapplication datesubmitted "
                                    "submitted submittedon datesent date beworben "
                                    "beworbenam"},
    [COLUMN_DAY + STAGE_SCREEN] = {"screen", "screen screening phonescreen phonescreendate "
                                             "screendate screeningdate"},
    [COLUMN_DAY + STAGE_INTERVIEW] = {"interview", "interview interviewed"},
    [COLUMN_DAY + STAGE_OFFER] = {"offer", "offer offered offerdate dateoffered offerreceived"},
    [COLUMN_DAY + STAGE_REJECTED] = {"rejected", "rejected rejection rejectiondate daterejected "
                                                 "rejectedon absage"},
    [COLUMN_DAY + STAGE_WITHDRAWN] = {"withdrawn", "withdrawn withdrew datewithdrawn withdrawnon"},
    [COLUMN_FOLLOW_UP] = {"follow_up", "followup followupdate followupon followupby datefollowup "
                                       "nextfollowup nextfollowupdate nextstepdate nextactiondate "
                                       "nextcontact nextcontactdate reminder reminderdate "
                                       "wiedervorlage"},
    [COLUMN_INTERVIEW_AT] = {"interview_at", "interviewat interviewdate interviewtime "
                                             "interviewdatetime interviewdateandtime "
                                             "dateofinterview nextinterview"},
    [COLUMN_INTERVIEW_MINUTES] = {"interview_minutes", "interviewminutes interviewlength "
                                                       "interviewduration"},
    [COLUMN_CHANNEL] = {"channel", "channel via medium method contactmethod contactedvia kanal"},
    [COLUMN_LAST_CONTACT] = {"last_contact", "lastcontact lastcontacted lastcontactdate "
                                             "datelastcontacted contacted contactedon "
                                             "datecontacted lasttouch letzterkontakt"},
    [COLUMN_LINK] = {"link", "link url joblink joburl joblisting jobposting joblistingurl "
                             "jobpostinglink jobpostingurl posting postingurl listing "
                             "listingurl linktojob linktoposting linktojobposting "
                             "applicationlink applicationurl"},
    [COLUMN_SOURCE] = {"source", "source jobsource jobboard foundon foundat foundvia wherefound "
                                 "site platform quelle"},
    [COLUMN_NOTE] = {"note", "note notes comment comments remark remarks notiz notizen "
                             "bemerkung bemerkungen"},
    [COLUMN_NAME] = {"name", "name"},
    [COLUMN_PROFILE] = {"profile", "profile linkedin linkedinurl linkedinprofile"},
};

_Static_assert(ARRAY_SIZE(columns) == COLUMN_NONE, "a column without a name");

const char *track_column_name(enum track_column column)
{
    return (size_t)column < ARRAY_SIZE(columns) ? columns[column].name : "?";
}

const char *track_column_words(enum track_column column)
{
    return (size_t)column < ARRAY_SIZE(columns) ? columns[column].others : "";
}

static enum track_column find_column(const char *name)
{
    char word[WORD_SIZE];
    word_fold(name, word);
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
        if (word_list_has(columns[i].others, word))
            return (enum track_column)i;
    return COLUMN_NONE;
}

static uint64_t bit(enum track_column column)
{
    return UINT64_C(1) << column;
}

static uint64_t columns_of(const struct track_head *head)
{
    uint64_t set = 0;
    for (size_t i = 0; i < head->n; i++)
        set |= bit(head->columns[i]);
    return set;
}

/* What only an application has. A role is none of it: lists of people have titles, too. */
static bool is_of_applications(uint64_t set)
{
    uint64_t stages = ((UINT64_C(1) << STAGE_MAX_) - 1) << COLUMN_DAY;
    return set & (stages | bit(COLUMN_STAGE) | bit(COLUMN_INTERVIEW_AT) | bit(COLUMN_SOURCE));
}

static enum track_rows judge_rows(uint64_t set)
{
    if (!(set & (bit(COLUMN_COMPANY) | bit(COLUMN_PERSON) | bit(COLUMN_NAME))))
        return ROWS_NONE;
    if (set & bit(COLUMN_KIND))
        return ROWS_MIXED;
    if (!(set & (bit(COLUMN_PERSON) | bit(COLUMN_NAME))) || is_of_applications(set))
        return ROWS_APPLICATIONS;
    if (set & bit(COLUMN_ROLE) && !(set & (bit(COLUMN_CHANNEL) | bit(COLUMN_LAST_CONTACT))))
        return ROWS_APPLICATIONS;
    return ROWS_CONTACTS;
}

/* In a list of applications without a company, `Name` is the company's (Notion calls its first
 * column so); else a person's. A profile is a person's, too. */
static enum track_column settle(enum track_column column, enum track_rows rows, bool has_company)
{
    if (column == COLUMN_NAME)
        return rows == ROWS_APPLICATIONS && !has_company ? COLUMN_COMPANY : COLUMN_PERSON;
    if (column == COLUMN_PROFILE)
        return rows == ROWS_CONTACTS ? COLUMN_LINK : COLUMN_NONE;
    return column;
}

static bool is_own_head(const struct csv_field *fields, size_t n)
{
    for (size_t i = 0; i < MIN(n, (size_t)TRACK_COLUMNS); i++)
        if (!streq(fields[i].text, columns[i].name))
            return false;
    return n == TRACK_COLUMNS;
}

void track_head_read(const struct csv_field *fields, size_t n, struct track_head *ret)
{
    ret->n = n;
    ret->is_own = is_own_head(fields, n);
    for (size_t i = 0; i < n; i++)
        ret->columns[i] = find_column(fields[i].text);
    uint64_t set = columns_of(ret);
    ret->rows = judge_rows(set);
    for (size_t i = 0; i < n; i++)
        ret->columns[i] = settle(ret->columns[i], ret->rows, set & bit(COLUMN_COMPANY));
}
