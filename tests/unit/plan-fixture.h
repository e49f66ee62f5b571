/* What the tests of the plan share: a plan text in, the plan and its diagnostics out. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/diag.h"
#include "base/text.h"
#include "plan.h"

#define BASE_DIR "/home/anna/plans"
#define DATA_DIR "/home/anna/data/jobsearchd"

/* The list as `jsctl check` prints it, without the file's name; empties it. The caller frees. */
static inline char *diags_to_text(struct diag_list *diags)
{
    struct text text = {0};
    char *s;

    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *d = &diags->items[i];
        text_addf(&text, "%u:%u: %s: %s\n", d->line, d->column, diag_severity_name(d->severity),
                  d->message);
    }
    assert_false(diags->out_of_memory);
    assert_int_equal(text_take(&text, &s), 0);
    diag_list_done(diags);
    return s;
}

/* Parses; the diagnostics go to *ret_diags. NULL if there are errors. */
static inline struct plan *plan_try(const char *text, size_t size, char **ret_diags)
{
    struct diag_list diags = {0};
    struct plan *plan = NULL;
    int r = plan_parse(text, size, "plan.ini", BASE_DIR, DATA_DIR, &diags, &plan);

    assert_int_equal(r, diag_has_error(&diags) ? 1 : 0);
    assert_int_equal(plan == NULL, r == 1);
    *ret_diags = diags_to_text(&diags);
    return plan;
}

/* A plan without errors or warnings. */
static inline struct plan *plan_sound(const char *text)
{
    char *diags;
    struct plan *plan = plan_try(text, strlen(text), &diags);

    if (*diags)
        fail_msg("%s\n-- is a sound plan, but:\n%s", text, diags);
    free(diags);
    return plan;
}

/* Exactly these diagnostics. */
static inline void assert_diags_of(const char *text, size_t size, const char *expected)
{
    char *actual;
    struct plan *plan = plan_try(text, size, &actual);

    if (!streq(actual, expected))
        fail_msg("%s\n-- expected:\n%s-- actual:\n%s", text, expected, actual);
    free(actual);
    plan_free(plan);
}

static inline void assert_diags(const char *text, const char *expected)
{
    assert_diags_of(text, strlen(text), expected);
}
