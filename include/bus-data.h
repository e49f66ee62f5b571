/* What crosses the session bus as plain structs, for include/bus.h, which has the names of the
 * interfaces and the calls.
 *
 * Instants are seconds since 1970-01-01T00:00Z; on the bus they are microseconds. 0 is "none" for
 * an instant, -1 "not said" for minutes and counts, "" "none" for text. In parentheses stands how a
 * struct crosses. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/block.h"
#include "base/track.h"

struct bus_block { /* (sssttsstii) */
    const char *id, *activity, *title;
    int64_t start_sec, end_sec; /* end 0: unplanned work that still runs */
    enum block_kind kind;
    enum outcome outcome;
    int64_t started_sec;
    int minutes, count;
};

struct bus_entry { /* (sssttsstiissts): a block, then why, note, answered_at, source */
    struct bus_block block;
    const char *why, *note;
    int64_t answered_sec;
    const char *source;
};

/* A copy whose strings are its own, for bus_entry_done() to free. Returns 0 or -ENOMEM. */
int bus_entry_copy(const struct bus_entry *entry, struct bus_entry *ret);
void bus_entry_done(struct bus_entry *copy);

struct bus_goal { /* (ssdd) */
    const char *activity, *unit;
    double target, actual;
};

struct bus_problem {    /* (sss) */
    const char *code;   /* stable, for programs: "plan-invalid", "no-notification-server" */
    const char *text;   /* one sentence */
    const char *remedy; /* one sentence: what to do */
};

struct bus_busy { /* (ttss) */
    int64_t start_sec, end_sec;
    const char *summary, *calendar;
};

struct bus_unplaced { /* (sus) */
    const char *activity;
    unsigned minutes;
    const char *reason;
};

struct bus_follow_up { /* (xssss) */
    int64_t n;         /* of the tracker's item */
    const char *kind, *name;
    int32_t due; /* the day */
    const char *link;
};

struct bus_diagnostic { /* (suuss) */
    const char *file;
    unsigned line, column;
    const char *severity, *message;
};

struct bus_status { /* a{sv} */
    int64_t now_sec;
    const char *plan, *timezone;
    bool has_current, has_next, has_unplanned, is_paused, is_discreet;
    struct bus_block current, next, unplanned;
    unsigned open;             /* past and unanswered */
    struct bus_block *waiting; /* the newest of them, newest first; owned */
    size_t n_waiting;          /* at most BUS_WAITING_MAX */
    int64_t paused_from_sec, paused_to_sec, quiet_until_sec;
    unsigned today_planned_minutes, today_done_minutes;
    int64_t week_from_sec;
    unsigned week_planned_minutes, week_done_minutes;
    struct bus_goal *goals; /* owned */
    size_t n_goals;
    struct bus_problem *problems; /* owned */
    size_t n_problems;
};
void bus_status_done(struct bus_status *status);

struct bus_span { /* a day's or a week's blocks */
    int64_t now_sec, from_sec, to_sec;
    const char *timezone;
    struct bus_block *blocks; /* owned */
    size_t n_blocks;
    struct bus_busy *busy; /* owned */
    size_t n_busy;
    struct bus_unplaced *unplaced; /* owned */
    size_t n_unplaced;
    struct bus_follow_up *follow_ups; /* owned; by day; today's are all that are due by now */
    size_t n_follow_ups;
};
void bus_span_done(struct bus_span *span);

/* A goal in one week: how it stands, and how it stood. */
struct bus_progress {
    const char *activity, *unit;
    double target, actual; /* the target as pauses have left it */
    double pace;           /* what should be there by now */
    double behind;         /* how much of that is missing */
    unsigned free_slots;   /* blocks of the activity that are left in the week */
    unsigned met, of;      /* of the weeks before that are judged */
};

struct bus_goal_week { /* of an activity's goal, one of the eight weeks before */
    const char *activity;
    int64_t from_sec;
    double target, actual;
    const char *state; /* "met", "missed", "off": excused, or without any answer */
};

