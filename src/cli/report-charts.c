#include "cli/report-charts.h"

#include <math.h>

#include "base/civil.h"
#include "base/macro.h"
#include "base/text.h"
#include "bus.h"
#include "cli/format.h"

#define WIDTH 360 /* of every chart, in its own units: about the pixels of a phone */

/* ---- The axis ---- */

#define MARKS_MAX 4

struct chart_scale chart_scale_for(double largest, bool is_whole)
{
    static const double factors[] = {1, 2, 5, 10};
    double least = MAX(isfinite(largest) ? largest : 0, is_whole ? 1.0 : 0.01);
    double power = pow(10, floor(log10(least / MARKS_MAX)));
    double step = 0;

    for (size_t i = 0; i < ARRAY_SIZE(factors); i++) {
        step = factors[i] * power;
        if (is_whole)
            step = MAX(step, 1.0);
        if (step * MARKS_MAX >= least * (1 - 1e-9))
            break;
    }
    return (struct chart_scale){ceil(least / step - 1e-9) * step, step};
}

/* ---- SVG ---- */

static void svg_begin(struct text *text, const char *label, int height)
{
    text_addf(text, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, height);
    text_add_markup(text, label);
    text_add(text, "\">\n");
}

static void svg_end(struct text *text)
{
    text_add(text, "</svg>\n");
}

static void add_rect(struct text *text, const char *class, double x, double y, double width,
                     double height)
{
    text_addf(text, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
              class, x, y, width, height);
}

static void add_line(struct text *text, const char *class, double x1, double x2, double y)
{
    text_addf(text, "<path class=\"%s\" d=\"M%.1f %.1fH%.1f\"/>\n", class, x1, y, x2);
}

/* anchor: "start", "middle", "end" */
static void add_words(struct text *text, const char *class, const char *anchor, double x, double y,
                      const char *words)
{
    text_addf(text, "<text class=\"%s %s\" x=\"%.1f\" y=\"%.1f\">", class, anchor, x, y);
    text_add_markup(text, words);
    text_add(text, "</text>\n");
}

static void add_number(struct text *text, const char *class, const char *anchor, double x, double y,
                       double value, int decimals)
{
    char number[NUMBER_SIZE];
    double unit = decimals ? 10 : 1;

    number_format(round(value * unit) / unit, number);
    add_words(text, class, anchor, x, y, number);
}

/* ---- Columns ---- */

#define PLOT_LEFT     28.0
#define PLOT_TOP      30.0
#define PLOT_HEIGHT   92.0
#define PLOT_BOTTOM   (PLOT_TOP + PLOT_HEIGHT)
#define COLUMN_HEIGHT (int)(PLOT_BOTTOM + 24)
#define NUMBER_PITCH  23.0 /* columns nearer to each other have no room for numbers */
#define DATE_PITCH    44.0

struct plot {
    const struct chart *chart;
    struct chart_scale scale;
    double right, pitch, width; /* of the plot; from column to column; of a column */
};

static struct plot plot_of(const struct chart *chart)
{
    struct plot plot = {.chart = chart, .right = chart->limit_label ? WIDTH - 52 : WIDTH - 4};
    double largest = 0;

    for (size_t i = 0; i < chart->n; i++)
        largest = MAX(largest, MAX(chart->columns[i].value, chart->columns[i].limit));
    plot.scale = chart_scale_for(largest, chart->is_whole);
    plot.pitch = (plot.right - PLOT_LEFT) / (double)MAX(chart->n, 1u);
    plot.width = MIN(plot.pitch * 0.68, 30.0);
    return plot;
}

static double plot_y(const struct plot *plot, double value)
{
    return PLOT_BOTTOM - PLOT_HEIGHT * MIN(MAX(value, 0.0) / plot->scale.top, 1.0);
}

/* The middle of a column. */
static double plot_x(const struct plot *plot, size_t i)
{
    return PLOT_LEFT + plot->pitch * ((double)i + 0.5);
}

