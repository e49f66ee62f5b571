/* The user's calendars as the plan names them: which stretches are busy. Watches their folders and
 * files with inotify, has jobsearchd-calendar read what changed, and keeps the result by file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "plan.h"

struct sd_event;
struct calendars;
struct problem_list;

/* One busy stretch. */
struct busy_item {
    int64_t start_sec, end_sec;
    bool is_all_day;
    int buffer_minutes;
    const char *summary, *calendar; /* borrowed from the calendars; "" for none */
};

/* Both are called from the event loop, never from inside a call of the owner's. They may call
 * anything here but calendars_free(). */
struct calendars_callbacks {
    /* All is read: busy times are other than they were, or are known for the first time; or they
     * are the same, and who waited for calendars_are_read() waits no more. */
    void (*read)(bool has_changed, void *userdata);
    /* The problems changed (codes "calendar-unreadable", "calendar-file"). */
    void (*problems_changed)(void *userdata);
};

int calendars_new(struct sd_event *event, struct problem_list *problems,
                  const struct calendars_callbacks *callbacks, void *userdata,
                  struct calendars **ret);

/* The same with another program to read the files, as helper_new() takes it: for tests. */
int calendars_new_with(struct sd_event *event, const char *program, struct problem_list *problems,
                       const struct calendars_callbacks *callbacks, void *userdata,
                       struct calendars **ret);
struct calendars *calendars_free(struct calendars *calendars);
DEFINE_CLEANUP(struct calendars, calendars_free);

/* Follows this plan's calendars from now on, and tells what overlaps [from_sec, to_sec). What was
 * read for the same zone and stretch from a file that has not changed is kept; everything else is
 * read soon, and until it is the list stays what it was. Where nothing is to be read the list is
 * right at once, and read() is not called for it; nor is problems_changed() for what is found here.
 * The plan is not borrowed beyond the call. Returns 0 or negative errno. */
int calendars_follow(struct calendars *calendars, const struct plan *plan, const char *zone_name,
                     int64_t from_sec, int64_t to_sec);

/* False while anything is yet to be read. */
bool calendars_are_read(const struct calendars *calendars);

/* What is busy, by start, then end, then calendar in plan order. Borrowed; valid until the event
 * loop runs again or the calendars change. */
const struct busy_item *calendars_list(const struct calendars *calendars, size_t *ret_n);
