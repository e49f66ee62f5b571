/* Errors and their names, refusals and their text. */
#include "bus/names.h"

#include <stdarg.h>

#include "base/text.h"

static const char *const error_names[BUS_ERROR_MAX_] = {
    [BUS_ERROR_FAILED] = BUS_ERROR_PREFIX "Failed",
    [BUS_ERROR_INVALID_ARGUMENT] = BUS_ERROR_PREFIX "InvalidArgument",
    [BUS_ERROR_NO_SUCH_BLOCK] = BUS_ERROR_PREFIX "NoSuchBlock",
    [BUS_ERROR_NO_SUCH_ACTIVITY] = BUS_ERROR_PREFIX "NoSuchActivity",
    [BUS_ERROR_NO_BLOCK_NOW] = BUS_ERROR_PREFIX "NoBlockNow",
    [BUS_ERROR_NOT_BEGUN] = BUS_ERROR_PREFIX "NotBegun",
    [BUS_ERROR_NOTHING_TO_UNDO] = BUS_ERROR_PREFIX "NothingToUndo",
    [BUS_ERROR_NOT_SAVED] = BUS_ERROR_PREFIX "NotSaved",
    [BUS_ERROR_NO_PLAN] = BUS_ERROR_PREFIX "NoPlan",
    [BUS_ERROR_NO_SUCH_SUGGESTION] = BUS_ERROR_PREFIX "NoSuchSuggestion",
    [BUS_ERROR_NO_SUCH_ITEM] = BUS_ERROR_PREFIX "NoSuchItem",
    [BUS_ERROR_PLAN_NOT_WRITTEN] = BUS_ERROR_PREFIX "PlanNotWritten",
};

const char *bus_error_name(enum bus_error error)
{
    if ((unsigned)error >= BUS_ERROR_MAX_)
        error = BUS_ERROR_FAILED;
    return error_names[error];
}

bool bus_error_parse(const char *name, enum bus_error *ret)
{
    for (size_t i = 0; i < ARRAY_SIZE(error_names); i++)
        if (streq(name, error_names[i])) {
            *ret = (enum bus_error)i;
            return true;
        }
    return false;
}

/* The text goes onto the bus, which takes valid UTF-8 only: a character that was cut at the end of
 * the buffer, or came in broken, turns into question marks. */
int bus_refuse(struct bus_refusal *refusal, enum bus_error error, const char *format, ...)
{
    size_t size, bad;
    va_list ap;

    va_start(ap, format);
    vsnprintf(refusal->text, sizeof(refusal->text), format, ap);
    va_end(ap);

    size = strlen(refusal->text);
    for (bad = utf8_check(refusal->text, size); bad < size;
         bad += utf8_check(refusal->text + bad, size - bad))
        refusal->text[bad] = '?';
    refusal->error = error;
    return 1;
}