static void add_axis(struct text *text, const struct plot *plot)
{
    int n = (int)(plot->scale.top / plot->scale.step + 0.5);

    add_words(text, "unit", "start", 0, 11, plot->chart->unit);
    for (int i = 0; i <= n; i++) {
        double value = i * plot->scale.step, y = plot_y(plot, value);

        add_line(text, i == 0 ? "axis" : "grid", PLOT_LEFT, plot->right, y);
        add_number(text, "tick", "end", PLOT_LEFT - 5, y + 3.5, value, 1);
    }
}

static void add_check(struct text *text, double x, double y)
{
    text_addf(text, "<path class=\"check\" d=\"M%.1f %.1fl3 3.2 5.4-6.4\"/>\n", x - 4.2, y);
}

static const char *column_class(enum column_state state)
{
    return state == COLUMN_MISSED ? "missed" : state == COLUMN_MET ? "met" : "plain";
}

static void add_column(struct text *text, const struct plot *plot, size_t i)
{
    const struct chart_column *column = &plot->chart->columns[i];
    double x = plot_x(plot, i), left = x - plot->width / 2, y = plot_y(plot, column->value);
    double limit_y = plot_y(plot, column->limit);

    if (plot->chart->is_area && column->limit > 0)
        add_rect(text, "area", left, limit_y, plot->width, PLOT_BOTTOM - limit_y);
    if (column->value > 0)
        add_rect(text, column_class(column->state), left, y, plot->width, PLOT_BOTTOM - y);
    if (plot->chart->limit_label && !plot->chart->is_area && column->limit > 0)
        add_line(text, "limit", x - plot->pitch / 2, x + plot->pitch / 2, limit_y);
    if (column->state == COLUMN_MET && PLOT_BOTTOM - y > 14 && plot->width > 9)
        add_check(text, x, PLOT_BOTTOM - 8);
}

/* What a column is, over it: over the line, where that is nearly as high. */
static void add_column_label(struct text *text, const struct plot *plot, size_t i)
{
    const struct chart_column *column = &plot->chart->columns[i];
    double x = plot_x(plot, i), y = plot_y(plot, column->value);
    double limit_y = column->limit > 0 ? plot_y(plot, column->limit) : PLOT_BOTTOM + 99;

    if (column->state == COLUMN_OFF && column->value <= 0)
        add_words(text, "off", "middle", x, PLOT_BOTTOM - 5,
                  plot->pitch < NUMBER_PITCH ? "–" : "off");
    else if (column->state == COLUMN_SILENT && column->value <= 0)
        add_words(text, "off", "middle", x, PLOT_BOTTOM - 5, "?");
    else if (plot->pitch >= NUMBER_PITCH)
        add_number(text, "value", "middle", x,
                   (y > limit_y && y - limit_y < 15 ? limit_y : y) - 4.5, column->value, 1);
}

/* `5 Oct`, where there is room for it. */
static void add_date(struct text *text, const struct plot *plot, size_t i)
{
    size_t every = (size_t)ceil(DATE_PITCH / plot->pitch);
    char date[DAY_SHORT_SIZE];

    if (i % every != 0)
        return;
    day_format_short(plot->chart->columns[i].day, date);
    add_words(text, "tick", "middle", plot_x(plot, i), PLOT_BOTTOM + 17, date);
}

/* At the right end, as high as the last limit is. */
static void add_limit_label(struct text *text, const struct plot *plot)
{
    const struct chart *chart = plot->chart;

    for (size_t i = chart->n; i-- > 0;)
        if (chart->columns[i].limit > 0) {
            double y = plot_y(plot, chart->columns[i].limit);

            add_words(text, "tick", "start", plot->right + 4, y + 3.5, chart->limit_label);
            return;
        }
}

void chart_add_columns(struct text *text, const struct chart *chart)
{
    struct plot plot = plot_of(chart);

    svg_begin(text, chart->label, COLUMN_HEIGHT);
    add_axis(text, &plot);
    for (size_t i = 0; i < chart->n; i++) {
        add_column(text, &plot, i);
        add_column_label(text, &plot, i);
        add_date(text, &plot, i);
    }
    if (chart->limit_label)
        add_limit_label(text, &plot);
    svg_end(text);
}

/* ---- Heat ---- */

#define HEAT_LEFT  66.0
#define HEAT_TOP   20.0
#define HEAT_CELL  34.0
#define HEAT_STEPS 5

