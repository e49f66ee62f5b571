/* VCALENDAR (RFC 5545 3.4) around the events of one item, or of all. */
#pragma once

struct text;

/* Opens the calendar of one item. */
void envelope_begin(struct text *text);

/* Opens the calendar that is subscribed to as one file, with its name and colour (RFC 7986) and how
 * often to look again. Returns 0 or -ENOMEM. */
int envelope_begin_single(struct text *text, const char *name, const char *color);

void envelope_end(struct text *text);
