#include "base/track.h"

#include <errno.h>
#include <strings.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"

static const char *const kind_names[] = {
    [TRACK_APPLICATION] = "application",
    [TRACK_CONTACT] = "contact",
};

static const char *const stage_names[] = {
    [STAGE_INTERESTED] = "interested", [STAGE_APPLIED] = "applied", [STAGE_SCREEN] = "screen",
    [STAGE_INTERVIEW] = "interview",   [STAGE_OFFER] = "offer",     [STAGE_REJECTED] = "rejected",
    [STAGE_WITHDRAWN] = "withdrawn",
};

static const char *const deed_names[] = {
    [DEED_APPLICATION] = "application",
    [DEED_CONTACT] = "contact",
    [DEED_FOLLOW_UP] = "follow-up",
};

static const char *const effect_names[] = {
    [TRACK_ADDED] = "added",
    [TRACK_CHANGED] = "changed",
    [TRACK_UNCHANGED] = "unchanged",
};

/* One line a text: its name, where it lies, how long it may be, what to say of one that is not
 * well. */
static const struct {
    const char *name;
    size_t offset, max_bytes;
    const char *fault;
} texts[] = {
#define WORDS(member)                                                                             \
    {                                                                                             \
#member, offsetof(struct track_item, member), TRACK_MAX_WORDS,                            \
            #member " must be text of at most 200 bytes, in UTF-8 and without control characters" \
    }
    [TRACK_NAME] = WORDS(name),
    [TRACK_COMPANY] = WORDS(company),
    [TRACK_CHANNEL] = WORDS(channel),
    [TRACK_ROLE] = WORDS(role),
    [TRACK_LINK] = {"link", offsetof(struct track_item, link), TRACK_MAX_LINK,
                    "link must be of at most 2000 bytes, in UTF-8 and without control characters"},
    [TRACK_SOURCE] = WORDS(source),
    [TRACK_NOTE] = {"note", offsetof(struct track_item, note), TRACK_MAX_NOTE,
                    "note must be text of at most 4000 bytes, in UTF-8 and without control "
                    "characters but newline and tab"},
#undef WORDS
};

_Static_assert(ARRAY_SIZE(kind_names) == TRACK_KIND_MAX_, "a kind without a name");
_Static_assert(ARRAY_SIZE(stage_names) == STAGE_MAX_, "a stage without a name");
_Static_assert(ARRAY_SIZE(deed_names) == DEED_MAX_, "a deed without a name");
_Static_assert(ARRAY_SIZE(effect_names) == TRACK_EFFECT_MAX_, "an effect without a name");
_Static_assert(ARRAY_SIZE(texts) == TRACK_TEXT_MAX_, "a text without a line");

const char *track_kind_name(enum track_kind kind)
{
    return (size_t)kind < ARRAY_SIZE(kind_names) ? kind_names[kind] : "?";
}

const char *track_stage_name(enum track_stage stage)
{
    return (size_t)stage < ARRAY_SIZE(stage_names) ? stage_names[stage] : "?";
}

const char *track_deed_name(enum track_deed deed)
{
    return (size_t)deed < ARRAY_SIZE(deed_names) ? deed_names[deed] : "?";
}

const char *track_effect_name(enum track_effect effect)
{
    return (size_t)effect < ARRAY_SIZE(effect_names) ? effect_names[effect] : "?";
}

const char *track_text_name(enum track_text text)
{
    return (size_t)text < ARRAY_SIZE(texts) ? texts[text].name : "?";
}

/* Returns its place in the list, or -EINVAL. */
static int name_find(const char *const names[], size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (streq(names[i], s))
            return (int)i;
    return -EINVAL;
}

int track_kind_parse(const char *s, enum track_kind *ret)
{
    int i = name_find(kind_names, ARRAY_SIZE(kind_names), s);
    if (i < 0)
        return i;
    *ret = (enum track_kind)i;
    return 0;
}

int track_stage_parse(const char *s, enum track_stage *ret)
{
    int i = name_find(stage_names, ARRAY_SIZE(stage_names), s);
    if (i < 0)
        return i;
    *ret = (enum track_stage)i;
    return 0;
}

int track_effect_parse(const char *s, enum track_effect *ret)
{
    int i = name_find(effect_names, ARRAY_SIZE(effect_names), s);
    if (i < 0)
        return i;
    *ret = (enum track_effect)i;
    return 0;
}

bool track_stage_is_over(enum track_stage stage)
{
    return stage == STAGE_REJECTED || stage == STAGE_WITHDRAWN;
}

const char **track_item_text(struct track_item *item, enum track_text text)
{
    return (const char **)((char *)item + texts[text].offset);
}

const char *track_item_get_text(const struct track_item *item, enum track_text text)
{
    const char *s = *(const char *const *)((const char *)item + texts[text].offset);
    return s ?: "";
}

void track_item_init(struct track_item *item, enum track_kind kind)
{
    *item = (struct track_item){
        .kind = kind,
        .last_contact = TRACK_NO_DAY,
        .follow_up = TRACK_NO_DAY,
        .interview_minutes = TRACK_INTERVIEW_MINUTES,
    };
    for (int i = 0; i < STAGE_MAX_; i++)
        item->days[i] = TRACK_NO_DAY;
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        *track_item_text(item, i) = "";
}

