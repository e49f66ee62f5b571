/* Any bytes as an .ics file with shared weeks, and as the lines that come of it: read to the end or
 * refused; a week that is read comes out of the writer in a form that reads as the same; and its
 * numbers lie where the rule can bear them. */
#include <stdint.h>

#include "base/text.h"
#include "calendar/shared.h"
#include "share.h"

#define REQUIRE(x)   \
    do {             \
        if (!(x))    \
            abort(); \
    } while (0)

#define TODAY 20780

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(struct cohort_person *person)
{
    _cleanup_(text_done) struct text words = {0};
    struct cohort_judgement judgement;

    cohort_judge(person, &judgement);
    cohort_add_words(person, &judgement, &words);
    REQUIRE(judgement.weight >= 0 && judgement.weight <= 100);
}

static int take_week(const struct cohort_week *week, void *userdata)
{
    _cleanup_(text_done) struct text once = {0}, twice = {0};
    struct share_line line = {.kind = SHARE_LINE_WEEK, .week = *week};
    _cleanup_(freep) char *copy = NULL;

    share_line_add(&once, &line);
    copy = strndup(once.data, once.length - 1);
    REQUIRE(copy && share_line_parse(copy, &line) == 0);
    share_line_add(&twice, &line);
    REQUIRE(streq(once.data, twice.data));
    cohort_person_add(userdata, TODAY, week);
    return 0;
}

static void read_json(const char *data, size_t size)
{
    _cleanup_(freep) char *once = NULL, *twice = NULL;
    struct share_week week, again;

    if (share_week_parse(data, size, &week) < 0)
        return;
    REQUIRE(share_week_format(&week, &once) == 0);
    REQUIRE(share_week_parse(once, strlen(once), &again) == 0);
    REQUIRE(share_week_format(&again, &twice) == 0);
    REQUIRE(streq(once, twice));
}

static void read_line(const char *data)
{
    _cleanup_(freep) char *copy = strdup(data);
    struct share_line line;

    REQUIRE(copy);
    share_line_parse(copy, &line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cohort_person person = {.name = NULL};
    _cleanup_(freep) char *copy = malloc(size + 1);

    REQUIRE(copy);
    if (size > 0)
        memcpy(copy, data, size);
    copy[size] = '\0';
    read_line(copy);
    read_json(copy, size);
    shared_read(copy, size, take_week, &person);
    judge(&person);
    return 0;
}
