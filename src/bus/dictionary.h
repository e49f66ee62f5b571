/* Structs that cross as a{sv}, because what one wants to know of them grows. Each is three tables
 * of keys, which both directions follow. */
#pragma once

#include "bus/marshal.h"

struct wire_dictionary {
    const struct wire_scalar {
        const char *key, *signature;
        enum wire_form form;
        size_t offset;
    } * scalars;
    size_t n_scalars;

    /* Blocks; absent where there is none. */
    const struct wire_optional {
        const char *key;
        size_t has_offset, offset;
    } * optionals;
    size_t n_optionals;

    const struct wire_array {
        const char *key, *signature;
        const struct wire_type *type;
        size_t offset, n_offset;
    } * arrays;
    size_t n_arrays;
};

/* Return 0 or negative errno. Reading skips keys that it does not know (a newer daemon may say
 * more) and leaves alone what did not come; arrays are the caller's to free, also on failure. */
int marshal_append_dictionary(sd_bus_message *m, const struct wire_dictionary *dictionary,
                              const void *item);
int marshal_read_dictionary(sd_bus_message *m, const struct wire_dictionary *dictionary, void *ret);

/* One key of an open a{sv}, to append its value between the two. */
int marshal_open_pair(sd_bus_message *m, const char *key, const char *signature);
int marshal_close_pair(sd_bus_message *m);
