/* What `doctor` looks at: each check adds a line, good or bad, with what to do. None of them starts
 * or changes anything. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "bus.h"

struct cli;

enum finding_state {
    FINDING_OK,
    FINDING_WARN, /* it works, but not all of it, or not for ever */
    FINDING_FAIL,
    FINDING_STATE_MAX_,
};

struct finding {
    const char *check; /* a word of ours: "daemon", "plan" */
    enum finding_state state;
    char *text, *remedy; /* owned; remedy "" where there is nothing to do */
};

struct doctor {
    struct cli *cli;
    struct finding *findings;
    size_t n, capacity;
    bool has_failed; /* memory */

    /* What the daemon says, where it runs. */
    bool is_running;
    char *timezone; /* owned */
};

void doctor_done(struct doctor *doctor);

/* The text is as printf() makes it; remedy NULL for none. */
void doctor_add(struct doctor *doctor, const char *check, enum finding_state state,
                const char *remedy, const char *format, ...) _printf_(5, 6);

/* ---- doctor-session.c: the bus and who is on it ---- */

void doctor_look_at_session(struct doctor *doctor);

/* ---- doctor-files.c: programs, plan, folders, log, calendar, zone ---- */

void doctor_look_at_files(struct doctor *doctor);
