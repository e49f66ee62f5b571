/* Diagnostics about something the user wrote: each has a place, a severity and a remedy in words.
 * They are collected, so that one run names every problem of a file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/macro.h"

enum diag_severity {
    DIAG_ERROR,
    DIAG_WARNING,
};

struct diag {
    char *file;      /* as the user would type it; owned */
    unsigned line;   /* from 1; 0: the file as a whole */
    unsigned column; /* in characters, from 1; 0: the whole line */
    enum diag_severity severity;
    char *message; /* valid UTF-8, one line, may hold hostile text: escape before printing; owned */
};

struct diag_list {
    struct diag *items;
    size_t n, capacity;
    size_t n_errors;
    bool out_of_memory; /* a diagnostic was lost; counts as an error */
};

/* Adds one diagnostic. Never fails visibly: a lost one sets out_of_memory. */
void diag_add(struct diag_list *list, const char *file, unsigned line, unsigned column,
              enum diag_severity severity, const char *format, ...) _printf_(6, 7);

/* True if the list holds an error (or lost a diagnostic for want of memory). */
bool diag_has_error(const struct diag_list *list);

/* Orders by line, then column; keeps the order of equals. */
void diag_sort(struct diag_list *list);

/* Prints `FILE:LINE:COLUMN: error|warning: message`, a line each, escaped for a terminal. */
void diag_print(const struct diag_list *list, FILE *f);

const char *diag_severity_name(enum diag_severity severity);

/* Frees the contents; the list is empty and usable afterwards. */
void diag_list_done(struct diag_list *list);
