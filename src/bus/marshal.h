/* How the structs of bus.h cross the bus: each is a table of fields that both directions follow, so
 * that service and client cannot drift apart. */
#pragma once

#include <stddef.h>
#include <systemd/sd-bus.h>

#include "base/civil.h"
#include "bus.h"

#define WIRE_BLOCK      "sssttsstii"
#define WIRE_ENTRY      WIRE_BLOCK "ssts"
#define WIRE_GOAL       "ssdd"
#define WIRE_PROGRESS   "ssdddduuu"
#define WIRE_GOAL_WEEK  "stdds"
#define WIRE_SUGGESTION "ssssssssssuuuu"
#define WIRE_APPLIED    "sssstsuuuu"
#define WIRE_SHARED     "ssss"
#define WIRE_PROBLEM    "sss"
#define WIRE_BUSY       "ttss"
#define WIRE_UNPLACED   "sus"
#define WIRE_FOLLOW_UP  "xssss"
#define WIRE_DIAGNOSTIC "suuss"
#define WIRE_AMOUNT     "su"

/* The latest instant that crosses: 2199 is over in every zone. Nothing from before 1970 does. */
#define WIRE_MAX_SEC ((int64_t)(CIVIL_MAX_DAY + 2) * DAY_SEC)

enum wire_form {
    WIRE_STRING,   /* s: const char * */
    WIRE_INSTANT,  /* t: int64_t, seconds here */
    WIRE_DAY,      /* s: int32_t, a date */
    WIRE_KIND,     /* s: enum block_kind */
    WIRE_OUTCOME,  /* s: enum outcome */
    WIRE_INTEGER,  /* i: int */
    WIRE_NUMBER,   /* x: int64_t */
    WIRE_UNSIGNED, /* u: unsigned */
    WIRE_DOUBLE,   /* d: double */
    WIRE_BOOLEAN,  /* b: bool */
};

struct wire_field {
    enum wire_form form;
    size_t offset;
};

struct wire_type {
    const char *signature; /* of the contents, without the parentheses */
    size_t size;           /* of the C struct */
    const struct wire_field *fields;
    size_t n_fields;
};

extern const struct wire_type wire_block, wire_entry, wire_goal, wire_problem, wire_busy,
    wire_unplaced, wire_follow_up, wire_diagnostic, wire_progress, wire_goal_week, wire_suggestion,
    wire_applied, wire_amount, wire_shared;

/* All below return 0 or negative errno, so that calls chain with `?:`. A message that could not be
 * appended to is of no use any more; malformed data are -EBADMSG. Strings read are borrowed from
 * the message. */

/* One value. A NULL string goes out as "", one that is not UTF-8 (file names may hold anything)
 * escaped, for D-Bus carries nothing else. An instant that cannot cross becomes the nearest one
 * that can; fractions of a second are dropped. Words that name no kind or outcome are read as
 * BLOCK_KIND_MAX_ and OUTCOME_MAX_, for the caller to refuse. */
int marshal_append_value(sd_bus_message *m, enum wire_form form, const void *value);
int marshal_read_value(sd_bus_message *m, enum wire_form form, void *ret);

int marshal_append_string(sd_bus_message *m, const char *s);
int marshal_append_instant(sd_bus_message *m, int64_t sec);

/* One struct. */
int marshal_append(sd_bus_message *m, const struct wire_type *type, const void *item);
int marshal_read(sd_bus_message *m, const struct wire_type *type, void *ret);

/* What stands for "none" where a property must hold a block: every text empty. */
int marshal_append_no_block(sd_bus_message *m);

/* An array of structs. Reading: the caller frees *ret; more than max items are -E2BIG. */
int marshal_append_array(sd_bus_message *m, const struct wire_type *type, const void *items,
                         size_t n);
int marshal_read_array(sd_bus_message *m, const struct wire_type *type, size_t max, void **ret,
                       size_t *ret_n);

/* The status as a{sv}. Reading skips keys that it does not know: a newer daemon may say more. */
int marshal_append_status(sd_bus_message *m, const struct bus_status *status);
int marshal_read_status(sd_bus_message *m, struct bus_status *ret);

/* The same for a week's review. */
int marshal_append_review(sd_bus_message *m, const struct bus_review *review);
int marshal_read_review(sd_bus_message *m, struct bus_review *ret);
