/* Charts as inline SVG: small, so that they can be read on a phone, and without a colour of their
 * own: report.css gives each class one for light and for dark. Nothing is said by colour alone, and
 * all figures stand in a table beside the chart. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bus_heat;
struct text;

/* How high an axis is, and the step of its marks. */
struct chart_scale {
    double top, step;
};

/* The lowest round height (1, 2 or 5 times a power of ten, or a multiple) for a largest value, with
 * at most four marks above 0. is_whole: steps are whole numbers. */
struct chart_scale chart_scale_for(double largest, bool is_whole);

enum column_state {
    COLUMN_PLAIN,
    COLUMN_MET,    /* solid, with a check mark */
    COLUMN_MISSED, /* hatched */
    COLUMN_OFF,    /* `off` instead of a column */
    COLUMN_SILENT, /* nothing is known: `?` */
};

struct chart_column {
    int32_t day; /* its name on the axis */
    double value, limit;
    enum column_state state;
};

struct chart {
    const char *label;       /* what it shows, in a sentence, for who does not see it */
    const char *unit;        /* on the axis: "contacts", "hours" */
    const char *limit_label; /* what the limit is: "goal", "planned"; NULL: there is none */
    bool is_area;            /* the limit is drawn as an area behind, not as a line across */
    bool is_whole;           /* values are counts */
    const struct chart_column *columns;
    size_t n;
};

/* A column a week. */
void chart_add_columns(struct text *text, const struct chart *chart);

/* Weekdays across, parts of the day down; `first` is the week's first day. Only what has blocks. */
void chart_add_heat(struct text *text, const char *label, const struct bus_heat *heat, size_t n,
                    int first);

struct chart_row {
    const char *name;
    unsigned value;
};

/* Bars that begin at the left, each with its share of the first. */
void chart_add_rows(struct text *text, const char *label, const struct chart_row *rows, size_t n);
