/* An edit is one splice: of a value's bytes, of a whole line, or of nothing where a line is to be
 * added. Where the parts of a line lie is lines.c's to say; whether the line that comes out says
 * what was meant is asked there once more, and whether it makes sense the parser. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "plan.h"
#include "plan/lines.h"

/* Where an edit goes in a text; offsets are bytes from its beginning. */
struct place {
    bool has_section;
    size_t n_lines;     /* of the key; what follows is about the last of them */
    struct line line;   /* borrows the text */
    size_t start, end;  /* of that line, with its line end */
    size_t sample_end;  /* behind the line that has the key commented out; 0: none */
    size_t entries_end; /* behind the section's last key, or its head */
};

static bool span_is(const struct line *line, size_t from, size_t length, const char *s)
{
    return strlen(s) == length && memcmp(line->text + from, s, length) == 0;
}

/* True if the line is the head `[section name]`, whatever blanks lie between. */
static bool line_is_head(const struct line *line, const struct plan_edit *edit)
{
    const char *s = line->text + line->name, *end = s + line->name_length;
    size_t n = strlen(edit->section);

    if (line->kind != LINE_SECTION || line->name_length < n || memcmp(s, edit->section, n) != 0)
        return false;
    s += n;
    if (s < end && *s != ' ' && *s != '\t')
        return false;
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    return strlen(edit->name) == (size_t)(end - s) && memcmp(s, edit->name, (size_t)(end - s)) == 0;
}

/* True for `;key = ...`: how plans show what could be there. */
static bool line_is_sample(const struct line *line, const char *key)
{
    size_t at = line->start + 1, n = strlen(key);

    if (line->kind != LINE_COMMENT || line->length - at < n || memcmp(line->text + at, key, n) != 0)
        return false;
    for (at += n; at < line->length && line->text[at] == ' ';)
        at++;
    return at < line->length && line->text[at] == '=';
}

static void place_take_line(struct place *place, const struct plan_edit *edit,
                            const struct line *line, size_t start, size_t end)
{
    if (line->kind == LINE_COMMENT && line_is_sample(line, edit->key))
        place->sample_end = end;
    if (line->kind != LINE_ENTRY)
        return;

    place->entries_end = end;
    if (!span_is(line, line->name, line->name_length, edit->key) ||
        (edit->old && !span_is(line, line->value, line->value_length, edit->old)))
        return;
    place->n_lines++;
    place->line = *line;
    place->start = start;
    place->end = end;
}

static struct place find_place(const char *text, size_t size, const struct plan_edit *edit)
{
    struct place place = {};
    struct line_reader reader;
    struct line line;
    bool is_inside = false;

    line_reader_init(&reader, text, size);
    for (size_t start = 0; line_reader_next(&reader, &line); start = reader.offset) {
        if (line.kind == LINE_SECTION) {
            is_inside = !place.has_section && line_is_head(&line, edit);
            if (is_inside)
                place.entries_end = reader.offset;
            place.has_section |= is_inside;
        } else if (is_inside && edit->key) {
            place_take_line(&place, edit, &line, start, reader.offset);
        }
    }
    return place;
}

/* The line end to write behind `at`: that of the line before, else of the first line. */
static const char *find_line_end(const char *text, size_t size, size_t at)
{
    const char *newline = at > 0 && text[at - 1] == '\n' ? text + at - 1 : memchr(text, '\n', size);

    return newline && newline > text && newline[-1] == '\r' ? "\r\n" : "\n";
}

/* `ret` becomes the text with the bytes from `from` to `to` replaced. */
static void splice(const char *text, size_t size, size_t from, size_t to, const struct text *by,
                   struct text *ret)
{
    text_add_bytes(ret, text, from);
    text_add_bytes(ret, by->data ? by->data : "", by->length);
    text_add_bytes(ret, text + to, size - to);
    ret->failed |= by->failed;
}

/* Adds a line at `at`, the beginning of a line or the end of a text that ends without one: that it
 * does so stays its own. Returns where the line begins. */
static size_t splice_line(const char *text, size_t size, size_t at, const char *line,
                          struct text *ret)
{
    const char *line_end = find_line_end(text, size, at);
    bool is_open = at > 0 && text[at - 1] != '\n';
    _cleanup_(text_done) struct text by = {};

    text_addf(&by, "%s%s%s", is_open ? line_end : "", line, is_open ? "" : line_end);
    splice(text, size, at, at, &by, ret);
    return at + (is_open ? strlen(line_end) : 0);
}

