#include "cli/track-csv.h"

#include <errno.h>
#include <strings.h>

#include "base/diag.h"
#include "base/macro.h"
#include "base/zone.h"
#include "base/civil.h"
#include "cli/track-sheet.h"
#include "cli/track-words.h"
#include "cli/value.h"

struct reader {
    struct track_sheet sheet;
    const struct zone *zone;
    int32_t today;
    enum date_order asked;
    enum date_order orders[TRACK_COLUMNS];
    struct track_csv csv;

    size_t n_lost;                 /* days of last contact with nobody to keep them with */
    char link[TRACK_MAX_LINK + 1]; /* of the row that is read, where it had to be completed */
};

void track_csv_done(struct track_csv *csv)
{
    for (size_t i = 0; i < csv->n; i++)
        track_item_done(&csv->rows[i].item);
    free(csv->rows);
    *csv = (struct track_csv){0};
}

/* Of two results the one that is an error, if any is: for going on, so that all is told. */
static int worse(int a, int b)
{
    return MIN(a, b);
}

/* ---- Dates ---- */

static bool is_date_column(enum track_column column)
{
    return (column >= COLUMN_DAY && column <= COLUMN_INTERVIEW_AT) || column == COLUMN_LAST_CONTACT;
}

static void find_order(struct reader *reader, enum track_column column)
{
    struct date_proof proof = {0};
    struct sheet_date date;
    for (size_t i = 0; i < reader->sheet.n; i++) {
        const char *s = reader->sheet.rows[i].cells[column].text;
        if (*s && sheet_date_parse(s, reader->zone, &date) == 0)
            date_proof_add(&proof, &date);
    }
    reader->orders[column] = reader->asked ?: date_proof_order(&proof);
}

static void find_orders(struct reader *reader)
{
    for (int i = 0; i < TRACK_COLUMNS; i++)
        if (is_date_column(i))
            find_order(reader, i);
}

static int refuse_date(struct reader *reader, const struct csv_field *cell,
                       enum track_column column, const char *remedy)
{
    track_sheet_refuse(&reader->sheet, cell, "%.60s `%.60s`: %s",
                       track_sheet_column(&reader->sheet, column), cell->text, remedy);
    return -EINVAL;
}

static int refuse_doubtful(struct reader *reader, const struct csv_field *cell,
                           enum track_column column, const struct sheet_date *date)
{
    char dmy[DATE_SIZE], mdy[DATE_SIZE], remedy[160];
    civil_format_date(date->dmy, dmy);
    civil_format_date(date->mdy, mdy);
    snprintf(remedy, sizeof(remedy),
             "this may be %s (say --dates dmy) or %s (--dates mdy), and no other date of the "
             "column tells",
             dmy, mdy);
    return refuse_date(reader, cell, column, remedy);
}

/* Returns 1 with a day, 0 for a cell without one, or -EINVAL, which was told. */
static int read_date(struct reader *reader, const struct sheet_row *row, enum track_column column,
                     struct sheet_date *ret, int32_t *ret_day)
{
    const struct csv_field *cell = &row->cells[column];
    if (word_is_nothing(cell->text) || word_is_no(cell->text))
        return 0;
    if (sheet_date_parse(cell->text, reader->zone, ret) < 0)
        return refuse_date(reader, cell, column,
                           "give a date such as 2026-11-24, 24.11.2026 or 24 Nov 2026");
    int r = sheet_date_settle(ret, reader->orders[column], ret_day);
    if (r == -ENOTUNIQ)
        return refuse_doubtful(reader, cell, column, ret);
    if (r < 0)
        return refuse_date(reader, cell, column,
                           reader->asked == ORDER_MDY
                               ? "with --dates mdy there is no such day: write it as 2026-11-24"
                               : "with --dates dmy there is no such day: write it as 2026-11-24");
    return 1;
}

static int read_day(struct reader *reader, const struct sheet_row *row, enum track_column column,
                    int32_t *ret)
{
    struct sheet_date date;
    int r = read_date(reader, row, column, &date, ret);
    return MIN(r, 0);
}