struct bus_goals {
    int64_t now_sec, from_sec; /* when the week began */
    const char *timezone;
    struct bus_progress *goals; /* owned; in plan order */
    size_t n_goals;
    struct bus_goal_week *weeks; /* owned; by goal, oldest first */
    size_t n_weeks;
};
void bus_goals_done(struct bus_goals *goals);

/* One edit of the plan that answers a pattern. */
struct bus_suggestion {
    const char *id, *activity;
    const char *edit;           /* "move", "lower-goal"... */
    const char *evidence;       /* one sentence */
    const char *diff;           /* of the plan file; lines as they are in it: escape them */
    const char *before, *after; /* the activity's blocks in an ordinary week */
    const char *days;           /* what changes in that week, all activities: a line for each day or
                                   days: "Tue, Wed", before, after, with tabs between */
    const char *weekday, *part; /* of the pattern: "Tue", "morning"; "" for a goal's */
    unsigned kept, of;          /* blocks in that slot; weeks, for a goal's */
    unsigned elsewhere_kept, elsewhere_of;
};

/* One that was applied and not taken back. */
struct bus_applied {
    const char *id, *activity, *edit, *evidence;
    int64_t at_sec;
    const char *unit; /* what is counted: "blocks", "weeks" */
    unsigned kept, of, before_kept, before_of;
};

struct bus_tuning {
    int64_t now_sec;
    const char *timezone;
    struct bus_suggestion *suggestions; /* owned */
    size_t n_suggestions;
    struct bus_applied *applied; /* owned; newest first */
    size_t n_applied;
};
void bus_tuning_done(struct bus_tuning *tuning);

/* ---- A week's review ---- */

struct bus_minutes { /* (ssuuuuuuu) of an activity, in the week */
    const char *activity, *title;
    unsigned planned;                        /* excused ones too */
    unsigned done, partial;                  /* what was done, unplanned work too */
    unsigned skipped, missed, excused, open; /* of the blocks of which that came */
};

struct bus_week { /* (tuuu) all activities' */
    int64_t from_sec;
    unsigned planned_minutes; /* without the excused ones */
    unsigned done_minutes;
    unsigned answered; /* blocks; 0: nothing is known of the week */
};

struct bus_heat {               /* (ssuu) the last eight weeks' blocks */
    const char *weekday, *part; /* "Mon"; "morning", "afternoon", "evening" */
    unsigned kept, of;
};

struct bus_pattern { /* (sssssuuuu) */
    const char *activity;
    const char *kind;           /* "slot", "goal" (missed), "goal-easy" (passed with ease) */
    const char *weekday, *part; /* of a slot, else "" */
    const char *words;          /* the evidence: "kept 1 of 7 on Tuesday mornings; ..." */
    unsigned kept, of;          /* blocks of the slot; weeks of the goal */
    unsigned elsewhere_kept, elsewhere_of; /* blocks, for a slot */
};

struct bus_reason { /* (su) why blocks were skipped or done in part */
    const char *why;
    unsigned count;
};

struct bus_note { /* (tss) */
    int64_t start_sec;
    const char *activity, *note;
};

struct bus_question { /* (uss) */
    unsigned number;
    const char *question, *answer; /* "": not answered */
};

struct bus_review {         /* a{sv} */
    struct bus_goals goals; /* with now, from and timezone */
    const char *plan, *why;
    int64_t target_sec;  /* the day when the user wants to be there; 0: none */
    unsigned weeks_left; /* until then, from now; a begun week counts */
    unsigned applications, contacts, follow_ups; /* the tracker's: sent, made, done */
    struct bus_minutes *minutes;                 /* owned, as are all below; in plan order */
    size_t n_minutes;
    struct bus_week *weeks; /* the eight before and this one, oldest first */
    size_t n_weeks;
    struct bus_heat *heat; /* where `of` is not 0 */
    size_t n_heat;
    struct bus_pattern *patterns; /* slots, the clearest first; then goals */
    size_t n_patterns;
    struct bus_reason *reasons; /* the most frequent first */
    size_t n_reasons;
    struct bus_note *notes;
    size_t n_notes;
    struct bus_question *questions;
    size_t n_questions;
};
void bus_review_done(struct bus_review *review);

