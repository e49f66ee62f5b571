/* JSON (RFC 8259) read from front to back out of bytes that may come from anyone: no copy, no
 * allocation, a bounded depth. After the first error everything fails. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define JSON_READ_DEPTH 16

struct json_reader {
    const char *at, *end; /* borrowed */
    int depth;
    bool is_first; /* of a container's values: no comma comes before it */
    bool has_failed;
};

void json_reader_init(struct json_reader *reader, const char *data, size_t size);

/* Containers: begin, then for each value json_read_member() or json_read_element() is true and the
 * value is to be read; once false, the container is closed, or the reader has failed. A key that is
 * too long for buf is cut. */
bool json_read_object(struct json_reader *reader);
bool json_read_member(struct json_reader *reader, char *buf, size_t size);
bool json_read_array(struct json_reader *reader);
bool json_read_element(struct json_reader *reader);

/* Values; false (and the reader has failed) if it is another one. Text that is too long is cut
 * between characters; a NUL in it fails. Numbers of any JSON form, but as doubles. */
bool json_read_text(struct json_reader *reader, char *buf, size_t size);
bool json_read_number(struct json_reader *reader, double *ret);
bool json_read_bool(struct json_reader *reader, bool *ret);

/* Passes over a value of whatever kind. */
bool json_read_skip(struct json_reader *reader);

/* True if all was read and nothing is left but white space. */
bool json_read_is_done(struct json_reader *reader);
