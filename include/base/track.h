/* The words of the job-search tracker that every room shares: applications and contacts, the stages
 * of an application, and what is well-formed. Names are those of the bus, the JSON and the log. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum track_kind {
    TRACK_APPLICATION,
    TRACK_CONTACT,
    TRACK_KIND_MAX_,
};

/* In the order in which an application passes them; the last two end it. */
enum track_stage {
    STAGE_INTERESTED,
    STAGE_APPLIED,
    STAGE_SCREEN,
    STAGE_INTERVIEW,
    STAGE_OFFER,
    STAGE_REJECTED,
    STAGE_WITHDRAWN,
    STAGE_MAX_,
};

/* What counts for weekly goals; the names are the goals' units. */
enum track_deed {
    DEED_APPLICATION, /* one was sent */
    DEED_CONTACT,     /* somebody was contacted */
    DEED_FOLLOW_UP,   /* one was done */
    DEED_MAX_,
};

/* What putting an item does to the tracker. */
enum track_effect {
    TRACK_ADDED,
    TRACK_CHANGED,
    TRACK_UNCHANGED,
    TRACK_EFFECT_MAX_,
};

#define TRACK_NO_DAY            INT32_MIN
#define TRACK_INTERVIEW_MINUTES 60

/* Most bytes of a text; a note may also have lines. */
#define TRACK_MAX_WORDS 200
#define TRACK_MAX_LINK  2000
#define TRACK_MAX_NOTE  4000

/* An application or a contact; strings are borrowed, and never NULL where an item comes out. Days
 * are those of include/base/civil.h, on the user's calendar. */
struct track_item {
    int64_t n; /* its number, given by the log and never given again; 0: new */
    enum track_kind kind;
    const char *name;                /* an application's company; a contact's own name */
    const char *company, *channel;   /* of a contact; channel: mail, LinkedIn, phone */
    const char *role, *link;         /* of an application; a contact may have a link, too */
    const char *source;              /* where the application was found */
    const char *note;                /* may have lines */
    enum track_stage stage;          /* of an application */
    int32_t days[STAGE_MAX_];        /* on which it reached each stage; TRACK_NO_DAY: not, or not
                                        said */
    int32_t last_contact, follow_up; /* TRACK_NO_DAY: none */
    int64_t interview_sec;           /* when the interview begins; 0: none */
    int interview_minutes;           /* how long it takes */
    int64_t changed_sec;             /* when it was last written; tells one version from another */
};

/* "application", "interview", "follow-up", "added": static strings; "?" for a value out of
 * range. */
const char *track_kind_name(enum track_kind kind);
const char *track_stage_name(enum track_stage stage);
const char *track_deed_name(enum track_deed deed);
const char *track_effect_name(enum track_effect effect);

/* Return 0 or -EINVAL. */
int track_kind_parse(const char *s, enum track_kind *ret);
int track_stage_parse(const char *s, enum track_stage *ret);
int track_effect_parse(const char *s, enum track_effect *ret);

/* True for rejected and withdrawn. */
bool track_stage_is_over(enum track_stage stage);

/* The texts of an item, for whoever goes through all of them. */
enum track_text {
    TRACK_NAME,
    TRACK_COMPANY,
    TRACK_CHANNEL,
    TRACK_ROLE,
    TRACK_LINK,
    TRACK_SOURCE,
    TRACK_NOTE,
    TRACK_TEXT_MAX_,
};
const char *track_text_name(enum track_text text); /* "company" */
/* Where the item keeps it. */
const char **track_item_text(struct track_item *item, enum track_text text);
/* What it is; "" also for NULL. */
const char *track_item_get_text(const struct track_item *item, enum track_text text);

/* Fills an item of this kind that says nothing yet. */
void track_item_init(struct track_item *item, enum track_kind kind);

/* A copy whose strings are its own, for track_item_done() to free. *ret may be *item. Returns 0 or
 * -ENOMEM. */
int track_item_copy(const struct track_item *item, struct track_item *ret);
void track_item_done(struct track_item *copy);

/* True if both say the same; number and changed_sec are not looked at. */
bool track_item_equals(const struct track_item *a, const struct track_item *b);

/* True for a rejected or withdrawn application. */
bool track_item_is_over(const struct track_item *item);

/* The day on which the application reached its present stage, or TRACK_NO_DAY. */
int32_t track_item_since(const struct track_item *item);

/* Brings an application to a stage on this day. The stages that lie behind the new one are taken
 * out: it did not come there, or not yet. */
void track_item_move(struct track_item *item, enum track_stage stage, int32_t day);

/* Takes out what an item of its kind and stage cannot have: a contact has no stages and no
 * interview, an application no last contact; one that is over has no follow-up and no interview
 * after now_sec. NULL becomes "". The log does this with every item that it is given. */
void track_item_settle(struct track_item *item, int64_t now_sec);

/* What is wrong with the form of an item, in words that say what would be right ("name must be
 * ..."); NULL if nothing is. Static. Links lead to the web, to mail, or to a file by its whole
 * path. */
const char *track_item_fault(const struct track_item *item);
