/* Decides which notices become bubbles and when; remembers what was said. Notices are levels (see
 * schedule.h): each look asks what should be said now, leaves out what was said, and says the rest
 * unless somebody asked for silence. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "records.h"
#include "schedule.h"

struct sd_event;
struct log;
struct announcer;

struct announcer_callbacks {
    /* A button of a block's bubble: "start", "snooze", "skip", "done", "partial", "open". Negative
     * if it could not be taken: the bubble comes again. */
    int (*action)(const char *block_id, const char *action, void *userdata);
    /* Look again: bubbles can be shown now. */
    void (*look)(void *userdata);
    /* Bubbles reach nobody (why) or somebody again (NULL). */
    void (*reach_changed)(const char *why, void *userdata);
    /* The message of this key is on the screen. */
    void (*told)(const char *key, void *userdata);
    /* A button of the message of this key. Negative if it could not be taken: it is asked again. */
    int (*choice)(const char *key, const char *action, void *userdata);
};

int announcer_new(struct sd_event *event, struct log *const *log,
                  const struct announcer_callbacks *callbacks, void *userdata,
                  struct announcer **ret);
struct announcer *announcer_free(struct announcer *announcer);
DEFINE_CLEANUP(struct announcer, announcer_free);

/* Says what the agenda has to say now and closes what matters no more. is_silent: nothing new is
 * shown, nothing is forgotten. The agenda is borrowed for the call. */
void announcer_look(struct announcer *announcer, const struct agenda *agenda, int64_t now_sec,
                    bool is_silent);

/* A message besides the blocks' notices: the next look that is not silent shows it, in the place of
 * an earlier one of its key; `told` follows. Saying the same again changes nothing. Returns 1, 0 if
 * nothing changed, or -ENOMEM. */
int announcer_tell(struct announcer *announcer, const char *key, const char *summary,
                   const char *body);

/* A message with buttons (borrowed for good). It is said until it is answered or closed; while it
 * waits or is up, asking again changes nothing. Its key begins with ANNOUNCER_ASK: so a bubble of
 * an earlier run, whose buttons reach nobody, is known, and is closed unless it is asked again. */
#define ANNOUNCER_ASK "ask-"
int announcer_ask(struct announcer *announcer, const char *key, const char *summary,
                  const char *body, const struct bubble_action *actions, size_t n_actions);

/* True if a bubble of this key is up or on its way, also one from before a restart. */
bool announcer_is_up(const struct announcer *announcer, const char *key);

/* What was not shown yet is not said any more; a question that is up is closed. */
void announcer_untell(struct announcer *announcer, const char *key);

/* The notification server came ("": went). Nothing is said before the first call; look after it. */
void announcer_server_changed(struct announcer *announcer, const char *owner);
