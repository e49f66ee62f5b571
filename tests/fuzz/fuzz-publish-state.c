/* The publishing run's own files after anybody's hands: the state as text, an .ics file. What is
 * read of either is in range, and a state that is written again reads as the same. */
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "calendar/ics.h"
#include "calendar/publication.h"
#include "calendar/revision.h"
#include "calendar/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_state(const char *data, size_t size)
{
    _cleanup_(state_done) struct state state = {};

    check(state_parse(data, size, &state) == 0);
    for (size_t i = 0; i < state.n; i++) {
        const struct state_entry *entry = &state.items[i];
        char name[ITEM_NAME_SIZE];

        check(uid_is_valid(entry->uid) && state_find(&state, entry->uid) == entry);
        check(entry->sequence >= 0 && entry->sequence <= INT32_MAX && entry->dtstamp_sec >= 0);
        item_name(entry->uid, name);
        check(name[0] != '.' && !strchr(name, '/'));
    }
}

static void check_ics(const char *data, size_t size)
{
    struct ics_summary summary;
    struct state_entry entry = {};

    ics_summarize(data, size, &summary);
    check(strlen(summary.uid) < UID_SIZE);
    check(summary.sequence >= 0 && summary.sequence <= INT32_MAX && summary.dtstamp_sec >= 0);
    revision_decide(&entry, 7, &summary, 1795417200);
    check(entry.dtstamp_sec > 0 && (entry.pending == 7 || entry.hash == 7));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_state((const char *)data, size);
    check_ics((const char *)data, size);
    return 0;
}
