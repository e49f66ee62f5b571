/* What the reading run tells the daemon of one file: FILE_BEGIN, what is busy, what is wrong,
 * FILE_END. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

#define REPORT_MAX_PROBLEMS 5
#define REPORT_MAX_BUSY     50000

struct busy_event;

/* The first failure to send sticks in `error`; later calls do nothing. */
struct report {
    int fd;           /* borrowed */
    const char *path; /* borrowed */
    size_t n_problems, n_busy;
    int error;
};

/* Sends FILE_BEGIN. */
void report_begin(struct report *report, int fd, const char *path);

/* Sends FILE_BUSY, up to REPORT_MAX_BUSY of them; one more is a problem. */
void report_busy(struct report *report, const struct busy_event *event);

/* Sends FILE_PROBLEM, "line 12: ..." (0: of the file as a whole), up to REPORT_MAX_PROBLEMS. */
void report_problem(struct report *report, size_t line, const char *format, ...) _printf_(3, 4);

/* Says how many problems were not told, and sends FILE_END. Returns 0 or what sending gave. */
int report_end(struct report *report);
