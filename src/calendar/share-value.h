/* The value of X-JOBSEARCHD-SHARE: JSON, in which `,`, `;`, `\` and `%` are written as in a URL
 * (%2C). For programs disagree on how an X-property is escaped: RFC 5545 says as TEXT,
 * libical 3.0.16 leaves commas as they are, and vobject (Radicale) takes those for a list and drops
 * all but its first item. Without these characters all of them leave the value alone. */
#pragma once

struct text;

/* Adds the value for this JSON. */
void share_value_add(struct text *text, const char *json);

/* The JSON of a value, in place; also of one that somebody's program escaped as TEXT. */
void share_value_decode(char *value);
