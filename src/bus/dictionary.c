#include "bus/dictionary.h"

#include <errno.h>

int marshal_open_pair(sd_bus_message *m, const char *key, const char *signature)
{
    int r;

    r = sd_bus_message_open_container(m, 'e', "sv");
    if (r >= 0)
        r = sd_bus_message_append_basic(m, 's', key);
    if (r >= 0)
        r = sd_bus_message_open_container(m, 'v', signature);
    return r < 0 ? r : 0;
}

int marshal_close_pair(sd_bus_message *m)
{
    int r;

    r = sd_bus_message_close_container(m);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r < 0 ? r : 0;
}

static int append_scalar(sd_bus_message *m, const struct wire_scalar *scalar, const void *item)
{
    return marshal_open_pair(m, scalar->key, scalar->signature) ?:
           marshal_append_value(m, scalar->form, (const char *)item + scalar->offset) ?:
           marshal_close_pair(m);
}

static int append_optional(sd_bus_message *m, const struct wire_optional *optional,
                           const void *item)
{
    if (!*(const bool *)((const char *)item + optional->has_offset))
        return 0;
    return marshal_open_pair(m, optional->key, "(" WIRE_BLOCK ")") ?:
           marshal_append(m, &wire_block, (const char *)item + optional->offset) ?:
           marshal_close_pair(m);
}

static int append_array(sd_bus_message *m, const struct wire_array *array, const void *item)
{
    const void *items = *(const void *const *)((const char *)item + array->offset);
    size_t n = *(const size_t *)((const char *)item + array->n_offset);

    return marshal_open_pair(m, array->key, array->signature) ?:
           marshal_append_array(m, array->type, items, n) ?:
           marshal_close_pair(m);
}

int marshal_append_dictionary(sd_bus_message *m, const struct wire_dictionary *dictionary,
                              const void *item)
{
    int r;

    r = sd_bus_message_open_container(m, 'a', "{sv}");
    for (size_t i = 0; r >= 0 && i < dictionary->n_scalars; i++)
        r = append_scalar(m, &dictionary->scalars[i], item);
    for (size_t i = 0; r >= 0 && i < dictionary->n_optionals; i++)
        r = append_optional(m, &dictionary->optionals[i], item);
    for (size_t i = 0; r >= 0 && i < dictionary->n_arrays; i++)
        r = append_array(m, &dictionary->arrays[i], item);
    if (r >= 0)
        r = sd_bus_message_close_container(m);
    return r < 0 ? r : 0;
}

static int enter_variant(sd_bus_message *m, const char *signature)
{
    int r;

    r = sd_bus_message_enter_container(m, 'v', signature);
    if (r == 0 || r == -ENXIO)
        return -EBADMSG;
    return r < 0 ? r : 0;
}

static int exit_variant(sd_bus_message *m)
{
    int r;

    r = sd_bus_message_exit_container(m);
    return r < 0 ? r : 0;
}

static int read_optional(sd_bus_message *m, const struct wire_optional *optional, void *item)
{
    *(bool *)((char *)item + optional->has_offset) = true;
    return marshal_read(m, &wire_block, (char *)item + optional->offset);
}

static int read_array(sd_bus_message *m, const struct wire_array *array, void *item)
{
    void **items = (void **)((char *)item + array->offset);

    free(*items); /* a key that comes twice */
    *items = NULL;
    return marshal_read_array(m, array->type, SIZE_MAX, items,
                              (size_t *)((char *)item + array->n_offset));
}

static int read_pair(sd_bus_message *m, const struct wire_dictionary *dictionary, const char *key,
                     void *item)
{
    for (size_t i = 0; i < dictionary->n_scalars; i++) {
        const struct wire_scalar *scalar = &dictionary->scalars[i];

        if (streq(key, scalar->key))
            return enter_variant(m, scalar->signature) ?:
                   marshal_read_value(m, scalar->form, (char *)item + scalar->offset) ?:
                   exit_variant(m);
    }
    for (size_t i = 0; i < dictionary->n_optionals; i++)
        if (streq(key, dictionary->optionals[i].key))
            return enter_variant(m, "(" WIRE_BLOCK ")") ?:
                   read_optional(m, &dictionary->optionals[i], item) ?:
                   exit_variant(m);
    for (size_t i = 0; i < dictionary->n_arrays; i++)
        if (streq(key, dictionary->arrays[i].key))
            return enter_variant(m, dictionary->arrays[i].signature) ?:
                   read_array(m, &dictionary->arrays[i], item) ?:
                   exit_variant(m);
    return sd_bus_message_skip(m, "v");
}

int marshal_read_dictionary(sd_bus_message *m, const struct wire_dictionary *dictionary, void *ret)
{
    const char *key;
    int r;

    r = sd_bus_message_enter_container(m, 'a', "{sv}");
    if (r < 0)
        return r;
    while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        r = marshal_read_value(m, WIRE_STRING, &key) ?: read_pair(m, dictionary, key, ret);
        if (r >= 0)
            r = sd_bus_message_exit_container(m);
        if (r < 0)
            return r;
    }
    if (r >= 0)
        r = sd_bus_message_exit_container(m);
    return r < 0 ? r : 0;
}