/* All strings lie in one piece, which the first of them begins. */
int track_item_copy(const struct track_item *item, struct track_item *ret)
{
    size_t size = 0;
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        size += strlen(track_item_get_text(item, i)) + 1;
    char *piece = malloc(size);
    if (!piece)
        return -ENOMEM;

    struct track_item copy = *item;
    for (int i = 0; i < TRACK_TEXT_MAX_; i++) {
        *track_item_text(&copy, i) = piece;
        piece = stpcpy(piece, track_item_get_text(item, i)) + 1;
    }
    *ret = copy;
    return 0;
}

void track_item_done(struct track_item *copy)
{
    free((char *)*track_item_text(copy, 0));
    *copy = (struct track_item){0};
}

bool track_item_equals(const struct track_item *a, const struct track_item *b)
{
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        if (!streq(track_item_get_text(a, i), track_item_get_text(b, i)))
            return false;
    return a->kind == b->kind && a->stage == b->stage &&
           memcmp(a->days, b->days, sizeof(a->days)) == 0 && a->last_contact == b->last_contact &&
           a->follow_up == b->follow_up && a->interview_sec == b->interview_sec &&
           a->interview_minutes == b->interview_minutes;
}

bool track_item_is_over(const struct track_item *item)
{
    return item->kind == TRACK_APPLICATION && track_stage_is_over(item->stage);
}

int32_t track_item_since(const struct track_item *item)
{
    return item->kind == TRACK_APPLICATION ? item->days[item->stage] : TRACK_NO_DAY;
}

/* Either end may follow any stage, and neither the other. */
void track_item_move(struct track_item *item, enum track_stage stage, int32_t day)
{
    for (int i = track_stage_is_over(stage) ? STAGE_REJECTED : (int)stage; i < STAGE_MAX_; i++)
        item->days[i] = TRACK_NO_DAY;
    item->stage = stage;
    item->days[stage] = day;
}

static void contact_settle(struct track_item *item)
{
    item->stage = STAGE_INTERESTED;
    for (int i = 0; i < STAGE_MAX_; i++)
        item->days[i] = TRACK_NO_DAY;
    item->interview_sec = 0;
}

void track_item_settle(struct track_item *item, int64_t now_sec)
{
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        *track_item_text(item, i) = track_item_get_text(item, i);
    if (item->kind == TRACK_CONTACT)
        contact_settle(item);
    else
        item->last_contact = TRACK_NO_DAY;

    if (track_item_is_over(item)) {
        item->follow_up = TRACK_NO_DAY;
        if (item->interview_sec > now_sec)
            item->interview_sec = 0;
    }
    if (item->interview_sec == 0 || item->interview_minutes <= 0)
        item->interview_minutes = TRACK_INTERVIEW_MINUTES;
}

/* Bidi controls may be right inside a text in a right-to-left script; whoever prints escapes. */
static bool text_is_well(const char *s, size_t max_bytes, bool may_have_lines)
{
    size_t size = strlen(s), n;
    uint32_t c;
    if (size > max_bytes)
        return false;
    for (size_t i = 0; i < size; i += n) {
        n = utf8_decode(s + i, size - i, &c);
        bool is_control = c < 0x20 || (c >= 0x7f && c < 0xa0);
        bool is_layout = may_have_lines && (c == '\n' || c == '\t');
        if (n == 0 || (is_control && !is_layout))
            return false;
    }
    return true;
}

static bool link_is_well(const char *link)
{
    static const char *const starts[] = {"https://", "http://", "mailto:", "/"};
    if (!*link)
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (strncasecmp(link, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static bool day_is_well(int32_t day)
{
    return day == TRACK_NO_DAY || (day >= CIVIL_MIN_DAY && day <= CIVIL_MAX_DAY);
}

static bool days_are_well(const struct track_item *item)
{
    for (int i = 0; i < STAGE_MAX_; i++)
        if (!day_is_well(item->days[i]))
            return false;
    return day_is_well(item->last_contact) && day_is_well(item->follow_up);
}

static const char *text_fault(const struct track_item *item)
{
    for (int i = 0; i < TRACK_TEXT_MAX_; i++)
        if (!text_is_well(track_item_get_text(item, i), texts[i].max_bytes, i == TRACK_NOTE))
            return texts[i].fault;
    if (strspn(track_item_get_text(item, TRACK_NAME), " ") == strlen(item->name ?: ""))
        return item->kind == TRACK_CONTACT ? "name must be the contact's name"
                                           : "name must be the company's name";
    if (!link_is_well(track_item_get_text(item, TRACK_LINK)))
        return "link must begin with https://, http:// or mailto:, or be a file's whole path";
    return NULL;
}

const char *track_item_fault(const struct track_item *item)
{
    if ((size_t)item->kind >= TRACK_KIND_MAX_)
        return "kind must be application or contact";
    if ((size_t)item->stage >= STAGE_MAX_)
        return "stage must be one of interested, applied, screen, interview, offer, rejected and "
               "withdrawn";
    if (item->n < 0)
        return "n must be an item's number, or 0 for a new one";
    if (!days_are_well(item))
        return "days must be dates such as 2026-11-24 (1900-2199)";
    if (item->interview_sec < 0 || item->interview_sec >= (int64_t)(CIVIL_MAX_DAY + 1) * DAY_SEC)
        return "the interview must begin between 1970 and 2199";
    if (item->interview_minutes < 0 || item->interview_minutes > DAY_MINUTES)
        return "an interview takes at most 1440 minutes";
    return text_fault(item);
}