/* Whether the line of the result that begins at `at` is this entry, to whoever reads the file. */
static bool has_entry(const struct text *text, size_t at, const struct plan_edit *edit)
{
    struct line_reader reader;
    struct line line;

    line_reader_init(&reader, text->data + at, text->length - at);
    return line_reader_next(&reader, &line) && line.kind == LINE_ENTRY && !line.problem &&
           span_is(&line, line.name, line.name_length, edit->key) &&
           span_is(&line, line.value, line.value_length, edit->value);
}

static int add_entry(const char *text, size_t size, const struct place *place,
                     const struct plan_edit *edit, struct text *ret)
{
    size_t at = place->n_lines > 0 ? place->end : place->sample_end ?: place->entries_end;
    _cleanup_(text_done) struct text line = {};

    text_addf(&line, "%s = %s", edit->key, edit->value);
    if (line.failed)
        return -ENOMEM;
    at = splice_line(text, size, at, line.data, ret);
    if (ret->failed)
        return -ENOMEM;
    return has_entry(ret, at, edit) ? 0 : -EINVAL;
}

static int replace_value(const char *text, size_t size, const struct place *place,
                         const struct plan_edit *edit, struct text *ret)
{
    size_t value = place->start + place->line.value;
    _cleanup_(text_done) struct text by = {};

    text_add(&by, edit->value);
    splice(text, size, value, value + place->line.value_length, &by, ret);
    if (ret->failed)
        return -ENOMEM;
    return has_entry(ret, place->start, edit) ? 0 : -EINVAL;
}

static bool has_suffix(const char *text, size_t size, const char *suffix)
{
    size_t n = strlen(suffix);

    return size >= n && memcmp(text + size - n, suffix, n) == 0;
}

/* The head goes behind a blank line. */
static int add_section(const char *text, size_t size, const struct plan_edit *edit,
                       struct text *ret)
{
    const char *line_end = find_line_end(text, size, size);
    bool is_open = size > 0 && text[size - 1] != '\n';
    bool is_apart = size == 0 || has_suffix(text, size, "\n\n") || has_suffix(text, size, "\n\r\n");
    _cleanup_(text_done) struct text by = {};
    struct line_reader reader;
    struct line line;
    size_t at;

    text_addf(&by, "%s%s", is_open ? line_end : "", is_apart ? "" : line_end);
    at = size + by.length;
    text_addf(&by, "[%s%s%s]%s", edit->section, *edit->name ? " " : "", edit->name,
              is_open ? "" : line_end);
    splice(text, size, size, size, &by, ret);
    if (ret->failed)
        return -ENOMEM;

    line_reader_init(&reader, ret->data + at, ret->length - at);
    return line_reader_next(&reader, &line) && line_is_head(&line, edit) && !line.problem ? 0
                                                                                          : -EINVAL;
}

/* One edit: the text as it is afterwards, in *ret. */
static int edit_text(const char *text, size_t size, const struct plan_edit *edit, struct text *ret)
{
    static const struct text nothing = {};
    struct place place = find_place(text, size, edit);

    if (edit->kind == PLAN_EDIT_ADD_SECTION)
        return place.has_section ? -EEXIST : add_section(text, size, edit, ret);
    if (!place.has_section)
        return -ENOENT;
    if (edit->kind == PLAN_EDIT_ADD)
        return add_entry(text, size, &place, edit, ret);
    if (place.n_lines > 1)
        return -ENOTUNIQ;
    if (edit->kind == PLAN_EDIT_REMOVE) {
        if (place.n_lines == 0)
            return -ENOENT;
        splice(text, size, place.start, place.end, &nothing, ret);
        return ret->failed ? -ENOMEM : 0;
    }
    if (place.n_lines == 0)
        return edit->old ? -ENOENT : add_entry(text, size, &place, edit, ret);
    return replace_value(text, size, &place, edit, ret);
}

int plan_edit(const char *text, size_t size, const struct plan_edit *edits, size_t n,
              const char *file, struct diag_list *diags, char **ret)
{
    _cleanup_(text_done) struct text result = {};
    _cleanup_(plan_freep) struct plan *plan = NULL;
    int r;

    text_add_bytes(&result, text, size);
    for (size_t i = 0; i < n && !result.failed; i++) {
        struct text next = {};

        r = edit_text(result.data, result.length, &edits[i], &next);
        text_done(&result);
        result = next;
        if (r < 0)
            return r;
    }
    if (result.failed)
        return -ENOMEM;

    r = plan_parse(result.data, result.length, file, NULL, NULL, diags, &plan);
    return r != 0 ? r : text_take(&result, ret);
}
