/* The parts of the report's page, each a section; nothing is added where there is nothing to say.
 */
#pragma once

#include "cli/report.h"

void html_add_goals(struct text *text, const struct report *report);
void html_add_time(struct text *text, const struct report *report);
void html_add_heat(struct text *text, const struct report *report);
void html_add_tracker(struct text *text, const struct report *report);
void html_add_patterns(struct text *text, const struct report *report);
void html_add_changes(struct text *text, const struct report *report);
void html_add_talk(struct text *text, const struct report *report);

/* ---- What they are made of; heads and words of ours, not escaped ---- */

void html_section_begin(struct text *text, const char *id, const char *head);
void html_section_end(struct text *text);
void html_add_quiet(struct text *text, const char *words);

/* Title (escaped), then what the caller says in a line, then the chart. */
void html_figure_begin(struct text *text, const char *title);
void html_figure_go_on(struct text *text);
void html_figure_end(struct text *text);

/* A table that `summary` opens and closes. Heads first, then html_table_rows(), then rows of cells.
 */
void html_table_begin(struct text *text, const char *summary, bool is_open);
void html_add_head(struct text *text, const char *head);
void html_table_rows(struct text *text);
void html_row_begin(struct text *text, const char *head);
void html_row_end(struct text *text);
void html_table_end(struct text *text);

/* A cell; of text (escaped), or of what the format says. "" is a dash. */
void html_add_cell(struct text *text, const char *s);
void html_add_cellf(struct text *text, const char *format, ...) _printf_(2, 3);
