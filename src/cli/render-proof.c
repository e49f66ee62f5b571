#include "cli/proof.h"

#include "base/civil.h"
#include "base/json.h"
#include "base/macro.h"
#include "base/text.h"
#include "cli/format.h"

#define MAX_COLUMN 32 /* as wide as one grows on a terminal */

/* A deed as a form has it. */
enum cell {
    CELL_DATE,
    CELL_WHAT,
    CELL_COMPANY,
    CELL_PERSON,
    CELL_ROLE,
    CELL_HOW,
    CELL_RESULT,
    CELL_MAX_,
};

static const char *const cell_names[CELL_MAX_] = {
    "date", "what", "company", "person", "role", "how", "result",
};

struct row {
    char date[DATE_SIZE];
    char result[64];
    const char *cells[CELL_MAX_];
};

static void add_day(char *buf, size_t size, const char *before, int32_t day)
{
    char date[DATE_SIZE];
    if (day == TRACK_NO_DAY)
        return;
    civil_format_date(day, date);
    size_t n = strlen(buf);
    snprintf(buf + n, size - n, "%s%s", before, date);
}

/* `rejected, 2026-11-30`; of an application that nobody has answered, that. */
static void describe_application(const struct track_item *item, char *buf, size_t size)
{
    bool is_waiting = item->stage == STAGE_INTERESTED || item->stage == STAGE_APPLIED;
    snprintf(buf, size, "%s", is_waiting ? "no answer yet" : track_stage_name(item->stage));
    if (!is_waiting)
        add_day(buf, size, ", ", item->days[item->stage]);
}

static void row_fill(const struct proof_deed *deed, struct row *ret)
{
    const struct track_item *item = deed->item;
    bool is_contact = item->kind == TRACK_CONTACT;

    *ret = (struct row){0};
    civil_format_date(deed->day, ret->date);
    if (is_contact)
        add_day(ret->result, sizeof(ret->result), "follow-up on ", item->follow_up);
    else
        describe_application(item, ret->result, sizeof(ret->result));
    ret->cells[CELL_DATE] = ret->date;
    ret->cells[CELL_WHAT] = track_kind_name(item->kind);
    ret->cells[CELL_COMPANY] = is_contact ? item->company : item->name;
    ret->cells[CELL_PERSON] = is_contact ? item->name : "";
    ret->cells[CELL_ROLE] = item->role;
    ret->cells[CELL_HOW] = *item->channel ? item->channel : item->source;
    ret->cells[CELL_RESULT] = ret->result;
}

static size_t count(const struct proof *proof, enum track_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < proof->n; i++)
        n += proof->deeds[i].item->kind == kind;
    return n;
}

/* ---- For people ---- */

static void measure(const struct proof *proof, size_t ret_widths[static CELL_MAX_])
{
    struct row row;
    for (int c = 0; c < CELL_MAX_; c++)
        ret_widths[c] = 0;
    for (size_t i = 0; i < proof->n; i++) {
        row_fill(&proof->deeds[i], &row);
        for (int c = 0; c < CELL_MAX_; c++)
            ret_widths[c] = MAX(ret_widths[c], text_width(row.cells[c]));
    }
    /* A column that nobody fills has no head either. */
    for (int c = 0; c < CELL_MAX_; c++)
        if (ret_widths[c] > 0)
            ret_widths[c] = MIN(MAX(ret_widths[c], strlen(cell_names[c])), (size_t)MAX_COLUMN);
}

static void add_line(struct text *text, const char *const cells[static CELL_MAX_],
                     const size_t widths[static CELL_MAX_])
{
    for (int c = 0; c < CELL_MAX_; c++) {
        if (widths[c] == 0)
            continue;
        if (c == CELL_RESULT)
            text_add_escaped(text, cells[c]);
        else
            text_add_padded(text, cells[c], widths[c]);
        text_add(text, c == CELL_RESULT ? "" : "  ");
    }
    text_add_char(text, '\n');
}

static void add_table(struct text *text, const struct view *view, const struct proof *proof)
{
    size_t widths[CELL_MAX_];
    struct row row;

    measure(proof, widths);
    paint_begin(text, view->screen, PAINT_DIM);
    add_line(text, cell_names, widths);
    paint_end(text, view->screen, PAINT_DIM);
    for (size_t i = 0; i < proof->n; i++) {
        row_fill(&proof->deeds[i], &row);
        add_line(text, row.cells, widths);
    }
}

void render_proof(struct text *text, const struct view *view, const struct proof *proof)
{
    char from[DATE_SIZE], to[DATE_SIZE];
    size_t n_applications = count(proof, TRACK_APPLICATION);
    size_t n_contacts = count(proof, TRACK_CONTACT);

    civil_format_date(proof->from_day, from);
    civil_format_date(proof->to_day, to);
    paint_addf(text, view->screen, PAINT_BOLD, "Applications and contacts, %s to %s\n", from, to);
    if (proof->n > 0) {
        text_add_char(text, '\n');
        add_table(text, view, proof);
    }
    text_addf(text, "\n%zu %s sent, %zu %s made\n", n_applications,
              n_applications == 1 ? "application" : "applications", n_contacts,
              n_contacts == 1 ? "contact" : "contacts");
    if (proof->n_undated > 0)
        text_addf(
            text,
            "%zu more without the day on which %s sent: `jsctl track list --all` shows them\n",
            proof->n_undated, proof->n_undated == 1 ? "it was" : "they were");
}

/* ---- For spreadsheets and programs ---- */

void render_proof_csv(struct text *text, const struct proof *proof)
{
    struct row row;
    for (int c = 0; c < CELL_MAX_; c++)
        text_addf(text, "%s%s", c ? "," : "", cell_names[c]);
    text_add(text, "\r\n");
    for (size_t i = 0; i < proof->n; i++) {
        row_fill(&proof->deeds[i], &row);
        for (int c = 0; c < CELL_MAX_; c++) {
            text_add(text, c ? "," : "");
            text_add_csv(text, row.cells[c]);
        }
        text_add(text, "\r\n");
    }
}

void render_proof_json(FILE *f, const struct proof *proof)
{
    char from[DATE_SIZE], to[DATE_SIZE];
    struct json json;
    struct row row;

    civil_format_date(proof->from_day, from);
    civil_format_date(proof->to_day, to);
    json_init(&json, f);
    json_object_begin(&json, NULL);
    json_integer(&json, "schema", 1);
    json_string(&json, "from", from);
    json_string(&json, "to", to);
    json_array_begin(&json, "deeds");
    for (size_t i = 0; i < proof->n; i++) {
        row_fill(&proof->deeds[i], &row);
        json_object_begin(&json, NULL);
        for (int c = 0; c < CELL_MAX_; c++)
            json_string(&json, cell_names[c], *row.cells[c] ? row.cells[c] : NULL);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_integer(&json, "undated", (int64_t)proof->n_undated);
    json_object_end(&json);
    json_finish(&json);
}
