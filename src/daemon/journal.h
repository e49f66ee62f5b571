/* What the daemon says of itself: one line an event on stderr, with a priority that journald reads
 * when it is the reader. Outside text is escaped. Only this room says anything. */
#pragma once

#include "base/macro.h"

enum journal_level {
    JOURNAL_ERROR = 3, /* the numbers of sd-daemon(3) */
    JOURNAL_WARNING = 4,
    JOURNAL_NOTICE = 5,
    JOURNAL_INFO = 6,
};

void journal(enum journal_level level, const char *format, ...) _printf_(2, 3);
