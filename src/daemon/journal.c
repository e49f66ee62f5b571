#include "daemon/journal.h"

#include <stdarg.h>

#include "base/text.h"

void journal(enum journal_level level, const char *format, ...)
{
    char line[1024];
    struct text out = {0}; /* one write a line */
    va_list ap;

    va_start(ap, format);
    vsnprintf(line, sizeof line, format, ap);
    va_end(ap);
    utf8_truncate(line, sizeof line - 1);

    if (getenv("JOURNAL_STREAM"))
        text_addf(&out, "<%d>", level);
    else
        text_add(&out, "jobsearchd: ");
    text_add_escaped(&out, line);
    text_add_char(&out, '\n');
    if (!out.failed)
        fputs(out.data, stderr);
    text_done(&out);
}
