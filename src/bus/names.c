/* The names of errors and what bus.h's structs own. */
#include "bus/names.h"

#include <errno.h>
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

/* ---- What structs own ---- */

static const size_t entry_strings[] = {
    offsetof(struct bus_entry, block.id),    offsetof(struct bus_entry, block.activity),
    offsetof(struct bus_entry, block.title), offsetof(struct bus_entry, why),
    offsetof(struct bus_entry, note),        offsetof(struct bus_entry, source),
};

static const char **entry_string(struct bus_entry *entry, size_t i)
{
    return (const char **)((char *)entry + entry_strings[i]);
}

/* All strings in one allocation, which begins with the first of them. */
int bus_entry_copy(const struct bus_entry *entry, struct bus_entry *ret)
{
    struct bus_entry copy = *entry;
    size_t size = 0;
    char *end;

    for (size_t i = 0; i < ARRAY_SIZE(entry_strings); i++)
        size += strlen(*entry_string(&copy, i)) + 1;
    end = malloc(size);
    if (!end)
        return -ENOMEM;
    for (size_t i = 0; i < ARRAY_SIZE(entry_strings); i++) {
        const char **string = entry_string(&copy, i), *from = *string;

        *string = end;
        end = stpcpy(end, from) + 1;
    }
    *ret = copy;
    return 0;
}

void bus_entry_done(struct bus_entry *copy)
{
    free((char *)copy->block.id);
    *copy = (struct bus_entry){0};
}

void bus_status_done(struct bus_status *status)
{
    free(status->waiting);
    free(status->goals);
    free(status->problems);
    *status = (struct bus_status){0};
}

void bus_span_done(struct bus_span *span)
{
    free(span->blocks);
    free(span->busy);
    free(span->unplaced);
    *span = (struct bus_span){0};
}

void bus_page_done(struct bus_page *page)
{
    free(page->entries);
    *page = (struct bus_page){0};
}

void bus_reload_done(struct bus_reload *reload)
{
    free(reload->diagnostics);
    *reload = (struct bus_reload){0};
}
