#include "daemon/unplaced.h"

const struct unplaced_words *unplaced_words(enum unplaced_reason reason)
{
    static const struct unplaced_words table[] = {
        [UNPLACED_CUT] = {"they cannot be cut into pieces of its `block` length",
                          "change its `hours` or `block`"},
        [UNPLACED_WINDOW] = {"its windows have no room left",
                             "widen its window, or lower its `hours`"},
        [UNPLACED_DAY_CAP] = {"`max-per-day` allows no more",
                              "raise its `max-per-day`, or lower its `hours`"},
        [UNPLACED_BUDGET] = {"the week's budget is used up",
                             "raise `hours` or `priority` in [plan], or lower its `hours`"},
        [UNPLACED_CROWDED] = {"what matters as much or more has the room",
                              "widen its window, or raise its `priority`"},
    };

    _Static_assert(ARRAY_SIZE(table) == UNPLACED_REASON_MAX_, "a reason without words");
    return &table[reason];
}
