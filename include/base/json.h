/* A small JSON writer (RFC 8259): objects, arrays, commas and escapes, straight into a stream, so
 * that a million rows need no memory. Invalid UTF-8 comes out as U+FFFD. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_MAX_DEPTH 16

struct json {
    FILE *file; /* borrowed */
    int depth;
    bool has_item[JSON_MAX_DEPTH];
    bool after_key;
};

void json_init(struct json *json, FILE *file);

/* Every function that takes a key writes `"key":` first when key is not NULL (inside objects);
 * inside arrays and at the top key is NULL. */
void json_object_begin(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array_begin(struct json *json, const char *key);
void json_array_end(struct json *json);

/* NULL comes out as null. */
void json_string(struct json *json, const char *key, const char *value);
void json_integer(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

/* At most two decimals, no trailing zeros: 6, 1.5, 0.25. */
void json_decimal(struct json *json, const char *key, double value);

/* Ends the document with a newline. Returns 0, or -EIO if anything could not be written. */
int json_finish(struct json *json);