/* The day on which something was done. One that lies ahead has a wrong year, or its day and month
 * the wrong way round; what the tracker has written itself is taken as it is. */
static int read_past_day(struct reader *reader, const struct sheet_row *row,
                         enum track_column column, int32_t *ret)
{
    struct sheet_date date;
    int32_t day;
    int r = read_date(reader, row, column, &date, &day);
    if (r <= 0)
        return r;
    if (day > reader->today && !reader->sheet.head.is_own)
        return refuse_date(reader, &row->cells[column], column,
                           "this lies ahead: give the day on which it was, or nothing");
    *ret = day;
    return 0;
}

/* ---- Stages ---- */

/* The furthest stage that has a day or a tick. */
static void derive_stage(const struct sheet_row *row, struct track_csv_row *ret)
{
    for (int i = 0; i < STAGE_MAX_; i++) {
        bool is_reached = ret->item.days[i] != TRACK_NO_DAY ||
                          word_is_yes(row->cells[COLUMN_DAY + i].text) ||
                          (i == STAGE_INTERVIEW && ret->item.interview_sec != 0);
        if (!is_reached)
            continue;
        ret->item.stage = (enum track_stage)i;
        ret->has_stage = true;
    }
}

static int read_stage(struct reader *reader, const struct sheet_row *row, struct track_csv_row *ret)
{
    const struct csv_field *cell = &row->cells[COLUMN_STAGE];
    if (word_is_nothing(cell->text)) {
        derive_stage(row, ret);
        return 0;
    }
    ret->has_stage = true;
    if (word_parse_stage(cell->text, &ret->item.stage) == 0)
        return 0;
    track_sheet_refuse(&reader->sheet, cell,
                       "%.60s `%.60s`: give one of interested, applied, screen, interview, offer, "
                       "rejected, withdrawn",
                       track_sheet_column(&reader->sheet, COLUMN_STAGE), cell->text);
    return -EINVAL;
}

static int read_stage_days(struct reader *reader, const struct sheet_row *row,
                           struct track_item *item)
{
    int r = 0;
    for (int i = 0; i < STAGE_MAX_; i++) {
        enum track_column column = COLUMN_DAY + i;
        if (word_is_yes(row->cells[column].text))
            continue;
        /* Many keep the day of an interview to come there. */
        r = worse(r, i == STAGE_INTERVIEW ? read_day(reader, row, column, &item->days[i])
                                          : read_past_day(reader, row, column, &item->days[i]));
    }
    return r;
}

/* A day without a time is the one of the stage: nothing can be kept free for it. */
static int read_interview(struct reader *reader, const struct sheet_row *row,
                          struct track_item *item)
{
    struct sheet_date date;
    int32_t day;
    int r = read_date(reader, row, COLUMN_INTERVIEW_AT, &date, &day);
    if (r <= 0)
        return r;
    if (date.has_time)
        item->interview_sec =
            date.instant_sec ?: zone_to_utc(reader->zone, (int64_t)day * DAY_SEC + date.second);
    else if (item->days[STAGE_INTERVIEW] == TRACK_NO_DAY)
        item->days[STAGE_INTERVIEW] = day;
    return 0;
}

static int read_interview_minutes(struct reader *reader, const struct sheet_row *row, int *ret)
{
    const struct csv_field *cell = &row->cells[COLUMN_INTERVIEW_MINUTES];
    int minutes = 0;
    if (word_is_nothing(cell->text))
        return 0;
    if (value_parse_minutes(cell->text, &minutes) == 0 && minutes > 0 && minutes <= DAY_MINUTES) {
        *ret = minutes;
        return 0;
    }
    return refuse_date(reader, cell, COLUMN_INTERVIEW_MINUTES,
                       "give minutes, such as 45 or 1h30m, up to a day");
}

/* ---- Texts ---- */

static int read_text(struct reader *reader, const struct sheet_row *row, enum track_column column,
                     size_t max_bytes, const char **ret)
{
    const struct csv_field *cell = &row->cells[column];
    if (strlen(cell->text) <= max_bytes) {
        *ret = cell->text;
        return 0;
    }
    track_sheet_refuse(&reader->sheet, cell, "%.60s `%.30s...`: shorten it to %zu bytes",
                       track_sheet_column(&reader->sheet, column), cell->text, max_bytes);
    return -EINVAL;
}

