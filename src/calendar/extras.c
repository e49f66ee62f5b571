#include "calendar/extras.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "calendar/answer.h"
#include "calendar/envelope.h"
#include "calendar/publication.h"

#define METADATA_MAX 256

/* Replaces a file that is ours alone, if it says something else. */
static void write_plain(const char *path, const char *data, struct answer *answer)
{
    _cleanup_(freep) char *old = NULL;
    size_t size;
    int r;

    if (file_read(path, SINGLE_MAX_SIZE, &old, &size) == 0 && size == strlen(data) &&
        memcmp(old, data, size) == 0) {
        answer->n_unchanged++;
        return;
    }
    r = file_write_atomic(path, data, strlen(data));
    if (r < 0)
        answer_failed(answer, r, path, "cannot be written");
    else
        answer->n_written++;
}

static int write_metadata(const char *folder, const char *name, const char *value,
                          struct answer *answer)
{
    _cleanup_(freep) char *path = NULL, *clean = NULL;
    int r;

    r = path_join(folder, name, &path);
    if (r < 0)
        return r;
    r = text_clean(value, METADATA_MAX, &clean);
    if (r < 0)
        return r;
    if (*clean)
        write_plain(path, clean, answer);
    return 0;
}

static int format_single(const struct publication *publication, const char *vtimezone, char **ret)
{
    _cleanup_(text_done) struct text text = {};
    int r;

    r = envelope_begin_single(&text, publication->begin.display_name, publication->begin.color);
    if (r < 0)
        return r;
    text_add(&text, vtimezone);
    for (size_t i = 0; i < publication->n_items; i++) {
        const struct item *item = &publication->items[i];

        if (!item->is_stamped || item->is_share)
            continue;
        r = item_format(item, &text);
        if (r < 0)
            return r;
    }
    envelope_end(&text);
    return text_take(&text, ret);
}

static int write_single(const struct publication *publication, const char *vtimezone,
                        struct answer *answer)
{
    _cleanup_(freep) char *data = NULL;
    int r;

    if (!*publication->begin.single_file)
        return 0;
    r = format_single(publication, vtimezone, &data);
    if (r < 0)
        return r;
    write_plain(publication->begin.single_file, data, answer);
    return 0;
}

int extras_write(const struct publication *publication, const char *vtimezone,
                 struct answer *answer)
{
    const struct publish_begin *begin = &publication->begin;
    int r;

    r = write_metadata(begin->folder, "displayname", begin->display_name, answer);
    if (r < 0)
        return r;
    r = write_metadata(begin->folder, "color", begin->color, answer);
    if (r < 0)
        return r;
    return write_single(publication, vtimezone, answer);
}