/* ---- What a coach sees ---- */

struct bus_shared_week { /* (ssss) */
    const char *week;    /* "2026-W48" */
    const char *summary, *description;
    const char *data; /* JSON */
};

struct bus_shared {
    bool is_on, is_discreet;       /* by the plan */
    struct bus_shared_week *weeks; /* owned; oldest first */
    size_t n_weeks;
};
void bus_shared_done(struct bus_shared *shared);

struct bus_answer {
    const char *block;    /* id; "": the default block (DESIGN section 6) */
    enum outcome outcome; /* done, partial or skipped */
    int minutes, count;   /* -1: not said */
    const char *why, *note;
};

struct bus_log_query {
    int64_t from_sec, to_sec;       /* 0: open */
    const char *activity, *outcome; /* "": all */
    bool is_newest_first;
    const char *cursor; /* "": from the beginning; else as the page before returned it */
    unsigned limit;     /* 1 to BUS_PAGE_MAX */
};

struct bus_page {
    struct bus_entry *entries; /* owned */
    size_t n_entries;
    const char *cursor; /* "": that was all */
};
void bus_page_done(struct bus_page *page);

struct bus_amount { /* (su) */
    /* "blocks", "versions", "pauses", "answers", "suggestions", "items", "set-aside" */
    const char *what;
    unsigned n;
};

struct bus_amounts {          /* what was forgotten, or would be */
    struct bus_amount *items; /* owned */
    size_t n;
};
void bus_amounts_done(struct bus_amounts *amounts);

struct bus_reload {
    bool is_taken;                      /* false: the plan has errors, the one before goes on */
    struct bus_diagnostic *diagnostics; /* owned */
    size_t n_diagnostics;
};
void bus_reload_done(struct bus_reload *reload);

/* ---- The job-search tracker; items cross as a{sv}, with what they do not say left out ---- */

struct bus_track_query {
    const char *text;   /* "": all; else a part of a name, company or role, capitals not minded */
    const char *kind;   /* "": both */
    bool is_open_only;  /* no rejected and withdrawn applications */
    const char *cursor; /* "": from the beginning; else as the page before returned it */
    unsigned limit;     /* 1 to BUS_PAGE_MAX */
};

struct bus_tracker { /* a page, by number */
    int64_t now_sec;
    const char *timezone;
    struct track_item *items; /* owned; their strings are borrowed, as are all here */
    size_t n_items;
    const char *cursor; /* "": that was all */
};
void bus_tracker_done(struct bus_tracker *tracker);

struct bus_track_version { /* (a{sv}st) */
    struct track_item item;
    const char *action; /* what made it: see log_each_track_version() */
    int64_t at_sec;
};

struct bus_track_history { /* oldest first */
    int64_t now_sec;
    const char *timezone;
    struct bus_track_version *versions; /* owned */
    size_t n_versions;
};
void bus_track_history_done(struct bus_track_history *history);

struct bus_track_undo {     /* what was taken back */
    struct track_item item; /* the first of the items, as it is now; gone: as it was */
    bool is_gone;
    unsigned n_items;
};

/* ---- What is around, for jsctl doctor ---- */

enum bus_presence {
    BUS_ABSENT,
    BUS_STARTABLE, /* nobody has the name, but the bus can start somebody for it */
    BUS_PRESENT,
};

struct bus_notifier {
    char name[128]; /* and version; as the server says it: escape it */
    bool has_actions;
    bool is_inhibited; /* it shows nothing for the time being */
};

struct bus_manager {     /* systemd --user */
    char unit_state[32]; /* of jobsearchd.service: "enabled", "disabled"...; "": there is none */
    bool has_screen;     /* it knows one, for what it starts */
};
