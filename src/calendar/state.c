/* The form: a line that names it, then a line per item:
 *
 *     UID HASH PENDING SEQUENCE DTSTAMP [ACCEPTED]
 *
 * with the hashes in 16 hexadecimal digits and DTSTAMP in seconds. */
#include "calendar/state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

#define FIRST_LINE     "jobsearchd-published 1\n"
#define STATE_MAX_SIZE (1024 * 1024) /* some 8,000 items: years of them */
#define LINE_SIZE      (UID_SIZE + 96)

void state_done(struct state *state)
{
    free(state->items);
    *state = (struct state){};
}

struct state_entry *state_find(const struct state *state, const char *uid)
{
    for (size_t i = 0; i < state->n; i++)
        if (streq(state->items[i].uid, uid))
            return &state->items[i];
    return NULL;
}

bool state_has_hash(const struct state *state, uint64_t hash)
{
    for (size_t i = 0; i < state->n; i++) {
        const struct state_entry *e = &state->items[i];

        if (hash == e->hash || hash == e->pending || hash == e->accepted)
            return true;
    }
    return false;
}

int state_add(struct state *state, const char *uid, struct state_entry **ret)
{
    struct state_entry *entry;
    int r;

    r = array_reserve((void **)&state->items, &state->capacity, state->n, sizeof(*state->items));
    if (r < 0)
        return r;
    entry = &state->items[state->n++];
    *entry = (struct state_entry){};
    snprintf(entry->uid, sizeof(entry->uid), "%s", uid);
    *ret = entry;
    return 0;
}

void state_prune(struct state *state, int64_t before_sec)
{
    size_t n = 0;

    for (size_t i = 0; i < state->n; i++)
        if (state->items[i].hash || state->items[i].dtstamp_sec >= before_sec)
            state->items[n++] = state->items[i];
    state->n = n;
}

/* Adds what one line says; a line of another form, or of a UID already there, is left out. */
static int parse_line(struct state *state, const char *line)
{
    struct state_entry read = {}, *entry;
    int end = -1, more = 0, r;

    _Static_assert(UID_SIZE == 160, "the width in the format below");
    if (sscanf(line, "%159s %16" SCNx64 " %16" SCNx64 " %18" SCNd64 " %18" SCNd64 "%n", read.uid,
               &read.hash, &read.pending, &read.sequence, &read.dtstamp_sec, &end) != 5)
        return 0;
    if (sscanf(line + end, " %16" SCNx64 "%n", &read.accepted, &more) == 1)
        end += more;
    if (line[end] || !uid_is_valid(read.uid) || state_find(state, read.uid))
        return 0;
    if (read.sequence < 0 || read.sequence > INT32_MAX || read.dtstamp_sec < 0)
        return 0;
    r = state_add(state, read.uid, &entry);
    if (r < 0)
        return r;
    *entry = read;
    return 0;
}

int state_parse(const char *data, size_t size, struct state *ret)
{
    _cleanup_(state_done) struct state state = {};
    const char *end = data + size;
    char line[LINE_SIZE];
    int r;

    if (size < strlen(FIRST_LINE) || memcmp(data, FIRST_LINE, strlen(FIRST_LINE)) != 0)
        data = end; /* of another version: as if it were lost */
    while (data < end) {
        const char *newline = memchr(data, '\n', (size_t)(end - data));
        size_t n = (size_t)((newline ? newline : end) - data);

        if (n < sizeof(line)) {
            memcpy(line, data, n);
            line[n] = '\0';
            r = parse_line(&state, line);
            if (r < 0)
                return r;
        }
        data += newline ? n + 1 : n;
    }
    *ret = state;
    state = (struct state){};
    return 0;
}

int state_load(const char *path, struct state *ret)
{
    _cleanup_(freep) char *data = NULL;
    size_t size;
    int r;

    r = file_read(path, STATE_MAX_SIZE, &data, &size);
    if (r == -ENOENT) {
        *ret = (struct state){};
        return 0;
    }
    if (r < 0)
        return r;
    return state_parse(data, size, ret);
}

int state_save(const struct state *state, const char *path)
{
    _cleanup_(text_done) struct text text = {};
    _cleanup_(freep) char *data = NULL, *old = NULL;
    size_t length, old_size;
    int r;

    text_add(&text, FIRST_LINE);
    for (size_t i = 0; i < state->n; i++) {
        const struct state_entry *e = &state->items[i];

        text_addf(&text, "%s %016" PRIx64 " %016" PRIx64 " %" PRId64 " %" PRId64, e->uid, e->hash,
                  e->pending, e->sequence, e->dtstamp_sec);
        if (e->accepted)
            text_addf(&text, " %016" PRIx64, e->accepted);
        text_add_char(&text, '\n');
    }
    length = text.length;
    r = text_take(&text, &data);
    if (r < 0)
        return r;
    if (file_read(path, STATE_MAX_SIZE, &old, &old_size) == 0 && old_size == length &&
        memcmp(old, data, length) == 0)
        return 0;
    return file_write_atomic(path, data, length);
}