static bool is_link(const char *s)
{
    static const char *const starts[] = {"https://", "http://", "mailto:", "/"};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (strncasecmp(s, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* `acme.example/jobs` is a link without its beginning, `ada@acme.example` an address. */
static const char *complete_link(struct reader *reader, const char *s)
{
    if (strpbrk(s, " \\") || !strchr(s, '.') || strlen(s) + 8 > TRACK_MAX_LINK)
        return NULL;
    bool is_address = strchr(s, '@') && !strchr(s, '/');
    snprintf(reader->link, sizeof(reader->link), "%s%s", is_address ? "mailto:" : "https://", s);
    return reader->link;
}

/* Spreadsheets often export the words of a link and lose where it led. */
static int read_link(struct reader *reader, const struct sheet_row *row, const char **ret)
{
    const struct csv_field *cell = &row->cells[COLUMN_LINK];
    if (is_link(cell->text))
        return read_text(reader, row, COLUMN_LINK, TRACK_MAX_LINK, ret);
    if (word_is_nothing(cell->text))
        return 0;
    const char *link = complete_link(reader, cell->text);
    if (link)
        *ret = link;
    else
        track_sheet_warn(&reader->sheet, cell,
                         "%.60s `%.60s` is left out: a link begins with https://",
                         track_sheet_column(&reader->sheet, COLUMN_LINK), cell->text);
    return 0;
}

/* ---- Rows ---- */

/* `column` is where its name comes from. */
static int add_item(struct reader *reader, const struct sheet_row *row, enum track_column column,
                    struct track_csv_row *item)
{
    struct track_csv *csv = &reader->csv;
    const struct csv_field *cell = &row->cells[column];
    const char *fault = track_item_fault(&item->item);
    if (fault) {
        track_sheet_refuse(&reader->sheet, cell, "%.60s `%.60s`: %s",
                           track_sheet_column(&reader->sheet, column), cell->text, fault);
        return -EINVAL;
    }
    item->line = row->cells[0].line;
    if (array_reserve((void **)&csv->rows, &csv->capacity, csv->n, sizeof(*csv->rows)) < 0 ||
        track_item_copy(&item->item, &item->item) < 0)
        return -ENOMEM;
    csv->rows[csv->n++] = *item;
    return 0;
}

/* What both kinds have. */
static int read_common(struct reader *reader, const struct sheet_row *row, struct track_item *item)
{
    int r = read_text(reader, row, COLUMN_ROLE, TRACK_MAX_WORDS, &item->role);
    r = worse(r, read_link(reader, row, &item->link));
    r = worse(r, read_text(reader, row, COLUMN_SOURCE, TRACK_MAX_WORDS, &item->source));
    r = worse(r, read_text(reader, row, COLUMN_NOTE, TRACK_MAX_NOTE, &item->note));
    return worse(r, read_day(reader, row, COLUMN_FOLLOW_UP, &item->follow_up));
}

/* Of an application's row (`is_aside`) only what is said of the person. */
static int read_contact(struct reader *reader, const struct sheet_row *row, bool is_aside)
{
    struct track_csv_row contact = {.is_aside = is_aside};
    struct track_item *item = &contact.item;

    track_item_init(item, TRACK_CONTACT);
    int r = read_text(reader, row, COLUMN_PERSON, TRACK_MAX_WORDS, &item->name);
    r = worse(r, read_text(reader, row, COLUMN_COMPANY, TRACK_MAX_WORDS, &item->company));
    r = worse(r, read_text(reader, row, COLUMN_CHANNEL, TRACK_MAX_WORDS, &item->channel));
    r = worse(r, read_past_day(reader, row, COLUMN_LAST_CONTACT, &item->last_contact));
    if (!is_aside)
        r = worse(r, read_common(reader, row, item));
    return r < 0 ? r : add_item(reader, row, COLUMN_PERSON, &contact);
}

static int read_stages(struct reader *reader, const struct sheet_row *row,
                       struct track_csv_row *ret)
{
    int r = read_stage_days(reader, row, &ret->item);
    r = worse(r, read_interview(reader, row, &ret->item));
    r = worse(r, read_interview_minutes(reader, row, &ret->item.interview_minutes));
    return worse(r, read_stage(reader, row, ret));
}

static int read_application(struct reader *reader, const struct sheet_row *row)
{
    struct track_csv_row application = {0};
    struct track_item *item = &application.item;
    bool has_person = !word_is_nothing(row->cells[COLUMN_PERSON].text);

    track_item_init(item, TRACK_APPLICATION);
    item->interview_minutes = 0;
    int r = read_text(reader, row, COLUMN_COMPANY, TRACK_MAX_WORDS, &item->name);
    r = worse(r, read_common(reader, row, item));
    r = worse(r, read_stages(reader, row, &application));
    if (!has_person)
        r = worse(r, read_text(reader, row, COLUMN_CHANNEL, TRACK_MAX_WORDS, &item->channel));
    if (r == 0)
        r = add_item(reader, row, COLUMN_COMPANY, &application);
    if (r == 0 && has_person)
        return read_contact(reader, row, true);
    reader->n_lost += !word_is_nothing(row->cells[COLUMN_LAST_CONTACT].text);
    return r;
}

static void warn_of_lost(struct reader *reader)
{
    struct track_sheet *sheet = &reader->sheet;
    for (size_t i = 0; i < sheet->head.n && reader->n_lost > 0; i++)
        if (sheet->head.columns[i] == COLUMN_LAST_CONTACT)
            track_sheet_warn(
                sheet, &sheet->head_cells[i],
                "`%.60s` is left out of %zu rows: it is kept with a person, and these rows "
                "name none (a column called Contact would)",
                sheet->head_cells[i].text, reader->n_lost);
}

/* A row that does not say what it is is a contact if it names a person. */
static int read_kind(struct reader *reader, const struct sheet_row *row, enum track_kind *ret)
{
    const struct csv_field *cell = &row->cells[COLUMN_KIND];
    bool has_person = *row->cells[COLUMN_PERSON].text;
    *ret = reader->sheet.head.rows == ROWS_CONTACTS ||
                   (reader->sheet.head.rows == ROWS_MIXED && has_person)
               ? TRACK_CONTACT
               : TRACK_APPLICATION;
    if (word_is_nothing(cell->text) || word_parse_kind(cell->text, ret) == 0)
        return 0;
    track_sheet_refuse(&reader->sheet, cell, "%.60s `%.60s`: say application or contact",
                       track_sheet_column(&reader->sheet, COLUMN_KIND), cell->text);
    return -EINVAL;
}

/* Rows that are wrong are told and left out. Returns 0, or -ENOMEM. */
static int read_row(struct reader *reader, const struct sheet_row *row)
{
    enum track_kind kind;
    int r = read_kind(reader, row, &kind);
    if (r == 0)
        r = kind == TRACK_CONTACT ? read_contact(reader, row, false)
                                  : read_application(reader, row);
    return r == -ENOMEM ? r : 0;
}

static int read_rows(struct reader *reader)
{
    for (size_t i = 0; i < reader->sheet.n; i++)
        if (read_row(reader, &reader->sheet.rows[i]) < 0)
            return -ENOMEM;
    return 0;
}

int track_csv_parse(char *data, size_t size, const char *file, const struct zone *zone,
                    int32_t today, enum date_order order, struct diag_list *diags,
                    struct track_csv *ret)
{
    struct reader reader = {
        .sheet = {.file = file, .diags = diags},
        .zone = zone,
        .today = today,
        .asked = order,
    };
    int r = track_sheet_read(&reader.sheet, data, size);
    if (r == 0) {
        find_orders(&reader);
        r = read_rows(&reader);
        warn_of_lost(&reader);
    }
    track_sheet_done(&reader.sheet);
    if (r < 0 || diag_has_error(diags)) {
        track_csv_done(&reader.csv);
        return r < 0 ? r : 1;
    }
    *ret = reader.csv;
    return 0;
}