static const char *const parts[] = {"morning", "afternoon", "evening"};

static const struct bus_heat *find_heat(const struct bus_heat *heat, size_t n, const char *weekday,
                                        const char *part)
{
    for (size_t i = 0; i < n; i++)
        if (heat[i].of > 0 && (!weekday || streq(heat[i].weekday, weekday)) &&
            (!part || streq(heat[i].part, part)))
            return &heat[i];
    return NULL;
}

static void add_cell(struct text *text, const struct bus_heat *heat, double x, double y,
                     double width)
{
    int step = (int)(MIN((double)heat->kept / heat->of, 1.0) * (HEAT_STEPS - 1) + 0.5);
    char class[16], share[32];

    snprintf(class, sizeof class, "heat%d", step);
    snprintf(share, sizeof share, "%u/%u", heat->kept, heat->of);
    add_rect(text, class, x + 1, y + 1, width - 2, HEAT_CELL - 2);
    snprintf(class, sizeof class, "on%d", step);
    add_words(text, class, "middle", x + width / 2, y + HEAT_CELL / 2 + 4, share);
}

void chart_add_heat(struct text *text, const char *label, const struct bus_heat *heat, size_t n,
                    int first)
{
    const char *days[7];
    size_t n_days = 0, n_rows = 0;
    double width;

    for (int i = 0; i < 7; i++) {
        days[n_days] = civil_weekday_name((enum weekday)((first + i) % 7));
        n_days += find_heat(heat, n, days[n_days], NULL) != NULL;
    }
    for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
        n_rows += find_heat(heat, n, NULL, parts[i]) != NULL;
    width = MIN((WIDTH - HEAT_LEFT) / (double)MAX(n_days, 1u), 58.0);
    svg_begin(text, label, (int)(HEAT_TOP + HEAT_CELL * (double)n_rows));
    for (size_t i = 0; i < n_days; i++)
        add_words(text, "tick", "middle", HEAT_LEFT + width * ((double)i + 0.5), 13, days[i]);
    for (size_t i = 0, row = 0; i < ARRAY_SIZE(parts); i++) {
        double y = HEAT_TOP + HEAT_CELL * (double)row;

        if (!find_heat(heat, n, NULL, parts[i]))
            continue;
        add_words(text, "tick", "end", HEAT_LEFT - 6, y + HEAT_CELL / 2 + 4, parts[i]);
        for (size_t j = 0; j < n_days; j++) {
            const struct bus_heat *found = find_heat(heat, n, days[j], parts[i]);

            if (found)
                add_cell(text, found, HEAT_LEFT + width * (double)j, y, width);
        }
        row++;
    }
    svg_end(text);
}

/* ---- Rows ---- */

#define ROW_LEFT   74.0
#define ROW_RIGHT  (WIDTH - 76.0)
#define ROW_HEIGHT 28.0

void chart_add_rows(struct text *text, const char *label, const struct chart_row *rows, size_t n)
{
    double most = 1;

    for (size_t i = 0; i < n; i++)
        most = MAX(most, (double)rows[i].value);
    svg_begin(text, label, (int)(ROW_HEIGHT * (double)n + 2));
    text_addf(text, "<path class=\"axis\" d=\"M%.1f 0V%.1f\"/>\n", ROW_LEFT,
              ROW_HEIGHT * (double)n);
    for (size_t i = 0; i < n; i++) {
        double y = ROW_HEIGHT * (double)i, width = (ROW_RIGHT - ROW_LEFT) * rows[i].value / most;
        char value[48];

        snprintf(value, sizeof value, i > 0 && rows[0].value > 0 ? "%u (%.0f %%)" : "%u",
                 rows[i].value, 100.0 * rows[i].value / MAX(rows[0].value, 1u));
        add_words(text, "name", "end", ROW_LEFT - 6, y + ROW_HEIGHT / 2 + 4, rows[i].name);
        if (rows[i].value > 0)
            add_rect(text, "plain", ROW_LEFT, y + 4, width, ROW_HEIGHT - 8);
        add_words(text, "value", "start", ROW_LEFT + width + 6, y + ROW_HEIGHT / 2 + 4, value);
    }
    svg_end(text);
}
